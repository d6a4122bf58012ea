//===- CooperativeScan.cpp - Scan, find and scatter for a workgroup -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Barriers stand under conditions that all threads of a workgroup share, visibly
// to portable targets: loops over tiles have bounds that come from parameters,
// and a search, whose length depends on the data, has none inside.
//===----------------------------------------------------------------------===//

#include "DeviceForm.h"
#include "PhaseLowering.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::device;
using namespace atlas::lowering;

namespace {

constexpr unsigned kScanSlot = 40, kFindSlot = 50;

Value widened(OpBuilder &b, Location loc, Value value, Type type) {
  return value.getType() == type ? value
                                 : arith::ExtUIOp::create(b, loc, type, value).getResult();
}

/// `inside ? value() : other`, where value() may load.
Value guarded(OpBuilder &b, Location loc, Value inside, Value other,
              function_ref<Value()> value) {
  auto branch = scf::IfOp::create(b, loc, TypeRange{other.getType()}, inside, true);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(branch.thenBlock());
  Value some = value();
  scf::YieldOp::create(b, loc, some);
  b.setInsertionPointToStart(branch.elseBlock());
  scf::YieldOp::create(b, loc, other);
  return branch.getResult(0);
}

/// Tiles of one element for each thread: inside a tile log2(threads) rounds, in
/// which each thread takes what lies 1, 2, 4, ... before it; from tile to tile
/// the last value is carried.
class ScanTiles {
public:
  ScanTiles(ScanOp op, Workgroup &g) : op(op), g(g), b(g.b), loc(op.getLoc()) {}

  void lower() {
    type = op.getInit().getType();
    memory = g.shared(type, g.options.threads, kScanSlot);
    identity = identityOf(b, loc, op.getKind(), type);
    n = extent(b, loc, op.getOutput());
    buildFor(b, loc, indexConstant(b, loc, 0), n, g.options.threads,
             ValueRange{op.getInit()}, [&](OpBuilder &in, Value start, ValueRange carry) {
               OpBuilder::InsertionGuard guard(b);
               b.setInsertionPoint(in.getInsertionBlock(), in.getInsertionPoint());
               Value next = tile(start, carry[0]);
               in.setInsertionPoint(b.getInsertionBlock(), b.getInsertionPoint());
               return SmallVector<Value>{next};
             });
    b.eraseOp(op);
  }

private:
  ScanOp op;
  Workgroup &g;
  IRRewriter &b;
  Location loc;
  Type type;
  Value memory, identity, n;

  Value less(Value x, Value y) {
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, x, y);
  }
  Value load(Value at) { return memref::LoadOp::create(b, loc, memory, at); }
  /// What lies `distance` before this thread's place, the identity before the first.
  Value before(unsigned distance) {
    Value d = indexConstant(b, loc, distance);
    Value exists = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::uge, g.tid, d);
    return guarded(b, loc, exists, identity,
                   [&] { return load(arith::SubIOp::create(b, loc, g.tid, d)); });
  }

  Value tile(Value start, Value carry) {
    Value i = addIndex(b, loc, start, g.tid), inside = less(i, n);
    Value own = guarded(b, loc, inside, identity, [&] {
      SmallVector<Value> values =
          emitElements(b, loc, op.getBody().front(), op.getInputs(), i, 1);
      return widened(b, loc, values[0], type);
    });
    memref::StoreOp::create(b, loc, own, memory, g.tid);
    for (unsigned distance = 1; distance < g.options.threads; distance *= 2) {
      g.barrier(loc);
      own = combine(b, loc, op.getKind(), before(distance), own);
      g.barrier(loc);
      memref::StoreOp::create(b, loc, own, memory, g.tid);
    }
    g.barrier(loc);
    Value mine = op.getExclusive() ? before(1) : own;
    Value last = load(indexConstant(b, loc, g.options.threads - 1));
    g.barrier(loc); // the next tile overwrites what was read
    auto branch = scf::IfOp::create(b, loc, inside, /*withElseRegion=*/false);
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(branch.thenBlock());
      g.storeOne(loc, combine(b, loc, op.getKind(), carry, mine), op.getOutput(), i);
    }
    return combine(b, loc, op.getKind(), carry, last);
  }
};

bool isInteger(Value buffer) {
  return isa<IntegerType>(cast<MemRefType>(buffer.getType()).getElementType());
}

} // namespace

bool device::canScan(ScanOp op) {
  return !op.hasCombinerRegion() &&
         (isInteger(op.getOutput()) || op.getOrder() == FloatOrder::Free);
}

