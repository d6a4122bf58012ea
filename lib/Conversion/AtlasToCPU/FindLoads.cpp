//===- FindLoads.cpp - atlas.find over windows read from memory ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For windows of any length, known or not. Lanes run across positions; the
// elements k positions back are one unaligned load, and a sum is a loop of them
// from the oldest to the newest, so each lane performs the additions of its own
// window. Lanes whose element would lie before the first one are masked off and
// read as zeros; a vector has at most one of those loads fewer than lanes.
//===----------------------------------------------------------------------===//

#include "Strategy.h"
#include "Windows.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

namespace {

class LoadSearch {
public:
  LoadSearch(OpBuilder &b, FindOp find, const CPUTarget &target)
      : b(b), loc(find.getLoc()), find(find), lanes(windowLanes(find, target)) {}

  Value emit() {
    Value n = extent(b, loc, find.getInputs()[0]);
    SearchState state{indexConstant(b, loc, 0), constantOf(b, loc, b.getI64Type(), 0),
                      {}};
    calm = CalmWindows::find(b, find);
    if (calm)
      state.carried.push_back(indexConstant(b, loc, 0));
    auto first = [&](OpBuilder &in, Value at, ValueRange carried) {
      return step(in, at, carried, 1, /*isSteady=*/false);
    };
    // While windows reach back before the first element, ...
    Value longest = greatestOperand();
    state = searchSteps(b, loc, state, n, lanes, first,
                        [&](OpBuilder &in, Value at) -> Value {
                          return arith::CmpIOp::create(
                              in, loc, arith::CmpIPredicate::ult, at, longest);
                        });
    // ... then while they do not, then the rest, ending with a vector that
    // repeats some positions, or one by one if all of them do not fill one.
    unsigned vectors = std::min(4u, 64 / lanes);
    state = searchSteps(b, loc, state, n, lanes * vectors,
                        [&](OpBuilder &in, Value at, ValueRange carried) {
                          return step(in, at, carried, vectors, /*isSteady=*/true);
                        });
    state = searchSteps(b, loc, state, n, lanes, first, nullptr, /*overlap=*/true);
    state = searchSteps(
        b, loc, state, n, 1,
        [&](OpBuilder &in, Value at,
            ValueRange carried) -> std::pair<Value, SmallVector<Value>> {
          Value holds = emitWindowsScalar(in, loc, find, at);
          return {arith::ExtUIOp::create(in, loc, in.getI64Type(), holds), carried};
        });
    return searchResult(b, loc, state, n);
  }

private:
  /// No window reaches back before the first element from here on. The oldest of
  /// none never exists, which n - 1 says as an unsigned number.
  Value greatestOperand() {
    Value most = indexConstant(b, loc, 0), one = indexConstant(b, loc, 1);
    for (Operation &op : find.getBody().front().without_terminator()) {
      if (!windowOf(&op) || op.getNumOperands() < 2)
        continue;
      Value n = lengthValue(b, loc, &op);
      if (isa<WindowOldestOp>(op))
        n = b.createOrFold<arith::SubIOp>(loc, n, one);
      most = b.createOrFold<arith::MaxUIOp>(loc, most, n);
    }
    return most;
  }

  std::pair<Value, SmallVector<Value>> step(OpBuilder &in, Value at,
                                            ValueRange carried, unsigned vectors,
                                            bool isSteady) {
    auto bitsOf = [&](OpBuilder &to, FindOp search) {
      return bits(to, search, at, vectors, isSteady);
    };
    if (!calm)
      return {bitsOf(in, find), {}};
    SmallVector<Value> newest;
    for (unsigned v = 0; v != vectors; ++v)
      newest.push_back(windowElements(
          in, loc, find, addIndex(in, loc, at, indexConstant(in, loc, v * lanes)),
          lanes)[calm->window]);
    auto [hits, from] =
        calm->step(in, loc, find,
                   {at, int64_t(lanes) * vectors, carried[0], newest, Value()}, bitsOf);
    return {hits, {from}};
  }

  /// The bits of `search`, which may be `find` without some comparisons.
  Value bits(OpBuilder &in, FindOp search, Value at, unsigned vectors,
             bool isSteady) {
    SmallVector<Value> predicates = emitPredicates(
        in, loc, search, at, lanes, vectors, [&](OpBuilder &inner, Operation &op, MutableArrayRef<IRMapping> maps) {
          return isSteady ? steady(inner, op, at, maps)
                          : SmallVector<Value>{general(inner, op, at, maps[0])};
        });
    return packBits(in, loc, predicates);
  }

