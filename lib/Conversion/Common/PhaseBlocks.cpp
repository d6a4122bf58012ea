//===- PhaseBlocks.cpp - A parallel operation as a phase ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "PhaseSplitter.h"

#include "atlas/Conversion/Common/Emit.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::lowering;

Value Splitter::part(Value buffer, Value start, OpFoldResult length) {
  return memref::SubViewOp::create(
      b, loc, buffer, ArrayRef<OpFoldResult>{start},
      ArrayRef<OpFoldResult>{length}, ArrayRef<OpFoldResult>{b.getIndexAttr(1)});
}

std::pair<Value, Value> Splitter::range(Value from, Value to, Value n, int64_t unit) {
  Value size = indexConstant(b, loc, unit);
  Value start = arith::MulIOp::create(b, loc, from, size);
  Value end = arith::MulIOp::create(b, loc, to, size);
  end = arith::MinUIOp::create(b, loc, end, n);
  return {start, arith::SubIOp::create(b, loc, end, start)};
}

Operation *Splitter::cloneOver(Phase &phase, Operation *op, unsigned inputs, Value start,
                     Value length, unsigned outputs) {
  IRMapping map = phase.map;
  for (unsigned i = 0; i != inputs + outputs; ++i) {
    Value operand = op->getOperand(i);
    if (map.lookup(operand) == phase.map.lookup(operand))
      map.map(operand, part(phase.map.lookup(operand), start, length));
  }
  Operation *copy = b.clone(*op, map);
  if (copy->getNumRegions() == 0)
    return copy;
  shiftPositions(copy->getRegion(0).front(), inputs, start);
  return copy;
}

void Splitter::shiftPositions(Block &body, unsigned inputs, Value start) {
  if (body.getNumArguments() <= inputs)
    return;
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(&body);
  BlockArgument position = body.getArgument(inputs);
  auto shifted = arith::AddIOp::create(b, loc, position, start);
  position.replaceAllUsesExcept(shifted, shifted);
}

void Splitter::emitParallel(Operation *op) {
  std::string name = op->getName().stripDialect().str() + std::to_string(counter++);
  LaunchPhase description{name, unitsText(op), 1, false, {}, {}};
  description.grain = std::max<int64_t>(1, units.task / unitOf(op));
  Phase phase = begin();
  prepare(phase, op);
  if (auto map = dyn_cast<MapOp>(op)) {
    Value n = extent(b, loc, phase.map.lookup(map.getOutputs()[0]));
    auto [start, length] = range(phase.lo, phase.hi, n, units.map);
    cloneOver(phase, op, map.getInputs().size(), start, length,
              map.getOutputs().size());
  } else if (auto batch = dyn_cast<BatchOp>(op)) {
    description.grain = 16;
    auto copy = cast<BatchOp>(b.clone(*op, phase.map));
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(copy);
    copy.getCountMutable().assign(
        arith::SubIOp::create(b, loc, phase.hi, phase.lo).getResult());
    b.setInsertionPointToStart(&copy.getBody().front());
    BlockArgument item = copy.getBody().getArgument(0);
    auto shifted = arith::AddIOp::create(b, loc, item, phase.lo);
    item.replaceAllUsesExcept(shifted, shifted);
  } else if (isa<GatherOp, ScatterOp>(op)) {
    emitIndexed(phase, op);
  } else {
    emitBlocks(phase, op);
    description.name += ".partial";
  }
  b.setInsertionPointToEnd(&phase.region->front());
  ReturnOp::create(b, loc);
  finish(phase, description);
  if (isa<ReduceOp, HistogramOp, FindOp, ScanOp>(op))
    emitFinal(op, name);
  if (auto scan = dyn_cast<ScanOp>(op))
    emitScanned(scan, name);
}

void Splitter::emitIndexed(Phase &phase, Operation *op) {
  auto gather = dyn_cast<GatherOp>(op);
  Value over = gather ? gather.getOutput() : cast<ScatterOp>(op).getIndices();
  auto [start, length] =
      range(phase.lo, phase.hi, extent(b, loc, phase.map.lookup(over)), units.map);
  IRMapping map = phase.map;
  auto cut = [&](Value buffer) {
    map.map(buffer, part(phase.map.lookup(buffer), start, length));
  };
  if (gather) {
    cut(gather.getIndices());
    cut(gather.getOutput());
  } else {
    cut(cast<ScatterOp>(op).getValues());
    cut(cast<ScatterOp>(op).getIndices());
  }
  b.clone(*op, map);
}

