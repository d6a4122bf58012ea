//===- WideWords.cpp - 64-bit integers as pairs of words -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Words.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::device;
using namespace atlas::lowering;
using arith::CmpIPredicate;

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

// By a constant the words move; else, for n = 32 h + m, each word takes what it
// keeps and what its neighbour sheds. (x >> 1) >> (31 - m) is x >> (32 - m)
// without a shift by 32, which devices do not agree on.
Words::Pair Words::shiftWide(Operation *op, const Pair &x, Value amount) {
  APInt known;
  if (matchPattern(op->getOperand(1), m_ConstantInt(&known)) && known.ult(64))
    return shiftBy(op, x, known.getZExtValue());
  bool isLeft = isa<arith::ShLIOp>(op), isSigned = isa<arith::ShRSIOp>(op);
  Value zero = constant(0), one = constant(1);
  Value m = make<arith::AndIOp>(amount, constant(31));
  Value rest = make<arith::SubIOp>(constant(31), m);
  Value isFar = compare(CmpIPredicate::ne, make<arith::AndIOp>(amount, constant(32)), zero);
  if (isLeft) {
    Value low = make<arith::ShLIOp>(x[0], m);
    Value shed = make<arith::ShRUIOp>(make<arith::ShRUIOp>(x[0], one), rest);
    Value high = make<arith::OrIOp>(make<arith::ShLIOp>(x[1], m), shed);
    return {select(isFar, zero, low), select(isFar, low, high)};
  }
  Value high = isSigned ? make<arith::ShRSIOp>(x[1], m) : make<arith::ShRUIOp>(x[1], m);
  Value fill = isSigned ? make<arith::ShRSIOp>(x[1], constant(31)) : zero;
  Value shed = make<arith::ShLIOp>(make<arith::ShLIOp>(x[1], one), rest);
  Value low = make<arith::OrIOp>(make<arith::ShRUIOp>(x[0], m), shed);
  return {select(isFar, high, low), select(isFar, fill, high)};
}

Words::Pair Words::shiftBy(Operation *op, const Pair &x, unsigned n) {
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
      return {zero, shift(x[0], n - 32)};
    Value moved = isSigned && n > 32 ? make<arith::ShRSIOp>(x[1], constant(n - 32))
                                     : shift(x[1], n - 32);
    return {moved, fill};
  }
  if (left) {
    Value high = make<arith::OrIOp>(shift(x[1], n),
                                    make<arith::ShRUIOp>(x[0], constant(32 - n)));
    return {shift(x[0], n), high};
  }
  Value low = make<arith::OrIOp>(shift(x[0], n),
                                 make<arith::ShLIOp>(x[1], constant(32 - n)));
  Value high = isSigned ? make<arith::ShRSIOp>(x[1], constant(n)) : shift(x[1], n);
  return {low, high};
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

// Bit by bit, from the top: the remainder takes the next bit of the dividend and
// gives up the divisor where it can, which is the next bit of the quotient. What
// the remainder sheds at the top says that it is larger than any divisor.
// Returns quotient, then remainder.
SmallVector<Value> Words::divideLong(const Pair &x, const Pair &y) {
  Value one = constant(1), top = constant(31), zero = constant(0);
  return buildFor(
      b, loc, indexConstant(b, loc, 0), indexConstant(b, loc, 64), 1,
      ValueRange{x[0], x[1], zero, zero},
      [&](OpBuilder &in, Value, ValueRange state) {
        Words w(in, loc);
        auto shifted = [&](Value low, Value high, Value bit) -> Pair {
          Value up = w.make<arith::OrIOp>(w.make<arith::ShLIOp>(high, one),
                                          w.make<arith::ShRUIOp>(low, top));
          return {w.make<arith::OrIOp>(w.make<arith::ShLIOp>(low, one), bit), up};
        };
        Value bit = w.make<arith::ShRUIOp>(state[1], top);
        Value shed = w.compare(CmpIPredicate::ne,
                               w.make<arith::ShRUIOp>(state[3], top), zero);
        Pair rest = shifted(state[2], state[3], bit);
        Value takes = w.make<arith::OrIOp>(
            shed, w.compareWide(CmpIPredicate::uge, rest, y));
        Pair less = w.subWide(rest, y);
        Value next = arith::ExtUIOp::create(in, loc, in.getI32Type(), takes);
        Pair quotient = shifted(state[0], state[1], next);
        return SmallVector<Value>{quotient[0], quotient[1],
                                  w.select(takes, less[0], rest[0]),
                                  w.select(takes, less[1], rest[1])};
      });
}

