//===- CalmWindows.cpp - Windows whose sums need no adding ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A search that compares the sum of the last n elements with a limit c must add
// in order, n additions for each position. Mostly no element is low enough:
//
//   every element of the window >= floor    implies   not (sum < c),
//   floor = c / n * (1 + (n + 8) * 2u), at least some small positive number
//
// Rounding is monotone, so the sum is at least that of n times the floor, which
// is at least n * floor * (1 - u)^(n - 1); (1 + 2t) exp(-t) >= 1 for t = n u up
// to 1.25 covers it together with the roundings of the floor itself. u is half
// an ulp of 1. Below the small number the quotient would not be exact to an ulp;
// above it the sum is no less than any limit that leads there. NaN and -inf are
// never at least the floor, and +inf makes the sum +inf.
//
// The limit may be compared with sum / d or sum * d, d > 0 and finite: then c is
// limit * d or limit / d, because sum / d >= limit implies the same of the
// rounded quotient. The two roundings on the way are covered as well.
//
// Steps over elements that are at least the floor, as those before them, take
// these comparisons to be false. Source: halting.md section 7, filters.
//===----------------------------------------------------------------------===//

#include "Windows.h"

#include "llvm/ADT/SetVector.h"

#include <cmath>

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;
using arith::CmpFPredicate;

