//===- Words.cpp - Integers of any width in 32-bit words ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Narrow values are kept zero-extended: operations that can carry out of the
// width are masked, signed ones extend the sign first. Wide values are pairs.
//===----------------------------------------------------------------------===//

#include "Words.h"

#include "mlir/IR/Matchers.h"

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
// Packed lanes
//===----------------------------------------------------------------------===//

/// `bits` in every lane.
static uint32_t splat(uint32_t bits, unsigned width) {
  return width == 8 ? bits * 0x01010101u : bits * 0x00010001u;
}

Value Words::lane(Value word, unsigned k, unsigned width) {
  Value low = k ? make<arith::ShRUIOp>(word, constant(k * width)) : word;
  return (k + 1) * width == 32 ? low : masked(low, width);
}

Value Words::pack(ArrayRef<Value> lanes, unsigned width) {
  Value word = lanes[0];
  for (unsigned k = 1; k != lanes.size(); ++k)
    word = make<arith::OrIOp>(word,
                              make<arith::ShLIOp>(lanes[k], constant(k * width)));
  return word;
}

// 8 bits: four lanes become two sums of 16 bits, then one.
Value Words::sumLanes(Value word, unsigned width) {
  if (width == 8) {
    Value mask = constant(0x00ff00ff);
    Value even = make<arith::AndIOp>(word, mask);
    Value odd = make<arith::AndIOp>(make<arith::ShRUIOp>(word, constant(8)), mask);
    word = make<arith::AddIOp>(even, odd);
  }
  return make<arith::AddIOp>(make<arith::AndIOp>(word, constant(0xffff)),
                             make<arith::ShRUIOp>(word, constant(16)));
}

namespace {

/// The splat constant behind a packed operand, if it is one.
std::optional<uint32_t> splatOf(Value value) {
  DenseIntElementsAttr dense;
  if (matchPattern(value, m_Constant(&dense)) && dense.isSplat())
    return static_cast<uint32_t>(dense.getSplatValue<APInt>().getZExtValue());
  return std::nullopt;
}

/// The constant c of umin(x, x - c), the step of a residue ladder.
std::optional<uint32_t> ladderStep(Operation *op, unsigned &which) {
  for (which = 0; which != 2; ++which) {
    Value x = op->getOperand(which), less = op->getOperand(1 - which);
    APInt c;
    DenseIntElementsAttr dense;
    if (auto sub = less.getDefiningOp<arith::SubIOp>(); sub && sub.getLhs() == x)
      return splatOf(sub.getRhs());
    // canonicalisation turns x - c into x + (-c)
    if (auto add = less.getDefiningOp<arith::AddIOp>(); add && add.getLhs() == x)
      if (auto negated = splatOf(add.getRhs()))
        return -*negated;
  }
  return std::nullopt;
}

} // namespace

// Per lane of w bits, with H = 1 << (w - 1) in each lane:
//
//   x + y        ((x & ~H) + (y & ~H)) ^ ((x ^ y) & H)
//   x - y        ((x | H) - (y & ~H)) ^ ((x ^ ~y) & H)
//   umin(x, x-c) x - (g >> (w-1)) * c, g = H where x >= c:
//                c <= H:  (x | ((x & ~H) + (H - c))) & H
//                c >  H:  x & ((x & ~H) + (2H - c)) & H
Value Words::packed(Operation *op, ArrayRef<Value> operands, unsigned width) {
  uint32_t high = splat(1u << (width - 1), width);
  Value h = constant(high), rest = constant(~high);
  if (isa<arith::AndIOp>(op))
    return make<arith::AndIOp>(operands[0], operands[1]);
  if (isa<arith::OrIOp>(op))
    return make<arith::OrIOp>(operands[0], operands[1]);
  if (isa<arith::XOrIOp>(op))
    return make<arith::XOrIOp>(operands[0], operands[1]);
  if (isa<arith::AddIOp>(op)) {
    Value sum = make<arith::AddIOp>(make<arith::AndIOp>(operands[0], rest),
                                    make<arith::AndIOp>(operands[1], rest));
    Value top = make<arith::AndIOp>(make<arith::XOrIOp>(operands[0], operands[1]), h);
    return make<arith::XOrIOp>(sum, top);
  }
  if (isa<arith::SubIOp>(op)) {
    Value less = make<arith::SubIOp>(make<arith::OrIOp>(operands[0], h),
                                     make<arith::AndIOp>(operands[1], rest));
    Value differ = make<arith::XOrIOp>(operands[0], operands[1]);
    Value top = make<arith::AndIOp>(make<arith::XOrIOp>(differ, constant(~0u)), h);
    return make<arith::XOrIOp>(less, top);
  }
  unsigned which = 0;
  if (!isa<arith::MinUIOp>(op))
    return {};
  auto step = ladderStep(op, which);
  uint32_t c = step ? *step & ((1u << width) - 1) : 0, half = 1u << (width - 1);
  if (!c)
    return {};
  Value x = operands[which], low = make<arith::AndIOp>(x, rest);
  uint32_t gap = c <= half ? half - c : 2 * half - c;
  Value carry = make<arith::AddIOp>(low, constant(splat(gap, width)));
  Value over = c <= half ? make<arith::OrIOp>(x, carry) : make<arith::AndIOp>(x, carry);
  Value ones = make<arith::ShRUIOp>(make<arith::AndIOp>(over, h), constant(width - 1));
  return make<arith::SubIOp>(x, make<arith::MulIOp>(ones, constant(c)));
}

