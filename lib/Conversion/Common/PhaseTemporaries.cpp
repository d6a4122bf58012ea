//===- PhaseTemporaries.cpp - What phases hand on -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "PhaseSplitter.h"

#include "atlas/Conversion/Common/KernelABIBuilder.h"
#include "atlas/Conversion/Common/LengthCode.h"
#include "atlas/Conversion/Common/PhaseMarks.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::lowering;

namespace {

/// The block of the canonical float order.
constexpr int64_t kCanonicalUnit = 4096;

} // namespace

bool lowering::hasOrderedFloat(ReduceOp op) {
  return llvm::any_of(llvm::seq(0u, op.getNumResults()), [&](unsigned k) {
    CombineKind kind = op.getKind(k);
    return kind == CombineKind::addf || kind == CombineKind::mulf;
  });
}

unsigned Splitter::addPartials(Operation *op, const Twine &name, Type type) {
  return addTemp(name, "(" + unitsText(op) + ") * " + Twine(dataTypeOf(type).byteSize()),
                 MemRefType::get({ShapedType::kDynamic}, type));
}

unsigned Splitter::addTemp(const Twine &name, const Twine &size, MemRefType type) {
  abi.temps.push_back({name.str(), size.str(), -1, /*serial=*/false});
  types.push_back(type);
  return abi.temps.size() - 1;
}

bool Splitter::canShareStack(Block &body) {
  return llvm::all_of(body.getOps<memref::AllocaOp>(), [](memref::AllocaOp op) {
    return op.getType().hasStaticShape() && op.getType().getRank() == 1 &&
           op.getType().getLayout().isIdentity();
  });
}

void Splitter::planSlots(Block &body) {
  for (auto alloca : body.getOps<memref::AllocaOp>()) {
    MemRefType type = alloca.getType();
    unsigned bytes = dataTypeOf(type.getElementType()).byteSize();
    slots[alloca] = addTemp(kStackTempPrefix + Twine(slots.size()),
                            Twine(type.getDimSize(0) * bytes), type);
  }
  for (Operation &op : body) {
    if (isRecomputable(&op))
      continue;
    for (Value result : op.getResults()) {
      if (result.use_empty() || isa<MemRefType, QueueType>(result.getType()))
        continue;
      Type type = keptType(result.getType());
      unsigned bytes = type.isIndex() ? 8 : dataTypeOf(type).byteSize();
      slots[result] = addTemp("value" + Twine(slots.size()), Twine(bytes),
                              MemRefType::get({1}, type));
    }
  }
}

Type Splitter::keptType(Type type) {
  auto integer = dyn_cast<IntegerType>(type);
  return units.always && integer && integer.getWidth() < 32 ? b.getI32Type() : type;
}

void Splitter::planPartials() {
  for (Operation *op : parallel) {
    std::string base = op->getName().stripDialect().str() +
                       std::to_string(counter++) + ".partial";
    if (auto reduce = dyn_cast<ReduceOp>(op)) {
      for (auto [k, type] : llvm::enumerate(reduce.getResultTypes()))
        partials[op].push_back(addPartials(op, base + Twine(k), type));
    } else if (auto find = dyn_cast<FindOp>(op)) {
      partials[op].push_back(addPartials(op, base, find.getType()));
    } else if (auto scan = dyn_cast<ScanOp>(op)) {
      partials[op].push_back(addPartials(op, base, scan.getInit().getType()));
    } else if (auto histogram = dyn_cast<HistogramOp>(op)) {
      auto bins = cast<MemRefType>(histogram.getBins().getType());
      unsigned bytes = dataTypeOf(bins.getElementType()).byteSize();
      partials[op].push_back(
          addTemp(base, "(" + unitsText(op) + ") * " + Twine(bins.getDimSize(0) * bytes),
                  MemRefType::get({ShapedType::kDynamic}, bins.getElementType())));
    }
  }
  counter = 0;
}

int64_t Splitter::unitOf(Operation *op) {
  if (isa<MapOp, GatherOp, ScatterOp>(op))
    return units.map;
  if (isa<FindOp, ScanOp>(op))
    return units.reduce;
  if (isa<HistogramOp>(op))
    return units.histogram;
  if (auto reduce = dyn_cast<ReduceOp>(op))
    return hasOrderedFloat(reduce) && reduce.getOrder() == FloatOrder::Canonical
               ? kCanonicalUnit
               : units.reduce;
  return 1;
}

std::string Splitter::unitsText(Operation *op) {
  if (auto batch = dyn_cast<BatchOp>(op))
    return *lengthTextOf(batch.getCount(), abi);
  Value over = op->getOperand(0);
  if (auto map = dyn_cast<MapOp>(op))
    over = map.getOutputs()[0];
  else if (auto scan = dyn_cast<ScanOp>(op))
    over = scan.getOutput();
  else if (auto gather = dyn_cast<GatherOp>(op))
    over = gather.getOutput();
  return *extentText(over) + " ceildiv " + std::to_string(unitOf(op));
}
