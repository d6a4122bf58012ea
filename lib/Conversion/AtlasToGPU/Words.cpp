//===- Words.cpp - Integers of any width in 32-bit words ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Narrow values are kept zero-extended: operations that can carry out of the
// width are masked, signed ones extend the sign first. Wide values are pairs.
//===----------------------------------------------------------------------===//

#include "Words.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::device;
using namespace atlas::lowering;
using arith::CmpIPredicate;

//===----------------------------------------------------------------------===//
// Small parts
//===----------------------------------------------------------------------===//

Value Words::constant(uint32_t value) {
  return constantOf(b, loc, b.getI32Type(), APInt(32, value));
}

Value Words::compare(CmpIPredicate p, Value x, Value y) {
  return arith::CmpIOp::create(b, loc, p, x, y);
}

Value Words::select(Value c, Value x, Value y) {
  return arith::SelectOp::create(b, loc, c, x, y);
}

Value Words::masked(Value value, unsigned width) {
  return width >= 32 ? value
                     : make<arith::AndIOp>(value, constant((1u << width) - 1));
}

Value Words::signExtended(Value value, unsigned width) {
  if (width >= 32)
    return value;
  Value shift = constant(32 - width);
  return make<arith::ShRSIOp>(make<arith::ShLIOp>(value, shift), shift);
}

Value Words::toIndex(Value word) {
  return arith::IndexCastUIOp::create(b, loc, b.getIndexType(), word);
}

Value Words::fromIndex(Value index) {
  return arith::IndexCastUIOp::create(b, loc, b.getI32Type(), index);
}

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

/// One word or less.
Value Words::narrow(Operation *op, Value x, Value y, unsigned width) {
  auto isAny = [&](auto... tags) { return isa<decltype(tags)...>(op); };
  bool isSigned = isAny(arith::DivSIOp(), arith::RemSIOp(), arith::MinSIOp(),
                        arith::MaxSIOp());
  if (isSigned) {
    x = signExtended(x, width);
    y = signExtended(y, width);
  } else if (isa<arith::ShRSIOp>(op)) {
    x = signExtended(x, width);
  }
  OperationState state(loc, op->getName());
  state.addOperands({x, y});
  state.addTypes(b.getI32Type());
  Value value = b.create(state)->getResult(0);
  bool carries = isSigned || isAny(arith::AddIOp(), arith::SubIOp(), arith::MulIOp(),
                                   arith::ShLIOp(), arith::ShRSIOp());
  return carries ? masked(value, width) : value;
}

std::optional<Words::Pair> Words::cast(Operation *op, const WordValue &operand,
                                       Type to) {
  Type from = operand.type;
  Value low = operand.parts[0];
  bool isSigned = isa<arith::ExtSIOp, arith::IndexCastOp>(op);
  if (from.isInteger(1)) {
    if (to.isInteger(1))
      return Pair{low};
    Value word = isSigned
                     ? arith::ExtSIOp::create(b, loc, b.getI32Type(), low).getResult()
                     : arith::ExtUIOp::create(b, loc, b.getI32Type(), low).getResult();
    low = word;
    from = b.getI32Type();
  }
  unsigned have = from.isIndex() ? 32 : from.getIntOrFloatBitWidth();
  if (from.isIndex())
    low = fromIndex(low);
  if (to.isIndex())
    return Pair{toIndex(have < 32 && isSigned ? signExtended(low, have) : low)};
  unsigned want = to.getIntOrFloatBitWidth();
  if (to.isInteger(1)) {
    Value bit = make<arith::AndIOp>(low, constant(1));
    return Pair{compare(CmpIPredicate::ne, bit, constant(0))};
  }
  if (isSigned && have < 32)
    low = signExtended(low, have);
  if (want <= 32)
    return Pair{want < 32 && (want < have || isSigned) ? masked(low, want) : low};
  if (have == 64)
    return Pair{low, operand.parts[1]};
  // Positions are below 2^31, but an index may be a mark below zero.
  Value high = isSigned ? make<arith::ShRSIOp>(low, constant(31)) : constant(0);
  return Pair{low, high};
}