namespace {

/// A comparison that is false if the sum is large.
struct SumTest {
  arith::CmpFOp compare;
  WindowSumOp sum;
  Value limit;
  Operation *scale = nullptr; ///< the quotient or product that is compared
  Value factor;               ///< by which the sum is divided or multiplied
};

/// Whether `v` is the same for all positions: from outside, or a constant.
bool isUniform(FindOp find, Value v) {
  Operation *op = v.getDefiningOp();
  return !find.getBody().isAncestor(v.getParentRegion()) ||
         (op && op->hasTrait<OpTrait::ConstantLike>());
}

/// `v` where the search stands; constants of the region are copied.
Value outside(OpBuilder &b, FindOp find, Value v) {
  if (!find.getBody().isAncestor(v.getParentRegion()))
    return v;
  return b.clone(*v.getDefiningOp())->getResult(0);
}

/// The operands with `less` on the left: less < limit or less <= limit.
struct Sides {
  Value less, limit;
  bool isStrict;
};

std::optional<Sides> sidesOf(arith::CmpFOp compare) {
  Value lhs = compare.getLhs(), rhs = compare.getRhs();
  switch (compare.getPredicate()) {
  case CmpFPredicate::OLT:
  case CmpFPredicate::ULT:
    return Sides{lhs, rhs, true};
  case CmpFPredicate::OLE:
  case CmpFPredicate::ULE:
    return Sides{lhs, rhs, false};
  case CmpFPredicate::OGT:
  case CmpFPredicate::UGT:
    return Sides{rhs, lhs, true};
  case CmpFPredicate::OGE:
  case CmpFPredicate::UGE:
    return Sides{rhs, lhs, false};
  default:
    return std::nullopt;
  }
}

std::optional<SumTest> testOf(FindOp find, arith::CmpFOp compare) {
  std::optional<Sides> sides = sidesOf(compare);
  if (!sides || !isUniform(find, sides->limit))
    return std::nullopt;
  SumTest test;
  test.compare = compare;
  test.sum = sides->less.getDefiningOp<WindowSumOp>();
  test.limit = sides->limit;
  Operation *scale = sides->less.getDefiningOp();
  // A quotient may be 0 where the sum is not: only < is safe.
  if (!test.sum && sides->isStrict &&
      isa_and_nonnull<arith::DivFOp, arith::MulFOp>(scale)) {
    unsigned k = 0;
    if (isa<arith::MulFOp>(scale) && !scale->getOperand(0).getDefiningOp<WindowSumOp>())
      k = 1;
    test.sum = scale->getOperand(k).getDefiningOp<WindowSumOp>();
    test.scale = scale;
    test.factor = scale->getOperand(1 - k);
    if (!isUniform(find, test.factor))
      return std::nullopt;
  }
  if (!test.sum || !(test.sum.getType().isF64() || test.sum.getType().isF32()))
    return std::nullopt;
  return test;
}

/// Whether the comparison counts only where its window is full.
bool needsFull(SumTest test) {
  Distance length = distanceOf(test.sum);
  return llvm::all_of(test.compare->getUsers(), [&](Operation *user) {
    if (!isa<arith::AndIOp>(user))
      return false;
    return llvm::any_of(user->getOperands(), [&](Value operand) {
      auto full = operand.getDefiningOp<WindowFullOp>();
      if (!full)
        return false;
      Distance other = distanceOf(full);
      return length.constant ? length.constant == other.constant
                             : length.value == other.value;
    });
  });
}

/// See the top of the file; NaN, which nothing is at least, where it may not hold.
Value emitFloor(OpBuilder &b, Location loc, FindOp find, SumTest test,
                Value n) {
  Type type = test.sum.getType();
  int digits = type.isF64() ? 53 : 24;
  auto real = [&](double value) -> Value {
    return arith::ConstantOp::create(b, loc, FloatAttr::get(type, value));
  };
  auto less = [&](Value x, Value y) -> Value {
    return arith::CmpFOp::create(b, loc, CmpFPredicate::OLT, x, y);
  };
  Type word = b.getI64Type();
  Value number = arith::IndexCastOp::create(b, loc, word, n);
  Value holds = arith::CmpIOp::create(
      b, loc, arith::CmpIPredicate::ule, number,
      constantOf(b, loc, word, int64_t(1) << (digits - 3)));
  Value limit = outside(b, find, test.limit);
  if (test.scale) {
    Value d = outside(b, find, test.factor);
    limit = isa<arith::DivFOp>(test.scale)
                ? arith::MulFOp::create(b, loc, limit, d).getResult()
                : arith::DivFOp::create(b, loc, limit, d).getResult();
    holds = arith::AndIOp::create(b, loc, holds, less(real(0.0), d));
    holds = arith::AndIOp::create(b, loc, holds, less(d, real(INFINITY)));
  }
  Value count = arith::UIToFPOp::create(b, loc, type, number);
  Value each = arith::DivFOp::create(b, loc, limit, count);
  Value slack = arith::MulFOp::create(
      b, loc, arith::AddFOp::create(b, loc, count, real(8.0)),
      real(std::ldexp(1.0, 1 - digits)));
  Value floor = arith::MulFOp::create(
      b, loc, each, arith::AddFOp::create(b, loc, real(1.0), slack));
  Value small = real(std::ldexp(1.0, type.isF64() ? -1000 : -100));
  floor = arith::SelectOp::create(b, loc, less(floor, small), small, floor);
  return arith::SelectOp::create(b, loc, holds, floor, real(NAN));
}

} // namespace

std::optional<CalmWindows> CalmWindows::find(OpBuilder &b, FindOp find) {
  Location loc = find.getLoc();
  SmallVector<SumTest> tests;
  for (auto compare : find.getBody().front().getOps<arith::CmpFOp>())
    if (std::optional<SumTest> test = testOf(find, compare))
      if (tests.empty() || tests[0].sum.getWindow() == test->sum.getWindow())
        tests.push_back(*test);
  if (tests.empty())
    return std::nullopt;
  CalmWindows calm;
  calm.window = windowOf(tests[0].sum).getArgNumber();
  calm.fromStart = llvm::all_of(tests, needsFull);
  calm.sortOut(find, llvm::map_to_vector(tests, [](SumTest &test) {
                 return test.compare.getOperation();
               }));
  for (SumTest test : tests) {
    Value n = lengthValue(b, loc, test.sum);
    Value floor = emitFloor(b, loc, find, test, n);
    calm.floor = calm.floor ? arith::MaximumFOp::create(b, loc, calm.floor, floor)
                            : floor;
    calm.reach = calm.reach ? arith::MaxUIOp::create(b, loc, calm.reach, n) : n;
  }
  // A sum with a position cannot wrap.
  calm.reach = arith::MinUIOp::create(b, loc, calm.reach,
                                      indexConstant(b, loc, int64_t(1) << 30));
  return calm;
}

