//===- PhaseUnits.cpp - Units, items and results of a phase ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "DeviceForm.h"
#include "PhaseLoweringImpl.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::device;
using namespace atlas::lowering;

void PhaseLowering::storeResults(Block &block) {
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

LogicalResult PhaseLowering::distribute(Block &block, Value space, bool &perThread) {
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

bool PhaseLowering::isGroupItem(BatchOp batch) {
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

void PhaseLowering::inlineItem(BatchOp batch) {
  b.setInsertionPoint(batch);
  Block &body = batch.getBody().front();
  b.eraseOp(body.getTerminator());
  b.inlineBlockBefore(&body, batch, {indexConstant(b, batch.getLoc(), 0)});
  b.eraseOp(batch);
}

LogicalResult PhaseLowering::itemsToThreads(BatchOp batch, Value space) {
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

void PhaseLowering::markSharedWords(BatchOp batch) {
  batch.walk([&](memref::StoreOp op) {
    if (!getBufferRoot(op.getMemRef()).getDefiningOp<memref::AllocaOp>())
      op->setAttr(kSharedWordAttr, b.getUnitAttr());
  });
}
