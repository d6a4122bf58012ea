//===- FoldQuotients.cpp - atlas-fold-quotients ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rounded quotient fl(x / c) by a constant c > 0 never falls as x grows. So
// the x for which it is at least t are those from some s on, which the bisection
// finds among all floats from -inf to +inf: one division per bit of the type.
// NaN has no quotient and compares like its quotient. Source: halting.md 7.
//===----------------------------------------------------------------------===//

#include "atlas/Dialect/Atlas/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Matchers.h"

namespace atlas {
#define GEN_PASS_DEF_FOLDQUOTIENTSPASS
#include "atlas/Dialect/Atlas/Transforms/Passes.h.inc"
} // namespace atlas

using namespace mlir;
using arith::CmpFPredicate;
using llvm::APFloat;

namespace {

/// The floats of one type that are not NaN, in ascending order, by number.
class OrderedFloats {
public:
  explicit OrderedFloats(const llvm::fltSemantics &semantics)
      : semantics(semantics),
        infinity(APFloat::getInf(semantics).bitcastToAPInt()) {}

  /// 0 is -inf; both zeros count.
  APFloat at(const APInt &number) const {
    unsigned width = infinity.getBitWidth();
    if (number.ule(infinity)) // -inf ... -0.0
      return APFloat(semantics, (infinity - number) | APInt::getSignMask(width));
    return APFloat(semantics, number - infinity - 1);
  }
  /// The number of +inf. (The exponent leaves room for one bit more.)
  APInt last() const { return infinity + infinity + 1; }

private:
  const llvm::fltSemantics &semantics;
  APInt infinity;
};

/// Whether fl(x / c) reaches t, or exceeds it.
bool reaches(APFloat x, const APFloat &c, const APFloat &t, bool exceeds) {
  x.divide(c, APFloat::rmNearestTiesToEven);
  APFloat::cmpResult order = x.compare(t);
  return order == APFloat::cmpGreaterThan ||
         (!exceeds && order == APFloat::cmpEqual);
}

/// The least x that reaches (or exceeds) t; none if even +inf does not.
std::optional<APFloat> leastReaching(const APFloat &c, const APFloat &t,
                                     bool exceeds) {
  OrderedFloats floats(t.getSemantics());
  APInt low = APInt::getZero(APFloat::getSizeInBits(t.getSemantics()));
  APInt high = floats.last();
  if (!reaches(floats.at(high), c, t, exceeds))
    return std::nullopt;
  while (low.ult(high)) {
    APInt middle = low + (high - low).lshr(1);
    if (reaches(floats.at(middle), c, t, exceeds))
      high = middle;
    else
      low = middle + 1;
  }
  return floats.at(low);
}

/// What to ask of x and s in place of the quotient and t.
struct Question {
  bool exceeds; ///< s is the least x whose quotient is above t
  CmpFPredicate predicate;
};

std::optional<Question> questionFor(CmpFPredicate predicate) {
  switch (predicate) {
  case CmpFPredicate::OLT:
  case CmpFPredicate::ULT:
  case CmpFPredicate::OGE:
  case CmpFPredicate::UGE:
    return Question{false, predicate};
  case CmpFPredicate::OLE:
    return Question{true, CmpFPredicate::OLT};
  case CmpFPredicate::ULE:
    return Question{true, CmpFPredicate::ULT};
  case CmpFPredicate::OGT:
    return Question{true, CmpFPredicate::OGE};
  case CmpFPredicate::UGT:
    return Question{true, CmpFPredicate::UGE};
  default:
    return std::nullopt;
  }
}

void fold(arith::CmpFOp compare) {
  auto quotient = compare.getLhs().getDefiningOp<arith::DivFOp>();
  FloatAttr c, t;
  if (!quotient || !matchPattern(quotient.getRhs(), m_Constant(&c)) ||
      !matchPattern(compare.getRhs(), m_Constant(&t)))
    return;
  std::optional<Question> question = questionFor(compare.getPredicate());
  const APFloat &divisor = c.getValue();
  if (!question || t.getValue().isNaN() || !divisor.isFiniteNonZero() ||
      divisor.isNegative())
    return;
  std::optional<APFloat> least =
      leastReaching(divisor, t.getValue(), question->exceeds);
  if (!least)
    return;
  OpBuilder b(compare);
  Value bound = arith::ConstantOp::create(b, compare.getLoc(),
                                          FloatAttr::get(t.getType(), *least));
  Value answer = arith::CmpFOp::create(b, compare.getLoc(), question->predicate,
                                       quotient.getLhs(), bound);
  compare.replaceAllUsesWith(answer);
  compare.erase();
  if (quotient->use_empty())
    quotient.erase();
}

struct FoldQuotients : atlas::impl::FoldQuotientsPassBase<FoldQuotients> {
  void runOnOperation() override {
    SmallVector<arith::CmpFOp> compares;
    getOperation()->walk([&](arith::CmpFOp op) { compares.push_back(op); });
    for (arith::CmpFOp op : compares)
      fold(op);
  }
};

} // namespace
