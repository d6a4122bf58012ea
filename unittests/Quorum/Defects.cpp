//===- Defects.cpp - Seeded defects, injected on the way ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Defects.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace {

template <typename Op>
SmallVector<Op> collect(Operation *root) {
  SmallVector<Op> all;
  root->walk([&](Op op) { all.push_back(op); });
  return all;
}

bool isInnermost(scf::ForOp loop) {
  return loop
             .getBody()
             ->walk([](scf::ForOp) { return WalkResult::interrupt(); })
             .wasInterrupted() == false;
}

bool isOutermost(scf::ForOp loop) { return !loop->getParentOfType<scf::ForOp>(); }

Value constant(OpBuilder &b, Location loc, Type type, int64_t value) {
  return arith::ConstantOp::create(b, loc, b.getIntegerAttr(type, value));
}

/// All of them.
unsigned dropBarriers(Operation *root) {
  auto barriers = collect<gpu::BarrierOp>(root);
  for (gpu::BarrierOp op : barriers)
    op.erase();
  return barriers.size();
}

/// `i <= n` for `i < n`.
unsigned passBound(Operation *root) {
  unsigned count = 0;
  for (scf::ForOp loop : collect<scf::ForOp>(root)) {
    if (!isInnermost(loop) || loop->getParentOfType<scf::ForOp>() == nullptr)
      continue;
    OpBuilder b(loop);
    Value one = constant(b, loop.getLoc(), loop.getUpperBound().getType(), 1);
    loop.setUpperBound(
        arith::AddIOp::create(b, loop.getLoc(), loop.getUpperBound(), one));
    ++count;
  }
  return count;
}

/// `y - x` for `x - y`, on data.
unsigned swapOperands(Operation *root) {
  unsigned count = 0;
  root->walk([&](Operation *op) {
    if (!isa<arith::SubIOp, arith::SubFOp>(op) || op->getOperand(0).getType().isIndex())
      return;
    Value first = op->getOperand(0);
    op->setOperand(0, op->getOperand(1));
    op->setOperand(1, first);
    ++count;
  });
  return count;
}

/// A step one less, or two for one.
unsigned changeStride(Operation *root) {
  unsigned count = 0;
  for (scf::ForOp loop : collect<scf::ForOp>(root)) {
    APInt step;
    if (!isInnermost(loop) || !matchPattern(loop.getStep(), m_ConstantInt(&step)))
      continue;
    OpBuilder b(loop);
    int64_t was = step.getSExtValue();
    loop.setStep(constant(b, loop.getLoc(), loop.getStep().getType(),
                          was > 1 ? was - 1 : 2));
    ++count;
  }
  return count;
}

/// The outermost loops, over blocks or rows, end one early.
unsigned missLastBlock(Operation *root) {
  unsigned count = 0;
  for (scf::ForOp loop : collect<scf::ForOp>(root)) {
    if (!isOutermost(loop) || isInnermost(loop))
      continue;
    OpBuilder b(loop);
    Value one = constant(b, loop.getLoc(), loop.getUpperBound().getType(), 1);
    loop.setUpperBound(
        arith::SubIOp::create(b, loop.getLoc(), loop.getUpperBound(), one));
    ++count;
  }
  return count;
}

/// Sums that loops carry keep 8 bits.
unsigned narrowIntegers(Operation *root) {
  unsigned count = 0;
  for (scf::ForOp loop : collect<scf::ForOp>(root)) {
    Operation *end = loop.getBody()->getTerminator();
    for (OpOperand &carried : end->getOpOperands()) {
      auto sum = carried.get().getDefiningOp<arith::AddIOp>();
      if (!sum || sum.getType().isIndex())
        continue;
      OpBuilder b(end);
      Value mask = constant(b, sum.getLoc(), sum.getType(), 255);
      carried.set(arith::AndIOp::create(b, sum.getLoc(), sum, mask));
      ++count;
    }
  }
  return count;
}

