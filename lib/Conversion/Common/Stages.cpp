//===- Stages.cpp - Looking at a module between conversions ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/Common/Stages.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace atlas;

namespace {

class ObserveStage : public PassWrapper<ObserveStage, OperationPass<>> {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ObserveStage)
  ObserveStage(StageObserver observer, StringLiteral stage)
      : observer(observer), stage(stage) {}
  StringRef getArgument() const override { return "atlas-observe-stage"; }

  void runOnOperation() override {
    if (failed(observer(stage, getOperation())))
      signalPassFailure();
    markAllAnalysesPreserved();
  }

private:
  StageObserver observer;
  StringLiteral stage;
};

} // namespace

LogicalResult atlas::observeStage(StageObserver observer, StringRef stage,
                                  Operation *module) {
  return observer ? observer(stage, module) : success();
}

LogicalResult atlas::runPasses(PassManager &passes, Operation *module,
                               [[maybe_unused]] bool isLast) {
#ifdef NDEBUG
  passes.enableVerifier(false);
  return failure(failed(passes.run(module)) || (isLast && failed(verify(module))));
#else
  return passes.run(module);
#endif
}

void atlas::addStage(OpPassManager &passes, StageObserver observer, StringLiteral stage) {
  if (observer)
    passes.addPass(std::make_unique<ObserveStage>(observer, stage));
}
