//===- Prepare.cpp - What the conversion to SPIR-V does not read ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Prepare.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/TypeSwitch.h"
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

/// Operations on floats whose bits Vulkan fixes, and the square root, which it
/// allows to be off by a few units: kernels with math promise a tolerance. Null
/// for another operation.
Value floatMath(Operation *op) {
  OpBuilder b(op);
  Location loc = op->getLoc();
  Type type = op->getResult(0).getType();
  ValueRange v = op->getOperands();
  auto truncated = [&](Value x) -> Value {
    Value zero = arith::ConstantOp::create(b, loc, b.getZeroAttr(type));
    Value isNegative =
        arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, x, zero);
    return arith::SelectOp::create(b, loc, isNegative, spirv::GLCeilOp::create(b, loc, x),
                                   spirv::GLFloorOp::create(b, loc, x));
  };
  auto withSign = [&](Value x, Value sign) -> Value {
    Type bits = b.getIntegerType(type.getIntOrFloatBitWidth());
    auto mask = [&](bool ofSign) -> Value {
      APInt high = APInt::getSignMask(type.getIntOrFloatBitWidth());
      return arith::ConstantOp::create(b, loc, b.getIntegerAttr(bits, ofSign ? high : ~high));
    };
    auto masked = [&](Value y, bool ofSign) -> Value {
      return arith::AndIOp::create(b, loc, arith::BitcastOp::create(b, loc, bits, y),
                                   mask(ofSign));
    };
    return arith::BitcastOp::create(
        b, loc, type, arith::OrIOp::create(b, loc, masked(x, false), masked(sign, true)));
  };
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case([&](math::AbsFOp) { return spirv::GLFAbsOp::create(b, loc, v[0]).getResult(); })
      .Case([&](math::CeilOp) { return spirv::GLCeilOp::create(b, loc, v[0]).getResult(); })
      .Case([&](math::FloorOp) { return spirv::GLFloorOp::create(b, loc, v[0]).getResult(); })
      .Case([&](math::RoundEvenOp) {
        return spirv::GLRoundEvenOp::create(b, loc, v[0]).getResult();
      })
      .Case([&](math::SqrtOp) { return spirv::GLSqrtOp::create(b, loc, v[0]).getResult(); })
      .Case([&](math::FmaOp) {
        return spirv::GLFmaOp::create(b, loc, type, v[0], v[1], v[2]).getResult();
      })
      .Case([&](math::TruncOp) { return truncated(v[0]); })
      .Case([&](math::CopySignOp) {
        return isa<FloatType>(type) ? withSign(v[0], v[1]) : Value();
      })
      .Default(Value());
}

} // namespace

LogicalResult atlas::spirv_prepare::expandMath(gpu::GPUFuncOp function) {
  SmallVector<Operation *> counts;
  function.walk([&](Operation *op) {
    if (isa<math::CtPopOp, math::CountLeadingZerosOp, math::CountTrailingZerosOp>(op))
      counts.push_back(op);
  });
  for (Operation *op : counts)
    Count(op).expand();
  SmallVector<Operation *> floats;
  function.walk([&](Operation *op) {
    if (isa<math::MathDialect>(op->getDialect()))
      floats.push_back(op);
  });
  for (Operation *op : floats) {
    Value value = floatMath(op);
    if (!value)
      return op->emitOpError("ATL0601: has no form in SPIR-V with a known error");
    op->getResult(0).replaceAllUsesWith(value);
    op->erase();
  }
  return success();
}
