//===- WindowPredicate.cpp - The predicate of a windowed find --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/Common/WindowPredicate.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::lowering;

BlockArgument lowering::windowOf(Operation *op) {
  if (op->getNumOperands() == 0 || !isa<WindowType>(op->getOperand(0).getType()))
    return {};
  return cast<BlockArgument>(op->getOperand(0));
}

SmallVector<Value> lowering::windowElements(OpBuilder &b, Location loc, FindOp find,
                                       Value i, unsigned lanes, Value mask) {
  if (!find.getMap().empty())
    return emitElements(b, loc, find.getMap().front(), find.getInputs(), i, lanes,
                        mask);
  SmallVector<Value> elements;
  for (Value input : find.getInputs())
    elements.push_back(loadElements(b, loc, input, i, lanes, mask));
  return elements;
}

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

Value lowering::emitWindowsScalar(OpBuilder &b, Location loc, FindOp find, Value i) {
  return ScalarPredicate(b, loc, find, i).emit();
}
