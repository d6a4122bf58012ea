//===- HideZeros.cpp - Arithmetic with a literal zero, for Vulkan ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "HideZeros.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/DenseMap.h"

using namespace mlir;

namespace {

/// Zeros of each type, made once at the start of a function.
class Zeros {
public:
  explicit Zeros(gpu::GPUFuncOp function) : function(function), b(function) {}

  Value of(Type type) {
    Value &zero = made[type];
    if (zero)
      return zero;
    Location loc = function.getLoc();
    if (type.isF32()) {
      b.setInsertionPointToStart(&function.getBody().front());
      Value group = gpu::BlockIdOp::create(b, loc, gpu::Dimension::x);
      Value word = arith::IndexCastOp::create(b, loc, b.getI32Type(), group);
      Value by = arith::ConstantIntOp::create(b, loc, 31, 32);
      Value bit = arith::ShRUIOp::create(b, loc, word, by);
      zero = arith::BitcastOp::create(b, loc, type, bit);
      return zero;
    }
    // Exact in every width.
    Value single = of(b.getF32Type());
    b.setInsertionPointAfterValue(single);
    Value resized;
    if (type.getIntOrFloatBitWidth() > 32)
      resized = arith::ExtFOp::create(b, loc, type, single);
    else
      resized = arith::TruncFOp::create(b, loc, type, single);
    return made[type] = resized;
  }

private:
  gpu::GPUFuncOp function;
  OpBuilder b;
  DenseMap<Type, Value> made;
};

} // namespace

void atlas::hideZeros(gpu::GPUFuncOp function) {
  SmallVector<OpOperand *> literals;
  function.walk([&](Operation *op) {
    if (!isa<arith::AddFOp, arith::SubFOp, arith::MulFOp, arith::DivFOp>(op))
      return;
    for (OpOperand &operand : op->getOpOperands())
      if (isa<FloatType>(operand.get().getType()) &&
          matchPattern(operand.get(), m_PosZeroFloat()))
        literals.push_back(&operand);
  });
  Zeros zeros(function);
  for (OpOperand *operand : literals)
    operand->set(zeros.of(operand->get().getType()));
}