std::optional<SmallVector<Value, 2>> Words::add(const WordValue &x,
                                                const WordValue &y) {
  if (isa<FloatType>(x.type))
    return Pair{make<arith::AddFOp>(x.parts[0], y.parts[0])};
  if (x.parts.size() == 2)
    return addWide(x.parts, y.parts);
  return Pair{masked(make<arith::AddIOp>(x.parts[0], y.parts[0]),
                     x.type.getIntOrFloatBitWidth())};
}

Value Words::toDouble(ArrayRef<Value> pair) {
  Value words = vector::FromElementsOp::create(
      b, loc, VectorType::get({2}, b.getI32Type()), pair);
  Value one = vector::BitCastOp::create(b, loc, VectorType::get({1}, b.getF64Type()), words);
  return vector::ExtractOp::create(b, loc, one, 0);
}

SmallVector<Value, 2> Words::fromDouble(Value value) {
  Value one = vector::FromElementsOp::create(
      b, loc, VectorType::get({1}, b.getF64Type()), value);
  Value words = vector::BitCastOp::create(b, loc, VectorType::get({2}, b.getI32Type()), one);
  return {vector::ExtractOp::create(b, loc, words, 0),
          vector::ExtractOp::create(b, loc, words, 1)};
}

SmallVector<Value, 2> Words::toHalves(Value word) {
  Value one = vector::FromElementsOp::create(
      b, loc, VectorType::get({1}, b.getI32Type()), word);
  Value halves = vector::BitCastOp::create(b, loc, VectorType::get({2}, b.getF16Type()), one);
  return {vector::ExtractOp::create(b, loc, halves, 0),
          vector::ExtractOp::create(b, loc, halves, 1)};
}

Value Words::fromHalves(Value low, Value high) {
  Value halves = vector::FromElementsOp::create(
      b, loc, VectorType::get({2}, b.getF16Type()), ValueRange{low, high});
  Value one = vector::BitCastOp::create(b, loc, VectorType::get({1}, b.getI32Type()), halves);
  return vector::ExtractOp::create(b, loc, one, 0);
}

Value Words::fromHalf(Value value) {
  return fromHalves(value, constantOf(b, loc, b.getF16Type(), 0));
}

/// Between integers and floats, and between their bits. 64-bit integers are
/// exact halves of an f64, rounded once; through f32 they would be rounded twice.
std::optional<Words::Pair> Words::floatCast(Operation *op, const WordValue &operand,
                                            Type to) {
  Type from = operand.type, word = b.getI32Type();
  Value x = operand.parts[0];
  if (isa<arith::BitcastOp>(op)) {
    if (to.isF64())
      return Pair{toDouble(operand.parts)};
    if (from.isF64())
      return fromDouble(x);
    if (from.isF16())
      return Pair{fromHalf(x)};
    if (to.isF16())
      return Pair{toHalf(x)};
    return Pair{arith::BitcastOp::create(b, loc, to, x)};
  }
  if (isa<arith::FPToUIOp, arith::FPToSIOp>(op)) {
    unsigned width = to.getIntOrFloatBitWidth();
    if (width > 32)
      return std::nullopt;
    Value whole = isa<arith::FPToUIOp>(op)
                      ? arith::FPToUIOp::create(b, loc, word, x).getResult()
                      : arith::FPToSIOp::create(b, loc, word, x).getResult();
    return Pair{masked(whole, width)};
  }
  bool isSigned = isa<arith::SIToFPOp>(op);
  auto number = [&](Value v, bool negative) -> Value {
    if (negative)
      return arith::SIToFPOp::create(b, loc, to, v);
    return arith::UIToFPOp::create(b, loc, to, v);
  };
  if (from.isInteger(64)) {
    if (!to.isF64())
      return std::nullopt;
    Value unit = constantOf(b, loc, to, APInt(64, 0x41F0000000000000ull)); // 2^32
    Value high = arith::MulFOp::create(b, loc, number(operand.parts[1], isSigned), unit);
    return Pair{arith::AddFOp::create(b, loc, high, number(x, false))};
  }
  if (from.isInteger(1))
    x = arith::ExtUIOp::create(b, loc, word, x);
  unsigned width = from.getIntOrFloatBitWidth();
  if (isSigned)
    x = signExtended(x, width);
  return Pair{number(x, isSigned)};
}

