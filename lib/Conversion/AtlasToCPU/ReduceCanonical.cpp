//===- ReduceCanonical.cpp - Float reductions in the canonical order ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The canonical order (dialect.md section 3): blocks of 4,096 elements; inside a
// block lane j of L combines elements j, j+L, ... in turn, starting from the
// exact identity; lanes are combined by halving; the block results form a new
// sequence that is reduced by the same rule; init is combined last, on the left.
//
// Block results go into a stack of levels: level 0 takes the results of blocks
// of elements, level l + 1 those of 4,096 values of level l. Five levels hold
// more than 2^60 elements. A level with one value passes it on unchanged,
// because the identity is exact. The level code is cold and lives in two
// private functions per kind and type.
//
//   canonical  lanes in vector registers
//   scalar     the same order with plain loops (`--compare scalar`, tables)
//===----------------------------------------------------------------------===//

#include "Lowering.h"
#include "Strategy.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

namespace {

constexpr int64_t kBlock = 4096;
constexpr int64_t kLevels = 5;

int64_t lanesOf(Type type) {
  return type.getIntOrFloatBitWidth() == 64 && isa<FloatType>(type) ? 32 : 64;
}

//===----------------------------------------------------------------------===//
// The stack of levels
//===----------------------------------------------------------------------===//

struct Levels {
  Value lanes;  ///< memref<(5 * L) x T>
  Value counts; ///< memref<5 x i64>
};

/// All lanes of level `level` combined by halving.
Value combineLevel(OpBuilder &b, Location loc, CombineKind kind, Value lanes,
                   Value level, int64_t count) {
  Value at = arith::MulIOp::create(b, loc, level, indexConstant(b, loc, count));
  return combineHalves(b, loc, kind, loadElements(b, loc, lanes, at, count));
}

/// lanes[level * L + (c mod L)] := old combined with v; returns c + 1.
Value addToLevel(OpBuilder &b, Location loc, CombineKind kind, Value lanes,
                 Value counts, Value level, Value v, int64_t count) {
  Value c = memref::LoadOp::create(b, loc, counts, level);
  Value lane = arith::AndIOp::create(b, loc, c,
                                     constantOf(b, loc, b.getI64Type(), count - 1));
  Value at = arith::AddIOp::create(
      b, loc,
      arith::MulIOp::create(b, loc, level, indexConstant(b, loc, count)),
      arith::IndexCastOp::create(b, loc, b.getIndexType(), lane));
  Value old = memref::LoadOp::create(b, loc, lanes, at);
  memref::StoreOp::create(b, loc, combine(b, loc, kind, old, v), lanes, at);
  return arith::AddIOp::create(b, loc, c, constantOf(b, loc, b.getI64Type(), 1));
}

/// void push(lanes, counts, v): adds v to level 0 and carries full levels up.
void buildPush(OpBuilder &b, Location loc, CombineKind kind, Block &entry,
               Type type) {
  int64_t count = lanesOf(type);
  Value lanes = entry.getArgument(0), counts = entry.getArgument(1);
  Value zero = indexConstant(b, loc, 0);
  scf::WhileOp::create(
      b, loc, TypeRange{b.getIndexType(), type},
      ValueRange{zero, entry.getArgument(2)},
      [&](OpBuilder &in, Location l, ValueRange args) {
        Value level = args[0];
        Value now = addToLevel(in, l, kind, lanes, counts, level, args[1], count);
        Value full =
            arith::CmpIOp::create(in, l, arith::CmpIPredicate::eq, now,
                                  constantOf(in, l, in.getI64Type(), kBlock));
        auto branch = scf::IfOp::create(
            in, l, full,
            [&](OpBuilder &then, Location tl) {
              Value v = combineLevel(then, tl, kind, lanes, level, count);
              auto vecType = cast<VectorType>(widenType(type, count));
              Value at = arith::MulIOp::create(then, tl, level,
                                               indexConstant(then, tl, count));
              storeElements(then, tl, identityOf(then, tl, kind, vecType), lanes,
                            at, count);
              memref::StoreOp::create(
                  then, tl, constantOf(then, tl, then.getI64Type(), 0), counts,
                  level);
              scf::YieldOp::create(then, tl, v);
            },
            [&](OpBuilder &other, Location ol) {
              memref::StoreOp::create(other, ol, now, counts, level);
              scf::YieldOp::create(other, ol, args[1]);
            });
        Value up = addIndex(in, l, level, indexConstant(in, l, 1));
        scf::ConditionOp::create(in, l, full, ValueRange{up, branch.getResult(0)});
      },
      [&](OpBuilder &in, Location l, ValueRange args) {
        scf::YieldOp::create(in, l, args);
      });
  func::ReturnOp::create(b, loc);
}

/// T flush(lanes, counts): the value of the whole stack.
void buildFlush(OpBuilder &b, Location loc, CombineKind kind, Block &entry,
                Type type) {
  int64_t count = lanesOf(type);
  Value lanes = entry.getArgument(0), counts = entry.getArgument(1);
  Value none = constantOf(b, loc, b.getI1Type(), 0);
  SmallVector<Value> result = buildFor(
      b, loc, indexConstant(b, loc, 0), indexConstant(b, loc, kLevels), 1,
      ValueRange{none, identityOf(b, loc, kind, type)},
      [&](OpBuilder &in, Value level, ValueRange args) {
        scf::IfOp::create(in, loc, args[0], [&](OpBuilder &then, Location l) {
          Value now = addToLevel(then, l, kind, lanes, counts, level, args[1], count);
          memref::StoreOp::create(then, l, now, counts, level);
          scf::YieldOp::create(then, l);
        });
        Value c = memref::LoadOp::create(in, loc, counts, level);
        Value some = arith::CmpIOp::create(in, loc, arith::CmpIPredicate::ne, c,
                                           constantOf(in, loc, in.getI64Type(), 0));
        auto value = scf::IfOp::create(
            in, loc, some,
            [&](OpBuilder &then, Location l) {
              scf::YieldOp::create(
                  then, l, combineLevel(then, l, kind, lanes, level, count));
            },
            [&](OpBuilder &other, Location l) {
              scf::YieldOp::create(other, l, args[1]);
            });
        Value have = arith::OrIOp::create(in, loc, args[0], some);
        return SmallVector<Value>{have, value.getResult(0)};
      });
  func::ReturnOp::create(b, loc, result[1]);
}

/// Finds or makes the private function `name` beside the enclosing function.
func::FuncOp levelFunction(OpBuilder &b, Operation *anchor, CombineKind kind,
                           Type type, bool isPush) {
  Location loc = anchor->getLoc();
  auto module = anchor->getParentOfType<ModuleOp>();
  std::string name = (Twine("atlas.canonical.") + (isPush ? "push." : "flush.") +
                      stringifyCombineKind(kind) + ".")
                         .str();
  llvm::raw_string_ostream(name) << type;
  if (auto found = module.lookupSymbol<func::FuncOp>(name))
    return found;
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToEnd(module.getBody());
  auto lanes = MemRefType::get({kLevels * lanesOf(type)}, type);
  auto counts = MemRefType::get({kLevels}, b.getI64Type());
  SmallVector<Type> ins{lanes, counts}, outs;
  isPush ? ins.push_back(type) : outs.push_back(type);
  auto function = func::FuncOp::create(b, loc, name, b.getFunctionType(ins, outs));
  function.setPrivate();
  Block *entry = function.addEntryBlock();
  b.setInsertionPointToStart(entry);
  (isPush ? buildPush : buildFlush)(b, loc, kind, *entry, type);
  return function;
}

Levels makeLevels(OpBuilder &b, Operation *anchor, Type type) {
  return {stackBuffer(b, anchor, MemRefType::get({kLevels * lanesOf(type)}, type)),
          stackBuffer(b, anchor, MemRefType::get({kLevels}, b.getI64Type()))};
}

void resetLevels(OpBuilder &b, Location loc, CombineKind kind, Levels levels,
                 Type type) {
  int64_t lanes = lanesOf(type);
  auto vecType = cast<VectorType>(widenType(type, lanes));
  for (int64_t level = 0; level != kLevels; ++level) {
    storeElements(b, loc, identityOf(b, loc, kind, vecType), levels.lanes,
                  indexConstant(b, loc, level * lanes), lanes);
    memref::StoreOp::create(b, loc, constantOf(b, loc, b.getI64Type(), 0),
                            levels.counts, indexConstant(b, loc, level));
  }
}

//===----------------------------------------------------------------------===//
// One block
//===----------------------------------------------------------------------===//

struct BlockEmitter {
  ReduceOp op;
  const CPUTarget &target;
  int64_t lanes;

