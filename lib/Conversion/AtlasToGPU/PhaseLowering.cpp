//===- PhaseLowering.cpp - One phase of a launch plan for a workgroup -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "DeviceForm.h"
#include "PhaseLowering.h"

#include "atlas/Conversion/Common/PlainLoops.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::device;
using namespace atlas::lowering;

namespace {

bool isDataParallel(Operation *op) {
  return isa<MapOp, ReduceOp, ScanOp, HistogramOp, FindOp, GatherOp, ScatterOp>(op);
}

/// What is shared out or looped over: everything that is lowered here.
bool isLowered(Operation *op) {
  return isDataParallel(op) || isa<memref::CopyOp, BatchOp>(op);
}

bool contains(Operation *root, function_ref<bool(Operation *)> predicate) {
  return root
      ->walk([&](Operation *op) {
        return op != root && predicate(op) ? WalkResult::interrupt()
                                           : WalkResult::advance();
      })
      .wasInterrupted();
}

bool isStore(Operation *op) {
  return isa<memref::StoreOp, memref::AtomicRMWOp, memref::GenericAtomicRMWOp>(op);
}

/// The same for all threads of a workgroup, visibly: no loaded value, no thread
/// id. Portable targets accept barriers only under such conditions.
bool isUniform(Value value) {
  if (auto arg = dyn_cast<BlockArgument>(value)) {
    Operation *parent = arg.getOwner()->getParentOp();
    if (auto loop = dyn_cast<scf::ForOp>(parent))
      return arg == loop.getInductionVar() && isUniform(loop.getLowerBound()) &&
             isUniform(loop.getUpperBound()) && isUniform(loop.getStep());
    return isa<KernelOp>(parent);
  }
  Operation *op = value.getDefiningOp();
  if (isa<gpu::BlockIdOp, gpu::GridDimOp>(op))
    return true;
  if (isa<gpu::ThreadIdOp>(op) || !isMemoryEffectFree(op) || op->getNumRegions())
    return false;
  if (isa<memref::DimOp>(op))
    return true;
  return llvm::all_of(op->getOperands(), isUniform);
}

class PhaseLowering {
public:
  PhaseLowering(Region &phase, const PhaseOptions &options,
                std::vector<std::string> &report)
      : phase(phase), group(phase, options), b(group.b), report(report) {}

  LogicalResult run(bool serial, ArrayRef<unsigned> own, bool &perThread) {
    Block &block = phase.front();
    unsigned count = block.getNumArguments();
    lo = block.getArgument(count - 2);
    hi = block.getArgument(count - 1);
    Value space = block.addArgument(b.getIndexType(), phase.getLoc());
    storeResults(block);
    b.setInsertionPointAfter(group.tid.getDefiningOp());
    if (serial) {
      lo.replaceAllUsesWith(indexConstant(b, phase.getLoc(), 0));
      hi.replaceAllUsesWith(indexConstant(b, phase.getLoc(), 1));
      if (!hasShared(block))
        return allByFirst(block, own);
      shareOwn(block, own);
    } else if (failed(distribute(block, space, perThread))) {
      return failure();
    }
    return lowerBlock(block);
  }

private:
  Region &phase;
  Workgroup group;
  IRRewriter &b;
  std::vector<std::string> &report;
  Value lo, hi;
  scf::ForOp units; ///< the loop over units, whose iterations are independent

  // Memory since the last barrier.
  bool allWrote = false, firstWrote = false, someRead = false;
  bool sharedRead = false; ///< workgroup memory, which the next use overwrites

  //===------------------------------------------------------------------===//
  // Results and units
  //===------------------------------------------------------------------===//

  /// return %r -> store into one-element buffers, integers widened.
  void storeResults(Block &block) {
    auto end = cast<ReturnOp>(block.getTerminator());
    b.setInsertionPoint(end);
    Location loc = end.getLoc();
    SmallVector<Value> values(end.getOperands());
    for (Value value : values) {
      Type type = value.getType();
      if (type.isIndex() || type.isF16()) {
        type = type.isIndex() ? b.getI64Type() : b.getIntegerType(16);
        value = value.getType().isIndex()
                    ? arith::IndexCastUIOp::create(b, loc, type, value).getResult()
                    : arith::BitcastOp::create(b, loc, type, value).getResult();
      }
      if (auto integer = dyn_cast<IntegerType>(type)) {
        Type carrier = b.getIntegerType(integer.getWidth() <= 32 ? 32 : 64);
        if (carrier != type)
          value = arith::ExtUIOp::create(b, loc, carrier, value);
        type = carrier;
      }
      Value buffer = block.addArgument(MemRefType::get({1}, type), loc);
      memref::StoreOp::create(b, loc, value, buffer,
                              ValueRange{indexConstant(b, loc, 0)});
    }
    end->setOperands({});
  }

