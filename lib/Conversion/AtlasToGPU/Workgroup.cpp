//===- Workgroup.cpp - What cooperative forms are made of -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "DeviceForm.h"
#include "PhaseLowering.h"

#include "mlir/IR/Matchers.h"

#include <numeric>

using namespace mlir;
using namespace atlas;
using namespace atlas::device;
using namespace atlas::lowering;

Workgroup::Workgroup(Region &phase, const PhaseOptions &options)
    : b(phase.getContext()), options(options), phase(phase) {
  b.setInsertionPointToStart(&phase.front());
  tid = gpu::ThreadIdOp::create(b, phase.getLoc(), gpu::Dimension::x);
}

Value Workgroup::shared(Type element, int64_t count, unsigned slot) {
  Value &memory = pool[{element, count, slot}];
  if (!memory) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(&phase.front());
    auto space = gpu::AddressSpaceAttr::get(b.getContext(),
                                            gpu::AddressSpace::Workgroup);
    memory = memref::AllocOp::create(
        b, phase.getLoc(), MemRefType::get({count}, element, AffineMap(), space));
  }
  return memory;
}

void Workgroup::barrier(Location loc) { gpu::BarrierOp::create(b, loc); }

void Workgroup::once(Location loc, function_ref<void()> body) {
  Value first = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, tid,
                                      indexConstant(b, loc, 0));
  auto branch = scf::IfOp::create(b, loc, first, /*withElseRegion=*/false);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(branch.thenBlock());
  body();
}

SmallVector<Value> Workgroup::stride(
    Location loc, Value end, ValueRange carried,
    function_ref<SmallVector<Value>(Value, ValueRange)> body, Value start) {
  Value from = start ? addIndex(b, loc, start, tid) : tid;
  auto loop = scf::ForOp::create(b, loc, from, end,
                                 indexConstant(b, loc, options.threads), carried);
  OpBuilder::InsertionGuard guard(b);
  if (carried.empty())
    b.setInsertionPoint(loop.getBody()->getTerminator());
  else
    b.setInsertionPointToStart(loop.getBody());
  SmallVector<Value> next = body(loop.getInductionVar(), loop.getRegionIterArgs());
  if (!carried.empty())
    scf::YieldOp::create(b, loc, next);
  return SmallVector<Value>(loop.getResults());
}

static unsigned elementBytes(Value buffer) {
  Type type = cast<MemRefType>(buffer.getType()).getElementType();
  return type.getIntOrFloatBitWidth() / 8;
}

unsigned Workgroup::chunkOf(ValueRange buffers) const {
  unsigned least = 64, most = 1;
  for (Value buffer : buffers) {
    least = std::min(least, elementBytes(buffer));
    most = std::max(most, elementBytes(buffer));
  }
  if (options.words)
    return std::max(1u, 4 / least);
  return std::max(1u, options.vectorBytes / most);
}

bool Workgroup::hasPackedElements(ValueRange buffers) const {
  return options.words && llvm::any_of(buffers, [](Value buffer) {
           return elementBytes(buffer) < 4;
         });
}

void Workgroup::storeOne(Location loc, Value value, Value out, Value i) {
  auto store = memref::StoreOp::create(b, loc, value, out, i);
  if (hasPackedElements(out))
    store->setAttr(kSharedWordAttr, b.getUnitAttr());
}

uint64_t device::knownMultiple(Value value) {
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant)))
    return constant.getZExtValue();
  Operation *op = value.getDefiningOp();
  if (!op)
    return 1;
  if (isa<arith::MulIOp>(op))
    return knownMultiple(op->getOperand(0)) * knownMultiple(op->getOperand(1));
  if (isa<arith::AddIOp, arith::SubIOp>(op))
    return std::gcd(knownMultiple(op->getOperand(0)),
                    knownMultiple(op->getOperand(1)));
  return 1;
}

/// Elements that the start of a view of rank 1 is known to be a multiple of.
static uint64_t startMultiple(Value view) {
  Operation *op = view.getDefiningOp();
  if (!op)
    return 0;
  if (auto cast = dyn_cast<memref::CastOp>(op))
    return startMultiple(cast.getSource());
  if (auto collapse = dyn_cast<memref::CollapseShapeOp>(op))
    return startMultiple(collapse.getSrc());
  auto part = dyn_cast<memref::SubViewOp>(op);
  if (!part)
    return isa<memref::AllocOp, memref::AllocaOp>(op) ? 0 : 1;
  uint64_t known = startMultiple(part.getSource());
  auto type = cast<MemRefType>(part.getSource().getType());
  if (type.getRank() > 2 ||
      (type.getRank() == 2 && (type.isDynamicDim(1) || !type.getLayout().isIdentity())))
    return 1;
  for (auto [d, offset] : llvm::enumerate(part.getMixedOffsets())) {
    uint64_t scale = type.getRank() == 2 && d == 0 ? type.getDimSize(1) : 1;
    uint64_t multiple =
        isa<Attribute>(offset)
            ? cast<IntegerAttr>(cast<Attribute>(offset)).getValue().getZExtValue()
            : knownMultiple(cast<Value>(offset));
    known = std::gcd(known, multiple * scale);
  }
  return known;
}

bool Workgroup::isAligned(ValueRange buffers, unsigned chunk) {
  return llvm::all_of(buffers, [&](Value buffer) {
    return startMultiple(buffer) % chunk == 0;
  });
}