  Block &body() { return op.getBody().front(); }

  SmallVector<Value> widened(OpBuilder &b, Location loc, SmallVector<Value> values,
                             unsigned width) {
    for (auto [k, value] : llvm::enumerate(values)) {
      Type want = widenType(op.getResult(k).getType(), width);
      if (value.getType() != want)
        value = arith::ExtUIOp::create(b, loc, want, value);
    }
    return values;
  }

  SmallVector<Value> combineAll(OpBuilder &b, Location loc, ValueRange lhs,
                                ValueRange rhs) {
    SmallVector<Value> out;
    for (auto [k, pair] : llvm::enumerate(llvm::zip_equal(lhs, rhs)))
      out.push_back(combine(b, loc, op.getKind(k), std::get<0>(pair),
                            std::get<1>(pair)));
    return out;
  }

  /// Lane values of lanes [first, first + group) of the block at `base`.
  SmallVector<Value> group(OpBuilder &b, Location loc, Value base, Value length,
                           int64_t first, int64_t group) {
    SmallVector<Value> start;
    for (unsigned k = 0; k != op.getNumResults(); ++k)
      start.push_back(identityOf(b, loc, op.getKind(k),
                                 widenType(op.getResult(k).getType(), group)));
    Value full = roundDown(b, loc, length, lanes);
    Value offset = addIndex(b, loc, base, indexConstant(b, loc, first));
    auto element = [&](OpBuilder &in, Value i, Value mask) {
      Value at = addIndex(in, loc, offset, i);
      return widened(in, loc,
                     emitElements(in, loc, body(), op.getInputs(), at, group, mask),
                     group);
    };
    SmallVector<Value> state =
        buildFor(b, loc, indexConstant(b, loc, 0), full, lanes, start,
                 [&](OpBuilder &in, Value i, ValueRange acc) {
                   return combineAll(in, loc, acc, element(in, i, Value()));
                 });
    Value rest = b.createOrFold<arith::SubIOp>(loc, length, full);
    Value begin = indexConstant(b, loc, first);
    Value any = b.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::ugt, rest,
                                              begin);
    auto tail = scf::IfOp::create(
        b, loc, any,
        [&](OpBuilder &in, Location l) {
          Value left = arith::SubIOp::create(in, l, rest, begin);
          scf::YieldOp::create(
              in, l,
              hasByteMasks(target)
                  ? maskedTail(in, l, state, element, full, left, group)
                  : scalarTail(in, l, state, addIndex(in, l, offset, full), left,
                               group));
        },
        [&](OpBuilder &in, Location l) { scf::YieldOp::create(in, l, state); });
    return SmallVector<Value>(tail.getResults());
  }

