//===- QueueOps.cpp - Queues: effects and rules of handles ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A lowering keeps a queue in its scratch buffer and in local variables of the
// item, so all operations of a queue visibly belong to one `atlas.queue.init`
// of the same item, and nothing else uses the buffer. Source: dialect.md
// section 6.
//===----------------------------------------------------------------------===//

#include "Lengths.h"
#include "Verification.h"

#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace atlas;

uint64_t atlas::queueScratchWords(uint64_t capacity) {
  return (17 * capacity + 7) / 8 + kQueueHeaderWords +
         (capacity >= kQueueManyKeys ? kQueueBucketWords : 0);
}

//===----------------------------------------------------------------------===//
// Effects
//===----------------------------------------------------------------------===//

using Effects = SmallVectorImpl<MemoryEffects::EffectInstance>;

void QueueInitOp::getEffects(Effects &effects) {
  effects.emplace_back(MemoryEffects::Write::get(), &getScratchMutable());
  effects.emplace_back(MemoryEffects::Allocate::get(), getOperation()->getOpResult(0),
                       QueueResource::get());
}

/// An operation that changes the queue.
static void changes(OpOperand &queue, Effects &effects) {
  effects.emplace_back(MemoryEffects::Read::get(), &queue, QueueResource::get());
  effects.emplace_back(MemoryEffects::Write::get(), &queue,
                       QueueResource::get());
}

void QueuePushOp::getEffects(Effects &effects) {
  changes(getQueueMutable(), effects);
}
void QueuePopOp::getEffects(Effects &effects) {
  changes(getQueueMutable(), effects);
}
void QueuePushEvictOp::getEffects(Effects &effects) {
  changes(getQueueMutable(), effects);
}
void QueueSizeOp::getEffects(Effects &effects) {
  effects.emplace_back(MemoryEffects::Read::get(), &getQueueMutable(),
                       QueueResource::get());
}

//===----------------------------------------------------------------------===//
// Handles
//===----------------------------------------------------------------------===//

