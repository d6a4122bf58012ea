//===- DeviceForm.cpp - A phase over bare buffers -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "DeviceFormBuilder.h"

#include "atlas/Conversion/AtlasToGPU/Passes.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::device;
using namespace atlas::lowering;

FailureOr<gpu::GPUFuncOp> DeviceForm::run() {
  Location loc = phase.getLoc();
  auto function = gpu::GPUFuncOp::create(outer, loc, entry.name,
                                         outer.getFunctionType({}, {}));
  function->setAttr(gpu::GPUDialect::getKernelFuncAttrName(), b.getUnitAttr());
  function.setKnownBlockSizeAttr(
      b.getDenseI32ArrayAttr({static_cast<int32_t>(threads), 1, 1}));
  body = &function.getBody().front();
  b.setInsertionPointToStart(body);
  gpu::ReturnOp::create(b, loc);
  addBuffers(loc);
  b.setInsertionPointToStart(body);
  top = body->getTerminator();
  b.setInsertionPoint(top);
  for (Operation &op : phase.front().without_terminator())
    if (failed(rebuild(&op))) {
      function.erase();
      return failure();
    }
  function.setFunctionType(b.getFunctionType(body->getArgumentTypes(), {}));
  // Attributions stand behind the arguments, so they come last.
  for (Value memory : shared) {
    auto type = cast<MemRefType>(memory.getType());
    // An index has no width of its own: 64 bits on some devices.
    unsigned bits = type.getElementType().isIndex() ? 64 : type.getElementTypeBitWidth();
    entry.sharedBytes += type.getNumElements() * (bits / 8);
    BlockArgument place = function.addWorkgroupAttribution(type, loc);
    Operation *alloc = memory.getDefiningOp();
    memory.replaceAllUsesWith(place);
    alloc->erase();
  }
  for (auto [i, buffer] : llvm::enumerate(entry.buffers)) {
    function.setArgAttr(i, kNameAttr, b.getStringAttr(buffer.name));
    if (aliased[i])
      function.setArgAttr(i, kOverlapAttr, b.getUnitAttr());
  }
  if (entry.hasWideArithmetic)
    function->setAttr(kWideArithmeticAttrName, b.getUnitAttr());
  return function;
}

LogicalResult DeviceForm::unsupported(Operation *op) {
  return op->emitOpError("ATL0601: has no form on this target");
}

// Clones an operation whose carriers are its own types.
LogicalResult DeviceForm::rebuildAsIs(Operation *op) {
  IRMapping map;
  for (Value operand : op->getOperands()) {
    if (isa<MemRefType>(operand.getType()))
      return unsupported(op);
    map.map(operand, use(operand)[0]);
  }
  Operation *copy = b.clone(*op, map);
  for (auto [was, is] : llvm::zip_equal(op->getResults(), copy->getResults()))
    parts[was] = {is};
  return success();
}

LogicalResult DeviceForm::rebuildBlock(Block &block) {
  for (Operation &op : block)
    if (failed(rebuild(&op)))
      return failure();
  return success();
}

SmallVector<Value> DeviceForm::flat(ValueRange values) {
  SmallVector<Value> all;
  for (Value value : values)
    llvm::append_range(all, use(value));
  return all;
}

SmallVector<Type> DeviceForm::flatTypes(TypeRange types) {
  SmallVector<Type> all;
  for (Type type : types)
    llvm::append_range(all, carriers(type));
  return all;
}

// Gives each old value its carriers out of `now`, in order.
void DeviceForm::bind(ValueRange old, ValueRange now) {
  for (Value value : old) {
    size_t count = carriers(value.getType()).size();
    parts[value] = Parts(now.take_front(count));
    now = now.drop_front(count);
  }
}

LogicalResult DeviceForm::rebuildFor(scf::ForOp op) {
  for (Type type : op.getResultTypes())
    if (failed(checkType(op, type)))
      return failure();
  if (!op.getInductionVar().getType().isIndex())
    return unsupported(op);
  auto loop = scf::ForOp::create(
      b, op.getLoc(), use(op.getLowerBound())[0], use(op.getUpperBound())[0],
      use(op.getStep())[0], flat(op.getInitArgs()));
  parts[op.getInductionVar()] = {loop.getInductionVar()};
  bind(op.getRegionIterArgs(), loop.getRegionIterArgs());
  bind(op.getResults(), loop.getResults());
  OpBuilder::InsertionGuard guard(b);
  if (op.getNumResults() == 0)
    loop.getBody()->getTerminator()->erase();
  b.setInsertionPointToEnd(loop.getBody());
  return rebuildBlock(*op.getBody());
}