  template <typename Element>
  SmallVector<Value> maskedTail(OpBuilder &b, Location loc, ValueRange state,
                                Element element, Value at, Value left,
                                int64_t group) {
    Value most = arith::MinUIOp::create(b, loc, left, indexConstant(b, loc, group));
    Value mask = lowMask(b, loc, most, group);
    SmallVector<Value> next = combineAll(b, loc, state, element(b, at, mask));
    for (auto [value, old] : llvm::zip_equal(next, state))
      value = arith::SelectOp::create(b, loc, mask, value, old);
    return next;
  }

  /// Through memory: lane j of the stored state takes element j of the rest.
  SmallVector<Value> scalarTail(OpBuilder &b, Location loc, ValueRange state,
                                Value at, Value left, int64_t group) {
    Value zero = indexConstant(b, loc, 0);
    Value most = arith::MinUIOp::create(b, loc, left, indexConstant(b, loc, group));
    SmallVector<Value> stored;
    for (Value value : state) {
      Type type = getElementTypeOrSelf(value.getType());
      stored.push_back(stackBuffer(b, op, MemRefType::get({group}, type)));
      storeElements(b, loc, value, stored.back(), zero, group);
    }
    buildFor(b, loc, zero, most, 1, {}, [&](OpBuilder &in, Value j, ValueRange) {
      SmallVector<Value> values =
          widened(in, loc,
                  emitElements(in, loc, body(), op.getInputs(),
                               addIndex(in, loc, at, j), 1),
                  1);
      for (auto [k, buffer] : llvm::enumerate(stored)) {
        Value old = memref::LoadOp::create(in, loc, buffer, j);
        memref::StoreOp::create(in, loc,
                                combine(in, loc, op.getKind(k), old, values[k]),
                                buffer, j);
      }
      return SmallVector<Value>();
    });
    SmallVector<Value> out;
    for (Value buffer : stored)
      out.push_back(loadElements(b, loc, buffer, zero, group));
    return out;
  }

