//===- Passes.cpp - The last check, and registration ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/AtlasToCPU/Passes.h"

#include "atlas/Conversion/AtlasToCPU/HostPipeline.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/Support/ErrorHandling.h"

namespace atlas {
#define GEN_PASS_DEF_CHECKLOWEREDPASS
#include "atlas/Conversion/AtlasToCPU/Passes.h.inc"
} // namespace atlas

using namespace mlir;
using namespace atlas;

namespace {

struct CheckLowered : atlas::impl::CheckLoweredPassBase<CheckLowered> {
  void runOnOperation() override {
    WalkResult result = getOperation().walk([&](Operation *op) {
      if (isa<ModuleOp>(op) || isa_and_nonnull<LLVM::LLVMDialect>(op->getDialect()))
        return WalkResult::advance();
      op->emitError("ATL0603: '")
          << op->getName() << "' is left after lowering; this target has no form "
          << "for it here";
      return WalkResult::interrupt();
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }
};

/// Options of --atlas-host-pipeline.
struct PipelineOptions : PassPipelineOptions<PipelineOptions> {
  Option<std::string> target{*this, "target", llvm::cl::init("x86-64"),
                             llvm::cl::desc("named CPU level")};
  Option<std::string> strategy{*this, "strategy", llvm::cl::init(""),
                               llvm::cl::desc("strategy overrides, OP:NAME,...")};
  Option<bool> scalar{*this, "scalar", llvm::cl::init(false),
                      llvm::cl::desc("plain loops for every operation")};
};

} // namespace

void atlas::registerAtlasConversionPasses() {
  registerAtlasToCPUPasses();
  PassPipelineRegistration<PipelineOptions>(
      "atlas-host-pipeline",
      "kernels to the LLVM dialect for a CPU level (see docs/Dialect/passes.md)",
      [](OpPassManager &pm, const PipelineOptions &options) {
        HostPipelineOptions host;
        auto target = CPUTarget::named(options.target);
        // An unknown level is left for the pass to report, with a location.
        if (target)
          host.target = *target;
        else
          llvm::consumeError(target.takeError());
        host.target.level = options.target;
        host.strategies = options.strategy;
        host.scalar = options.scalar;
        buildHostPipeline(pm, host);
      });
}
