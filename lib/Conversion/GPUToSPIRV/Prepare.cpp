//===- Prepare.cpp - What the conversion to SPIR-V does not read ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Prepare.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;

void atlas::spirv_prepare::placeTables(gpu::GPUFuncOp function) {
  SmallVector<memref::GetGlobalOp> uses;
  function.walk([&](memref::GetGlobalOp op) { uses.push_back(op); });
  for (memref::GetGlobalOp use : uses) {
    auto table =
        SymbolTable::lookupNearestSymbolFrom<memref::GlobalOp>(use, use.getNameAttr());
    auto values = cast<DenseElementsAttr>(table.getConstantInitValue());
    OpBuilder b(use);
    Location loc = use.getLoc();
    Value variable = memref::AllocaOp::create(b, loc, use.getType());
    for (auto [i, value] : llvm::enumerate(values.getValues<TypedAttr>())) {
      Value at = arith::ConstantIndexOp::create(b, loc, i);
      Value element = arith::ConstantOp::create(b, loc, value);
      memref::StoreOp::create(b, loc, element, variable, ValueRange{at});
    }
    use.replaceAllUsesWith(variable);
    use.erase();
  }
}

namespace {

/// Expands one count of zeros or ones.
class Count {
public:
  explicit Count(Operation *op)
      : op(op), b(op), loc(op->getLoc()), type(op->getResult(0).getType()),
        width(type.getIntOrFloatBitWidth()) {}

  void expand() {
    Value x = op->getOperand(0), result;
    if (isa<math::CtPopOp>(op))
      result = ones(x);
    else if (isa<math::CountTrailingZerosOp>(op))
      result = ones(belowLowest(x));
    else
      result = arith::SubIOp::create(b, loc, constant(width), ones(smeared(x)));
    op->getResult(0).replaceAllUsesWith(result);
    op->erase();
  }

private:
  Operation *op;
  OpBuilder b;
  Location loc;
  Type type;
  unsigned width;

  Value constant(int64_t value) {
    return arith::ConstantOp::create(b, loc, b.getIntegerAttr(type, value));
  }

  /// The zeros below the lowest one, as ones; all of them if there is none.
  Value belowLowest(Value x) {
    Value negative = arith::SubIOp::create(b, loc, constant(0), x);
    Value lowest = arith::AndIOp::create(b, loc, x, negative);
    return arith::SubIOp::create(b, loc, lowest, constant(1));
  }

  Value smeared(Value x) {
    for (unsigned by = 1; by < width; by *= 2)
      x = arith::OrIOp::create(b, loc, x,
                               arith::ShRUIOp::create(b, loc, x, constant(by)));
    return x;
  }

  Value ones(Value x) {
    Type word = b.getI32Type();
    auto count = [&](Value v) -> Value {
      return spirv::BitCountOp::create(b, loc, word, v);
    };
    if (width == 32)
      return count(x);
    if (width < 32)
      return arith::TruncIOp::create(b, loc, type,
                                     count(arith::ExtUIOp::create(b, loc, word, x)));
    Value high = arith::ShRUIOp::create(b, loc, x, constant(32));
    Value sum = arith::AddIOp::create(
        b, loc, count(arith::TruncIOp::create(b, loc, word, x)),
        count(arith::TruncIOp::create(b, loc, word, high)));
    return arith::ExtUIOp::create(b, loc, type, sum);
  }
};

} // namespace

void atlas::spirv_prepare::expandMath(gpu::GPUFuncOp function) {
  SmallVector<Operation *> counts;
  function.walk([&](Operation *op) {
    if (isa<math::CtPopOp, math::CountLeadingZerosOp, math::CountTrailingZerosOp>(op))
      counts.push_back(op);
  });
  for (Operation *op : counts)
    Count(op).expand();
}