//===----------------------------------------------------------------------===//
// Pairs
//===----------------------------------------------------------------------===//

Words::Pair Words::addWide(const Pair &x, const Pair &y) {
  Value low = make<arith::AddIOp>(x[0], y[0]);
  Value carry = arith::ExtUIOp::create(b, loc, b.getI32Type(),
                                       compare(CmpIPredicate::ult, low, x[0]));
  return {low, make<arith::AddIOp>(make<arith::AddIOp>(x[1], y[1]), carry)};
}

Words::Pair Words::subWide(const Pair &x, const Pair &y) {
  Value borrow = arith::ExtUIOp::create(b, loc, b.getI32Type(),
                                        compare(CmpIPredicate::ult, x[0], y[0]));
  return {make<arith::SubIOp>(x[0], y[0]),
          make<arith::SubIOp>(make<arith::SubIOp>(x[1], y[1]), borrow)};
}

// 32 x 32 -> 64 by halves of 16 bits: WGSL has no high product.
Words::Pair Words::productOf(Value x, Value y) {
  Value half = constant(16), mask = constant(0xffff);
  Value x0 = make<arith::AndIOp>(x, mask), x1 = make<arith::ShRUIOp>(x, half);
  Value y0 = make<arith::AndIOp>(y, mask), y1 = make<arith::ShRUIOp>(y, half);
  Value p00 = make<arith::MulIOp>(x0, y0), p11 = make<arith::MulIOp>(x1, y1);
  // Below 2^32: (2^16 - 1)^2 + (2^16 - 1) each.
  Value m = make<arith::AddIOp>(make<arith::MulIOp>(x1, y0),
                                make<arith::ShRUIOp>(p00, half));
  Value n = make<arith::AddIOp>(make<arith::MulIOp>(x0, y1),
                                make<arith::AndIOp>(m, mask));
  Value high = make<arith::AddIOp>(
      make<arith::AddIOp>(p11, make<arith::ShRUIOp>(m, half)),
      make<arith::ShRUIOp>(n, half));
  return {make<arith::MulIOp>(x, y), high};
}

Words::Pair Words::mulWide(const Pair &x, const Pair &y) {
  Pair low = productOf(x[0], y[0]);
  Value cross = make<arith::AddIOp>(make<arith::MulIOp>(x[0], y[1]),
                                    make<arith::MulIOp>(x[1], y[0]));
  return {low[0], make<arith::AddIOp>(low[1], cross)};
}

Value Words::compareWide(CmpIPredicate p, const Pair &x, const Pair &y) {
  Value same = compare(CmpIPredicate::eq, x[1], y[1]);
  if (p == CmpIPredicate::eq || p == CmpIPredicate::ne) {
    Value both = make<arith::AndIOp>(same, compare(CmpIPredicate::eq, x[0], y[0]));
    if (p == CmpIPredicate::eq)
      return both;
    return make<arith::XOrIOp>(both, constantOf(b, loc, b.getI1Type(), 1));
  }
  CmpIPredicate lows, highs = p;
  switch (p) {
  case CmpIPredicate::slt: lows = CmpIPredicate::ult; break;
  case CmpIPredicate::sle: lows = CmpIPredicate::ule; break;
  case CmpIPredicate::sgt: lows = CmpIPredicate::ugt; break;
  case CmpIPredicate::sge: lows = CmpIPredicate::uge; break;
  default: lows = p; break;
  }
  return select(same, compare(lows, x[0], y[0]), compare(highs, x[1], y[1]));
}