/// round(x * y) + z becomes round(x * y + z). Devices need not fuse when they are
/// asked to, so the product's error is computed (Veltkamp's splitting, Dekker's
/// product) and added behind.
Value fuse(OpBuilder &b, Location loc, Value x, Value y, Value product, Value z) {
  auto binary = [&](auto tag, Value l, Value r) -> Value {
    return decltype(tag)::create(b, loc, l, r);
  };
  auto add = [&](Value l, Value r) { return binary(arith::AddFOp(), l, r); };
  auto sub = [&](Value l, Value r) { return binary(arith::SubFOp(), l, r); };
  auto mul = [&](Value l, Value r) { return binary(arith::MulFOp(), l, r); };
  Value split = arith::ConstantOp::create(b, loc, b.getFloatAttr(x.getType(), 4097.0));
  auto high = [&](Value v) {
    Value scaled = mul(split, v);
    return sub(scaled, sub(scaled, v));
  };
  Value xh = high(x), yh = high(y), xl = sub(x, xh), yl = sub(y, yh);
  Value error = sub(mul(xl, yl), sub(sub(sub(product, mul(xh, yh)), mul(xl, yh)), mul(xh, yl)));
  Value sum = add(product, z);
  Value part = sub(sum, product);
  Value rest = add(sub(product, sub(sum, part)), sub(z, part));
  return add(sum, add(rest, error));
}

unsigned contract(Operation *root) {
  unsigned count = 0;
  for (arith::AddFOp op : collect<arith::AddFOp>(root)) {
    auto product = op.getLhs().getDefiningOp<arith::MulFOp>();
    if (!product || !op.getType().isF32())
      continue;
    OpBuilder b(op);
    op.replaceAllUsesWith(fuse(b, op.getLoc(), product.getLhs(), product.getRhs(),
                               product, op.getRhs()));
    op.erase();
    ++count;
  }
  return count;
}

/// Load, add, store.
unsigned addWithoutAtomic(Operation *root) {
  unsigned count = 0;
  for (memref::AtomicRMWOp op : collect<memref::AtomicRMWOp>(root)) {
    if (op.getKind() != arith::AtomicRMWKind::addi)
      continue;
    OpBuilder b(op);
    Value old = memref::LoadOp::create(b, op.getLoc(), op.getMemref(), op.getIndices());
    Value sum = arith::AddIOp::create(b, op.getLoc(), old, op.getValue());
    memref::StoreOp::create(b, op.getLoc(), sum, op.getMemref(), op.getIndices());
    op.replaceAllUsesWith(old);
    op.erase();
    ++count;
  }
  return count;
}

/// Stores to arguments are left out: what was there stays.
unsigned leaveStale(Operation *root) {
  unsigned count = 0;
  for (memref::StoreOp op : collect<memref::StoreOp>(root)) {
    auto buffer = dyn_cast<BlockArgument>(op.getMemRef());
    auto type = cast<MemRefType>(op.getMemRef().getType());
    if (!buffer || type.getMemorySpace())
      continue;
    op.erase();
    ++count;
  }
  return count;
}

/// select(x < y, a, b) becomes select(x >= y, b, a): the same but for NaN.
unsigned dropNaN(Operation *root) {
  unsigned count = 0;
  for (arith::SelectOp op : collect<arith::SelectOp>(root)) {
    auto compared = op.getCondition().getDefiningOp<arith::CmpFOp>();
    if (!compared || compared.getPredicate() != arith::CmpFPredicate::OLT)
      continue;
    OpBuilder b(op);
    Value turned = arith::CmpFOp::create(b, op.getLoc(), arith::CmpFPredicate::OGE,
                                         compared.getLhs(), compared.getRhs());
    Value a = op.getTrueValue(), c = op.getFalseValue();
    op.getConditionMutable().assign(turned);
    op.getTrueValueMutable().assign(c);
    op.getFalseValueMutable().assign(a);
    ++count;
  }
  return count;
}

constexpr atlas::defects::Defect kDefects[] = {
    {llvm::StringLiteral("dropped-barrier"), dropBarriers},
    {llvm::StringLiteral("bound"), passBound},
    {llvm::StringLiteral("swapped-operands"), swapOperands},
    {llvm::StringLiteral("wrong-stride"), changeStride},
    {llvm::StringLiteral("missing-last-block"), missLastBlock},
    {llvm::StringLiteral("narrowed-integer"), narrowIntegers},
    {llvm::StringLiteral("contracted"), contract},
    {llvm::StringLiteral("non-atomic-add"), addWithoutAtomic},
    {llvm::StringLiteral("stale-output"), leaveStale},
    {llvm::StringLiteral("nan-dropped"), dropNaN},
};

} // namespace

llvm::ArrayRef<atlas::defects::Defect> atlas::defects::all() { return kDefects; }

const atlas::defects::Defect *atlas::defects::find(llvm::StringRef name) {
  const auto *found =
      llvm::find_if(kDefects, [&](const Defect &one) { return one.name == name; });
  return found == std::end(kDefects) ? nullptr : found;
}
