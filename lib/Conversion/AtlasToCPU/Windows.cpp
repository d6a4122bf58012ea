//===- Windows.cpp - Facts about windows, and the plain predicate ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Windows.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

Distance cpu::distanceOf(Operation *op) {
  Value value = op->getOperand(1);
  ConstantIntRanges range = getIntRange(value);
  if (range.umin() == range.umax())
    return {range.umin().getZExtValue(), value};
  return {std::nullopt, value};
}

Value cpu::lengthValue(OpBuilder &b, Location loc, Operation *op) {
  Distance distance = distanceOf(op);
  return distance.constant
             ? indexConstant(b, loc, static_cast<int64_t>(*distance.constant))
             : distance.value;
}

BlockArgument cpu::windowOf(Operation *op) {
  if (op->getNumOperands() == 0 || !isa<WindowType>(op->getOperand(0).getType()))
    return {};
  return cast<BlockArgument>(op->getOperand(0));
}

// Operands that differ in the sign of a zero give results that differ in no
// more than that, but for a divisor.
bool cpu::onlyValueCounts(Value v) {
  return llvm::all_of(v.getUses(), [](OpOperand &use) {
    Operation *user = use.getOwner();
    if (isa<arith::CmpFOp>(user))
      return true;
    if (isa<arith::DivFOp>(user) && use.getOperandNumber() != 0)
      return false;
    return isa<arith::AddFOp, arith::SubFOp, arith::MulFOp, arith::DivFOp,
               arith::NegFOp, arith::ExtFOp, arith::TruncFOp>(user) &&
           onlyValueCounts(user->getResult(0));
  });
}

SmallVector<Value> cpu::windowElements(OpBuilder &b, Location loc, FindOp find,
                                       Value i, unsigned lanes, Value mask) {
  if (!find.getMap().empty())
    return emitElements(b, loc, find.getMap().front(), find.getInputs(), i, lanes,
                        mask);
  SmallVector<Value> elements;
  for (Value input : find.getInputs())
    elements.push_back(loadElements(b, loc, input, i, lanes, mask));
  return elements;
}

//===----------------------------------------------------------------------===//
// One position
//===----------------------------------------------------------------------===//

namespace {

/// The predicate at one position, from memory for every question.
class ScalarPredicate {
public:
  ScalarPredicate(OpBuilder &b, Location loc, FindOp find, Value i)
      : b(b), loc(loc), find(find), i(i) {}

  Value emit() {
    Block &body = find.getBody().front();
    IRMapping map;
    if (body.getNumArguments() > find.getNumWindows())
      map.map(body.getArguments().back(), i);
    for (Operation &op : body.without_terminator()) {
      if (windowOf(&op))
        map.map(op.getResult(0), answer(op));
      else
        b.clone(op, map);
    }
    return map.lookupOrDefault(body.getTerminator()->getOperand(0));
  }

private:
  Value answer(Operation &op) {
    unsigned window = windowOf(&op).getArgNumber();
    if (isa<WindowNewestOp>(op))
      return element(b, i, window);
    Value count = op.getOperand(1), one = indexConstant(b, loc, 1);
    if (isa<WindowAtOp>(op))
      return elementBack(op, count, window);
    if (isa<WindowOldestOp>(op)) // of none: farther back than any
      return elementBack(op, arith::SubIOp::create(b, loc, count, one), window);
    Value past = addIndex(b, loc, i, one);
    if (isa<WindowFullOp>(op))
      return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::uge, past, count);
    // The zeros before the first element change no sum.
    Value some = arith::MinUIOp::create(b, loc, count, past);
    Value from = arith::SubIOp::create(b, loc, past, some);
    Type type = op.getResult(0).getType();
    return buildFor(b, loc, from, past, 1, ValueRange{constantOf(b, loc, type, 0)},
                    [&](OpBuilder &in, Value j, ValueRange sum) {
                      return SmallVector<Value>{
                          combine(in, loc,
                                  isa<FloatType>(type) ? CombineKind::addf
                                                       : CombineKind::addi,
                                  sum[0], element(in, j, window))};
                    })[0];
  }

  Value element(OpBuilder &in, Value j, unsigned window) {
    return windowElements(in, loc, find, j, 1)[window];
  }

  Value elementBack(Operation &op, Value k, unsigned window) {
    Value exists =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ule, k, i);
    auto read = scf::IfOp::create(
        b, loc, exists,
        [&](OpBuilder &then, Location l) {
          Value j = arith::SubIOp::create(then, l, i, k);
          scf::YieldOp::create(then, l, element(then, j, window));
        },
        [&](OpBuilder &other, Location l) {
          scf::YieldOp::create(other, l,
                               constantOf(other, l, op.getResult(0).getType(), 0));
        });
    return read.getResult(0);
  }

  OpBuilder &b;
  Location loc;
  FindOp find;
  Value i;
};

} // namespace

Value cpu::emitWindowsScalar(OpBuilder &b, Location loc, FindOp find, Value i) {
  return ScalarPredicate(b, loc, find, i).emit();
}

//===----------------------------------------------------------------------===//
// Lanes
//===----------------------------------------------------------------------===//

bool cpu::canVectorizeWindows(FindOp find, std::string *why) {
  if (!find.getMap().empty() && !canVectorize(find.getMap().front(), why))
    return false;
  for (Block *block : {&find.getElementRegion().front(), &find.getBody().front()})
    for (Operation &op : block->without_terminator()) {
      bool lanes = windowOf(&op) || op.hasTrait<OpTrait::ConstantLike>() ||
                   (op.getNumRegions() == 0 &&
                    OpTrait::hasElementwiseMappableTraits(&op));
      if (!lanes || isa<memref::LoadOp>(op) || !isSpeculatable(&op)) {
        if (why)
          *why = ((lanes ? "the region holds an operation that may trap '"
                         : "the region holds an operation without a vector form '") +
                  op.getName().getStringRef() + "'")
                     .str();
        return false;
      }
    }
  return true;
}

unsigned cpu::windowLanes(FindOp find, const CPUTarget &target) {
  SmallVector<Type> elements;
  for (Value input : find.getInputs())
    elements.push_back(cast<MemRefType>(input.getType()).getElementType());
  for (Type type : find.getBody().getArgumentTypes())
    if (auto window = dyn_cast<WindowType>(type))
      elements.push_back(window.getElementType());
  unsigned widest = widestBytes(find.getBody().front(), elements);
  if (!find.getMap().empty())
    widest = std::max(widest, widestBytes(find.getMap().front(), elements));
  return std::max(2u, target.vectorBytes() / widest);
}

Value cpu::positionLanes(OpBuilder &b, Location loc, Value i, unsigned lanes) {
  Value step = vector::StepOp::create(
      b, loc, VectorType::get({static_cast<int64_t>(lanes)}, b.getIndexType()));
  return arith::AddIOp::create(b, loc, broadcast(b, loc, i, lanes), step);
}