  Value load(OpBuilder &in, Value i, Operation &op, Value mask = {}) {
    return windowElements(in, loc, find, i, lanes, mask)[windowOf(&op).getArgNumber()];
  }

  CombineKind kindOf(Operation &op) {
    return isa<FloatType>(op.getResult(0).getType()) ? CombineKind::addf
                                                     : CombineKind::addi;
  }

  /// Answers for vectors at least as far from the start as any window reaches.
  SmallVector<Value> steady(OpBuilder &in, Operation &op, Value at,
                            MutableArrayRef<IRMapping> maps) {
    unsigned vectors = maps.size();
    auto ends = [&](OpBuilder &to, Value newest) {
      SmallVector<Value> out;
      for (unsigned v = 0; v != vectors; ++v)
        out.push_back(
            load(to, addIndex(to, loc, newest, indexConstant(to, loc, v * lanes)), op));
      return out;
    };
    if (isa<WindowNewestOp>(op))
      return ends(in, at);
    if (isa<WindowFullOp>(op))
      return SmallVector<Value>(
          vectors, constantOf(in, loc, widenType(in.getI1Type(), lanes), 1));
    Value n = lengthValue(in, loc, &op);
    if (isa<WindowAtOp>(op))
      return ends(in, arith::SubIOp::create(in, loc, at, n));
    Value one = indexConstant(in, loc, 1);
    Value oldest = addIndex(in, loc, arith::SubIOp::create(in, loc, at, n), one);
    if (isa<WindowOldestOp>(op))
      return ends(in, oldest);
    if (auto fold = dyn_cast<WindowFoldOp>(op))
      return buildFor(in, loc, indexConstant(in, loc, 0), n, 1, inits(in, fold, maps),
                      [&](OpBuilder &body, Value k, ValueRange soFar) {
                        SmallVector<Value> next =
                            ends(body, addIndex(body, loc, oldest, k));
                        for (auto [v, x] : llvm::enumerate(next))
                          x = emitFoldStep(body, loc, fold, maps[v], k, x, soFar[v],
                                           lanes);
                        return next;
                      });
    Type type = widenType(op.getResult(0).getType(), lanes);
    SmallVector<Value> zeros(vectors, constantOf(in, loc, type, 0));
    return buildFor(in, loc, indexConstant(in, loc, 0), n, 1, zeros,
                    [&](OpBuilder &body, Value j, ValueRange sums) {
                      SmallVector<Value> next =
                          ends(body, addIndex(body, loc, oldest, j));
                      for (auto [x, sum] : llvm::zip_equal(next, sums))
                        x = combine(body, loc, kindOf(op), sum, x);
                      return next;
                    });
  }