  Value make(gpu::Dimension, bool isBlock) {
    Location loc = phase.getLoc();
    return isBlock ? gpu::BlockIdOp::create(b, loc, gpu::Dimension::x).getResult()
                   : gpu::GridDimOp::create(b, loc, gpu::Dimension::x).getResult();
  }

  /// Deals units out to workgroups, or the items of a batch to threads.
  LogicalResult distribute(Block &block, Value space, bool &perThread) {
    Location loc = phase.getLoc();
    for (auto batch : llvm::make_early_inc_range(block.getOps<BatchOp>()))
      if (!isGroupItem(batch)) {
        perThread = true;
        return itemsToThreads(batch, space);
      }
    Value first = gpu::BlockIdOp::create(b, loc, gpu::Dimension::x);
    Value step = gpu::GridDimOp::create(b, loc, gpu::Dimension::x);
    for (auto loop : block.getOps<scf::ForOp>())
      if (loop.getLowerBound() == lo && loop.getUpperBound() == hi) {
        // One partial result for each unit: the loop is there already.
        loop.setLowerBound(first);
        loop.setUpperBound(space);
        loop.setStep(step);
        units = loop;
        return success();
      }
    units = scf::ForOp::create(b, loc, first, space, step);
    Operation *stop = units.getBody()->getTerminator();
    for (Operation &op : llvm::make_early_inc_range(
             llvm::make_range(std::next(units->getIterator()), std::prev(block.end()))))
      op.moveBefore(stop);
    b.setInsertionPointToStart(units.getBody());
    Value next = addIndex(b, loc, units.getInductionVar(), indexConstant(b, loc, 1));
    lo.replaceAllUsesWith(units.getInductionVar());
    hi.replaceAllUsesWith(next);
    for (auto batch : llvm::make_early_inc_range(units.getBody()->getOps<BatchOp>()))
      inlineItem(batch);
    return success();
  }

  /// An item whose data-parallel operations a workgroup can share.
  bool isGroupItem(BatchOp batch) {
    bool some = false;
    for (Operation &op : batch.getBody().front().without_terminator()) {
      if (isDataParallel(&op)) {
        if (!isCooperative(&op, group))
          return false;
        some = true;
      } else if (op.getNumRegions() || isStore(&op) || isLowered(&op) ||
                 isa<memref::AllocaOp, memref::AllocOp>(op)) {
        return false;
      }
    }
    return some;
  }

  void inlineItem(BatchOp batch) {
    b.setInsertionPoint(batch);
    Block &body = batch.getBody().front();
    b.eraseOp(body.getTerminator());
    b.inlineBlockBefore(&body, batch, {indexConstant(b, batch.getLoc(), 0)});
    b.eraseOp(batch);
  }

  /// for (i = global thread; i < space; i += threads of the grid) item(i).
  LogicalResult itemsToThreads(BatchOp batch, Value space) {
    Location loc = batch.getLoc();
    // Before everything that uses it: the bounds of the phase are argument-like.
    b.setInsertionPointAfter(group.tid.getDefiningOp());
    lo.replaceAllUsesWith(indexConstant(b, loc, 0));
    hi.replaceAllUsesWith(space);
    b.setInsertionPoint(batch);
    Value threads = indexConstant(b, loc, group.options.threads);
    Value block = gpu::BlockIdOp::create(b, loc, gpu::Dimension::x);
    Value grid = gpu::GridDimOp::create(b, loc, gpu::Dimension::x);
    Value first = addIndex(b, loc, arith::MulIOp::create(b, loc, block, threads),
                           group.tid);
    Value step = arith::MulIOp::create(b, loc, grid, threads);
    auto loop = scf::ForOp::create(b, loc, first, space, step);
    Block &body = batch.getBody().front();
    if (failed(lowerPlainly(batch)))
      return failure();
    markSharedWords(batch);
    b.eraseOp(body.getTerminator());
    b.inlineBlockBefore(&body, loop.getBody()->getTerminator(),
                        loop.getInductionVar());
    b.eraseOp(batch);
    plain.insert(loop);
    return success();
  }