void Splitter::emitBlocks(Phase &phase, Operation *op) {
  int64_t unit = unitOf(op);
  auto scan = dyn_cast<ScanOp>(op);
  Value n = extent(b, loc, phase.map.lookup(scan ? scan.getOutput() : op->getOperand(0)));
  Value one = indexConstant(b, loc, 1);
  SmallVector<Value> identities;
  if (auto reduce = dyn_cast<ReduceOp>(op))
    for (auto [k, type] : llvm::enumerate(reduce.getResultTypes()))
      identities.push_back(identityOf(b, loc, reduce.getKind(k), type));
  auto loop = scf::ForOp::create(b, loc, phase.lo, phase.hi, one);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  Value u = loop.getInductionVar();
  auto [start, length] = range(u, addIndex(b, loc, u, one), n, unit);
  if (auto reduce = dyn_cast<ReduceOp>(op)) {
    auto copy = cast<ReduceOp>(
        cloneOver(phase, op, reduce.getInputs().size(), start, length));
    copy.getInitsMutable().assign(identities);
    copy->setAttr(kAtMostAttr, b.getI64IntegerAttr(unit));
    for (auto [temp, result] : llvm::zip_equal(partials[op], copy.getResults()))
      memref::StoreOp::create(b, loc, result, phase.temps[temp], u);
  } else if (auto find = dyn_cast<FindOp>(op)) {
    findInBlock(phase, find, u, start, length, n);
  } else if (scan) {
    Value sum = sumOfBlock(phase, scan, start, length);
    memref::StoreOp::create(b, loc, sum, phase.temps[partials[op][0]], u);
  } else {
    auto histogram = cast<HistogramOp>(op);
    int64_t bins = cast<MemRefType>(histogram.getBins().getType()).getDimSize(0);
    Value at = arith::MulIOp::create(b, loc, u, indexConstant(b, loc, bins));
    Value own = part(phase.temps[partials[op][0]], at, b.getIndexAttr(bins));
    auto copy = cast<HistogramOp>(
        cloneOver(phase, op, histogram.getInputs().size(), start, length));
    copy.getBinsMutable().assign(own);
    copy.setAccumulate(false);
  }
}

void Splitter::findInBlock(Phase &phase, FindOp op, Value u, Value start, Value length, Value n) {
  auto copy = cast<FindOp>(cloneOver(phase, op, op.getInputs().size(), start, length));
  auto [isFound, at] = checkedIndex(b, loc, copy.getPosition(), length);
  Value place = arith::SelectOp::create(b, loc, isFound, addIndex(b, loc, start, at), n);
  Value wide = arith::IndexCastUIOp::create(b, loc, op.getType(), place);
  memref::StoreOp::create(b, loc, wide, phase.temps[partials[op][0]], u);
}

Value Splitter::sumOfBlock(Phase &phase, ScanOp op, Value start, Value length) {
  Type type = op.getInit().getType();
  SmallVector<Value> parts;
  for (Value input : op.getInputs())
    parts.push_back(part(phase.map.lookup(input), start, length));
  Block &body = op.getBody().front();
  bool widens = body.getTerminator()->getOperand(0).getType() != type;
  auto sum = ReduceOp::create(
      b, loc, TypeRange{type}, parts, ValueRange{identityOf(b, loc, op.getKind(), type)},
      widens ? TypeAttr::get(type) : TypeAttr(), IntegerAttr(), op.getOrderAttr(),
      op.getKindsAttr());
  sum->setAttr(kAtMostAttr, b.getI64IntegerAttr(units.reduce));
  IRMapping map = phase.map;
  op.getBody().cloneInto(&sum.getBody(), map);
  shiftPositions(sum.getBody().front(), op.getInputs().size(), start);
  return sum.getResult(0);
}