void device::lowerScan(ScanOp op, Workgroup &g) { ScanTiles(op, g).lower(); }

// Each thread walks its elements until the predicate holds or somebody has found
// an earlier place. That is a loop of its own length, so no barrier is inside.
void device::lowerFind(FindOp op, Workgroup &g) {
  auto &b = g.b;
  Location loc = op.getLoc();
  Type word = b.getI32Type(), index = b.getIndexType();
  Value zero = indexConstant(b, loc, 0), n = extent(b, loc, op.getInputs()[0]);
  Value best = g.shared(word, 1, kFindSlot);
  g.once(loc, [&] {
    Value all = arith::IndexCastUIOp::create(b, loc, word, n);
    memref::StoreOp::create(b, loc, all, best, ValueRange{zero});
  });
  g.barrier(loc);
  auto loop = scf::WhileOp::create(
      b, loc, TypeRange{index}, ValueRange{g.tid},
      [&](OpBuilder &in, Location l, ValueRange at) {
        Value soFar = memref::LoadOp::create(in, l, best, ValueRange{zero});
        Value limit = arith::IndexCastUIOp::create(in, l, index, soFar);
        Value inside =
            arith::CmpIOp::create(in, l, arith::CmpIPredicate::ult, at[0], limit);
        Value stop = constantOf(in, l, in.getI1Type(), 0);
        Value goOn = guarded(in, l, inside, stop, [&] {
          Value holds = emitElements(in, l, op.getBody().front(), op.getInputs(), at[0], 1)[0];
          return arith::XOrIOp::create(in, l, holds, constantOf(in, l, in.getI1Type(), 1));
        });
        scf::ConditionOp::create(in, l, goOn, at);
      },
      [&](OpBuilder &in, Location l, ValueRange at) {
        scf::YieldOp::create(in, l, addIndex(in, l, at[0],
                                             indexConstant(in, l, g.options.threads)));
      });
  // Where the thread stopped for another reason, it is behind the best place.
  Value own = arith::IndexCastUIOp::create(b, loc, word, loop.getResult(0));
  memref::AtomicRMWOp::create(b, loc, word, arith::AtomicRMWKind::minu, own, best,
                              ValueRange{zero});
  g.barrier(loc);
  Value first = memref::LoadOp::create(b, loc, best, ValueRange{zero});
  b.replaceOp(op, arith::ExtUIOp::create(b, loc, b.getI64Type(), first));
}

/// The atomic operation of a kind, on 32-bit integers.
static std::optional<arith::AtomicRMWKind> atomicOf(CombineKind kind) {
  switch (kind) {
  case CombineKind::addi: return arith::AtomicRMWKind::addi;
  case CombineKind::minu: return arith::AtomicRMWKind::minu;
  case CombineKind::mins: return arith::AtomicRMWKind::mins;
  case CombineKind::maxu: return arith::AtomicRMWKind::maxu;
  case CombineKind::maxs: return arith::AtomicRMWKind::maxs;
  case CombineKind::andi: return arith::AtomicRMWKind::andi;
  case CombineKind::ori: return arith::AtomicRMWKind::ori;
  default: return std::nullopt;
  }
}

bool device::canScatter(ScatterOp op, const PhaseOptions &options) {
  auto kind = op.getKind();
  Type type = cast<MemRefType>(op.getOutput().getType()).getElementType();
  bool hasAtomics = type.isInteger(32) || (type.isInteger(64) && options.wideAtomics);
  return !kind || (hasAtomics && atomicOf(*kind));
}

void device::lowerScatter(ScatterOp op, Workgroup &g) {
  auto &b = g.b;
  Location loc = op.getLoc();
  Value length = extent(b, loc, op.getOutput());
  g.stride(loc, extent(b, loc, op.getIndices()), {}, [&](Value i, ValueRange) {
    Value value = memref::LoadOp::create(b, loc, op.getValues(), i);
    auto [inside, index] =
        checkedIndex(b, loc, memref::LoadOp::create(b, loc, op.getIndices(), i), length);
    auto branch = scf::IfOp::create(b, loc, inside, /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(branch.thenBlock());
    if (auto kind = op.getKind())
      memref::AtomicRMWOp::create(b, loc, value.getType(), *atomicOf(*kind), value,
                                  op.getOutput(), ValueRange{index});
    else
      g.storeOne(loc, value, op.getOutput(), index);
    return SmallVector<Value>();
  });
  b.eraseOp(op);
}