LogicalResult DeviceForm::rebuildIf(scf::IfOp op) {
  for (Type type : op.getResultTypes())
    if (failed(checkType(op, type)))
      return failure();
  auto branch = scf::IfOp::create(b, op.getLoc(), flatTypes(op.getResultTypes()),
                                  use(op.getCondition())[0],
                                  !op.getElseRegion().empty());
  bind(op.getResults(), branch.getResults());
  for (auto [was, is] : llvm::zip_equal(op->getRegions(), branch->getRegions())) {
    if (was.empty())
      continue;
    if (is.front().mightHaveTerminator())
      is.front().getTerminator()->erase();
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToEnd(&is.front());
    if (failed(rebuildBlock(was.front())))
      return failure();
  }
  return success();
}

LogicalResult DeviceForm::rebuildWhile(scf::WhileOp op) {
  SmallVector<Type> before = flatTypes(op.getBefore().getArgumentTypes());
  SmallVector<Type> after = flatTypes(op.getResultTypes());
  auto loop = scf::WhileOp::create(b, op.getLoc(), after, flat(op.getInits()));
  bind(op.getResults(), loop.getResults());
  OpBuilder::InsertionGuard guard(b);
  for (unsigned r : {0u, 1u}) {
    Block *block = b.createBlock(&loop->getRegion(r));
    for (Type type : r ? after : before)
      block->addArgument(type, op.getLoc());
    bind(op->getRegion(r).getArguments(), block->getArguments());
    if (failed(rebuildBlock(op->getRegion(r).front())))
      return failure();
  }
  return success();
}

LogicalResult DeviceForm::rebuild(Operation *op) {
  Location loc = op->getLoc();
  if (isa<memref::SubViewOp, memref::CastOp, memref::CollapseShapeOp>(op))
    return success(); // resolved where they are used
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case([&](memref::DimOp dim) -> LogicalResult {
        auto d = dim.getConstantIndex();
        Value extent = d ? extentOf(loc, dim.getSource(), *d) : Value();
        if (!extent)
          return unsupported(op);
        parts[dim] = {extent};
        return success();
      })
      .Case([&](memref::LoadOp o) { return rebuildLoad(o); })
      .Case([&](memref::StoreOp o) { return rebuildStore(o); })
      .Case([&](memref::AtomicRMWOp o) { return rebuildAtomic(o); })
      .Case([&](memref::GenericAtomicRMWOp o) { return rebuildGenericAtomic(o); })
      .Case([&](memref::AtomicYieldOp o) {
        memref::AtomicYieldOp::create(b, loc, use(o.getResult())[0]);
        return success();
      })
      .Case([&](memref::GetGlobalOp o) { return rebuildTable(o); })
      .Case([&](vector::LoadOp o) { return rebuildWideLoad(o); })
      .Case([&](vector::StoreOp o) { return rebuildWideStore(o); })
      .Case<memref::AllocOp, memref::AllocaOp>(
          [&](Operation *o) { return rebuildAlloc(o); })
      .Case([&](scf::ForOp o) { return rebuildFor(o); })
      .Case([&](scf::IfOp o) { return rebuildIf(o); })
      .Case([&](scf::WhileOp o) { return rebuildWhile(o); })
      .Case([&](scf::YieldOp o) {
        scf::YieldOp::create(b, loc, flat(o.getOperands()));
        return success();
      })
      .Case([&](scf::ConditionOp o) {
        scf::ConditionOp::create(b, loc, use(o.getCondition())[0], flat(o.getArgs()));
        return success();
      })
      .Case<gpu::BarrierOp, gpu::ThreadIdOp, gpu::BlockIdOp, gpu::GridDimOp>(
          [&](Operation *o) { return rebuildAsIs(o); })
      .Case([&](arith::ConstantOp o) {
        return words ? rebuildConstant(o) : rebuildAsIs(o);
      })
      .Default([&](Operation *o) -> LogicalResult {
        if (o->getNumRegions() || !isMemoryEffectFree(o))
          return unsupported(o);
        if (!words)
          return rebuildAsIs(o);
        if (isa<vector::VectorDialect>(o->getDialect()))
          return rebuildVector(o);
        return rebuildInWords(o);
      });
}

FailureOr<gpu::GPUFuncOp>
device::buildDeviceFunction(OpBuilder &b, Region &phase, ArrayRef<PhaseArg> args,
                            DeviceLayout layout, unsigned threads,
                            DeviceEntry &entry) {
  return DeviceForm(b, phase, args, layout, threads, entry).run();
}
