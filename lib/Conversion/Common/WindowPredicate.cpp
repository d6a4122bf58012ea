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

/// The operations, of one list, that only one side of a selection needs.
struct Side {
  SmallVector<Operation *> ops;

  Side(arith::SelectOp select, unsigned operand, ArrayRef<Operation *> list) {
    llvm::SmallPtrSet<Operation *, 8> mine;
    auto isMine = [&](OpOperand &use) {
      if (use.getOwner() == select)
        return use.getOperandNumber() == operand;
      return mine.contains(select->getBlock()->findAncestorOpInBlock(*use.getOwner()));
    };
    for (Operation *op : llvm::reverse(list))
      if (!op->use_empty() && llvm::all_of(op->getUses(), isMine))
        mine.insert(op);
    llvm::copy_if(list, std::back_inserter(ops),
                  [&](Operation *op) { return mine.contains(op); });
  }

  bool hasLoop() const {
    return llvm::any_of(ops, llvm::IsaPred<WindowSumOp, WindowFoldOp>);
  }
};

/// A selection whose sides stand under a branch.
struct Choice {
  Side whenTrue, whenFalse;
};

/// The choices among `list` that are in no other, by selection.
llvm::DenseMap<Operation *, Choice> choicesOf(FindOp find,
                                              ArrayRef<Operation *> list) {
  llvm::DenseMap<Operation *, Choice> choices;
  llvm::SmallPtrSet<Operation *, 8> within;
  for (Operation *op : llvm::reverse(list)) {
    auto select = dyn_cast<arith::SelectOp>(op);
    if (!select || within.contains(op) || !select.getCondition().getType().isInteger(1) ||
        find->isAncestor(select.getCondition().getParentRegion()->getParentOp()))
      continue;
    Choice choice{Side(select, 1, list), Side(select, 2, list)};
    if (!choice.whenTrue.hasLoop() && !choice.whenFalse.hasLoop())
      continue;
    within.insert_range(choice.whenTrue.ops);
    within.insert_range(choice.whenFalse.ops);
    choices.try_emplace(op, std::move(choice));
  }
  return choices;
}

} // namespace

void lowering::emitPredicateOps(
    OpBuilder &b, Location loc, FindOp find, ArrayRef<Operation *> ops,
    unsigned lanes, MutableArrayRef<IRMapping> maps,
    function_ref<void(OpBuilder &, Operation &, MutableArrayRef<IRMapping>)> one) {
  llvm::DenseMap<Operation *, Choice> choices = choicesOf(find, ops);
  llvm::SmallPtrSet<Operation *, 8> within;
  for (auto &[op, choice] : choices) {
    within.insert_range(choice.whenTrue.ops);
    within.insert_range(choice.whenFalse.ops);
  }
  for (Operation *op : ops) {
    if (within.contains(op))
      continue;
    auto choice = choices.find(op);
    if (choice == choices.end()) {
      one(b, *op, maps);
      continue;
    }
    auto select = cast<arith::SelectOp>(op);
    auto side = [&](const Side &taken, Value value) {
      return [&, value](OpBuilder &in, Location l) {
        SmallVector<IRMapping> own(maps);
        emitPredicateOps(in, loc, find, taken.ops, lanes, own, one);
        scf::YieldOp::create(in, l, llvm::map_to_vector(own, [&](IRMapping &map) {
          return broadcast(in, loc, map.lookupOrDefault(value), lanes);
        }));
      };
    };
    auto branch = scf::IfOp::create(
        b, loc, select.getCondition(),
        side(choice->second.whenTrue, select.getTrueValue()),
        side(choice->second.whenFalse, select.getFalseValue()));
    for (auto [map, value] : llvm::zip_equal(maps, branch.getResults()))
      map.map(select.getResult(), value);
  }
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
    auto one = [&](OpBuilder &in, Operation &op, MutableArrayRef<IRMapping> maps) {
      if (!windowOf(&op))
        return emitOp(in, loc, op, maps[0], lanes);
      maps[0].map(op.getResult(0), answer(in, op, maps[0]));
    };
    SmallVector<Operation *> ops = llvm::map_to_vector(
        body.without_terminator(), [](Operation &op) { return &op; });
    if (source.branches)
      emitPredicateOps(b, loc, find, ops, lanes, map, one);
    else
      for (Operation *op : ops)
        one(b, *op, map);
    return broadcast(b, loc,
                     map.lookupOrDefault(body.getTerminator()->getOperand(0)), lanes);
  }

private:
  Value answer(OpBuilder &b, Operation &op, IRMapping &map) {
    unsigned window = windowOf(&op).getArgNumber();
    if (isa<WindowNewestOp>(op))
      return source.element(b, i, window);
    Value count = map.lookupOrDefault(op.getOperand(1)), one = indexConstant(b, loc, 1);
    if (isa<WindowAtOp>(op))
      return elementBack(b, op, count, window);
    if (isa<WindowOldestOp>(op)) // of none: farther back than any
      return elementBack(b, op, arith::SubIOp::create(b, loc, count, one), window);
    Value past = addIndex(b, loc, i, one);
    if (isa<WindowFullOp>(op))
      return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::uge, past, count);
    Value some = arith::MinUIOp::create(b, loc, count, past);
    if (auto fold = dyn_cast<WindowFoldOp>(op))
      return folded(b, fold, map, count, some, past, window);
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

  Value folded(OpBuilder &b, WindowFoldOp fold, IRMapping &map, Value count,
               Value some, Value past, unsigned window) {
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

  Value elementBack(OpBuilder &b, Operation &op, Value k, unsigned window) {
    Value exists =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ule, k, i);
    auto branch = scf::IfOp::create(
        b, loc, exists,
        [&](OpBuilder &then, Location l) {
          Value at = arith::SubIOp::create(then, l, i, k);
          scf::YieldOp::create(then, l, source.element(then, at, window));
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
