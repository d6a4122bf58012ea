//===- Passes.cpp - The levels pipeline, and registration -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Dialect/Atlas/Transforms/Passes.h"

#include "atlas/Dialect/Atlas/Transforms/CleanUp.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

void atlas::buildAtlasLevelsPipeline(OpPassManager &pm) {
  pm.addPass(createInlineCallsPass());
  // Equal views and dimensions become equal values, by which the next pass
  // recognises buffers.
  pm.addPass(createCleanUpPass());
  pm.addPass(createCSEPass());
  pm.addPass(createSimplifyDomainPass());
  pm.addPass(createExpandDomainPass());
  pm.addPass(createFusePass());
  pm.addPass(createCleanUpPass());
  pm.addPass(createCSEPass());
}

void atlas::registerAtlasTransforms() {
  registerAtlasPasses();
  PassPipelineRegistration<>(
      "atlas-levels-pipeline",
      "from domain operations to fused data-parallel operations",
      buildAtlasLevelsPipeline);
}
