//===- Fuse.cpp - atlas-fuse ----------------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Merges data-parallel operations that walk the same elements.
//
// Three steps over each block, all by use:
//   1. map into consumer: the consumer computes the element instead of loading
//      it, so it does not wait for memory;
//   2. reduces over one range become one reduce with more accumulators;
//   3. temporaries that nobody reads disappear with their writers.
// Elements pass through memory unchanged, so composition changes no bit; the
// order of float accumulators is an attribute and never touched. Cost: pairs of
// operations of one block that share a buffer or a range.
//===----------------------------------------------------------------------===//

#include "atlas/Dialect/Atlas/Transforms/Passes.h"

#include "Memory.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "llvm/ADT/TypeSwitch.h"

namespace atlas {
#define GEN_PASS_DEF_FUSEPASS
#include "atlas/Dialect/Atlas/Transforms/Passes.h.inc"
} // namespace atlas

using namespace mlir;
using namespace atlas;

namespace {

/// A producer that stays is computed twice after fusion: worth it for a short
/// region over one stream, which costs less than the wait for the stores.
constexpr unsigned kRecomputeOps = 16;

bool isConsumer(Operation *op) {
  return isa<MapOp, ReduceOp, ScanOp, HistogramOp, FindOp>(op);
}

MutableOperandRange inputsOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, MutableOperandRange>(op)
      .Case<MapOp, ReduceOp, ScanOp, HistogramOp, FindOp>(
          [](auto concrete) { return concrete.getInputsMutable(); });
}