  /// The block's values, lanes in vectors. Groups of lanes keep the state
  /// within eight registers.
  SmallVector<Value> vectorBlock(OpBuilder &b, Location loc, Value base,
                                 Value length) {
    unsigned widest = 1;
    for (Type type : op.getResultTypes())
      widest = std::max(widest, type.getIntOrFloatBitWidth() / 8);
    int64_t size = std::min<int64_t>(lanes, 8 * target.vectorBytes() / widest);
    SmallVector<Value> whole;
    for (int64_t first = 0; first < lanes; first += size) {
      SmallVector<Value> part = group(b, loc, base, length, first, size);
      if (size == lanes) {
        whole = part;
        break;
      }
      for (auto [k, value] : llvm::enumerate(part)) {
        auto type = cast<VectorType>(widenType(op.getResult(k).getType(), lanes));
        if (first == 0)
          whole.push_back(constantOf(b, loc, type, 0));
        whole[k] = vector::InsertStridedSliceOp::create(
            b, loc, value, whole[k], ArrayRef<int64_t>{first}, ArrayRef<int64_t>{1});
      }
    }
    for (auto [k, value] : llvm::enumerate(whole))
      value = combineHalves(b, loc, op.getKind(k), value);
    return whole;
  }

  /// The same with one array of lanes and plain loops.
  SmallVector<Value> plainBlock(OpBuilder &b, Location loc, Value base,
                                Value length) {
    Value zero = indexConstant(b, loc, 0), end = indexConstant(b, loc, lanes);
    SmallVector<Value> arrays;
    for (Type type : op.getResultTypes())
      arrays.push_back(stackBuffer(b, op, MemRefType::get({lanes}, type)));
    buildFor(b, loc, zero, end, 1, {}, [&](OpBuilder &in, Value j, ValueRange) {
      for (auto [k, array] : llvm::enumerate(arrays))
        memref::StoreOp::create(
            in, loc,
            identityOf(in, loc, op.getKind(k), op.getResult(k).getType()), array, j);
      return SmallVector<Value>();
    });
    buildFor(b, loc, zero, length, 1, {}, [&](OpBuilder &in, Value i, ValueRange) {
      Value j = arith::RemUIOp::create(in, loc, i, end);
      SmallVector<Value> values =
          widened(in, loc,
                  emitElements(in, loc, body(), op.getInputs(),
                               addIndex(in, loc, base, i), 1),
                  1);
      for (auto [k, array] : llvm::enumerate(arrays)) {
        Value old = memref::LoadOp::create(in, loc, array, j);
        memref::StoreOp::create(
            in, loc, combine(in, loc, op.getKind(k), old, values[k]), array, j);
      }
      return SmallVector<Value>();
    });
    for (int64_t half = lanes / 2; half; half /= 2)
      buildFor(b, loc, zero, indexConstant(b, loc, half), 1, {},
               [&](OpBuilder &in, Value j, ValueRange) {
                 Value other = addIndex(in, loc, j, indexConstant(in, loc, half));
                 for (auto [k, array] : llvm::enumerate(arrays)) {
                   Value x = memref::LoadOp::create(in, loc, array, j);
                   Value y = memref::LoadOp::create(in, loc, array, other);
                   memref::StoreOp::create(
                       in, loc, combine(in, loc, op.getKind(k), x, y), array, j);
                 }
                 return SmallVector<Value>();
               });
    SmallVector<Value> out;
    for (Value array : arrays)
      out.push_back(memref::LoadOp::create(b, loc, array, zero));
    return out;
  }
};

//===----------------------------------------------------------------------===//
// The strategies
//===----------------------------------------------------------------------===//