  /// Items may store into parts of one word, but for memory of their own.
  void markSharedWords(BatchOp batch) {
    batch.walk([&](memref::StoreOp op) {
      if (!getBufferRoot(op.getMemRef()).getDefiningOp<memref::AllocaOp>())
        op->setAttr(kSharedWordAttr, b.getUnitAttr());
    });
  }

  //===------------------------------------------------------------------===//
  // Barriers
  //===------------------------------------------------------------------===//

  void sync(Location loc) {
    group.barrier(loc);
    allWrote = firstWrote = someRead = sharedRead = false;
  }
  void beforeRead(Operation *op) {
    if (allWrote || firstWrote) {
      b.setInsertionPoint(op);
      sync(op->getLoc());
    }
  }
  void beforeWrite(Operation *op, bool byFirst) {
    if (allWrote || someRead || (firstWrote && !byFirst)) {
      b.setInsertionPoint(op);
      sync(op->getLoc());
    }
  }
  /// Before an operation that writes workgroup memory.
  void beforeShared(Operation *op) {
    if (sharedRead) {
      b.setInsertionPoint(op);
      sync(op->getLoc());
    }
  }
  bool isClean() const {
    return !allWrote && !firstWrote && !someRead && !sharedRead;
  }

  //===------------------------------------------------------------------===//
  // Operations
  //===------------------------------------------------------------------===//

  llvm::SmallPtrSet<Operation *, 4> plain; ///< loops that each thread runs

  void note(Operation *op, StringRef how) {
    std::string line = (op->getName().stripDialect() + ": " + how).str();
    if (!llvm::is_contained(report, line))
      report.push_back(line);
  }

  LogicalResult lowerBlock(Block &block) {
    for (Operation &op : llvm::make_early_inc_range(block))
      if (failed(lowerOp(&op)))
        return failure();
    return success();
  }

  LogicalResult lowerOp(Operation *op) {
    if (op->hasTrait<OpTrait::IsTerminator>() || plain.contains(op) ||
        isa<gpu::ThreadIdOp, memref::AllocOp>(op))
      return success();
    if (isCooperative(op, group)) {
      return lowerShared(op);
    }
    if (isLowered(op) || isStore(op))
      return byFirst(op);
    if (isa<func::CallOp>(op) || isa<WitnessGenerateOp, WitnessVerifyOp>(op))
      return refuseCall(op);
    if (op->getNumRegions())
      return lowerRegions(op);
    if (isa<memref::LoadOp>(op)) {
      beforeRead(op);
      someRead = true;
    }
    return success();
  }

  LogicalResult lowerShared(Operation *op) {
    note(op, "workgroup");
    bool barriers = needsBarriers(op);
    // Barriers inside stand behind all reads of the inputs.
    auto reduce = dyn_cast<ReduceOp>(op);
    bool writes = reduce ? isOrdered(reduce) : !isa<FindOp>(op);
    if (writes)
      beforeWrite(op, /*byFirst=*/false);
    else
      beforeRead(op);
    if (barriers)
      beforeShared(op);
    allWrote |= writes;
    someRead |= writes;
    sharedRead |= barriers;
    lowerCooperative(op, group);
    return success();
  }

  LogicalResult lowerRegions(Operation *op) {
    bool lowered = contains(op, isLowered), stores = contains(op, isStore);
    if (!lowered && !stores) {
      if (contains(op, [](Operation *o) { return isa<memref::LoadOp>(o); })) {
        beforeRead(op);
        someRead = true;
      }
      return success();
    }
    if (lowered && op->getNumResults() == 0) {
      if (auto loop = dyn_cast<scf::ForOp>(op);
          loop && isUniform(loop.getLowerBound()) &&
          isUniform(loop.getUpperBound()) && isUniform(loop.getStep()))
        return lowerLoop(loop);
      if (auto branch = dyn_cast<scf::IfOp>(op)) {
        if (isUniform(branch.getCondition()))
          return lowerUniformIf(branch);
        if (!stores && isSimpleIf(branch))
          return lowerSimpleIf(branch);
      }
    }
    return byFirst(op);
  }

  /// Iterations one after the other, a barrier between them.
  LogicalResult lowerLoop(scf::ForOp loop) {
    if (!isClean()) {
      b.setInsertionPoint(loop);
      sync(loop.getLoc());
    }
    // Units of a map or copy touch elements of their own.
    bool independent =
        loop == units && llvm::all_of(loop.getBody()->getOperations(), [](Operation &op) {
          return isa<MapOp, GatherOp, ScatterOp>(op) ||
                 (!op.getNumRegions() && !isLowered(&op) && !isStore(&op));
        });
    if (failed(lowerBlock(*loop.getBody())))
      return failure();
    b.setInsertionPoint(loop.getBody()->getTerminator());
    if (!independent && !isClean())
      sync(loop.getLoc());
    else if (independent)
      allWrote = true;
    return success();
  }