/// Buffers that `op` writes element by element at the positions it reads; what
/// else it writes is not included.
SmallVector<Value> elementwiseOutputs(Operation *op) {
  if (auto map = dyn_cast<MapOp>(op))
    return SmallVector<Value>(map.getOutputs());
  if (auto scan = dyn_cast<ScanOp>(op))
    return {scan.getOutput()};
  return {};
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

/// The block that computes with the elements of the inputs. A search over windows
/// gets a map in front if it has none.
Block &elementBlock(Operation *op) {
  auto find = dyn_cast<FindOp>(op);
  if (!find)
    return op->getRegion(0).front();
  if (find.isWindowed() && find.getMap().empty()) {
    Block &map = find.getMap().emplaceBlock();
    for (Value input : find.getInputs())
      map.addArgument(cast<MemRefType>(input.getType()).getElementType(),
                      op->getLoc());
    auto b = OpBuilder::atBlockEnd(&map);
    YieldOp::create(b, op->getLoc(), map.getArguments());
  }
  return find.getElementRegion().front();
}

/// Adds `buffer` to the inputs of `op` if it is not one yet; the region argument
/// that holds its element.
BlockArgument elementArg(Operation *op, Value buffer) {
  MutableOperandRange inputs = inputsOf(op);
  Block &body = elementBlock(op);
  for (auto [i, input] : llvm::enumerate(inputs.getAsOperandRange()))
    if (input == buffer)
      return body.getArgument(i);
  Type element = cast<MemRefType>(buffer.getType()).getElementType();
  BlockArgument arg = body.insertArgument(inputs.size(), element, op->getLoc());
  inputs.append(buffer);
  return arg;
}

/// The position arguments of the region of `op`, added if it has none.
ValueRange positionArgs(Operation *op, unsigned rank) {
  Block &body = elementBlock(op);
  unsigned inputs = inputsOf(op).size();
  while (body.getNumArguments() < inputs + rank)
    body.addArgument(IndexType::get(op->getContext()), op->getLoc());
  return body.getArguments().drop_front(inputs);
}

/// Clones the region of `producer` to the start of that of `consumer`, over the
/// same elements; the values it yields.
SmallVector<Value> compose(Operation *producer, Operation *consumer,
                           RewriterBase &rewriter) {
  Block &from = producer->getRegion(0).front();
  Block &to = elementBlock(consumer);
  OperandRange inputs = inputsOf(producer).getAsOperandRange();
  IRMapping map;
  for (auto [i, input] : llvm::enumerate(inputs))
    map.map(from.getArgument(i), elementArg(consumer, input));
  if (from.getNumArguments() > inputs.size()) {
    unsigned rank = from.getNumArguments() - inputs.size();
    map.map(from.getArguments().drop_front(inputs.size()),
            positionArgs(consumer, rank));
  }
  OpBuilder::InsertionGuard guard(rewriter);
  rewriter.setInsertionPointToStart(&to);
  for (Operation &op : from.without_terminator())
    rewriter.clone(op, map);
  SmallVector<Value> yielded;
  for (Value value : from.getTerminator()->getOperands())
    yielded.push_back(map.lookupOrDefault(value));
  return yielded;
}

/// Buffers that the regions of `op` read at positions of their own choice.
SmallVector<Value> tablesOf(Operation *op) {
  SmallVector<Value> tables;
  op->walk([&](memref::LoadOp load) { tables.push_back(load.getMemRef()); });
  return tables;
}

//===----------------------------------------------------------------------===//
// Map into consumer
//===----------------------------------------------------------------------===//

/// The last map before `consumer` that wrote `buffer`, if what it wrote is still
/// there.
MapOp lastMapInto(Operation *consumer, Value buffer) {
  bool any = llvm::any_of(buffer.getUsers(), [&](Operation *user) {
    auto map = dyn_cast<MapOp>(user);
    return map && map->getBlock() == consumer->getBlock() &&
           llvm::is_contained(map.getOutputs(), buffer);
  });
  if (!any)
    return {};
  for (Operation *op = consumer->getPrevNode(); op; op = op->getPrevNode()) {
    auto map = dyn_cast<MapOp>(op);
    if (map && llvm::is_contained(map.getOutputs(), buffer)) {
      // A second output over the same memory leaves the contents open.
      for (Value output : map.getOutputs())
        if (output != buffer && mayOverlap(output, buffer))
          return {};
      return map;
    }
    if (mayWrite(op, buffer))
      return {};
  }
  return {};
}

/// True if only maps write the temporary behind `buffer` and `consumer` is the
/// only one to read it, so that fusion makes it dead.
bool onlyFeeds(Value buffer, Operation *producer, Operation *consumer) {
  if (!buffer.getDefiningOp<memref::AllocOp>() &&
      !buffer.getDefiningOp<memref::AllocaOp>())
    return false;
  return llvm::all_of(buffer.getUsers(), [&](Operation *user) {
    return user == producer || user == consumer || isa<memref::DeallocOp>(user);
  });
}

/// True if `consumer` may read the inputs of `producer` in place of its output.
bool canCompose(MapOp producer, Operation *consumer, Value buffer) {
  bool disappears = producer.getOutputs().size() == 1 &&
                    !llvm::is_contained(producer.getInputs(), buffer) &&
                    onlyFeeds(buffer, producer, consumer);
  if (!disappears && (producer.getInputs().size() > 1 ||
                      producer.getBody().front().getOperations().size() >
                          kRecomputeOps))
    return false;
  // Some input must go on giving the range.
  if (!isa<MapOp>(consumer) && producer.getInputs().empty() &&
      llvm::all_of(inputsOf(consumer).getAsOperandRange(),
                   [&](Value v) { return v == buffer; }))
    return false;
  for (Value table : tablesOf(producer))
    if (mayWrite(consumer, table) || mayWriteBetween(producer, consumer, table))
      return false;
  SmallVector<Value> together = elementwiseOutputs(consumer);
  for (Value input : producer.getInputs()) {
    if (!disappears && mayWrite(producer, input))
      return false;
    if (mayWriteBetween(producer, consumer, input))
      return false;
    // The consumer reads each element before it writes that position, which is
    // enough for equal buffers but for no other overlap.
    bool writes = mayWrite(consumer, input);
    if (writes && (together.empty() || llvm::any_of(together, [&](Value out) {
                     return overlapOf(input, out) == Overlap::Any;
                   })))
      return false;
  }
  return true;
}

/// consumer(o) after o = map f(x) -> consumer(f(x)).
bool composeInto(Operation *consumer, RewriterBase &rewriter) {
  MutableOperandRange inputs = inputsOf(consumer);
  for (unsigned i = 0; i != inputs.size(); ++i) {
    Value buffer = inputs.getAsOperandRange()[i];
    MapOp producer = lastMapInto(consumer, buffer);
    if (!producer || !canCompose(producer, consumer, buffer))
      continue;
    SmallVector<Value> yielded = compose(producer, consumer, rewriter);
    unsigned which = llvm::find(producer.getOutputs(), buffer) -
                     producer.getOutputs().begin();
    // A map that reads what it overwrites is never composed, so the argument
    // of `buffer` serves nobody else.
    Block &body = elementBlock(consumer);
    rewriter.replaceAllUsesWith(body.getArgument(i), yielded[which]);
    body.eraseArgument(i);
    inputsOf(consumer).erase(i);
    return true;
  }
  return false;
}

//===----------------------------------------------------------------------===//
// Reduces over one range
//===----------------------------------------------------------------------===//

/// True if accumulators of the two may stand in one operation.
bool sameRules(ReduceOp a, ReduceOp b) {
  if (a.hasCombinerRegion() || b.hasCombinerRegion() ||
      a.getWidenAttr() != b.getWidenAttr() || a.getModAttr() != b.getModAttr() ||
      a.getOrder() != b.getOrder())
    return false;
  // Ordered float accumulators share the lanes of their type.
  bool ordered = false;
  SmallVector<Type> types;
  for (ReduceOp op : {a, b})
    for (auto [k, type] : llvm::enumerate(op.getResultTypes())) {
      CombineKind kind = op.getKind(k);
      ordered |= kind == CombineKind::addf || kind == CombineKind::mulf;
      types.push_back(type);
    }
  return !ordered || llvm::all_equal(types);
}

/// Moves the constants that `op` uses in front of `place`; false if it uses
/// another value that is not available there.
bool makeAvailable(Operation *op, Operation *place) {
  SmallVector<Operation *> constants;
  WalkResult result = op->walk([&](Operation *inner) {
    for (Value operand : inner->getOperands()) {
      Operation *def = operand.getDefiningOp();
      if (!def || def->getBlock() != place->getBlock() ||
          def->isBeforeInBlock(place))
        continue;
      if (!def->hasTrait<OpTrait::ConstantLike>())
        return WalkResult::interrupt();
      constants.push_back(def);
    }
    return WalkResult::advance();
  });
  if (result.wasInterrupted())
    return false;
  for (Operation *constant : constants)
    constant->moveBefore(place);
  return true;
}

bool canMerge(ReduceOp first, ReduceOp second) {
  if (!sameRules(first, second) ||
      !sameShape(first.getInputs()[0], second.getInputs()[0]))
    return false;
  SmallVector<Value> read = tablesOf(second);
  llvm::append_range(read, second.getInputs());
  return llvm::none_of(read, [&](Value buffer) {
    return mayWriteBetween(first, second, buffer);
  });
}

/// One kind for each accumulator of both.
ArrayAttr joinKinds(ReduceOp a, ReduceOp b) {
  SmallVector<Attribute> kinds;
  for (ReduceOp op : {a, b})
    for (unsigned k = 0; k != op.getNumResults(); ++k)
      kinds.push_back(CombineKindAttr::get(op.getContext(), op.getKind(k)));
  if (llvm::all_equal(kinds))
    kinds.resize(1);
  return ArrayAttr::get(a.getContext(), kinds);
}

/// reduce(x); reduce(y) -> reduce(x, y), at the place of the first.
ReduceOp merge(ReduceOp first, ReduceOp second, RewriterBase &rewriter) {
  rewriter.setInsertionPoint(first);
  SmallVector<Value> inits(first.getInits());
  llvm::append_range(inits, second.getInits());
  SmallVector<Type> types(first.getResultTypes());
  llvm::append_range(types, second.getResultTypes());
  auto merged = ReduceOp::create(
      rewriter, rewriter.getFusedLoc({first.getLoc(), second.getLoc()}), types,
      first.getInputs(), inits, first.getWidenAttr(), first.getModAttr(),
      first.getOrderAttr(), joinKinds(first, second));
  merged.getBody().takeBody(first.getBody());
  SmallVector<Value> more = compose(second, merged, rewriter);
  Operation *yield = merged.getBody().front().getTerminator();
  yield->insertOperands(yield->getNumOperands(), more);
  unsigned n = first.getNumResults();
  rewriter.replaceOp(first, merged.getResults().take_front(n));
  rewriter.replaceOp(second, merged.getResults().drop_front(n));
  return merged;
}

void mergeReduces(Block &block, RewriterBase &rewriter) {
  SmallVector<ReduceOp> done;
  for (auto op : llvm::make_early_inc_range(block.getOps<ReduceOp>())) {
    bool merged = false;
    for (ReduceOp &earlier : done) {
      if (!canMerge(earlier, op) || !makeAvailable(op, earlier))
        continue;
      earlier = merge(earlier, op, rewriter);
      merged = true;
      break;
    }
    if (!merged)
      done.push_back(op);
  }
}

//===----------------------------------------------------------------------===//
// Dead temporaries
//===----------------------------------------------------------------------===//

/// True if `user` only writes `buffer`, for nobody else.
bool onlyFills(Operation *user, Value buffer) {
  if (isa<memref::DeallocOp>(user))
    return true;
  if (auto map = dyn_cast<MapOp>(user))
    return map.getOutputs().size() == 1 &&
           !llvm::is_contained(map.getInputs(), buffer);
  if (auto scan = dyn_cast<ScanOp>(user))
    return scan.getOutput() == buffer &&
           !llvm::is_contained(scan.getInputs(), buffer);
  if (auto histogram = dyn_cast<HistogramOp>(user))
    return histogram.getBins() == buffer &&
           !llvm::is_contained(histogram.getInputs(), buffer);
  return false;
}

/// One round; true if something went, which may have read another temporary.
bool eraseDeadTemporaries(Block &block, RewriterBase &rewriter) {
  bool changed = false;
  // Latest first: the reader of one temporary often fills a later one.
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block))) {
    if (!isa<memref::AllocOp, memref::AllocaOp>(op))
      continue;
    Value buffer = op.getResult(0);
    if (!llvm::all_of(buffer.getUsers(), [&](Operation *user) {
          return onlyFills(user, buffer);
        }))
      continue;
    for (Operation *user : llvm::make_early_inc_range(buffer.getUsers()))
      rewriter.eraseOp(user);
    rewriter.eraseOp(&op);
    changed = true;
  }
  return changed;
}

struct Fuse : atlas::impl::FusePassBase<Fuse> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    getOperation()->walk([&](Block *block) {
      if (!isConsumer(block->getParentOp()))
        fuse(*block, rewriter);
    });
  }

private:
  static void fuse(Block &block, RewriterBase &rewriter) {
    for (Operation &op : block)
      if (isConsumer(&op))
        while (composeInto(&op, rewriter))
          ;
    mergeReduces(block, rewriter);
    while (eraseDeadTemporaries(block, rewriter))
      ;
  }
};

} // namespace
