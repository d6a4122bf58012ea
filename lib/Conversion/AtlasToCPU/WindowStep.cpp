//===- WindowStep.cpp - The predicate for a block of positions -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A step exists once for calm and other elements:
//
//   what is needed anyway, for all vectors
//   calm ? what follows where the tests are false
//        : the tests (sums of windows) and what follows
//===----------------------------------------------------------------------===//

#include "Windows.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

/// The predicates of a step as the bits of an i64, first position lowest.
static Value packBits(OpBuilder &b, Location loc, ArrayRef<Value> predicates) {
  SmallVector<Value> parts(predicates);
  // Neighbours are joined until one vector is left.
  while (parts.size() > 1) {
    SmallVector<Value> joined;
    for (unsigned k = 0; k + 1 < parts.size(); k += 2) {
      int64_t lanes = cast<VectorType>(parts[k].getType()).getDimSize(0);
      joined.push_back(vector::ShuffleOp::create(
          b, loc, parts[k], parts[k + 1],
          llvm::to_vector(llvm::seq<int64_t>(0, 2 * lanes))));
    }
    parts = joined;
  }
  int64_t lanes = cast<VectorType>(parts[0].getType()).getDimSize(0);
  auto wordType = VectorType::get({1}, b.getIntegerType(lanes));
  Value word = vector::ExtractOp::create(
      b, loc, vector::BitCastOp::create(b, loc, wordType, parts[0]), 0);
  return lanes == 64 ? word
                     : arith::ExtUIOp::create(b, loc, b.getI64Type(), word)
                           .getResult();
}

namespace {

class StepEmitter {
public:
  StepEmitter(Location loc, FindOp find, const StepShape &shape, WindowAnswer answer)
      : loc(loc), find(find), shape(shape), answer(answer) {}

  Value emit(OpBuilder &b, const CalmWindows *calm, Value isCalm) {
    SmallVector<IRMapping> maps(shape.vectors);
    mapPositions(b, maps);
    if (!calm) {
      emitOps(b, llvm::map_to_vector(find.getBody().front().without_terminator(),
                                     [](Operation &op) { return &op; }),
              maps);
      return bits(b, maps);
    }
    emitOps(b, calm->always, maps);
    auto branch = scf::IfOp::create(
        b, loc, isCalm,
        [&](OpBuilder &then, Location l) {
          SmallVector<IRMapping> own(maps);
          Value no = constantOf(then, l, then.getI1Type(), 0);
          for (IRMapping &map : own)
            for (Operation *op : calm->isFalse)
              map.map(op->getResult(0), no);
          emitOps(then, calm->whenCalm, own);
          scf::YieldOp::create(then, l, bits(then, own));
        },
        [&](OpBuilder &other, Location l) {
          SmallVector<IRMapping> own(maps);
          emitOps(other, calm->otherwise, own);
          scf::YieldOp::create(other, l, bits(other, own));
        });
    return branch.getResult(0);
  }

private:
  /// A predicate may ask for the position.
  void mapPositions(OpBuilder &b, MutableArrayRef<IRMapping> maps) {
    Block &body = find.getBody().front();
    if (body.getNumArguments() == find.getNumWindows())
      return;
    for (auto [v, map] : llvm::enumerate(maps))
      map.map(body.getArguments().back(),
              positionLanes(b, loc,
                            addIndex(b, loc, shape.at,
                                     indexConstant(b, loc, v * shape.lanes)),
                            shape.lanes));
  }

  void emitOps(OpBuilder &b, ArrayRef<Operation *> ops, MutableArrayRef<IRMapping> maps) {
    lowering::emitPredicateOps(
        b, loc, find, ops, shape.lanes, maps,
        [&](OpBuilder &in, Operation &op, MutableArrayRef<IRMapping> own) {
          if (windowOf(&op)) {
            for (auto [map, value] : llvm::zip_equal(own, answer(in, op, own)))
              map.map(op.getResult(0), value);
            return;
          }
          for (IRMapping &map : own)
            emitOp(in, loc, op, map, shape.lanes);
        });
  }

  Value bits(OpBuilder &b, ArrayRef<IRMapping> maps) {
    Value holds = find.getBody().front().getTerminator()->getOperand(0);
    SmallVector<Value> predicates;
    for (const IRMapping &map : maps)
      predicates.push_back(broadcast(b, loc, map.lookupOrDefault(holds), shape.lanes));
    if (shape.mask)
      predicates[0] = arith::AndIOp::create(b, loc, predicates[0], shape.mask);
    return packBits(b, loc, predicates);
  }

  Location loc;
  FindOp find;
  const StepShape &shape;
  WindowAnswer answer;
};

} // namespace

Value cpu::emitStep(OpBuilder &b, Location loc, FindOp find, const StepShape &shape,
                    const CalmWindows *calm, Value isCalm, WindowAnswer answer) {
  return StepEmitter(loc, find, shape, answer).emit(b, calm, isCalm);
}
