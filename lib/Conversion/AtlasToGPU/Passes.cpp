//===- Passes.cpp - The pipeline to gpu modules, and registration ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/AtlasToGPU/Passes.h"

#include "atlas/Dialect/Atlas/Transforms/CleanUp.h"
#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"
#include "atlas/Dialect/Atlas/Transforms/Passes.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace atlas;

void atlas::buildGPUPipeline(OpPassManager &pm, const GPUPipelineOptions &options) {
  buildAtlasLevelsPipeline(pm);
  // What the first inlining leaves is cleaned up after the second, helpers before they
  // are inlined, the kernel once when it has them all.
  pm.addPass(createInlinerPass({}, [](OpPassManager &) {}));
  pm.addPass(createDeviceQueuesPass());
  llvm::StringMap<OpPassManager> onceInlined;
  onceInlined.try_emplace(KernelOp::getOperationName(), KernelOp::getOperationName());
  pm.addPass(createInlinerPass(std::move(onceInlined), [](OpPassManager &callable) {
    callable.addPass(createCleanUpPass());
  }));
  pm.addPass(createCleanUpPass());
  AtlasToGPUPassOptions pass;
  pass.layout = options.layout == DeviceLayout::Words32 ? "words32" : "bytes8";
  pass.blockSize = options.blockSize;
  pass.vectorBytes = options.vectorBytes;
  pass.wideAtomics = options.wideAtomics;
  pm.addPass(createAtlasToGPUPass(pass));
  pm.addPass(createCleanUpPass());
  pm.addPass(createCSEPass());
  pm.addPass(createLoopInvariantCodeMotionPass());
  pm.addPass(createCSEPass());
}

namespace {

/// Options of --atlas-gpu-pipeline.
struct PipelineOptions : PassPipelineOptions<PipelineOptions> {
  Option<std::string> layout{*this, "layout", llvm::cl::init("bytes8"),
                             llvm::cl::desc("bytes8 or words32")};
  Option<unsigned> blockSize{*this, "block-size", llvm::cl::init(256),
                             llvm::cl::desc("threads of a workgroup")};
  Option<unsigned> vectorBytes{*this, "vector-bytes", llvm::cl::init(16),
                               llvm::cl::desc("widest access of one thread")};
};

} // namespace

void atlas::registerAtlasGPUPasses() {
  registerAtlasToGPUPasses();
  PassPipelineRegistration<PipelineOptions>(
      "atlas-gpu-pipeline", "kernels to gpu modules, one for each",
      [](OpPassManager &pm, const PipelineOptions &options) {
        GPUPipelineOptions gpu;
        gpu.layout = options.layout == "words32" ? DeviceLayout::Words32
                                                 : DeviceLayout::Bytes8;
        gpu.blockSize = options.blockSize;
        gpu.vectorBytes = options.vectorBytes;
        buildGPUPipeline(pm, gpu);
      });
}
