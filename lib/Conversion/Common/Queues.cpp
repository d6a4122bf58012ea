//===- Queues.cpp - Priority queues as calls of helpers -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/Common/Queues.h"

#include "atlas/Conversion/Common/Emit.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Parser/Parser.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::lowering;

namespace {

// kHeapText, kHeap4Text, kIntervalText.
#include "QueueText.inc"

constexpr int64_t kStateWords = 10;

/// The type in which helpers take a scratch: from its start where that is known,
/// which is less to pass and to add.
MemRefType wordsType(MemRefType scratch) {
  MLIRContext *context = scratch.getContext();
  MemRefLayoutAttrInterface layout;
  if (!scratch.getLayout().isIdentity())
    layout = StridedLayoutAttr::get(context, ShapedType::kDynamic, {1});
  return MemRefType::get({ShapedType::kDynamic}, scratch.getElementType(), layout);
}

/// The helpers of one set for one type of scratch, and the module that gets those
/// it needs.
class Helpers {
public:
  Helpers(ModuleOp module, StringRef name, StringRef text, MemRefType words)
      : module(module) {
    std::string source =
        llvm::formatv("!s = {0}\n{1}{2}", words, kHeapText, text);
    if (!words.getLayout().isIdentity()) {
      family = "atlas.queue.within.";
      source = llvm::join(llvm::split(source, "@atlas.queue."), "@" + family);
    }
    prefix = family + name.str() + ".";
    ParserConfig config(module.getContext(), /*verifyAfterParse=*/false);
    library = parseSourceString<ModuleOp>(source, config, "atlas-queue.mlir");
    assert(library && "the helpers of queues parse");
  }

  /// Calls NAME.`helper` at the insertion point.
  func::CallOp call(OpBuilder &b, Location loc, StringRef helper,
                    ValueRange operands) {
    return func::CallOp::create(b, loc, take(prefix + helper.str()), operands);
  }
  /// Calls a helper that all sets share.
  func::CallOp callShared(OpBuilder &b, Location loc, StringRef helper,
                          ValueRange operands) {
    return func::CallOp::create(b, loc, take(family + helper.str()), operands);
  }

private:
  /// A helper in the module, with all that it calls.
  func::FuncOp take(StringRef name) {
    if (auto present = module.lookupSymbol<func::FuncOp>(name))
      return present;
    auto helper = library->lookupSymbol<func::FuncOp>(name);
    helper->remove();
    module.push_back(helper);
    helper.walk([&](func::CallOp call) { take(call.getCallee()); });
    return helper;
  }

  ModuleOp module;
  std::string family = "atlas.queue.", prefix;
  OwningOpRef<ModuleOp> library;
};

bool neverEvicts(QueuePushEvictOp op) {
  return op.getCondition() && matchPattern(op.getCondition(), m_Zero());
}

/// Replaces the operations on one queue.
class QueueLowering {
public:
  QueueLowering(QueueInitOp op, Value state, Helpers &helpers, RewriterBase &b)
      : op(op), helpers(helpers), b(b), state(state) {}

  void run() {
    makeQueue();
    for (Operation *user : llvm::make_early_inc_range(op.getQueue().getUsers()))
      replace(user);
    b.eraseOp(op);
  }

private:
  Value toIndex(Value value) {
    return arith::IndexCastUIOp::create(b, op.getLoc(), b.getIndexType(), value);
  }

  void makeQueue() {
    Location loc = op.getLoc();
    b.setInsertionPoint(op);
    scratch = op.getScratch();
    Value length = extent(b, loc, scratch);
    if (Type words = wordsType(op.getScratch().getType()); scratch.getType() != words)
      scratch = memref::CastOp::create(b, loc, words, scratch);
    Value room = helpers.callShared(b, loc, "room", length).getResult(0);
    Value capacity =
        arith::MinUIOp::create(b, loc, toIndex(op.getCapacity()), room);
    Value pops = op.getPops() ? toIndex(op.getPops()) : indexConstant(b, loc, -1);
    helpers.call(b, loc, "init", {scratch, state, capacity, pops});
  }

  void replace(Operation *user) {
    b.setInsertionPoint(user);
    if (auto push = dyn_cast<QueuePushEvictOp>(user))
      return replacePushEvict(push);
    SmallVector<Value> operands{scratch, state};
    llvm::append_range(operands, llvm::drop_begin(user->getOperands()));
    StringRef name = user->getName().stripDialect();
    name.consume_front("queue.");
    auto call = helpers.call(b, user->getLoc(), name, operands);
    SmallVector<Value> results(call.getResults());
    if (isa<QueueSizeOp>(user))
      results[0] = arith::IndexCastUIOp::create(b, user->getLoc(),
                                                b.getI64Type(), results[0]);
    b.replaceOp(user, results);
  }

  void replacePushEvict(QueuePushEvictOp push) {
    Location loc = push.getLoc();
    if (neverEvicts(push)) {
      auto call = helpers.call(b, loc, "push", {scratch, state, push.getKey()});
      Value no = constantOf(b, loc, b.getI1Type(), 0);
      Value none = constantOf(b, loc, b.getI64Type(), 0);
      return b.replaceOp(push, {no, none, call.getResult(0)});
    }
    Value may = push.getCondition() ? push.getCondition()
                                    : constantOf(b, loc, b.getI1Type(), 1);
    b.replaceOp(push, helpers.call(b, loc, "push_evict",
                                   {scratch, state, push.getKey(), may}));
  }

  QueueInitOp op;
  Helpers &helpers;
  RewriterBase &b;
  Value state, scratch;
};

} // namespace

MemRefType lowering::queueStateType(MLIRContext *context) {
  return MemRefType::get({kStateWords}, IndexType::get(context));
}

void lowering::lowerQueue(QueueInitOp op, StringRef name, StringRef text, Value state,
                          RewriterBase &rewriter) {
  Helpers helpers(op->getParentOfType<ModuleOp>(), name, text,
                  wordsType(op.getScratch().getType()));
  QueueLowering(op, state, helpers, rewriter).run();
}

StringRef lowering::heap4Text() { return kHeap4Text; }
StringRef lowering::intervalText() { return kIntervalText; }

bool lowering::evictsKeys(QueueInitOp op) {
  return op.getPops() || llvm::any_of(op.getQueue().getUsers(), [](Operation *user) {
           auto push = dyn_cast<QueuePushEvictOp>(user);
           return push && !neverEvicts(push);
         });
}
