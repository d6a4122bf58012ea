//===- FindColumns.cpp - Searches of columns, lanes across them -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The items of a batch search the columns of one buffer. One column after the
// other would read a line of the cache for every element; so a group of items
// searches side by side, in lanes, row after row of the buffer:
//
//   batch (r) in (n) {          for each group of 256 items
//     P(r)                        for each item: P, keep what its search needs
//     i = find(column r)          search: lanes across items, rows in order
//     E(r, i)                     for each item: P, E with its result
//   }
//
// P only computes and reads, so it may run twice. All lanes are at the same
// position, so which elements of a window exist is the same for all of them. A
// search ends when that of every item of the group has. The last vector of a group
// begins early, over items that were looked at, so that no lane is too many; only
// a group that does not fill one vector reads with a mask.
//===----------------------------------------------------------------------===//

#include "Strategy.h"
#include "Windows.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

namespace {

/// Items of a group: runs of this many elements are read from each row.
constexpr int64_t kGroup = 256;

/// A column of a buffer: of item i it is column i + first.
struct Column {
  Value buffer;
  Value first; ///< null for 0
};

std::optional<Column> columnOf(Value input, Value item) {
  auto view = input.getDefiningOp<memref::SubViewOp>();
  if (!view || view.getSourceType().getRank() != 2 ||
      !hasUnitInnerStride(view.getSourceType()) ||
      view.getStaticOffsets()[0] != 0 || view.getStaticSizes()[1] != 1 ||
      llvm::any_of(view.getStaticStrides(), [](int64_t s) { return s != 1; }) ||
      !view.isDynamicOffset(1))
    return std::nullopt;
  Value at = view.getDynamicOffset(1);
  if (at == item)
    return Column{view.getSource(), {}};
  auto sum = at.getDefiningOp<arith::AddIOp>();
  for (unsigned k = 0; sum && k != 2; ++k)
    if (sum->getOperand(k) == item)
      return Column{view.getSource(), sum->getOperand(1 - k)};
  return std::nullopt;
}

/// A find that is an item's search, and what it needs from the item.
struct Searches {
  BatchOp batch;
  SmallVector<Column> columns;
  llvm::SmallSetVector<Value, 4> own; ///< values that differ between items

  static std::optional<Searches> of(FindOp find, std::string &why) {
    Searches result;
    result.batch = dyn_cast<BatchOp>(find->getParentOp());
    if (!result.batch) {
      why = "no item of a batch searches here";
      return std::nullopt;
    }
    Region &body = result.batch.getBody();
    auto isOutside = [&](Value v) { return !body.isAncestor(v.getParentRegion()); };
    for (Value input : find.getInputs()) {
      auto column = columnOf(input, body.getArgument(0));
      if (!column || !isOutside(column->buffer) ||
          (column->first && !isOutside(column->first))) {
        why = "an input is no column of the item";
        return std::nullopt;
      }
      result.columns.push_back(*column);
    }
    for (Operation &op : llvm::make_range(body.front().begin(), find->getIterator()))
      if (!onlyReads(op)) {
        why = "what comes before does more than read";
        return std::nullopt;
      }
    WalkResult fits = find->walk([&](Operation *op) {
      for (Value v : op->getOperands()) {
        if (isOutside(v) || find->isAncestor(v.getParentRegion()->getParentOp()) ||
            op == find)
          continue;
        bool isLength = windowOf(op) && v != op->getOperand(0) && v.getType().isIndex();
        if (isLength || !find.getBody().isAncestor(op->getParentRegion()) ||
            !(v.getType().isF64() || v.getType().isF32() || v.getType().isInteger(64) ||
              v.getType().isInteger(32)))
          return WalkResult::interrupt();
        result.own.insert(v);
      }
      return WalkResult::advance();
    });
    if (!fits.wasInterrupted())
      return result;
    why = "the searches of items differ by more than numbers";
    return std::nullopt;
  }