/// Shifts by constants.
std::optional<Words::Pair> Words::shiftWide(Operation *op, const Pair &x,
                                            Value amount) {
  APInt constantAmount;
  if (!matchPattern(op->getOperand(1), m_ConstantInt(&constantAmount)) ||
      constantAmount.uge(64))
    return std::nullopt;
  unsigned n = constantAmount.getZExtValue();
  if (n == 0)
    return x;
  bool left = isa<arith::ShLIOp>(op), isSigned = isa<arith::ShRSIOp>(op);
  Value zero = constant(0);
  Value fill = isSigned ? make<arith::ShRSIOp>(x[1], constant(31)) : zero;
  auto shift = [&](Value v, unsigned by) -> Value {
    if (by == 0)
      return v;
    if (left)
      return make<arith::ShLIOp>(v, constant(by));
    return make<arith::ShRUIOp>(v, constant(by));
  };
  if (n >= 32) {
    if (left)
      return Pair{zero, shift(x[0], n - 32)};
    Value moved = isSigned && n > 32 ? make<arith::ShRSIOp>(x[1], constant(n - 32))
                                     : shift(x[1], n - 32);
    return Pair{moved, fill};
  }
  if (left) {
    Value high = make<arith::OrIOp>(shift(x[1], n),
                                    make<arith::ShRUIOp>(x[0], constant(32 - n)));
    return Pair{shift(x[0], n), high};
  }
  Value low = make<arith::OrIOp>(shift(x[0], n),
                                 make<arith::ShLIOp>(x[1], constant(32 - n)));
  Value high = isSigned ? make<arith::ShRSIOp>(x[1], constant(n)) : shift(x[1], n);
  return Pair{low, high};
}

// (high * 2^32 + low) mod m = ((high mod m) * (2^32 mod m) + low mod m) mod m,
// where m <= 2^16 keeps the sum below 2^32.
std::optional<Words::Pair> Words::remainderWide(const Pair &x, Value modulus) {
  APInt m;
  if (!matchPattern(modulus, m_ConstantInt(&m)) || m.isZero() || m.ugt(65535))
    return std::nullopt;
  uint64_t by = m.getZExtValue();
  Value c = constant(by);
  Value high = make<arith::MulIOp>(make<arith::RemUIOp>(x[1], c),
                                   constant((uint64_t(1) << 32) % by));
  Value sum = make<arith::AddIOp>(high, make<arith::RemUIOp>(x[0], c));
  return Pair{make<arith::RemUIOp>(sum, c), constant(0)};
}

std::optional<Words::Pair> Words::wide(Operation *op, ArrayRef<WordValue> operands) {
  const Pair &x = operands[0].parts;
  const Pair &y = operands.size() > 1 ? operands[1].parts : x;
  auto each = [&](auto tag) -> Pair {
    using OpT = decltype(tag);
    return {make<OpT>(x[0], y[0]), make<OpT>(x[1], y[1])};
  };
  auto pick = [&](CmpIPredicate p) -> Pair {
    Value first = compareWide(p, x, y);
    return {select(first, x[0], y[0]), select(first, x[1], y[1])};
  };
  if (isa<arith::AddIOp>(op)) return addWide(x, y);
  if (isa<arith::SubIOp>(op)) return subWide(x, y);
  if (isa<arith::MulIOp>(op)) return mulWide(x, y);
  if (isa<arith::AndIOp>(op)) return each(arith::AndIOp());
  if (isa<arith::OrIOp>(op)) return each(arith::OrIOp());
  if (isa<arith::XOrIOp>(op)) return each(arith::XOrIOp());
  if (isa<arith::MinUIOp>(op)) return pick(CmpIPredicate::ult);
  if (isa<arith::MaxUIOp>(op)) return pick(CmpIPredicate::ugt);
  if (isa<arith::MinSIOp>(op)) return pick(CmpIPredicate::slt);
  if (isa<arith::MaxSIOp>(op)) return pick(CmpIPredicate::sgt);
  if (isa<arith::ShLIOp, arith::ShRUIOp, arith::ShRSIOp>(op))
    return shiftWide(op, x, y[0]);
  if (isa<arith::RemUIOp>(op))
    return remainderWide(x, op->getOperand(1));
  return std::nullopt;
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
  // Positions are below 2^31: their sign is 0.
  if (isSigned && have < 32)
    low = signExtended(low, have);
  if (want <= 32)
    return Pair{want < 32 && (want < have || isSigned) ? masked(low, want) : low};
  if (have == 64)
    return Pair{low, operand.parts[1]};
  Value high = isSigned && !from.isIndex() ? make<arith::ShRSIOp>(low, constant(31))
                                           : constant(0);
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

std::optional<SmallVector<Value, 2>> Words::scalar(Operation *op,
                                                   ArrayRef<WordValue> operands) {
  Type result = getElementTypeOrSelf(op->getResult(0).getType());
  if (isa<arith::ExtUIOp, arith::ExtSIOp, arith::TruncIOp, arith::IndexCastOp,
          arith::IndexCastUIOp>(op))
    return cast(op, operands[0], result);
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
  if (auto bitcast = dyn_cast<arith::BitcastOp>(op)) {
    if (type.getIntOrFloatBitWidth() != 32)
      return std::nullopt;
    return Pair{arith::BitcastOp::create(b, loc, result, operands[0].parts[0])};
  }
  // f32, index and i1 are what they are.
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