/// The same for at most 32 bits: the zeros above do not count.
Value Words::countNarrow(Operation *op, Value x, unsigned width) {
  OperationState state(loc, op->getName());
  state.addOperands(x);
  state.addTypes(b.getI32Type());
  Value count = b.create(state)->getResult(0);
  if (width == 32 || isa<math::CtPopOp>(op))
    return count;
  if (isa<math::CountLeadingZerosOp>(op))
    return make<arith::SubIOp>(count, constant(32 - width));
  return make<arith::MinUIOp>(count, constant(width));
}

std::optional<SmallVector<Value, 2>> Words::scalar(Operation *op,
                                                   ArrayRef<WordValue> operands) {
  if (operands.empty())
    return std::nullopt;
  Type result = getElementTypeOrSelf(op->getResult(0).getType());
  if (isa<arith::ExtUIOp, arith::ExtSIOp, arith::TruncIOp, arith::IndexCastOp,
          arith::IndexCastUIOp>(op))
    return cast(op, operands[0], result);
  if (isa<arith::BitcastOp, arith::FPToUIOp, arith::FPToSIOp, arith::UIToFPOp,
          arith::SIToFPOp>(op))
    return floatCast(op, operands[0], result);
  Type type = operands[0].type;
  if (isa<arith::SelectOp>(op)) {
    Pair value;
    for (auto [x, y] : llvm::zip_equal(operands[1].parts, operands[2].parts))
      value.push_back(select(operands[0].parts[0], x, y));
    return value;
  }
  auto integer = dyn_cast<IntegerType>(type);
  if (auto compared = dyn_cast<arith::CmpIOp>(op)) {
    CmpIPredicate p = compared.getPredicate();
    if (operands[0].parts.size() == 2)
      return Pair{compareWide(p, operands[0].parts, operands[1].parts)};
    Value x = operands[0].parts[0], y = operands[1].parts[0];
    bool isSigned = p == CmpIPredicate::slt || p == CmpIPredicate::sle ||
                    p == CmpIPredicate::sgt || p == CmpIPredicate::sge;
    if (integer && integer.getWidth() > 1 && isSigned) {
      x = signExtended(x, integer.getWidth());
      y = signExtended(y, integer.getWidth());
    }
    return Pair{compare(p, x, y)};
  }
  if (integer && integer.getWidth() == 64)
    return wide(op, operands);
  bool isWord = integer && integer.getWidth() > 1;
  if (isWord && op->getNumOperands() == 2 && isa<arith::ArithDialect>(op->getDialect()))
    return Pair{narrow(op, operands[0].parts[0], operands[1].parts[0],
                       integer.getWidth())};
  if (isWord &&
      isa<math::CtPopOp, math::CountLeadingZerosOp, math::CountTrailingZerosOp>(op))
    return Pair{countNarrow(op, operands[0].parts[0], integer.getWidth())};
  // Floats, index and i1 are what they are.
  if (isWord || (op->getNumResults() == 1 && isa<IntegerType>(result) &&
                 !result.isInteger(1) && !result.isInteger(32)))
    return std::nullopt;
  OperationState state(loc, op->getName());
  for (const WordValue &operand : operands) {
    if (operand.parts.size() != 1)
      return std::nullopt;
    state.addOperands(operand.parts);
  }
  state.addTypes(result);
  state.addAttributes(op->getAttrs());
  state.propertiesAttr = op->getPropertiesAsAttribute();
  return Pair{b.create(state)->getResult(0)};
}
