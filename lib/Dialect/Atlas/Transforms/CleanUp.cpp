//===- CleanUp.cpp - Canonical forms at a fair price ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Dialect/Atlas/Transforms/CleanUp.h"

#include "mlir/Pass/Pass.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

std::unique_ptr<Pass> atlas::createCleanUpPass() {
  return createCanonicalizerPass(
      GreedyRewriteConfig()
          .setUseTopDownTraversal(false)
          .setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled)
          .setMaxIterations(1));
}
