//===- QueueStrategies.cpp - Priority queues ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A queue becomes its scratch buffer and ten local words; its operations become
// calls of private helpers, which are MLIR text (Queue/*.mlir) so that they can
// be read. A strategy is a set of helpers by one convention:
//
//   @atlas.queue.NAME.init(scratch, state, capacity, pops)
//   @atlas.queue.NAME.push(scratch, state, key) -> i1
//   ... pop, push_evict, size
//
// Helpers that calls need often are always_inline and are the only ones that
// see the state, so that it is in registers; others take and return values.
//===----------------------------------------------------------------------===//

#include "Lowering.h"
#include "Strategy.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Parser/Parser.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

namespace {

// kHeapText, kHeap4Text, kIntervalText, kBucketsText.
#include "QueueText.inc"

constexpr int64_t kStateWords = 10;

/// The helpers of one strategy, and the module that gets those it needs.
class Helpers {
public:
  Helpers(ModuleOp module, StringRef name, StringRef text)
      : module(module), prefix("atlas.queue." + name.str() + ".") {
    ParserConfig config(module.getContext(), /*verifyAfterParse=*/false);
    library = parseSourceString<ModuleOp>((Twine(kHeapText) + text).str(),
                                          config, "atlas-queue.mlir");
    assert(library && "the helpers of queues parse");
  }

  /// Calls NAME.`helper` at the insertion point.
  func::CallOp call(OpBuilder &b, Location loc, StringRef helper,
                    ValueRange operands) {
    return func::CallOp::create(b, loc, take(prefix + helper.str()), operands);
  }
  /// Calls a helper that strategies share.
  func::CallOp callShared(OpBuilder &b, Location loc, StringRef helper,
                          ValueRange operands) {
    return func::CallOp::create(b, loc, take("atlas.queue." + helper.str()),
                                operands);
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
  std::string prefix;
  OwningOpRef<ModuleOp> library;
};

/// Replaces the operations on one queue.
class QueueLowering {
public:
  QueueLowering(QueueInitOp op, Helpers &helpers, RewriterBase &b)
      : op(op), helpers(helpers), b(b) {}

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
    auto anywhere =
        StridedLayoutAttr::get(op.getContext(), ShapedType::kDynamic, {1});
    Type words =
        MemRefType::get({ShapedType::kDynamic}, b.getI64Type(), anywhere);
    b.setInsertionPoint(op);
    state = stackBuffer(b, op, MemRefType::get({kStateWords}, b.getIndexType()));
    scratch = op.getScratch();
    Value length = extent(b, loc, scratch);
    if (scratch.getType() != words)
      scratch = memref::CastOp::create(b, loc, words, scratch);
    Value room = helpers.callShared(b, loc, "room", length).getResult(0);
    Value capacity =
        arith::MinUIOp::create(b, loc, toIndex(op.getCapacity()), room);
    Value pops = op.getPops() ? toIndex(op.getPops()) : indexConstant(b, loc, -1);
    helpers.call(b, loc, "init", {scratch, state, capacity, pops});
  }

  void replace(Operation *user) {
    b.setInsertionPoint(user);
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

  QueueInitOp op;
  Helpers &helpers;
  RewriterBase &b;
  Value state, scratch;
};

class QueueStrategy : public Strategy {
public:
  StringRef op() const override { return "queue"; }
  void rewrite(Operation *op, RewriterBase &rewriter,
               const CPUTarget &) const override {
    Helpers helpers(op->getParentOfType<ModuleOp>(), name(), text());
    QueueLowering(cast<QueueInitOp>(op), helpers, rewriter).run();
  }

protected:
  virtual StringRef text() const = 0;
};

/// True if the largest key may have to go, too.
bool evicts(Operation *op) {
  auto queue = cast<QueueInitOp>(op);
  return queue.getPops() || llvm::any_of(queue.getQueue().getUsers(),
                                         llvm::IsaPred<QueuePushEvictOp>);
}

/// O(log n) a push and a pop, a few hundred bytes of code; O(n) an eviction.
class QueueHeap4 : public QueueStrategy {
public:
  StringRef name() const override { return "heap4"; }
  bool isPlain() const override { return true; }
  StringRef text() const override { return kHeap4Text; }
  std::optional<double> cost(Operation *op, const CPUTarget &,
                             std::string &) const override {
    return evicts(op) ? 4 : 2;
  }
};

/// O(log n) everything, with half the width of a 4-ary heap.
class QueueInterval : public QueueStrategy {
public:
  StringRef name() const override { return "interval"; }
  bool isPlain() const override { return true; }
  StringRef text() const override { return kIntervalText; }
  std::optional<double> cost(Operation *, const CPUTarget &,
                             std::string &) const override {
    return 3;
  }
};

/// A push is an append, and pops find most keys sorted; 33 kB to clear.
class QueueBuckets : public QueueStrategy {
public:
  StringRef name() const override { return "buckets"; }
  StringRef text() const override { return kBucketsText; }
  std::optional<double> cost(Operation *op, const CPUTarget &target,
                             std::string &) const override {
    // Few keys are in the heap of the buckets anyway.
    APInt capacity;
    bool isFew = matchPattern(cast<QueueInitOp>(op).getCapacity(),
                              m_ConstantInt(&capacity)) &&
                 capacity.ult(kQueueManyKeys);
    return isFew || target.arch() == CPUTarget::Arch::Wasm32 ? 5 : 1;
  }
};

} // namespace

std::unique_ptr<Strategy> cpu::createQueueBuckets() {
  return std::make_unique<QueueBuckets>();
}
std::unique_ptr<Strategy> cpu::createQueueInterval() {
  return std::make_unique<QueueInterval>();
}
std::unique_ptr<Strategy> cpu::createQueueHeap4() {
  return std::make_unique<QueueHeap4>();
}
