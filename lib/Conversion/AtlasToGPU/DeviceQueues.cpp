//===- DeviceQueues.cpp - atlas-device-queues -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Queues become heaps in their scratch, and calls of helpers.
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/AtlasToGPU/Passes.h"
#include "atlas/Conversion/Common/Emit.h"
#include "atlas/Conversion/Common/Queues.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace atlas {
#define GEN_PASS_DEF_DEVICEQUEUESPASS
#include "atlas/Conversion/AtlasToGPU/Passes.h.inc"
} // namespace atlas

using namespace mlir;
using namespace atlas;
using namespace atlas::lowering;

namespace {

/// An index has 32 bits on devices.
constexpr int64_t kMostIndex = (int64_t(1) << 31) - 1;

/// min(value, 2^31 - 1), unsigned.
Value clamped(OpBuilder &b, Location loc, Value value) {
  Value most = constantOf(b, loc, value.getType(), kMostIndex);
  return arith::MinUIOp::create(b, loc, value, most);
}

/// The start of the item or kernel that the queue belongs to.
Block *ownerOf(QueueInitOp op) {
  if (auto batch = op->getParentOfType<BatchOp>())
    return &batch.getBody().front();
  return &op->getParentOfType<FunctionOpInterface>().getFunctionBody().front();
}

struct DeviceQueues : atlas::impl::DeviceQueuesPassBase<DeviceQueues> {
  void runOnOperation() override {
    SmallVector<QueueInitOp> queues;
    getOperation().walk([&](QueueInitOp op) { queues.push_back(op); });
    IRRewriter b(&getContext());
    for (QueueInitOp op : queues) {
      Location loc = op.getLoc();
      b.setInsertionPoint(op);
      op.getCapacityMutable().assign(clamped(b, loc, op.getCapacity()));
      if (Value pops = op.getPops())
        op.getPopsMutable().assign(clamped(b, loc, pops));
      b.setInsertionPointToStart(ownerOf(op));
      Value state = memref::AllocaOp::create(b, loc, queueStateType(&getContext()));
      bool evicts = evictsKeys(op);
      lowerQueue(op, evicts ? "interval" : "heap4", evicts ? intervalText() : heap4Text(),
                 state, b);
    }
  }
};

} // namespace
