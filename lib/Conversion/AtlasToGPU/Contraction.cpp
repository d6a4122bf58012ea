//===- Contraction.cpp - Multiply-adds that a kernel asks for -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A product and a sum that both carry the flag `contract` become one math.fma,
// whatever the target: the same operations are fused on all of them, and none
// that did not ask. The flag alone permits nothing else, so it is dropped from
// what is left; other flags stay, and need a contract that sanctions them.
//===----------------------------------------------------------------------===//

#include "PhaseLowering.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace atlas;
using arith::FastMathFlags;

namespace {

FastMathFlags flagsOf(Operation *op) {
  auto flags = dyn_cast_if_present<arith::ArithFastMathInterface>(op);
  return flags && flags.getFastMathFlagsAttr() ? flags.getFastMathFlagsAttr().getValue()
                                               : FastMathFlags::none;
}

/// With other flags beside it, another contract decides.
bool mayContract(Operation *op) { return flagsOf(op) == FastMathFlags::contract; }

/// A product that only this sum uses.
arith::MulFOp productOf(Value value) {
  auto product = value.getDefiningOp<arith::MulFOp>();
  return product && product->hasOneUse() && mayContract(product) ? product
                                                                 : arith::MulFOp();
}

/// x y + z, x y - z or z - x y as one operation.
void fuse(Operation *sum) {
  OpBuilder b(sum);
  Location loc = sum->getLoc();
  bool isLess = isa<arith::SubFOp>(sum);
  unsigned at = productOf(sum->getOperand(0)) ? 0 : 1;
  arith::MulFOp product = productOf(sum->getOperand(at));
  if (!product)
    return;
  Value x = product.getLhs(), z = sum->getOperand(1 - at);
  auto negated = [&](Value v) -> Value { return arith::NegFOp::create(b, loc, v); };
  if (isLess && at == 0)
    z = negated(z);
  else if (isLess)
    x = negated(x);
  Value all = math::FmaOp::create(b, loc, x, product.getRhs(), z);
  sum->getResult(0).replaceAllUsesWith(all);
  sum->erase();
  product->erase();
}

} // namespace

void device::contractFloats(Operation *root) {
  SmallVector<Operation *> sums;
  root->walk([&](Operation *op) {
    if (isa<arith::AddFOp, arith::SubFOp>(op) && mayContract(op))
      sums.push_back(op);
  });
  for (Operation *sum : sums)
    fuse(sum);
  root->walk([&](Operation *op) {
    if (mayContract(op))
      op->setAttr(cast<arith::ArithFastMathInterface>(op).getFastMathAttrName(),
                  arith::FastMathFlagsAttr::get(op->getContext(), FastMathFlags::none));
  });
}
