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

Value lowering::emitFoldStep(OpBuilder &b, Location loc, WindowFoldOp fold,
                             IRMapping &map, Value k, Value x, Value soFar,
                             unsigned lanes) {
  Block &body = fold.getBody().front();
  map.map(body.getArguments(), ValueRange{k, x, soFar});
  for (Operation &op : body.without_terminator()) {
    bool isUniform = llvm::none_of(op.getOperands(), [&](Value operand) {
      return isa<VectorType>(map.lookupOrDefault(operand).getType());
    });
    emitOp(b, loc, op, map, isUniform ? 1 : lanes);
  }
  return broadcast(b, loc, map.lookupOrDefault(body.getTerminator()->getOperand(0)),
                   lanes);
}

namespace {

/// The predicate at one position, from memory for every question.
class PositionPredicate {
public:
  PositionPredicate(OpBuilder &b, Location loc, FindOp find, Value i,
                    const WindowSource &source, IRMapping map)
      : b(b), loc(loc), find(find), i(i), source(source), lanes(source.lanes),
        map(std::move(map)) {}

  Value emit() {
    Block &body = find.getBody().front();
    if (body.getNumArguments() > find.getNumWindows())
      map.map(body.getArguments().back(), i);
    for (Operation &op : body.without_terminator()) {
      if (windowOf(&op))
        map.map(op.getResult(0), answer(op));
      else
        emitOp(b, loc, op, map, lanes);
    }
    return broadcast(b, loc,
                     map.lookupOrDefault(body.getTerminator()->getOperand(0)), lanes);
  }

private:
  Value answer(Operation &op) {
    unsigned window = windowOf(&op).getArgNumber();
    if (isa<WindowNewestOp>(op))
      return source.element(b, i, window);
    Value count = map.lookupOrDefault(op.getOperand(1)), one = indexConstant(b, loc, 1);
    if (isa<WindowAtOp>(op))
      return elementBack(op, count, window);
    if (isa<WindowOldestOp>(op)) // of none: farther back than any
      return elementBack(op, arith::SubIOp::create(b, loc, count, one), window);
    Value past = addIndex(b, loc, i, one);
    if (isa<WindowFullOp>(op))
      return source.isSteady
                 ? constantOf(b, loc, b.getI1Type(), 1)
                 : arith::CmpIOp::create(b, loc, arith::CmpIPredicate::uge, past,
                                         count);
    Value some = source.isSteady
                     ? count
                     : arith::MinUIOp::create(b, loc, count, past).getResult();
    if (auto fold = dyn_cast<WindowFoldOp>(op))
      return folded(fold, count, some, past, window);
    // The zeros before the first element change no sum.
    Value from = arith::SubIOp::create(b, loc, past, some);
    Type type = widenType(op.getResult(0).getType(), lanes);
    return buildFor(b, loc, indexConstant(b, loc, 0), some, 1,
                    ValueRange{constantOf(b, loc, type, 0)},
                    [&](OpBuilder &in, Value k, ValueRange sum) {
                      Value x = source.element(in, addIndex(in, loc, from, k), window);
                      return SmallVector<Value>{
                          combine(in, loc,
                                  isa<FloatType>(getElementTypeOrSelf(type))
                                      ? CombineKind::addf
                                      : CombineKind::addi,
                                  sum[0], x)};
                    })[0];
  }

  Value folded(WindowFoldOp fold, Value count, Value some, Value past,
               unsigned window) {
    Value from = arith::SubIOp::create(b, loc, past, some);
    Value missing = arith::SubIOp::create(b, loc, count, some);
    Value init = broadcast(b, loc, map.lookupOrDefault(fold.getInit()), lanes);
    return buildFor(b, loc, indexConstant(b, loc, 0), some, 1, init,
                    [&](OpBuilder &in, Value j, ValueRange soFar) {
                      Value x = source.element(in, addIndex(in, loc, from, j), window);
                      return SmallVector<Value>{
                          emitFoldStep(in, loc, fold, map,
                                       addIndex(in, loc, missing, j), x, soFar[0],
                                       lanes)};
                    })[0];
  }

  Value elementBack(Operation &op, Value k, unsigned window) {
    auto read = [&](OpBuilder &in) {
      return source.element(in, arith::SubIOp::create(in, loc, i, k), window);
    };
    if (source.isSteady)
      return read(b);
    Value exists =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ule, k, i);
    auto branch = scf::IfOp::create(
        b, loc, exists,
        [&](OpBuilder &then, Location l) {
          scf::YieldOp::create(then, l, read(then));
        },
        [&](OpBuilder &other, Location l) {
          Type type = widenType(op.getResult(0).getType(), lanes);
          scf::YieldOp::create(other, l, constantOf(other, l, type, 0));
        });
    return branch.getResult(0);
  }

  OpBuilder &b;
  Location loc;
  FindOp find;
  Value i;
  const WindowSource &source;
  unsigned lanes;
  IRMapping map;
};

} // namespace

Value lowering::emitWindowsAt(OpBuilder &b, Location loc, FindOp find, Value i,
                              const WindowSource &source, IRMapping map) {
  return PositionPredicate(b, loc, find, i, source, std::move(map)).emit();
}

Value lowering::emitWindowsScalar(OpBuilder &b, Location loc, FindOp find, Value i) {
  auto element = [&](OpBuilder &in, Value j, unsigned window) {
    return windowElements(in, loc, find, j, 1)[window];
  };
  return emitWindowsAt(b, loc, find, i, {element});
}