namespace {

/// Operations that may take a handle. A helper that gets one becomes part of the
/// item (rules of helpers are checked with the symbols).
bool takesQueue(Operation *op) {
  return isa<QueuePushOp, QueuePopOp, QueuePushEvictOp, QueueSizeOp,
             func::CallOp>(op);
}

/// A handle is made by the item, or an argument of a helper.
LogicalResult verifyUse(Operation *op, Value queue) {
  auto arg = dyn_cast<BlockArgument>(queue);
  if (queue.getDefiningOp<QueueInitOp>() ||
      (arg && isa<func::FuncOp>(arg.getOwner()->getParentOp())))
    return success();
  InFlightDiagnostic diag =
      op->emitOpError() << "takes a handle that 'atlas.queue.init' does not make "
                           "here; expected the queue of the item itself";
  diag.attachNote(queue.getLoc()) << "the handle comes from here";
  return diag;
}

/// Nothing but operations of the same item has the handle that `owner` makes or
/// is given.
LogicalResult verifyHandle(Operation *owner, Value queue) {
  StringRef has = isa<QueueInitOp>(owner) ? "makes" : "has";
  auto item = owner->getParentOfType<BatchOp>();
  for (Operation *user : queue.getUsers()) {
    if (!takesQueue(user)) {
      InFlightDiagnostic diag = owner->emitOpError()
                                << has << " a handle that '" << user->getName()
                                << "' takes; a handle is not stored, returned or "
                                   "chosen: expected operations on the queue";
      diag.attachNote(user->getLoc()) << "taken here";
      return diag;
    }
    if (user->getParentOfType<BatchOp>() == item)
      continue;
    InFlightDiagnostic diag = owner->emitOpError()
                              << has << " a queue that each item of an "
                                 "'atlas.batch' would share; expected a queue of "
                                 "the item's own";
    diag.attachNote(user->getLoc()) << "captured here";
    return diag;
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Scratch
//===----------------------------------------------------------------------===//

LogicalResult verifyRole(QueueInitOp op, FunctionOpInterface kernel) {
  Value root = getBufferRoot(op.getScratch());
  BlockArgument arg = kernelArgument(kernel, root);
  if (isa_and_nonnull<memref::AllocOp, memref::AllocaOp>(
          root.getDefiningOp()) ||
      (arg && kernel.getArgAttr(arg.getArgNumber(), kInOutAttr)))
    return success();
  InFlightDiagnostic diag = op.emitOpError() << "has as scratch ";
  if (arg)
    diag << "'" << getArgName(kernel, arg.getArgNumber())
         << "', which the kernel does not declare atlas.inout";
  else
    diag << "a buffer that is chosen while running";
  diag << "; expected a temporary (memref.alloc) or an atlas.inout argument";
  diag.attachNote(root.getLoc()) << "the buffer comes from here";
  return diag;
}

/// Within a batch every item has a part of its own.
LogicalResult verifyPart(QueueInitOp op) {
  auto item = op->getParentOfType<BatchOp>();
  if (!item || item.getBody().isAncestor(op.getScratch().getParentRegion()))
    return success();
  InFlightDiagnostic diag =
      op.emitOpError() << "has as scratch a buffer that all items of the "
                          "'atlas.batch' would share; expected a memref.subview "
                          "that depends on the item";
  diag.attachNote(op.getScratch().getLoc()) << "the buffer comes from here";
  return diag;
}

/// The root of the scratch and its views, of which nothing but queues and sizes
/// makes use. Queues lie apart, or at most one of them is made; one operation
/// may run again and again.
LogicalResult verifyExclusive(QueueInitOp op, LengthAlgebra &algebra) {
  SmallVector<Value> views{getBufferRoot(op.getScratch())};
  while (!views.empty()) {
    for (Operation *user : views.pop_back_val().getUsers()) {
      if (isa<ViewLikeOpInterface>(user)) {
        llvm::append_range(views, user->getResults());
        continue;
      }
      if (user == op || isa<memref::DimOp, memref::DeallocOp>(user))
        continue;
      auto other = dyn_cast<QueueInitOp>(user);
      if (other && (insideMutuallyExclusiveRegions(op, other) ||
                    compareViews(op.getScratch(), other.getScratch(),
                                 algebra) == ViewOverlap::Apart))
        continue;
      InFlightDiagnostic diag = op.emitOpError()
                                << "has as scratch a buffer that '"
                                << user->getName()
                                << "' uses too; expected one that only this "
                                   "queue uses";
      diag.attachNote(user->getLoc()) << "used here";
      return diag;
    }
  }
  return success();
}

LogicalResult verifySize(QueueInitOp op, LengthAlgebra &algebra) {
  std::optional<int64_t> words =
      constantLength(algebra.ofDim(op.getScratch(), 0));
  uint64_t least = getIntRange(op.getCapacity()).umin().getZExtValue();
  constexpr uint64_t kMost = uint64_t(1) << 56;
  uint64_t wanted = queueScratchWords(std::min(least, kMost));
  if (!words || uint64_t(*words) >= wanted)
    return success();
  return op.emitOpError() << "has a scratch of " << *words
                          << " elements for a capacity of " << least
                          << " keys; expected at least " << wanted
                          << " elements (see !atlas.queue)";
}

} // namespace

LogicalResult QueueInitOp::verify() {
  return failure(failed(verifyHandle(*this, getQueue())) ||
                 failed(verifyPart(*this)));
}
LogicalResult QueuePushOp::verify() { return verifyUse(*this, getQueue()); }
LogicalResult QueuePopOp::verify() { return verifyUse(*this, getQueue()); }
LogicalResult QueuePushEvictOp::verify() {
  return verifyUse(*this, getQueue());
}
LogicalResult QueueSizeOp::verify() { return verifyUse(*this, getQueue()); }

LogicalResult atlas::verifyQueueScratch(QueueInitOp op,
                                        LengthAlgebra &algebra) {
  auto function = op->getParentOfType<FunctionOpInterface>();
  if (isKernel(function) && failed(verifyRole(op, function)))
    return failure();
  return failure(failed(verifyExclusive(op, algebra)) ||
                 failed(verifySize(op, algebra)));
}

//===----------------------------------------------------------------------===//
// Helpers
//===----------------------------------------------------------------------===//

static bool isQueue(Type type) { return isa<QueueType>(type); }

/// True if `helper` runs again before it has ended.
static bool callsItself(func::FuncOp helper, SymbolTableCollection &symbols) {
  SmallVector<func::FuncOp> pending{helper};
  DenseSet<Operation *> seen;
  bool found = false;
  while (!pending.empty() && !found)
    pending.pop_back_val().walk([&](func::CallOp call) {
      auto callee = symbols.lookupNearestSymbolFrom<func::FuncOp>(
          call, call.getCalleeAttr());
      found |= callee == helper;
      if (callee && seen.insert(callee).second)
        pending.push_back(callee);
    });
  return found;
}

/// Why a queue cannot be passed to `helper`; empty if it can.
static StringRef whyNoQueue(func::FuncOp helper,
                            SymbolTableCollection &symbols) {
  if (helper.isExternal())
    return "has no body";
  if (!helper.isPrivate())
    return "is not private";
  if (!helper.getBody().hasOneBlock())
    return "has several blocks";
  if (llvm::any_of(helper.getResultTypes(), isQueue))
    return "returns one";
  return callsItself(helper, symbols) ? "calls itself" : "";
}

LogicalResult atlas::verifyQueueHelper(func::CallOp call,
                                       SymbolTableCollection &symbols) {
  auto helper =
      symbols.lookupNearestSymbolFrom<func::FuncOp>(call, call.getCalleeAttr());
  if (!helper || llvm::none_of(call.getOperandTypes(), isQueue))
    return success();
  if (StringRef why = whyNoQueue(helper, symbols); !why.empty()) {
    InFlightDiagnostic diag = call.emitOpError()
                              << "passes a queue to '" << helper.getName()
                              << "', which " << why
                              << "; expected a private helper of one block that "
                                 "keeps the queue to itself";
    diag.attachNote(helper.getLoc()) << "declared here";
    return diag;
  }
  for (BlockArgument arg : helper.getArguments())
    if (isQueue(arg.getType()) && failed(verifyHandle(helper, arg)))
      return failure();
  return success();
}