  LogicalResult lowerUniformIf(scf::IfOp branch) {
    if (!isClean()) {
      b.setInsertionPoint(branch);
      sync(branch.getLoc());
    }
    for (Region &region : branch->getRegions()) {
      if (region.empty())
        continue;
      if (failed(lowerBlock(region.front())))
        return failure();
      b.setInsertionPoint(region.front().getTerminator());
      if (!isClean())
        sync(branch.getLoc());
    }
    return success();
  }

  /// One operation without barriers, and what computes its views.
  bool isSimpleIf(scf::IfOp branch) {
    unsigned count = 0;
    for (Region &region : branch->getRegions())
      for (Operation &op : region.getOps()) {
        if (isLowered(&op)) {
          if (++count > 1 || needsBarriers(&op) || !isCooperative(&op, group))
            return false;
        } else if (op.getNumRegions() || isa<memref::LoadOp>(op)) {
          return false;
        }
      }
    return true;
  }

  LogicalResult lowerSimpleIf(scf::IfOp branch) {
    beforeWrite(branch, /*byFirst=*/false);
    for (Region &region : branch->getRegions())
      for (Operation &op : llvm::make_early_inc_range(region.getOps()))
        if (isLowered(&op)) {
          note(&op, "workgroup");
          lowerCooperative(&op, group);
        }
    allWrote = someRead = true;
    return success();
  }

  //===------------------------------------------------------------------===//
  // One thread
  //===------------------------------------------------------------------===//

  /// Whether the workgroup shares any of the block: as lowerRegions descends.
  bool hasShared(Block &block) {
    return llvm::any_of(block, [&](Operation &op) {
      if (isCooperative(&op, group))
        return true;
      if (op.getNumResults())
        return false;
      auto loop = dyn_cast<scf::ForOp>(op);
      auto branch = dyn_cast<scf::IfOp>(op);
      bool descends = (loop && isUniform(loop.getLowerBound()) &&
                       isUniform(loop.getUpperBound()) && isUniform(loop.getStep())) ||
                      (branch && (isUniform(branch.getCondition()) || isSimpleIf(branch)));
      return descends && llvm::any_of(op.getRegions(), [&](Region &region) {
               return !region.empty() && hasShared(region.front());
             });
    });
  }

  /// What only this phase uses lies in the workgroup's memory, of which a serial
  /// phase has one.
  void shareOwn(Block &block, ArrayRef<unsigned> own) {
    auto space = gpu::AddressSpaceAttr::get(b.getContext(), gpu::AddressSpace::Workgroup);
    for (unsigned i : own) {
      BlockArgument buffer = block.getArgument(i);
      auto type = cast<MemRefType>(buffer.getType());
      buffer.replaceAllUsesWith(memref::AllocOp::create(
          b, phase.getLoc(),
          MemRefType::get(type.getShape(), type.getElementType(), AffineMap(), space)));
    }
  }

  /// Thread 0 runs the whole phase, with stack buffers of its own.
  LogicalResult allByFirst(Block &block, ArrayRef<unsigned> own) {
    Location loc = phase.getLoc();
    Operation *end = block.getTerminator();
    SmallVector<Operation *> all;
    for (Operation &op : block.without_terminator())
      all.push_back(&op);
    b.setInsertionPoint(end);
    scf::IfOp branch;
    group.once(loc, [&] {
      branch = cast<scf::IfOp>(b.getInsertionBlock()->getParentOp());
    });
    Block *body = branch.thenBlock();
    for (Operation *op : all) {
      if (isa<func::CallOp, WitnessGenerateOp, WitnessVerifyOp>(op))
        return refuseCall(op);
      if (!isa<gpu::ThreadIdOp>(op))
        op->moveBefore(body->getTerminator());
    }
    b.setInsertionPointToStart(body);
    for (unsigned i : own) {
      BlockArgument buffer = block.getArgument(i);
      auto type = cast<MemRefType>(buffer.getType());
      buffer.replaceAllUsesWith(memref::AllocaOp::create(b, loc, type));
    }
    return lowerPlainly(branch);
  }

  static LogicalResult refuseCall(Operation *op) {
    return op->emitOpError("ATL0601: is a call, which has no form on this target");
  }

