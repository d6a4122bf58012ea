//===- PhaseFinish.cpp - What combines the blocks of a phase --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "PhaseSplitter.h"

#include "atlas/Conversion/Common/Emit.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::lowering;

void Splitter::emitScanned(ScanOp op, const std::string &name) {
  LaunchPhase description{name, unitsText(op), 1, false, {}, {}};
  Phase phase = begin();
  prepare(phase, op);
  Value n = extent(b, loc, phase.map.lookup(op.getOutput()));
  Value one = indexConstant(b, loc, 1);
  auto loop = scf::ForOp::create(b, loc, phase.lo, phase.hi, one);
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    Value u = loop.getInductionVar();
    auto [start, length] = range(u, addIndex(b, loc, u, one), n, units.reduce);
    Value before = memref::LoadOp::create(b, loc, phase.temps[partials[op][0]], u);
    unsigned inputs = op.getInputs().size();
    auto copy = cast<ScanOp>(cloneOver(phase, op, inputs, start, length, 1));
    copy.getInitMutable().assign(before);
  }
  ReturnOp::create(b, loc);
  finish(phase, description);
}

void Splitter::emitFinal(Operation *op, const std::string &name) {
  Phase phase = begin();
  prepare(phase, op);
  if (auto reduce = dyn_cast<ReduceOp>(op))
    finalReduce(phase, reduce);
  else if (auto find = dyn_cast<FindOp>(op))
    finalFind(phase, find);
  else if (auto scan = dyn_cast<ScanOp>(op))
    scanPartials(phase, scan);
  else
    finalHistogram(phase, cast<HistogramOp>(op));
  ReturnOp::create(b, loc);
  finish(phase, {name + ".final", "1", 1, true, {}, {}});
}

void Splitter::finalReduce(Phase &phase, ReduceOp op) {
  SmallVector<Value> inputs, inits;
  for (unsigned temp : partials[op])
    inputs.push_back(phase.temps[temp]);
  for (Value init : op.getInits())
    inits.push_back(phase.map.lookup(init));
  auto final = ReduceOp::create(b, loc, op.getResultTypes(), inputs, inits,
                                TypeAttr(), IntegerAttr(), op.getOrderAttr(),
                                op.getKindsAttr());
  final->setAttr(kFewAttr, b.getUnitAttr());
  Block *body = b.createBlock(&final.getBody());
  for (Type type : op.getResultTypes())
    body->addArgument(type, loc);
  YieldOp::create(b, loc, body->getArguments());
  b.setInsertionPointAfter(final);
  for (auto [was, is] : llvm::zip_equal(op.getResults(), final.getResults()))
    keep(phase, was, is);
}

void Splitter::finalFind(Phase &phase, FindOp op) {
  Value n = extent(b, loc, phase.map.lookup(op.getInputs()[0]));
  Value none = arith::IndexCastUIOp::create(b, loc, op.getType(), n);
  auto kind = CombineKindAttr::get(b.getContext(), CombineKind::minu);
  auto least = ReduceOp::create(
      b, loc, TypeRange{op.getType()}, ValueRange{phase.temps[partials[op][0]]},
      ValueRange{none}, TypeAttr(), IntegerAttr(),
      FloatOrderAttr::get(b.getContext(), FloatOrder::Canonical),
      b.getArrayAttr({kind}));
  least->setAttr(kFewAttr, b.getUnitAttr());
  addIdentity(least.getBody(), op.getType());
  keep(phase, op.getResult(), least.getResult(0));
}

void Splitter::scanPartials(Phase &phase, ScanOp op) {
  Type type = op.getInit().getType();
  Value partial = phase.temps[partials[op][0]];
  auto scan = ScanOp::create(b, loc, ValueRange{partial}, partial,
                             phase.map.lookup(op.getInit()), b.getUnitAttr(),
                             op.getOrderAttr(), op.getKindsAttr());
  addIdentity(scan.getBody(), type);
}

void Splitter::addIdentity(Region &region, Type type) {
  OpBuilder::InsertionGuard guard(b);
  Block *body = b.createBlock(&region);
  body->addArgument(type, loc);
  YieldOp::create(b, loc, body->getArguments());
}

void Splitter::finalHistogram(Phase &phase, HistogramOp op) {
  Value bins = phase.map.lookup(op.getBins());
  auto type = cast<MemRefType>(bins.getType());
  if (!op.getAccumulate())
    addMap(bins, {}, type.getElementType());
  int64_t count = type.getDimSize(0);
  Value all = extent(b, loc, phase.temps[partials[op][0]]);
  auto loop = scf::ForOp::create(b, loc, indexConstant(b, loc, 0), all,
                                 indexConstant(b, loc, count));
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  Value own = part(phase.temps[partials[op][0]], loop.getInductionVar(),
                   b.getIndexAttr(count));
  addMap(bins, own, type.getElementType());
}

void Splitter::addMap(Value bins, Value other, Type type) {
  SmallVector<Value> inputs;
  if (other)
    inputs = {bins, other};
  auto map = MapOp::create(b, loc, inputs, ValueRange{bins});
  OpBuilder::InsertionGuard guard(b);
  Block *body = b.createBlock(&map.getBody());
  for (unsigned i = 0; i != inputs.size(); ++i)
    body->addArgument(type, loc);
  Value value = other ? arith::AddIOp::create(b, loc, body->getArgument(0),
                                              body->getArgument(1))
                            .getResult()
                      : constantOf(b, loc, type, 0);
  YieldOp::create(b, loc, value);
}