/// Whether the boolean `op` is false because operands of it are.
static bool followsFalse(Operation &op, const llvm::SetVector<Operation *> &isFalse) {
  auto known = [&](Value v) {
    Operation *from = v.getDefiningOp();
    return from && isFalse.contains(from);
  };
  if (!op.getNumResults() || !op.getResult(0).getType().isInteger(1))
    return false;
  return (isa<arith::AndIOp>(op) && llvm::any_of(op.getOperands(), known)) ||
         (isa<arith::OrIOp>(op) && llvm::all_of(op.getOperands(), known));
}

void CalmWindows::sortOut(FindOp find, ArrayRef<Operation *> tests) {
  Block &body = find.getBody().front();
  llvm::SetVector<Operation *> no(tests.begin(), tests.end()), after, needed;
  // What follows from the tests, in any way.
  for (Operation &op : body.without_terminator()) {
    if (followsFalse(op, no))
      no.insert(&op);
    bool depends = no.contains(&op);
    op.walk([&](Operation *inner) {
      for (Value operand : inner->getOperands())
        depends |= operand.getDefiningOp() && after.contains(operand.getDefiningOp());
    });
    if (depends)
      after.insert(&op);
  }
  // What is needed while the tests are false.
  for (Operation &op : llvm::reverse(body)) {
    bool isEnd = &op == body.getTerminator();
    if (!isEnd && (no.contains(&op) || !needed.contains(&op)))
      continue;
    op.walk([&](Operation *inner) {
      for (Value operand : inner->getOperands())
        if (Operation *from = operand.getDefiningOp();
            from && from->getBlock() == &body && !no.contains(from))
          needed.insert(from);
    });
  }
  isFalse.assign(no.begin(), no.end());
  for (Operation &op : body.without_terminator()) {
    bool isNeeded = needed.contains(&op), isAfter = after.contains(&op);
    if (isNeeded && !isAfter) {
      always.push_back(&op);
      continue;
    }
    otherwise.push_back(&op);
    if (isNeeded)
      whenCalm.push_back(&op);
  }
}

std::pair<Value, Value> CalmWindows::step(OpBuilder &b, Location loc,
                                          const StepShape &shape, Value calmFrom,
                                          ArrayRef<Value> newest) const {
  Value all;
  for (Value elements : newest) {
    Value high = arith::CmpFOp::create(b, loc, CmpFPredicate::OGE, elements,
                                       broadcast(b, loc, floor, shape.lanes));
    if (shape.mask) // lanes that are off are as good as calm
      high = arith::OrIOp::create(
          b, loc, high,
          arith::XOrIOp::create(b, loc, shape.mask,
                                constantOf(b, loc, shape.mask.getType(), -1)));
    all = all ? arith::AndIOp::create(b, loc, all, high).getResult() : high;
  }
  Type word = b.getIntegerType(shape.lanes);
  Value bits = vector::ExtractOp::create(
      b, loc, vector::BitCastOp::create(b, loc, VectorType::get({1}, word), all), 0);
  Value isCalm = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, bits,
                                       constantOf(b, loc, word, -1));
  Value reached = addIndex(b, loc, calmFrom, reach);
  Value knows = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ule, reached,
                                      shape.at);
  if (fromStart)
    knows = arith::OrIOp::create(
        b, loc, knows,
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, calmFrom,
                              indexConstant(b, loc, 0)));
  Value past = addIndex(b, loc, shape.at, indexConstant(b, loc, shape.width()));
  Value from = arith::SelectOp::create(b, loc, isCalm, calmFrom, past);
  return {arith::AndIOp::create(b, loc, isCalm, knows), from};
}