/// Quotient, then remainder; numbers of one word take the device's division.
SmallVector<Value> Words::divideWide(const Pair &x, const Pair &y) {
  Value zero = constant(0);
  Value isShort = compare(CmpIPredicate::eq, make<arith::OrIOp>(x[1], y[1]), zero);
  Type word = b.getI32Type();
  auto branch = scf::IfOp::create(b, loc, TypeRange{word, word, word, word}, isShort,
                                  /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(branch.thenBlock());
  Value quotient = make<arith::DivUIOp>(x[0], y[0]);
  Value rest = make<arith::RemUIOp>(x[0], y[0]);
  scf::YieldOp::create(b, loc, ValueRange{quotient, zero, rest, zero});
  b.setInsertionPointToStart(branch.elseBlock());
  scf::YieldOp::create(b, loc, divideLong(x, y));
  return branch.getResults();
}

/// Division and remainder of 64 bits, signed or not; constants that are powers
/// of two and small moduli have forms without a division.
std::optional<Words::Pair> Words::quotientWide(Operation *op, const Pair &x,
                                               const Pair &y) {
  bool isSigned = isa<arith::DivSIOp, arith::RemSIOp>(op);
  bool isRest = isa<arith::RemUIOp, arith::RemSIOp>(op);
  if (isa<arith::RemUIOp>(op))
    if (auto small = remainderWide(x, op->getOperand(1)))
      return small;
  Pair zero{constant(0), constant(0)};
  auto negatedIf = [&](Value condition, const Pair &v) -> Pair {
    Pair minus = subWide(zero, v);
    return {select(condition, minus[0], v[0]), select(condition, minus[1], v[1])};
  };
  auto isNegative = [&](const Pair &v) {
    return compare(CmpIPredicate::slt, v[1], zero[1]);
  };
  if (!isSigned) {
    SmallVector<Value> both = divideWide(x, y);
    return isRest ? Pair{both[2], both[3]} : Pair{both[0], both[1]};
  }
  Value xMinus = isNegative(x), yMinus = isNegative(y);
  SmallVector<Value> both = divideWide(negatedIf(xMinus, x), negatedIf(yMinus, y));
  if (isRest)
    return negatedIf(xMinus, {both[2], both[3]});
  return negatedIf(make<arith::XOrIOp>(xMinus, yMinus), {both[0], both[1]});
}

/// Zeros at either end, or ones.
Words::Pair Words::countWide(Operation *op, const Pair &x) {
  auto count = [&](Value word) -> Value {
    OperationState state(loc, op->getName());
    state.addOperands(word);
    state.addTypes(b.getI32Type());
    return b.create(state)->getResult(0);
  };
  Value zero = constant(0);
  if (isa<math::CtPopOp>(op))
    return {make<arith::AddIOp>(count(x[0]), count(x[1])), zero};
  unsigned first = isa<math::CountTrailingZerosOp>(op) ? 0 : 1;
  Value isNone = compare(CmpIPredicate::eq, x[first], zero);
  Value past = make<arith::AddIOp>(count(x[1 - first]), constant(32));
  return {select(isNone, past, count(x[first])), zero};
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
  if (isa<arith::DivUIOp, arith::RemUIOp, arith::DivSIOp, arith::RemSIOp>(op))
    return quotientWide(op, x, y);
  if (isa<math::CtPopOp, math::CountLeadingZerosOp, math::CountTrailingZerosOp>(op))
    return countWide(op, x);
  return std::nullopt;
}
