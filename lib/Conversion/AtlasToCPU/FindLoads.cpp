//===- FindLoads.cpp - atlas.find over windows read from memory ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For windows of any length, known or not. Lanes run across positions; the
// elements k positions back are one unaligned load, and a sum is a loop of them
// from the oldest to the newest, so each lane performs the additions of its own
// window. Lanes whose element would lie before the first one are masked off and
// read as zeros. The last step repeats positions that had no hit, so that it ends
// with the row; a row that does not fill a vector is copied to one.
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
    Value n = extent(b, loc, find.getInputs()[0]), size = n;
    MemRefType type = cast<MemRefType>(find.getInputs()[0].getType());
    bool isLong = !type.isDynamicDim(0) && type.getDimSize(0) >= int64_t(lanes);
    if (!isLong)
      size = fillVector(n);
    SearchState state = searchStart(b, loc);
    calm = CalmWindows::find(b, find);
    if (calm)
      state.carried.push_back(indexConstant(b, loc, 0));
    unsigned vectors = std::min(4u, 64 / lanes);
    auto general = [&](OpBuilder &in, Value start, Value, ValueRange carried) {
      return step(in, {start, lanes, 1, {}}, carried, /*isSteady=*/false);
    };
    auto steady = [&](OpBuilder &in, Value start, Value, ValueRange carried) {
      return step(in, {start, lanes, vectors, {}}, carried, /*isSteady=*/true);
    };
    state = searchForms(b, loc, state, size,
                        {lanes, vectors, greatestOperand(), /*overlap=*/true,
                         general, steady});
    Value found = searchResult(b, loc, state, size);
    Value none = arith::IndexCastOp::create(b, loc, b.getI64Type(), n);
    return isLong ? found : arith::MinUIOp::create(b, loc, found, none).getResult();
  }

private:
  /// Rows shorter than a vector are copied to one, with zeros behind: what is found
  /// there does not count. Returns the length to search.
  Value fillVector(Value n) {
    Value width = indexConstant(b, loc, lanes);
    Value isShort =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, n, width);
    auto layout = StridedLayoutAttr::get(b.getContext(), ShapedType::kDynamic, {1});
    SmallVector<Value> vectors;
    for (Value input : find.getInputs())
      vectors.push_back(stackBuffer(
          b, find,
          MemRefType::get({lanes}, cast<MemRefType>(input.getType()).getElementType())));
    scf::IfOp::create(b, loc, isShort, [&](OpBuilder &then, Location l) {
      for (auto [input, vector] : llvm::zip_equal(find.getInputs(), vectors)) {
        Type element = cast<MemRefType>(input.getType()).getElementType();
        buildFor(then, l, indexConstant(then, l, 0), width, 1, {},
                 [&](OpBuilder &in, Value i, ValueRange) {
                   memref::StoreOp::create(in, l, constantOf(in, l, element, 0), vector, i);
                   return SmallVector<Value>();
                 });
        buildFor(then, l, indexConstant(then, l, 0), n, 1, {},
                 [&](OpBuilder &in, Value i, ValueRange) {
                   Value x = memref::LoadOp::create(in, l, input, i);
                   memref::StoreOp::create(in, l, x, vector, i);
                   return SmallVector<Value>();
                 });
      }
      scf::YieldOp::create(then, l);
    });
    for (auto [k, vector] : llvm::enumerate(vectors)) {
      Type element = cast<MemRefType>(vector.getType()).getElementType();
      auto type = MemRefType::get({ShapedType::kDynamic}, element, layout);
      Value row = memref::CastOp::create(b, loc, type, find.getInputs()[k]);
      Value own = memref::CastOp::create(b, loc, type, vector);
      find.getInputsMutable()[k].set(
          arith::SelectOp::create(b, loc, isShort, own, row));
    }
    return arith::MaxUIOp::create(b, loc, n, width);
  }

  /// No window reaches back  /// No window reaches back before the first element from here on. The oldest of
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

  std::pair<Value, SmallVector<Value>> step(OpBuilder &in, const StepShape &shape,
                                            ValueRange carried, bool isSteady) {
    SmallVector<Value> next;
    Value isCalm;
    if (calm) {
      SmallVector<Value> newest;
      for (unsigned v = 0; v != shape.vectors; ++v)
        newest.push_back(windowElements(
            in, loc, find,
            addIndex(in, loc, shape.at, indexConstant(in, loc, v * lanes)),
            lanes)[calm->window]);
      std::tie(isCalm, next.emplace_back()) =
          calm->step(in, loc, shape, carried[0], newest);
    }
    Value hits = emitStep(
        in, loc, find, shape, calm ? &*calm : nullptr, isCalm,
        [&](OpBuilder &inner, Operation &op, MutableArrayRef<IRMapping> maps) {
          return isSteady
                     ? steady(inner, op, shape.at, maps)
                     : SmallVector<Value>{general(inner, op, shape.at, maps[0])};
        });
    return {hits, next};
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
    // Elements from the oldest that any lane has; not all lanes have the first ones.
    Value some = arith::MinUIOp::create(
        in, loc, n, addIndex(in, loc, at, indexConstant(in, loc, lanes)));
    Value most = arith::SubIOp::create(in, loc, some, one);
    auto fold = dyn_cast<WindowFoldOp>(op);
    Value start = fold ? inits(in, fold, map)[0]
                       : constantOf(in, loc, widenType(op.getResult(0).getType(), lanes), 0);
    return buildFor(
        in, loc, indexConstant(in, loc, 0), some, 1, start,
        [&](OpBuilder &body, Value j, ValueRange acc) {
          Value k = arith::SubIOp::create(body, loc, most, j);
          Value x = back(body, op, at, k);
          if (!fold)
            return SmallVector<Value>{combine(body, loc, kindOf(op), acc[0], x)};
          Value number = arith::SubIOp::create(
              body, loc, arith::SubIOp::create(body, loc, n, one), k);
          Value next = emitFoldStep(body, loc, fold, map, number, x, acc[0], lanes);
          // A zero may not be what a missing element is.
          return SmallVector<Value>{arith::SelectOp::create(
              body, loc, existing(body, at, k), next, acc[0])};
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

  /// Lanes that have an element k positions back.
  Value existing(OpBuilder &in, Value at, Value k) {
    return arith::CmpIOp::create(in, loc, arith::CmpIPredicate::uge,
                                 positionLanes(in, loc, at, lanes),
                                 broadcast(in, loc, k, lanes));
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
    b.replaceOp(op, LoadSearch(b, cast<FindOp>(op), target).emit());
  }
};

} // namespace

std::unique_ptr<Strategy> cpu::createFindLoads() {
  return std::make_unique<FindLoads>();
}
