//===- Cooperative.cpp - L1 operations for a whole workgroup --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Threads take chunks of elements in turn, so that neighbours touch neighbouring
// memory; a chunk is one wide access where its start is known to be aligned.
//===----------------------------------------------------------------------===//

#include "PhaseLowering.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::device;
using namespace atlas::lowering;

namespace {

/// Bins that fit into 16 KiB of workgroup memory.
constexpr int64_t kMostBins = 4096;

bool isVector(Value buffer) {
  return cast<MemRefType>(buffer.getType()).getRank() == 1;
}

Value resized(OpBuilder &b, Location loc, Value value, Type type) {
  unsigned from = value.getType().getIntOrFloatBitWidth();
  unsigned to = type.getIntOrFloatBitWidth();
  if (from < to)
    return arith::ExtUIOp::create(b, loc, type, value);
  if (from > to)
    return arith::TruncIOp::create(b, loc, type, value);
  return value;
}

/// Calls `body` for chunks of [0, n) and then for single elements: at the start
/// of the chunk, with its number of elements.
SmallVector<Value> forChunks(
    Workgroup &g, Location loc, Value n, unsigned chunk, bool oneTail,
    ValueRange carried,
    function_ref<SmallVector<Value>(Value, unsigned, ValueRange)> body) {
  auto &b = g.b;
  if (chunk == 1)
    return g.stride(loc, n, carried,
                    [&](Value i, ValueRange c) { return body(i, 1, c); });
  Value size = indexConstant(b, loc, chunk);
  Value full = b.createOrFold<arith::DivUIOp>(loc, n, size);
  SmallVector<Value> state =
      g.stride(loc, full, carried, [&](Value c, ValueRange args) {
        return body(arith::MulIOp::create(b, loc, c, size), chunk, args);
      });
  Value done = b.createOrFold<arith::MulIOp>(loc, full, size);
  if (!oneTail)
    return g.stride(loc, n, state,
                    [&](Value i, ValueRange c) { return body(i, 1, c); }, done);
  // The last word belongs to thread 0.
  g.once(loc, [&] {
    auto loop = scf::ForOp::create(b, loc, done, n, indexConstant(b, loc, 1));
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(loop.getBody()->getTerminator());
    body(loop.getInductionVar(), 1, {});
  });
  return state;
}

/// The region on `lanes` elements at `i`: vectors for lanes > 1.
SmallVector<Value> emitChunk(Workgroup &g, Location loc, Block &body,
                             ValueRange inputs, Value i, unsigned lanes) {
  auto &b = g.b;
  if (lanes == 1 || canVectorize(body))
    return emitElements(b, loc, body, inputs, i, lanes);
  // No vector form: lane by lane between wide loads and stores.
  SmallVector<SmallVector<Value>> columns;
  for (Value input : inputs) {
    Value wide = loadElements(b, loc, input, i, lanes);
    SmallVector<Value> &lane = columns.emplace_back();
    for (unsigned k = 0; k != lanes; ++k)
      lane.push_back(vector::ExtractOp::create(b, loc, wide, k));
  }
  SmallVector<SmallVector<Value>> yields;
  for (unsigned k = 0; k != lanes; ++k) {
    SmallVector<Value> elements;
    for (auto &column : columns)
      elements.push_back(column[k]);
    Value at = addIndex(b, loc, i, indexConstant(b, loc, k));
    yields.push_back(emitRegion(b, loc, body, elements, at, 1));
  }
  SmallVector<Value> out;
  for (unsigned v = 0; v != yields[0].size(); ++v) {
    SmallVector<Value> lane;
    for (auto &yield : yields)
      lane.push_back(yield[v]);
    out.push_back(vector::FromElementsOp::create(
        b, loc, VectorType::get({lanes}, lane[0].getType()), lane));
  }
  return out;
}

/// Stores a chunk; single elements of a packed buffer that is not dealt out by
/// words go through atomic operations.
void storeChunk(Workgroup &g, Location loc, Value value, Value out, Value i,
                unsigned lanes, unsigned chunk) {
  if (lanes == 1 && chunk == 1)
    g.storeOne(loc, value, out, i);
  else
    storeElements(g.b, loc, value, out, i, lanes);
}

/// out[i] = value(i) for all elements, by whole words or wide stores.
void storeAll(Workgroup &g, Location loc, Value out, unsigned chunk,
              function_ref<Value(Value)> value) {
  auto &b = g.b;
  forChunks(g, loc, extent(b, loc, out), chunk, g.hasPackedElements(out), {},
            [&](Value i, unsigned lanes, ValueRange) {
              SmallVector<Value> parts;
              for (unsigned k = 0; k != lanes; ++k)
                parts.push_back(value(addIndex(b, loc, i, indexConstant(b, loc, k))));
              Value all = lanes == 1 ? parts[0]
                                     : vector::FromElementsOp::create(
                                           b, loc,
                                           VectorType::get({lanes}, parts[0].getType()),
                                           parts);
              storeChunk(g, loc, all, out, i, lanes, chunk);
              return SmallVector<Value>();
            });
}

/// Chunk for reading `inputs` and writing `outputs`, 1 where starts are not
/// known to be aligned.
unsigned chunkFor(const Workgroup &g, ValueRange inputs, ValueRange outputs) {
  SmallVector<Value> all(inputs);
  llvm::append_range(all, outputs);
  unsigned chunk = g.chunkOf(all);
  return Workgroup::isAligned(all, chunk) ? chunk : 1;
}

//===----------------------------------------------------------------------===//
// map, copy, gather
//===----------------------------------------------------------------------===//

void lowerMap(MapOp op, Workgroup &g) {
  Location loc = op.getLoc();
  auto &b = g.b;
  unsigned chunk = chunkFor(g, op.getInputs(), op.getOutputs());
  forChunks(g, loc, extent(b, loc, op.getOutputs()[0]), chunk,
            g.hasPackedElements(op.getOutputs()), {},
            [&](Value i, unsigned lanes, ValueRange) {
              SmallVector<Value> values = emitChunk(
                  g, loc, op.getBody().front(), op.getInputs(), i, lanes);
              for (auto [value, out] : llvm::zip_equal(values, op.getOutputs()))
                storeChunk(g, loc, value, out, i, lanes, chunk);
              return SmallVector<Value>();
            });
  b.eraseOp(op);
}

void lowerCopy(memref::CopyOp op, Workgroup &g) {
  Location loc = op.getLoc();
  auto &b = g.b;
  unsigned chunk = chunkFor(g, op.getSource(), op.getTarget());
  forChunks(g, loc, extent(b, loc, op.getTarget()), chunk,
            g.hasPackedElements(op.getTarget()), {},
            [&](Value i, unsigned lanes, ValueRange) {
              Value value = loadElements(b, loc, op.getSource(), i, lanes);
              storeChunk(g, loc, value, op.getTarget(), i, lanes, chunk);
              return SmallVector<Value>();
            });
  b.eraseOp(op);
}

void lowerGather(GatherOp op, Workgroup &g) {
  Location loc = op.getLoc();
  auto &b = g.b;
  Value length = extent(b, loc, op.getSource());
  Type type = cast<MemRefType>(op.getOutput().getType()).getElementType();
  storeAll(g, loc, op.getOutput(), chunkFor(g, {}, op.getOutput()), [&](Value i) {
    auto [inside, index] = checkedIndex(
        b, loc, memref::LoadOp::create(b, loc, op.getIndices(), i), length);
    auto read = scf::IfOp::create(b, loc, TypeRange{type}, inside, true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(read.thenBlock());
    scf::YieldOp::create(
        b, loc,
        memref::LoadOp::create(b, loc, op.getSource(), index).getResult());
    b.setInsertionPointToStart(read.elseBlock());
    scf::YieldOp::create(b, loc, constantOf(b, loc, type, 0));
    return read.getResult(0);
  });
  b.eraseOp(op);
}

//===----------------------------------------------------------------------===//
// reduce
//===----------------------------------------------------------------------===//

/// Sums of few narrow values cannot wrap in 32 bits.
Type accumulatorOf(ReduceOp op, unsigned k) {
  Type result = op.getResult(k).getType();
  auto most = op->getAttrOfType<IntegerAttr>(kAtMostAttr);
  if (op.getKind(k) != CombineKind::addi || !most || !result.isInteger(64))
    return result;
  Value yielded = op.getBody().front().getTerminator()->getOperand(k);
  uint64_t bits = yielded.getType().getIntOrFloatBitWidth();
  if (bits <= 16 && most.getInt() <= (int64_t(1) << 32) >> bits)
    return IntegerType::get(op.getContext(), 32);
  return result;
}

/// A vector as one value of the accumulator.
Value foldLanes(OpBuilder &b, Location loc, CombineKind kind, Value value,
                Type type) {
  auto vector = dyn_cast<VectorType>(value.getType());
  if (!vector)
    return value.getType() == type ? value : resized(b, loc, value, type);
  if (vector.getElementType() != type)
    value = arith::ExtUIOp::create(b, loc, vector.clone(type), value);
  if (kind == CombineKind::addi)
    return vector::ReductionOp::create(b, loc, vector::CombiningKind::ADD, value);
  Value acc = vector::ExtractOp::create(b, loc, value, 0);
  for (int64_t k = 1; k != vector.getNumElements(); ++k)
    acc = combine(b, loc, kind, acc, vector::ExtractOp::create(b, loc, value, k));
  return acc;
}

/// memory[0] = memory[0] . ... . memory[threads - 1], by halving.
void emitTree(Workgroup &g, Location loc, ArrayRef<Value> memories,
              ArrayRef<CombineKind> kinds) {
  auto &b = g.b;
  auto steps = scf::ForOp::create(
      b, loc, indexConstant(b, loc, 0),
      indexConstant(b, loc, llvm::Log2_32(g.options.threads)), indexConstant(b, loc, 1));
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPoint(steps.getBody()->getTerminator());
  g.barrier(loc);
  Value half = arith::ShRUIOp::create(
      b, loc, indexConstant(b, loc, g.options.threads / 2), steps.getInductionVar());
  Value active =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, g.tid, half);
  auto branch = scf::IfOp::create(b, loc, active, false);
  b.setInsertionPointToStart(branch.thenBlock());
  Value other = addIndex(b, loc, g.tid, half);
  for (auto [memory, kind] : llvm::zip_equal(memories, kinds)) {
    Value low = memref::LoadOp::create(b, loc, memory, g.tid);
    Value high = memref::LoadOp::create(b, loc, memory, other);
    memref::StoreOp::create(b, loc, combine(b, loc, kind, low, high), memory, g.tid);
  }
  b.setInsertionPointAfter(steps);
  g.barrier(loc);
}

void lowerReduce(ReduceOp op, Workgroup &g) {
  Location loc = op.getLoc();
  auto &b = g.b;
  unsigned count = op.getNumResults();
  SmallVector<CombineKind> kinds;
  SmallVector<Value> identities, memories;
  for (unsigned k = 0; k != count; ++k) {
    kinds.push_back(op.getKind(k));
    Type type = accumulatorOf(op, k);
    identities.push_back(identityOf(b, loc, kinds[k], type));
    memories.push_back(g.shared(type, g.options.threads, k));
  }
  Block &body = op.getBody().front();
  unsigned chunk = canVectorize(body) ? chunkFor(g, op.getInputs(), {}) : 1;
  SmallVector<Value> own = forChunks(
      g, loc, extent(b, loc, op.getInputs()[0]), chunk, /*oneTail=*/false,
      identities, [&](Value i, unsigned lanes, ValueRange carried) {
        SmallVector<Value> values =
            emitElements(b, loc, body, op.getInputs(), i, lanes);
        SmallVector<Value> next;
        for (unsigned k = 0; k != count; ++k) {
          Value one = foldLanes(b, loc, kinds[k], values[k], carried[k].getType());
          next.push_back(combine(b, loc, kinds[k], carried[k], one));
        }
        return next;
      });
  for (unsigned k = 0; k != count; ++k)
    memref::StoreOp::create(b, loc, own[k], memories[k], g.tid);
  emitTree(g, loc, memories, kinds);
  SmallVector<Value> results;
  for (unsigned k = 0; k != count; ++k) {
    Value all = memref::LoadOp::create(b, loc, memories[k],
                                       indexConstant(b, loc, 0));
    if (all.getType() != op.getResult(k).getType())
      all = resized(b, loc, all, op.getResult(k).getType());
    results.push_back(combine(b, loc, kinds[k], op.getInits()[k], all));
  }
  b.replaceOp(op, results);
}

//===----------------------------------------------------------------------===//
// histogram
//===----------------------------------------------------------------------===//

/// One element into the workgroup's bins.
void countOne(Workgroup &g, Location loc, Value memory, Value index, Value weight,
              bool inside, int64_t bins) {
  auto &b = g.b;
  Type i32 = b.getI32Type();
  auto add = [&] {
    Value at = index.getType().isIndex()
                   ? index
                   : arith::IndexCastUIOp::create(b, loc, b.getIndexType(), index);
    memref::AtomicRMWOp::create(b, loc, i32, arith::AtomicRMWKind::addi, weight,
                                memory, ValueRange{at});
  };
  if (inside)
    return add();
  Value known = arith::CmpIOp::create(
      b, loc, arith::CmpIPredicate::ult, index,
      constantOf(b, loc, index.getType(), bins));
  auto branch = scf::IfOp::create(b, loc, known, false);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(branch.thenBlock());
  add();
}

void lowerHistogram(HistogramOp op, Workgroup &g) {
  Location loc = op.getLoc();
  auto &b = g.b;
  Type i32 = b.getI32Type();
  auto type = cast<MemRefType>(op.getBins().getType());
  int64_t bins = type.getDimSize(0);
  Value memory = g.shared(i32, bins, 0), all = indexConstant(b, loc, bins);
  g.stride(loc, all, {}, [&](Value i, ValueRange) {
    memref::StoreOp::create(b, loc, constantOf(b, loc, i32, 0), memory, i);
    return SmallVector<Value>();
  });
  g.barrier(loc);
  Block &body = op.getBody().front();
  Value yielded = body.getTerminator()->getOperand(0);
  APInt most = getIntRange(yielded).umax();
  bool inside = most.getActiveBits() <= 32 &&
                most.getZExtValue() < static_cast<uint64_t>(bins);
  // An index type that cannot name the number of bins stays below it.
  if (auto integer = dyn_cast<IntegerType>(yielded.getType()))
    inside |= integer.getWidth() < 32 && bins >= int64_t(1) << integer.getWidth();
  forChunks(g, loc, extent(b, loc, op.getInputs()[0]),
            chunkFor(g, op.getInputs(), {}), /*oneTail=*/false, {},
            [&](Value i, unsigned lanes, ValueRange) {
              SmallVector<Value> values =
                  emitChunk(g, loc, body, op.getInputs(), i, lanes);
              for (unsigned k = 0; k != lanes; ++k) {
                auto lane = [&](Value v) -> Value {
                  return lanes == 1 ? v : vector::ExtractOp::create(b, loc, v, k);
                };
                Value weight = values.size() > 1
                                   ? resized(b, loc, lane(values[1]), i32)
                                   : constantOf(b, loc, i32, 1);
                countOne(g, loc, memory, lane(values[0]), weight, inside, bins);
              }
              return SmallVector<Value>();
            });
  g.barrier(loc);
  storeAll(g, loc, op.getBins(), chunkFor(g, {}, op.getBins()), [&](Value i) {
    Value count = resized(b, loc, memref::LoadOp::create(b, loc, memory, i),
                          type.getElementType());
    if (!op.getAccumulate())
      return count;
    Value old = memref::LoadOp::create(b, loc, op.getBins(), i);
    return arith::AddIOp::create(b, loc, old, count).getResult();
  });
  b.eraseOp(op);
}

bool canCount(HistogramOp op) {
  auto type = cast<MemRefType>(op.getBins().getType());
  if (type.isDynamicDim(0) || type.getDimSize(0) > kMostBins ||
      !isa<IntegerType>(type.getElementType()) ||
      !llvm::all_of(op.getInputs(), isVector))
    return false;
  bool weighted = op.getBody().front().getTerminator()->getNumOperands() > 1;
  return !(weighted && type.getElementTypeBitWidth() > 32);
}

} // namespace

