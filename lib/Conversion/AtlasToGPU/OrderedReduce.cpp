//===- OrderedReduce.cpp - Float reductions in canonical order ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The order is part of the meaning (dialect.md 3): in a block of 4,096 elements
// lane j of L combines elements j, j + L, ... in turn, lanes are combined by
// halving, and block results are reduced by the same rule. A lane is a thread
// here, so a block keeps L threads busy; blocks are what fills a device.
//===----------------------------------------------------------------------===//

#include "PhaseLowering.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::device;
using namespace atlas::lowering;

namespace {

constexpr int64_t kBlock = 4096;
/// Blocks of blocks: 4096^3 elements are more than there can be.
constexpr int64_t kLevels = 2;

bool isSumOrProduct(CombineKind kind) {
  return kind == CombineKind::addf || kind == CombineKind::mulf;
}

int64_t lanesOf(ReduceOp op, unsigned k) {
  return op.getResult(k).getType().isF64() ? 32 : 64;
}

/// Partial results of a plan: a temporary of its own for each accumulator.
bool isOverPartials(ReduceOp op) {
  return op->hasAttr(kFewAttr) &&
         llvm::all_of(op.getInputs(), [](Value v) { return isa<BlockArgument>(v); });
}

class OrderedReduce {
public:
  OrderedReduce(ReduceOp op, Workgroup &g)
      : op(op), g(g), b(g.b), loc(op.getLoc()) {}

  void lower() {
    Value n = extent(b, loc, op.getInputs()[0]);
    SmallVector<Value> all = isOverPartials(op) ? overPartials(n)
                                                : block(indexConstant(b, loc, 0), n);
    SmallVector<Value> results;
    for (auto [k, value] : llvm::enumerate(all))
      results.push_back(combine(b, loc, op.getKind(k), op.getInits()[k], value));
    b.replaceOp(op, results);
  }

private:
  ReduceOp op;
  Workgroup &g;
  IRRewriter &b;
  Location loc;

  /// Elements [start, start + length) of at most a block; no barrier behind.
  SmallVector<Value> block(Value start, Value length) {
    SmallVector<Value> memories, results(op.getNumResults());
    for (auto [k, result] : llvm::enumerate(op.getResults()))
      memories.push_back(g.shared(result.getType(), lanesOf(op, k), k));
    for (int64_t lanes : {64, 32}) {
      SmallVector<unsigned> mine;
      for (unsigned k = 0; k != op.getNumResults(); ++k)
        if (lanesOf(op, k) == lanes)
          mine.push_back(k);
      if (!mine.empty())
        reduceLanes(start, length, lanes, mine, memories);
    }
    g.barrier(loc);
    for (unsigned k = 0; k != op.getNumResults(); ++k)
      results[k] = memref::LoadOp::create(b, loc, memories[k], indexConstant(b, loc, 0));
    return results;
  }

