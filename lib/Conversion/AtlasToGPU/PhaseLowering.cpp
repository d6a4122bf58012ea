//===- PhaseLowering.cpp - One phase of a launch plan for a workgroup -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "PhaseLowering.h"

#include "PhaseLoweringImpl.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::device;
using namespace atlas::lowering;

namespace {

bool contains(Operation *root, function_ref<bool(Operation *)> predicate) {
  return root
      ->walk([&](Operation *op) {
        return op != root && predicate(op) ? WalkResult::interrupt()
                                           : WalkResult::advance();
      })
      .wasInterrupted();
}

} // namespace

bool device::isDataParallel(Operation *op) {
  return isa<MapOp, ReduceOp, ScanOp, HistogramOp, FindOp, GatherOp, ScatterOp>(op);
}

bool device::isLowered(Operation *op) {
  return isDataParallel(op) || isa<memref::CopyOp, BatchOp>(op);
}

bool device::isStore(Operation *op) {
  return isa<memref::StoreOp, memref::AtomicRMWOp, memref::GenericAtomicRMWOp>(op);
}

bool device::isUniform(Value value) {
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

LogicalResult PhaseLowering::run(bool serial, ArrayRef<unsigned> own, bool &perThread) {
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

void PhaseLowering::sync(Location loc) {
  group.barrier(loc);
  allWrote = firstWrote = someRead = sharedRead = false;
}

void PhaseLowering::beforeRead(Operation *op) {
  if (allWrote || firstWrote) {
    b.setInsertionPoint(op);
    sync(op->getLoc());
  }
}

void PhaseLowering::beforeWrite(Operation *op, bool byFirst) {
  if (allWrote || someRead || (firstWrote && !byFirst)) {
    b.setInsertionPoint(op);
    sync(op->getLoc());
  }
}

void PhaseLowering::beforeShared(Operation *op) {
  if (sharedRead) {
    b.setInsertionPoint(op);
    sync(op->getLoc());
  }
}

bool PhaseLowering::isClean() const {
  return !allWrote && !firstWrote && !someRead && !sharedRead;
}

void PhaseLowering::note(Operation *op, StringRef how) {
  std::string line = (op->getName().stripDialect() + ": " + how).str();
  if (!llvm::is_contained(report, line))
    report.push_back(line);
}

LogicalResult PhaseLowering::lowerBlock(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(block))
    if (failed(lowerOp(&op)))
      return failure();
  return success();
}

LogicalResult PhaseLowering::lowerOp(Operation *op) {
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

LogicalResult PhaseLowering::lowerShared(Operation *op) {
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

LogicalResult PhaseLowering::lowerRegions(Operation *op) {
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

LogicalResult PhaseLowering::lowerLoop(scf::ForOp loop) {
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

LogicalResult PhaseLowering::lowerUniformIf(scf::IfOp branch) {
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

bool PhaseLowering::isSimpleIf(scf::IfOp branch) {
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

LogicalResult PhaseLowering::lowerSimpleIf(scf::IfOp branch) {
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

LogicalResult device::lowerPhase(Region &phase, bool serial, ArrayRef<unsigned> own,
                                 const PhaseOptions &options, bool &perThread,
                                 std::vector<std::string> &report) {
  perThread = false;
  return PhaseLowering(phase, options, report).run(serial, own, perThread);
}