  /// The answer for any vector.
  Value general(OpBuilder &in, Operation &op, Value at, IRMapping &map) {
    if (isa<WindowNewestOp>(op))
      return load(in, at, op);
    Value n = lengthValue(in, loc, &op), one = indexConstant(in, loc, 1);
    Value past = addIndex(in, loc, at, one);
    if (isa<WindowFullOp>(op))
      return arith::CmpIOp::create(in, loc, arith::CmpIPredicate::uge,
                                   positionLanes(in, loc, past, lanes),
                                   broadcast(in, loc, n, lanes));
    if (isa<WindowAtOp>(op))
      return back(in, op, at, n);
    if (isa<WindowOldestOp>(op)) // of none: farther back than any
      return back(in, op, at, arith::SubIOp::create(in, loc, n, one));
    // First elements that not all lanes have, then those that all have.
    Value some = arith::MinUIOp::create(
        in, loc, n, addIndex(in, loc, at, indexConstant(in, loc, lanes)));
    Value all = arith::MinUIOp::create(in, loc, n, past);
    Value zero = indexConstant(in, loc, 0);
    auto fold = dyn_cast<WindowFoldOp>(op);
    Value sum = fold ? inits(in, fold, map)[0]
                     : constantOf(in, loc, widenType(op.getResult(0).getType(), lanes), 0);
    // Takes the element `back` positions before the newest, which is `x`.
    auto take = [&](OpBuilder &body, Value soFar, Value back, Value x) -> Value {
      if (!fold)
        return combine(body, loc, kindOf(op), soFar, x);
      Value k = arith::SubIOp::create(body, loc,
                                      arith::SubIOp::create(body, loc, n, one), back);
      return emitFoldStep(body, loc, fold, map, k, x, soFar, lanes);
    };
    Value distance = arith::SubIOp::create(in, loc, some, one);
    sum = buildFor(in, loc, zero, arith::SubIOp::create(in, loc, some, all), 1, sum,
                   [&](OpBuilder &body, Value j, ValueRange acc) {
                     Value k = arith::SubIOp::create(body, loc, distance, j);
                     Value next = take(body, acc[0], k, partly(body, op, at, k));
                     if (fold) // a zero may not be what a missing element is
                       next = arith::SelectOp::create(
                           body, loc, existing(body, at, k), next, acc[0]);
                     return SmallVector<Value>{next};
                   })[0];
    Value oldest = arith::SubIOp::create(in, loc, past, all);
    return buildFor(in, loc, zero, all, 1, sum,
                    [&](OpBuilder &body, Value j, ValueRange acc) {
                      Value i = addIndex(body, loc, oldest, j);
                      Value k = arith::SubIOp::create(body, loc, at, i);
                      return SmallVector<Value>{
                          take(body, acc[0], k, load(body, i, op))};
                    })[0];
  }

  /// The elements k positions back, of which some lanes may have none.
  Value back(OpBuilder &in, Operation &op, Value at, Value k) {
    Value all = arith::CmpIOp::create(in, loc, arith::CmpIPredicate::ule, k, at);
    auto read = scf::IfOp::create(
        in, loc, all,
        [&](OpBuilder &then, Location l) {
          Value i = arith::SubIOp::create(then, l, at, k);
          scf::YieldOp::create(then, l, load(then, i, op));
        },
        [&](OpBuilder &other, Location l) {
          scf::YieldOp::create(other, l, partly(other, op, at, k));
        });
    return read.getResult(0);
  }

  /// Where folds begin, by vector.
  SmallVector<Value> inits(OpBuilder &in, WindowFoldOp fold,
                           ArrayRef<IRMapping> maps) {
    return llvm::map_to_vector(maps, [&](const IRMapping &map) {
      return broadcast(in, loc, map.lookupOrDefault(fold.getInit()), lanes);
    });
  }

  /// Lanes that have an element k > at positions back.
  Value existing(OpBuilder &in, Value at, Value k) {
    return arith::CmpIOp::create(
        in, loc, arith::CmpIPredicate::uge,
        positionLanes(in, loc, indexConstant(in, loc, 0), lanes),
        broadcast(in, loc, arith::SubIOp::create(in, loc, k, at), lanes));
  }

  /// The elements k > at positions back: zeros in the first k - at lanes.
  Value partly(OpBuilder &in, Operation &op, Value at, Value k) {
    Value mask = existing(in, at, k);
    Value x = load(in, arith::SubIOp::create(in, loc, at, k), op, mask);
    return arith::SelectOp::create(in, loc, mask, x,
                                   constantOf(in, loc, x.getType(), 0));
  }

  OpBuilder &b;
  Location loc;
  FindOp find;
  unsigned lanes;
  std::optional<CalmWindows> calm;
};

struct FindLoads : Strategy {
  StringRef op() const override { return "find"; }
  StringRef name() const override { return "loads"; }

  std::optional<double> cost(Operation *op, const CPUTarget &,
                             std::string &why) const override {
    auto find = cast<FindOp>(op);
    if (!find.isWindowed()) {
      why = "the predicate looks at elements";
      return std::nullopt;
    }
    if (!canVectorizeWindows(find, &why))
      return std::nullopt;
    return 2.0;
  }

  void rewrite(Operation *op, RewriterBase &b, const CPUTarget &target) const override {
    b.replaceOp(op, emitUnswitched(b, op->getLoc(), cast<FindOp>(op), op,
                                   [&](OpBuilder &in, FindOp find) {
                                     return LoadSearch(in, find, target).emit();
                                   }));
  }
};

} // namespace

std::unique_ptr<Strategy> cpu::createFindLoads() {
  return std::make_unique<FindLoads>();
}
