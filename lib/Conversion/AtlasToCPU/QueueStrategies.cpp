//===- QueueStrategies.cpp - Priority queues ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A strategy is a set of helpers (Common/Queues.h). Those that are called often are
// always_inline.
//===----------------------------------------------------------------------===//

#include "Lowering.h"
#include "Strategy.h"

#include "atlas/Conversion/Common/Queues.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

namespace {

// kBucketsText.
#include "QueueText.inc"

class QueueStrategy : public Strategy {
public:
  StringRef op() const override { return "queue"; }
  void rewrite(Operation *op, RewriterBase &rewriter,
               const CPUTarget &) const override {
    Value state = stackBuffer(rewriter, op, lowering::queueStateType(rewriter.getContext()));
    lowering::lowerQueue(cast<QueueInitOp>(op), name(), text(), state, rewriter);
  }

protected:
  virtual StringRef text() const = 0;
};

/// O(log n) a push and a pop, a few hundred bytes of code; O(n) an eviction.
class QueueHeap4 : public QueueStrategy {
public:
  StringRef name() const override { return "heap4"; }
  bool isPlain() const override { return true; }
  StringRef text() const override { return lowering::heap4Text(); }
  std::optional<double> cost(Operation *op, const CPUTarget &,
                             std::string &) const override {
    return lowering::evictsKeys(cast<QueueInitOp>(op)) ? 4 : 2;
  }
};

/// O(log n) everything, with half the width of a 4-ary heap.
class QueueInterval : public QueueStrategy {
public:
  StringRef name() const override { return "interval"; }
  bool isPlain() const override { return true; }
  StringRef text() const override { return lowering::intervalText(); }
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
