//===- PhaseBuilder.cpp - One phase of a launch plan ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "PhaseSplitter.h"

#include "atlas/Conversion/Common/Emit.h"
#include "atlas/Conversion/Common/PhaseMarks.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::lowering;

namespace {

/// Results that one phase of a device stores: WebGPU binds eight buffers.
constexpr unsigned kMostResults = 4;

} // namespace

Splitter::Phase Splitter::begin() {
  Phase phase;
  phase.region = std::make_unique<Region>(kernel);
  auto *block = new Block();
  phase.region->push_back(block);
  Block &body = kernel.getBody().front();
  for (BlockArgument arg : body.getArguments())
    phase.map.map(arg, block->addArgument(arg.getType(), loc));
  for (unsigned t = 0; t != abi.temps.size(); ++t) {
    unsigned at = abi.params.size() + t;
    phase.temps.push_back(t < serialTemps ? block->getArgument(at)
                                          : block->addArgument(types[t], loc));
  }
  for (auto alloca : body.getOps<memref::AllocaOp>())
    phase.map.map(alloca.getResult(), phase.temps[slots.lookup(alloca)]);
  phase.lo = block->addArgument(b.getIndexType(), loc);
  phase.hi = block->addArgument(b.getIndexType(), loc);
  b.setInsertionPointToEnd(block);
  return phase;
}

void Splitter::finish(Phase &phase, LaunchPhase description) {
  describeAccesses(*phase.region, description);
  abi.phases.push_back(std::move(description));
  phases.push_back(std::move(phase.region));
}

void Splitter::describeAccesses(Region &region, LaunchPhase &description) {
  Block &block = region.front();
  for (BlockArgument arg : block.getArguments()) {
    if (!isa<MemRefType>(arg.getType()) || arg.use_empty())
      continue;
    unsigned i = arg.getArgNumber();
    bool isParam = i < abi.params.size();
    const std::string &name =
        isParam ? abi.params[i].name : abi.temps[i - abi.params.size()].name;
    if (!isParam || abi.params[i].isRead())
      description.reads.push_back(name);
    if (!isParam || abi.params[i].isWritten())
      description.writes.push_back(name);
  }
}

Value Splitter::use(Phase &phase, Value value) {
  if (Value known = phase.map.lookupOrNull(value))
    return known;
  if (auto slot = slots.find(value); slot != slots.end()) {
    Value loaded = memref::LoadOp::create(
        b, loc, phase.temps[slot->second],
        ValueRange{arith::ConstantIndexOp::create(b, loc, 0).getResult()});
    if (loaded.getType() != value.getType())
      loaded = arith::TruncIOp::create(b, loc, value.getType(), loaded);
    phase.map.map(value, loaded);
    return loaded;
  }
  Operation *op = value.getDefiningOp();
  for (Value operand : op->getOperands())
    use(phase, operand);
  b.clone(*op, phase.map);
  return phase.map.lookup(value);
}

void Splitter::prepare(Phase &phase, Operation *op) {
  op->walk([&](Operation *inner) {
    for (Value operand : inner->getOperands()) {
      Operation *parent = operand.getParentBlock()->getParentOp();
      if (parent == kernel)
        use(phase, operand);
    }
  });
}

void Splitter::keep(Phase &phase, Value original, Value now) {
  phase.map.map(original, now);
  auto slot = slots.find(original);
  if (slot == slots.end())
    return;
  Type type = keptType(now.getType());
  if (now.getType() != type)
    now = arith::ExtUIOp::create(b, loc, type, now);
  memref::StoreOp::create(
      b, loc, now, phase.temps[slot->second],
      ValueRange{arith::ConstantIndexOp::create(b, loc, 0).getResult()});
}

void Splitter::flushSerial(SmallVector<Operation *> &pending) {
  bool onlyReturn = pending.size() == 1 && isa<ReturnOp>(pending[0]) &&
                    pending[0]->getNumOperands() == 0;
  if (pending.empty() || onlyReturn) {
    pending.clear();
    return;
  }
  auto end = dyn_cast<ReturnOp>(pending.back());
  if (end && units.always && end.getNumOperands() > kMostResults) {
    pending.pop_back();
    flushSerial(pending);
    emitResults(end);
    return;
  }
  Phase phase = begin();
  for (Operation *op : pending) {
    prepare(phase, op);
    Operation *copy = b.clone(*op, phase.map);
    for (auto [was, is] : llvm::zip_equal(op->getResults(), copy->getResults()))
      keep(phase, was, is);
  }
  if (!isa<ReturnOp>(pending.back()))
    ReturnOp::create(b, loc);
  finish(phase, {"serial" + std::to_string(phases.size()), "1", 1, true, {}, {}});
  pending.clear();
}

void Splitter::emitResults(ReturnOp op) {
  for (unsigned first = 0; first < op.getNumOperands(); first += kMostResults) {
    unsigned count = std::min(kMostResults, op.getNumOperands() - first);
    Phase phase = begin();
    prepare(phase, op);
    SmallVector<Value> values;
    for (Value value : op.getOperands().slice(first, count))
      values.push_back(phase.map.lookup(value));
    auto end = ReturnOp::create(b, loc, values);
    end->setAttr(kFirstResultAttr, b.getI64IntegerAttr(first));
    finish(phase, {"results" + std::to_string(first), "1", 1, true, {}, {}});
  }
}