  /// Thread 0 runs the operation; the others learn its results from workgroup
  /// memory.
  LogicalResult byFirst(Operation *op) {
    beforeWrite(op, /*byFirst=*/true);
    if (op->getNumResults())
      beforeShared(op);
    Location loc = op->getLoc();
    b.setInsertionPoint(op);
    scf::IfOp branch;
    group.once(loc, [&] {
      branch = cast<scf::IfOp>(b.getInsertionBlock()->getParentOp());
    });
    op->moveBefore(branch.thenBlock()->getTerminator());
    firstWrote = true;
    SmallVector<Value> memories;
    for (auto [k, result] : llvm::enumerate(op->getResults())) {
      bool isBool = result.getType().isInteger(1);
      b.setInsertionPointAfter(op);
      Value stored = result;
      SmallPtrSet<Operation *, 2> keep;
      if (isBool) {
        stored = arith::ExtUIOp::create(b, loc, b.getI32Type(), result);
        keep.insert(stored.getDefiningOp());
      }
      Value memory = group.shared(stored.getType(), 1, 100 + k);
      b.setInsertionPoint(branch.thenBlock()->getTerminator());
      keep.insert(memref::StoreOp::create(b, loc, stored, memory,
                                          ValueRange{indexConstant(b, loc, 0)}));
      b.setInsertionPointAfter(branch);
      if (k == 0)
        sync(loc);
      else
        b.setInsertionPointAfter(memories.back().getDefiningOp());
      Value all = memref::LoadOp::create(b, loc, memory,
                                         ValueRange{indexConstant(b, loc, 0)});
      sharedRead = true;
      memories.push_back(all);
      if (isBool)
        all = arith::TruncIOp::create(b, loc, b.getI1Type(), all);
      result.replaceUsesWithIf(all, [&](OpOperand &use) {
        return !keep.contains(use.getOwner());
      });
    }
    return lowerPlainly(branch);
  }

  /// Every data-parallel operation inside as a plain loop.
  LogicalResult lowerPlainly(Operation *root) {
    SmallVector<Operation *> ops;
    root->walk([&](Operation *op) {
      if (op != root && isLowered(op))
        ops.push_back(op);
    });
    for (Operation *op : ops) {
      b.setInsertionPoint(op);
      if (auto copy = dyn_cast<memref::CopyOp>(op)) {
        plainCopy(copy);
        continue;
      }
      if (auto batch = dyn_cast<BatchOp>(op)) {
        plainBatch(batch);
        continue;
      }
      if (auto reduce = dyn_cast<ReduceOp>(op);
          reduce && !reduce.hasCombinerRegion() && isCanonicalFloat(reduce))
        return op->emitOpError("ATL0601: a float reduction in canonical order has "
                               "no form here on this target");
      note(op, "one thread");
      lowerPlain(op, b);
    }
    return success();
  }

  static bool isCanonicalFloat(ReduceOp op) {
    return op.getOrder() == FloatOrder::Canonical &&
           llvm::any_of(llvm::seq(0u, op.getNumResults()), [&](unsigned k) {
             return op.getKind(k) == CombineKind::addf ||
                    op.getKind(k) == CombineKind::mulf;
           });
  }

  void plainCopy(memref::CopyOp op) {
    Location loc = op.getLoc();
    buildFor(b, loc, indexConstant(b, loc, 0), extent(b, loc, op.getTarget()), 1, {},
             [&](OpBuilder &in, Value i, ValueRange) {
               Value value = memref::LoadOp::create(in, loc, op.getSource(), i);
               memref::StoreOp::create(in, loc, value, op.getTarget(), i);
               return SmallVector<Value>();
             });
    b.eraseOp(op);
  }

  void plainBatch(BatchOp op) {
    Location loc = op.getLoc();
    auto loop = scf::ForOp::create(b, loc, indexConstant(b, loc, 0), op.getCount(),
                                   indexConstant(b, loc, 1));
    Block &body = op.getBody().front();
    b.eraseOp(body.getTerminator());
    b.inlineBlockBefore(&body, loop.getBody()->getTerminator(),
                        loop.getInductionVar());
    b.eraseOp(op);
  }
};

} // namespace

LogicalResult device::lowerPhase(Region &phase, bool serial, ArrayRef<unsigned> own,
                                 const PhaseOptions &options, bool &perThread,
                                 std::vector<std::string> &report) {
  perThread = false;
  return PhaseLowering(phase, options, report).run(serial, own, perThread);
}