bool device::isCooperative(Operation *op, const Workgroup &group) {
  if (op->hasAttr(kRareAttr))
    return false;
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case([&](MapOp map) {
        return llvm::all_of(map->getOperands(), isVector);
      })
      .Case([&](memref::CopyOp copy) {
        return isVector(copy.getSource());
      })
      .Case([&](GatherOp) { return true; })
      .Case([&](ScatterOp scatter) { return canScatter(scatter, group.options); })
      .Case([&](ScanOp scan) { return canScan(scan); })
      .Case([&](FindOp find) { return !find.isWindowed() && find.getMap().empty(); })
      .Case([&](ReduceOp reduce) {
        if (reduce.hasCombinerRegion() || !llvm::all_of(reduce.getInputs(), isVector))
          return false;
        return !isOrdered(reduce) || canOrder(reduce, group.options.threads);
      })
      .Case([&](HistogramOp histogram) { return canCount(histogram); })
      .Default(false);
}

bool device::needsBarriers(Operation *op) {
  return !isa<MapOp, memref::CopyOp, GatherOp, ScatterOp>(op);
}

void device::lowerCooperative(Operation *op, Workgroup &group) {
  group.b.setInsertionPoint(op);
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](MapOp map) { lowerMap(map, group); })
      .Case([&](memref::CopyOp copy) { lowerCopy(copy, group); })
      .Case([&](GatherOp gather) { lowerGather(gather, group); })
      .Case([&](ScatterOp scatter) { lowerScatter(scatter, group); })
      .Case([&](ScanOp scan) { lowerScan(scan, group); })
      .Case([&](FindOp find) { lowerFind(find, group); })
      .Case([&](ReduceOp reduce) {
        isOrdered(reduce) ? lowerOrderedReduce(reduce, group) : lowerReduce(reduce, group);
      })
      .Case([&](HistogramOp histogram) { lowerHistogram(histogram, group); });
}