/// Whether `op` is a reduction in canonical order that this file can serve.
bool isCanonical(ReduceOp op, std::string &why) {
  if (op.hasCombinerRegion() || op.getOrder() != FloatOrder::Canonical ||
      llvm::none_of(op.getResultTypes(), [](Type t) { return isa<FloatType>(t); })) {
    why = "not a float reduction in canonical order";
    return false;
  }
  if (cast<MemRefType>(op.getInputs()[0].getType()).getRank() != 1) {
    why = "the buffers are of rank 2 and not contiguous";
    return false;
  }
  return true;
}

struct ReduceCanonical : Strategy {
  bool vector;
  explicit ReduceCanonical(bool vector) : vector(vector) {}
  StringRef op() const override { return "reduce"; }
  StringRef name() const override { return vector ? "canonical" : "scalar"; }

  std::optional<double> cost(Operation *op, const CPUTarget &,
                             std::string &why) const override {
    auto reduce = cast<ReduceOp>(op);
    if (!isCanonical(reduce, why))
      return std::nullopt;
    if (vector && !canVectorize(reduce.getBody().front(), &why))
      return std::nullopt;
    return vector ? 2.0 : 1000.0;
  }

  void rewrite(Operation *op, RewriterBase &b,
               const CPUTarget &target) const override {
    auto reduce = cast<ReduceOp>(op);
    Location loc = op->getLoc();
    int64_t lanes = 64;
    for (Type type : reduce.getResultTypes())
      if (isa<FloatType>(type))
        lanes = lanesOf(type);
    BlockEmitter emitter{reduce, target, lanes};
    unsigned count = reduce.getNumResults();

    Value n = extent(b, loc, reduce.getInputs()[0]);
    Value zero = indexConstant(b, loc, 0), block = indexConstant(b, loc, kBlock);
    Value many = b.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::ugt, n, block);
    SmallVector<Levels> levels;
    SmallVector<Value> none;
    for (unsigned k = 0; k != count; ++k) {
      levels.push_back(makeLevels(b, reduce, reduce.getResult(k).getType()));
      none.push_back(identityOf(b, loc, reduce.getKind(k),
                                reduce.getResult(k).getType()));
    }
    scf::IfOp::create(b, loc, many, [&](OpBuilder &then, Location l) {
      for (unsigned k = 0; k != count; ++k)
        resetLevels(then, l, reduce.getKind(k), levels[k],
                    reduce.getResult(k).getType());
      scf::YieldOp::create(then, l);
    });
    SmallVector<Value> last = buildFor(
        b, loc, zero, n, kBlock, none, [&](OpBuilder &in, Value base, ValueRange) {
          Value left = arith::SubIOp::create(in, loc, n, base);
          Value length = arith::MinUIOp::create(in, loc, left, block);
          SmallVector<Value> values =
              vector ? emitter.vectorBlock(in, loc, base, length)
                     : emitter.plainBlock(in, loc, base, length);
          scf::IfOp::create(in, loc, many, [&](OpBuilder &then, Location l) {
            for (unsigned k = 0; k != count; ++k)
              func::CallOp::create(
                  then, l,
                  levelFunction(then, reduce, reduce.getKind(k),
                                reduce.getResult(k).getType(), true),
                  ValueRange{levels[k].lanes, levels[k].counts, values[k]});
            scf::YieldOp::create(then, l);
          });
          return values;
        });
    auto total = scf::IfOp::create(
        b, loc, many,
        [&](OpBuilder &then, Location l) {
          SmallVector<Value> values;
          for (unsigned k = 0; k != count; ++k)
            values.push_back(
                func::CallOp::create(then, l,
                                     levelFunction(then, reduce, reduce.getKind(k),
                                                   reduce.getResult(k).getType(),
                                                   false),
                                     ValueRange{levels[k].lanes, levels[k].counts})
                    .getResult(0));
          scf::YieldOp::create(then, l, values);
        },
        [&](OpBuilder &other, Location l) { scf::YieldOp::create(other, l, last); });
    SmallVector<Value> results;
    for (unsigned k = 0; k != count; ++k)
      results.push_back(combine(b, loc, reduce.getKind(k), reduce.getInits()[k],
                                total.getResult(k)));
    b.replaceOp(op, results);
  }
};

} // namespace

std::unique_ptr<Strategy> cpu::createReduceCanonical() {
  return std::make_unique<ReduceCanonical>(/*vector=*/true);
}
std::unique_ptr<Strategy> cpu::createReduceCanonicalScalar() {
  return std::make_unique<ReduceCanonical>(/*vector=*/false);
}
