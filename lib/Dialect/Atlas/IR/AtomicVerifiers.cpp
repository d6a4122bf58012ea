//===- AtomicVerifiers.cpp - Updates that items of a batch share ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Verification.h"

using namespace mlir;
using namespace atlas;

namespace {

/// What makes the outcome of an update depend on the order of items; null if
/// nothing does.
const char *orderDependence(memref::AtomicRMWOp op) {
  switch (op.getKind()) {
  case arith::AtomicRMWKind::assign:
    return "exchanges a value";
  case arith::AtomicRMWKind::addf:
  case arith::AtomicRMWKind::mulf:
    return "rounds in the order of items";
  default:
    return op.getResult().use_empty() ? nullptr : "gives what was there before";
  }
}

} // namespace

LogicalResult atlas::verifyAtomics(FunctionOpInterface kernel) {
  if (getExactness(kernel) == Exactness::BoundedUlp)
    return success();
  WalkResult result = kernel.getFunctionBody().walk([&](Operation *op) -> WalkResult {
    const char *why = nullptr;
    if (auto update = dyn_cast<memref::AtomicRMWOp>(op))
      why = orderDependence(update);
    else if (isa<memref::GenericAtomicRMWOp>(op) && !op->getResult(0).use_empty())
      why = "gives what was there before";
    if (!why)
      return WalkResult::advance();
    return op->emitOpError() << why
                             << ", so results depend on the order of items; expected a "
                                "kernel of exactness bounded_ulp";
  });
  return failure(result.wasInterrupted());
}
