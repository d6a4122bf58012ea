//===- PhaseOneThread.cpp - What one thread of a workgroup runs alone -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "PhaseLoweringImpl.h"
#include "atlas/Conversion/Common/PlainLoops.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::device;
using namespace atlas::lowering;

bool PhaseLowering::hasShared(Block &block) {
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

void PhaseLowering::shareOwn(Block &block, ArrayRef<unsigned> own) {
  auto space = gpu::AddressSpaceAttr::get(b.getContext(), gpu::AddressSpace::Workgroup);
  for (unsigned i : own) {
    BlockArgument buffer = block.getArgument(i);
    auto type = cast<MemRefType>(buffer.getType());
    buffer.replaceAllUsesWith(memref::AllocOp::create(
        b, phase.getLoc(),
        MemRefType::get(type.getShape(), type.getElementType(), AffineMap(), space)));
  }
}

LogicalResult PhaseLowering::allByFirst(Block &block, ArrayRef<unsigned> own) {
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

LogicalResult PhaseLowering::refuseCall(Operation *op) {
  return op->emitOpError("ATL0601: is a call, which has no form on this target");
}

LogicalResult PhaseLowering::byFirst(Operation *op) {
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

LogicalResult PhaseLowering::lowerPlainly(Operation *root) {
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

bool PhaseLowering::isCanonicalFloat(ReduceOp op) {
  return op.getOrder() == FloatOrder::Canonical &&
         llvm::any_of(llvm::seq(0u, op.getNumResults()), [&](unsigned k) {
           return op.getKind(k) == CombineKind::addf ||
                  op.getKind(k) == CombineKind::mulf;
         });
}

void PhaseLowering::plainCopy(memref::CopyOp op) {
  Location loc = op.getLoc();
  buildFor(b, loc, indexConstant(b, loc, 0), extent(b, loc, op.getTarget()), 1, {},
           [&](OpBuilder &in, Value i, ValueRange) {
             Value value = memref::LoadOp::create(in, loc, op.getSource(), i);
             memref::StoreOp::create(in, loc, value, op.getTarget(), i);
             return SmallVector<Value>();
           });
  b.eraseOp(op);
}

void PhaseLowering::plainBatch(BatchOp op) {
  Location loc = op.getLoc();
  auto loop = scf::ForOp::create(b, loc, indexConstant(b, loc, 0), op.getCount(),
                                 indexConstant(b, loc, 1));
  Block &body = op.getBody().front();
  b.eraseOp(body.getTerminator());
  b.inlineBlockBefore(&body, loop.getBody()->getTerminator(),
                      loop.getInductionVar());
  b.eraseOp(op);
}
