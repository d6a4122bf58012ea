//===- RuntimeCalls.cpp - Kernels make no calls into the runtime ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/Common/RuntimeCalls.h"

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

using namespace mlir;
using namespace atlas;

LogicalResult lowering::refuseRuntimeCalls(Operation *root) {
  WalkResult found = root->walk([](Operation *op) {
    if (!isa<WitnessGenerateOp, WitnessVerifyOp>(op))
      return WalkResult::advance();
    op->emitOpError("ATL0601: is a call into the runtime, which compiled "
                    "kernels do not make; take witnesses in the program that "
                    "calls the kernel");
    return WalkResult::interrupt();
  });
  return failure(found.wasInterrupted());
}