  static bool onlyReads(Operation &op) {
    return !op.walk([](Operation *inner) {
                if (isa<memref::LoadOp, scf::IfOp, scf::YieldOp>(inner) ||
                    isMemoryEffectFree(inner))
                  return WalkResult::advance();
                return WalkResult::interrupt();
              }).wasInterrupted();
  }
};

class ColumnSearch {
public:
  ColumnSearch(RewriterBase &b, FindOp find, Searches searches,
               const CPUTarget &target)
      : b(b), loc(find.getLoc()), find(find), s(std::move(searches)),
        lanes(windowLanes(find, target)), word(b.getI64Type()) {}

  void emit() {
    b.setInsertionPoint(s.batch);
    ends = stackBuffer(b, s.batch, MemRefType::get({kGroup}, word));
    for (Value v : s.own)
      kept[v] = stackBuffer(b, s.batch, MemRefType::get({kGroup}, v.getType()));
    Value n = s.batch.getCount();
    buildFor(b, loc, indexConstant(b, loc, 0), n, kGroup, {},
             [&](OpBuilder &in, Value begin, ValueRange) {
               Value left = arith::SubIOp::create(in, loc, n, begin);
               Value count = arith::MinUIOp::create(in, loc, left,
                                                    indexConstant(in, loc, kGroup));
               prepare(in, begin, count);
               searchGroup(in, begin, count);
               buildFor(in, loc, indexConstant(in, loc, 0), count, 1, {},
                        [&](OpBuilder &body, Value k, ValueRange) {
                          finish(body, addIndex(body, loc, begin, k), k);
                          return SmallVector<Value>();
                        });
               return SmallVector<Value>();
             });
    b.eraseOp(s.batch);
  }

private:
  /// The items that are searched side by side.
  struct Group {
    Value begin, count;
    Value isWide; ///< whether they fill a vector
    Value mask;   ///< of the one vector if they do not
  };

  /// The operations before the search, for one item.
  void prologue(OpBuilder &in, Value item, IRMapping &map) {
    map.map(s.batch.getBody().getArgument(0), item);
    for (Operation &op : llvm::make_range(s.batch.getBody().front().begin(),
                                          find->getIterator()))
      in.clone(op, map);
  }

  /// ends: the lengths of the columns, 0 behind the last item.
  void prepare(OpBuilder &in, Value begin, Value count) {
    Value zero = indexConstant(in, loc, 0), size = indexConstant(in, loc, kGroup);
    buildFor(in, loc, zero, count, 1, {}, [&](OpBuilder &body, Value k, ValueRange) {
      IRMapping map;
      prologue(body, addIndex(body, loc, begin, k), map);
      Value n = extent(body, loc, map.lookupOrDefault(find.getInputs()[0]));
      memref::StoreOp::create(body, loc,
                              arith::IndexCastOp::create(body, loc, word, n), ends, k);
      for (auto [v, place] : kept)
        memref::StoreOp::create(body, loc, map.lookupOrDefault(v), place, k);
      return SmallVector<Value>();
    });
    buildFor(in, loc, count, size, 1, {}, [&](OpBuilder &body, Value k, ValueRange) {
      memref::StoreOp::create(body, loc, constantOf(body, loc, word, 0), ends, k);
      return SmallVector<Value>();
    });
  }

  /// The rest of the item, moved here; `find` is the number that was found.
  void finish(OpBuilder &in, Value item, Value k) {
    IRMapping map;
    prologue(in, item, map);
    map.map(find.getPosition(),
            memref::LoadOp::create(in, loc, ends, k).getResult());
    Block &body = s.batch.getBody().front();
    auto rest = llvm::make_range(std::next(find->getIterator()), body.end());
    for (Operation &op : llvm::make_early_inc_range(rest)) {
      if (isa<YieldOp>(op))
        continue;
      op.moveBefore(in.getInsertionBlock(), in.getInsertionPoint());
      op.walk([&](Operation *inner) {
        for (OpOperand &operand : inner->getOpOperands())
          operand.set(map.lookupOrDefault(operand.get()));
      });
    }
  }