  void reduceLanes(Value start, Value length, int64_t lanes, ArrayRef<unsigned> mine,
                   ArrayRef<Value> memories) {
    Value active = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, g.tid,
                                         indexConstant(b, loc, lanes));
    auto branch = scf::IfOp::create(b, loc, active, false);
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(branch.thenBlock());
      laneSums(start, length, lanes, mine, memories);
    }
    for (int64_t half = lanes / 2; half; half /= 2) {
      g.barrier(loc);
      Value low = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, g.tid,
                                        indexConstant(b, loc, half));
      auto pair = scf::IfOp::create(b, loc, low, false);
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(pair.thenBlock());
      Value other = addIndex(b, loc, g.tid, indexConstant(b, loc, half));
      for (unsigned k : mine) {
        Value x = memref::LoadOp::create(b, loc, memories[k], g.tid);
        Value y = memref::LoadOp::create(b, loc, memories[k], other);
        memref::StoreOp::create(b, loc, combine(b, loc, op.getKind(k), x, y),
                                memories[k], g.tid);
      }
    }
  }

  /// memory[j] = the elements of lane j, in turn.
  void laneSums(Value start, Value length, int64_t lanes, ArrayRef<unsigned> mine,
                ArrayRef<Value> memories) {
    SmallVector<Value> identities;
    for (unsigned k : mine)
      identities.push_back(identityOf(b, loc, op.getKind(k), op.getResult(k).getType()));
    auto loop = scf::ForOp::create(b, loc, g.tid, length, indexConstant(b, loc, lanes),
                                   identities);
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(loop.getBody());
      Value at = addIndex(b, loc, start, loop.getInductionVar());
      SmallVector<Value> values = emitElements(b, loc, op.getBody().front(),
                                               op.getInputs(), at, 1);
      SmallVector<Value> next;
      for (auto [slot, k] : llvm::enumerate(mine)) {
        Value value = values[k];
        if (value.getType() != op.getResult(k).getType())
          value = arith::ExtUIOp::create(b, loc, op.getResult(k).getType(), value);
        next.push_back(combine(b, loc, op.getKind(k), loop.getRegionIterArg(slot), value));
      }
      scf::YieldOp::create(b, loc, next);
    }
    for (auto [slot, k] : llvm::enumerate(mine))
      memref::StoreOp::create(b, loc, loop.getResult(slot), memories[k], g.tid);
  }

  /// Levels in place: the result of block i lands on partial i, whose own block
  /// has been read by then.
  SmallVector<Value> overPartials(Value n) {
    Value zero = indexConstant(b, loc, 0), one = indexConstant(b, loc, 1);
    Value size = indexConstant(b, loc, kBlock);
    auto levels = scf::ForOp::create(b, loc, zero, indexConstant(b, loc, kLevels), one,
                                     ValueRange{n});
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(levels.getBody());
      Value left = levels.getRegionIterArg(0);
      Value up = addIndex(b, loc, left, indexConstant(b, loc, kBlock - 1));
      Value blocks = arith::DivUIOp::create(b, loc, up, size);
      auto each = scf::ForOp::create(b, loc, zero, blocks, one);
      {
        OpBuilder::InsertionGuard inner(b);
        b.setInsertionPoint(each.getBody()->getTerminator());
        Value start = arith::MulIOp::create(b, loc, each.getInductionVar(), size);
        Value rest = arith::SubIOp::create(b, loc, left, start);
        SmallVector<Value> sums =
            block(start, arith::MinUIOp::create(b, loc, rest, size));
        g.once(loc, [&] {
          for (auto [sum, buffer] : llvm::zip_equal(sums, op.getInputs()))
            memref::StoreOp::create(b, loc, sum, buffer,
                                    ValueRange{each.getInductionVar()});
        });
        g.barrier(loc);
      }
      scf::YieldOp::create(b, loc, blocks);
    }
    Value some = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, n, zero);
    SmallVector<Value> results;
    for (auto [k, buffer] : llvm::enumerate(op.getInputs())) {
      Type type = op.getResult(k).getType();
      auto read = scf::IfOp::create(b, loc, TypeRange{type}, some, true);
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(read.thenBlock());
      Value first = memref::LoadOp::create(b, loc, buffer, ValueRange{zero});
      scf::YieldOp::create(b, loc, first);
      b.setInsertionPointToStart(read.elseBlock());
      scf::YieldOp::create(b, loc, identityOf(b, loc, op.getKind(k), type));
      results.push_back(read.getResult(0));
    }
    return results;
  }
};

} // namespace

bool device::isOrdered(ReduceOp op) {
  return op.getOrder() != FloatOrder::Free &&
         llvm::any_of(llvm::seq(0u, op.getNumResults()),
                      [&](unsigned k) { return isSumOrProduct(op.getKind(k)); });
}

bool device::canOrder(ReduceOp op, unsigned threads) {
  if (op.getOrder() != FloatOrder::Canonical || threads < 64)
    return false;
  if (isOverPartials(op))
    return true;
  auto most = op->getAttrOfType<IntegerAttr>(kAtMostAttr);
  auto type = cast<MemRefType>(op.getInputs()[0].getType());
  return (most && most.getInt() <= kBlock) ||
         (type.hasStaticShape() && type.getNumElements() <= kBlock);
}

void device::lowerOrderedReduce(ReduceOp op, Workgroup &group) {
  OrderedReduce(op, group).lower();
}