  //===------------------------------------------------------------------===//
  // The search
  //===------------------------------------------------------------------===//

  /// The rows in order, up to where the last search ends.
  void searchGroup(OpBuilder &in, Value begin, Value count) {
    Value width = indexConstant(in, loc, lanes);
    Group group{begin, count, {}, {}};
    group.isWide = arith::CmpIOp::create(in, loc, arith::CmpIPredicate::uge, count, width);
    group.mask = lowMask(in, loc, arith::MinUIOp::create(in, loc, count, width), lanes);
    SmallVector<Value> state{indexConstant(in, loc, 0), longest(in)};
    scf::WhileOp::create(
        in, loc, SmallVector<Type>(ValueRange(state).getTypes()), state,
        [&](OpBuilder &test, Location l, ValueRange args) {
          Value go = arith::CmpIOp::create(test, l, arith::CmpIPredicate::ult, args[0],
                                           args[1]);
          scf::ConditionOp::create(test, l, go, args);
        },
        [&](OpBuilder &body, Location l, ValueRange args) {
          Value hit = row(body, group, args[0]);
          auto end = scf::IfOp::create(
              body, l, hit,
              [&](OpBuilder &then, Location) {
                scf::YieldOp::create(then, l, longest(then));
              },
              [&](OpBuilder &other, Location) {
                scf::YieldOp::create(other, l, args[1]);
              });
          Value next = addIndex(body, l, args[0], indexConstant(body, l, 1));
          scf::YieldOp::create(body, l, ValueRange{next, end.getResult(0)});
        });
  }

  /// The greatest of `ends`.
  Value longest(OpBuilder &in) {
    Type type = widenType(word, lanes);
    Value most = buildFor(in, loc, indexConstant(in, loc, 0),
                          indexConstant(in, loc, kGroup), lanes,
                          constantOf(in, loc, type, 0),
                          [&](OpBuilder &body, Value k, ValueRange acc) {
                            Value x = loadElements(body, loc, ends, k, lanes);
                            return SmallVector<Value>{
                                arith::MaxSIOp::create(body, loc, acc[0], x)};
                          })[0];
    return arith::IndexCastOp::create(
        in, loc, in.getIndexType(), combineHalves(in, loc, CombineKind::maxs, most));
  }

  /// All items at position i; whether one was found.
  Value row(OpBuilder &in, const Group &group, Value i) {
    Value none = constantOf(in, loc, in.getI1Type(), 0);
    return buildFor(in, loc, indexConstant(in, loc, 0), group.count, lanes, none,
                    [&](OpBuilder &body, Value at, ValueRange acc) {
                      Value last = arith::SubIOp::create(
                          body, loc, group.count, indexConstant(body, loc, lanes));
                      Value k = arith::MinUIOp::create(body, loc, at, last);
                      k = arith::SelectOp::create(body, loc, group.isWide, k,
                                                  indexConstant(body, loc, 0));
                      return SmallVector<Value>{arith::OrIOp::create(
                          body, loc, acc[0], lanesAt(body, group, k, i))};
                    })[0];
  }

  static Value anyLane(OpBuilder &in, Location loc, Value bits) {
    int64_t lanes = cast<VectorType>(bits.getType()).getDimSize(0);
    Type type = in.getIntegerType(lanes);
    Value packed = vector::ExtractOp::create(
        in, loc,
        vector::BitCastOp::create(in, loc, VectorType::get({1}, type), bits), 0);
    return arith::CmpIOp::create(in, loc, arith::CmpIPredicate::ne, packed,
                                 constantOf(in, loc, type, 0));
  }

  /// The items from the k-th of the group at position i, as far as their
  /// searches go on.
  Value lanesAt(OpBuilder &in, const Group &group, Value k, Value i) {
    Value position = arith::IndexCastOp::create(in, loc, word, i);
    Value end = loadElements(in, loc, ends, k, lanes);
    Value open = arith::CmpIOp::create(in, loc, arith::CmpIPredicate::sgt, end,
                                       broadcast(in, loc, position, lanes));
    Value none = constantOf(in, loc, in.getI1Type(), 0);
    auto work = scf::IfOp::create(
        in, loc, anyLane(in, loc, open),
        [&](OpBuilder &then, Location l) {
          Value holds = predicate(then, group, k, i);
          holds = arith::AndIOp::create(then, l, holds, open);
          Value any = anyLane(then, l, holds);
          scf::IfOp::create(then, l, any, [&](OpBuilder &found, Location fl) {
            Value now = arith::SelectOp::create(
                found, fl, holds, broadcast(found, fl, position, lanes), end);
            storeElements(found, fl, now, ends, k, lanes);
            scf::YieldOp::create(found, fl);
          });
          scf::YieldOp::create(then, l, any);
        },
        [&](OpBuilder &other, Location l) { scf::YieldOp::create(other, l, none); });
    return work.getResult(0);
  }

  Value predicate(OpBuilder &in, const Group &group, Value k, Value i) {
    IRMapping map;
    for (auto [v, place] : kept)
      map.map(v, loadElements(in, loc, place, k, lanes));
    auto element = [&](OpBuilder &to, Value j, unsigned window) -> Value {
      SmallVector<Value> elements;
      for (const Column &column : s.columns)
        elements.push_back(load(to, group, column, j, k));
      if (find.getMap().empty())
        return elements[window];
      return lowering::emitRegion(to, loc, find.getMap().front(), elements, Value(),
                                  lanes)[window];
    };
    return lowering::emitWindowsAt(in, loc, find, i, {element, lanes, /*branches=*/true},
                                   map);
  }

  Value load(OpBuilder &in, const Group &group, const Column &column, Value j, Value k) {
    Value item = addIndex(in, loc, group.begin, k);
    if (column.first)
      item = addIndex(in, loc, item, column.first);
    Type element = cast<MemRefType>(column.buffer.getType()).getElementType();
    auto type = cast<VectorType>(widenType(element, lanes));
    auto read = scf::IfOp::create(
        in, loc, group.isWide,
        [&](OpBuilder &then, Location l) {
          scf::YieldOp::create(
              then, l,
              vector::LoadOp::create(then, l, type, column.buffer, ValueRange{j, item})
                  .getResult());
        },
        [&](OpBuilder &other, Location l) {
          scf::YieldOp::create(other, l,
                               vector::MaskedLoadOp::create(
                                   other, l, type, column.buffer, ValueRange{j, item},
                                   group.mask, constantOf(other, l, type, 0))
                                   .getResult());
        });
    return read.getResult(0);
  }

  RewriterBase &b;
  Location loc;
  FindOp find;
  Searches s;
  unsigned lanes;
  Type word;
  Value ends; ///< by item of the group: where its search ends
  llvm::MapVector<Value, Value> kept;
};

struct FindColumns : Strategy {
  StringRef op() const override { return "find"; }
  StringRef name() const override { return "columns"; }

  std::optional<double> cost(Operation *op, const CPUTarget &,
                             std::string &why) const override {
    auto find = cast<FindOp>(op);
    if (!find.isWindowed() || hasUnitStrides(find, nullptr)) {
      why = "no windows over columns";
      return std::nullopt;
    }
    if (!find.getMap().empty() &&
        find.getMap().getNumArguments() != find.getInputs().size()) {
      why = "the map asks for positions";
      return std::nullopt;
    }
    if (!hasLaneForms(find, &why) || !Searches::of(find, why))
      return std::nullopt;
    return 1.5;
  }

  void rewrite(Operation *op, RewriterBase &b, const CPUTarget &target) const override {
    auto find = cast<FindOp>(op);
    std::string why;
    ColumnSearch(b, find, *Searches::of(find, why), target).emit();
  }
};

} // namespace

std::unique_ptr<Strategy> cpu::createFindColumns() {
  return std::make_unique<FindColumns>();
}
