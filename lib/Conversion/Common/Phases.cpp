//===- Phases.cpp - The launch plan of a kernel ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/Common/Phases.h"

#include "PhaseSplitter.h"
#include "atlas/Conversion/Common/KernelABIBuilder.h"
#include "atlas/Conversion/Common/LengthCode.h"
#include "atlas/Conversion/Common/RuntimeCalls.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::lowering;

bool lowering::isRecomputable(Operation *op) {
  return isMemoryEffectFree(op) && op->getNumRegions() == 0 &&
         !op->hasTrait<OpTrait::IsTerminator>();
}

FailureOr<SmallVector<std::unique_ptr<Region>>> Splitter::run() {
  if (failed(refuseRuntimeCalls(kernel)))
    return failure();
  Block &body = kernel.getBody().front();
  for (Operation &op : body)
    if (isParallel(&op))
      parallel.insert(&op);
  keepQueuesWhole(body);
  if (units.always && !canShareStack(body))
    return kernel.emitOpError("ATL0601: stack buffers of a kernel are of rank 1 and "
                              "of fixed size on this target");
  if (!units.always && (parallel.empty() || !canShareStack(body)))
    return SmallVector<std::unique_ptr<Region>>();
  // A first walk fixes the temporaries, so that all phases agree on their
  // block arguments; the second builds the phases.
  planSlots(body);
  planPartials();
  SmallVector<Operation *> pending;
  for (Operation &op : body) {
    if (isRecomputable(&op) || isa<memref::AllocaOp>(op))
      continue;
    if (!parallel.contains(&op)) {
      pending.push_back(&op);
      continue;
    }
    flushSerial(pending);
    emitParallel(&op);
  }
  flushSerial(pending);
  return std::move(phases);
}

std::optional<std::string> Splitter::extentText(Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  if (type.getRank() != 1)
    return std::nullopt;
  if (!type.isDynamicDim(0))
    return std::to_string(type.getDimSize(0));
  auto arg = dyn_cast<BlockArgument>(buffer);
  if (!arg)
    return std::nullopt;
  unsigned index = arg.getArgNumber();
  if (index < abi.params.size())
    return "dim(" + abi.params[index].name + ")";
  unsigned temp = index - abi.params.size();
  unsigned element = dataTypeOf(type.getElementType()).byteSize();
  return "((" + abi.temps[temp].size + ") floordiv " + std::to_string(element) + ")";
}

bool Splitter::isLong(const std::string &text, int64_t unit) {
  int64_t value = 0;
  return StringRef(text).getAsInteger(10, value) || value > unit;
}

bool Splitter::allVectors(ValueRange buffers) {
  return llvm::all_of(buffers, [](Value v) {
    return cast<MemRefType>(v.getType()).getRank() == 1;
  });
}

void Splitter::keepQueuesWhole(Block &body) {
  for (auto queue : body.getOps<QueueInitOp>()) {
    Operation *last = queue;
    for (Operation *user : queue.getQueue().getUsers()) {
      Operation *here = body.findAncestorOpInBlock(*user);
      if (last->isBeforeInBlock(here))
        last = here;
    }
    for (Operation *op = queue; op != last; op = op->getNextNode())
      parallel.remove(op);
  }
}

bool Splitter::isParallel(Operation *op) {
  if (op->hasAttr(kRareAttr))
    return false;
  if (auto map = dyn_cast<MapOp>(op)) {
    auto n = extentText(map.getOutputs()[0]);
    return n && isLong(*n, units.task) && allVectors(map.getInputs()) &&
           allVectors(map.getOutputs());
  }
  if (auto reduce = dyn_cast<ReduceOp>(op)) {
    auto n = extentText(reduce.getInputs()[0]);
    return n && isLong(*n, units.task) && allVectors(reduce.getInputs()) &&
           !reduce.hasCombinerRegion() &&
           !(hasOrderedFloat(reduce) &&
             reduce.getOrder() == FloatOrder::Sequential);
  }
  if (auto histogram = dyn_cast<HistogramOp>(op)) {
    auto bins = cast<MemRefType>(histogram.getBins().getType());
    auto n = extentText(histogram.getInputs()[0]);
    return n && isLong(*n, units.histogram) && allVectors(histogram.getInputs()) &&
           !bins.isDynamicDim(0) && isa<IntegerType>(bins.getElementType()) &&
           bins.getDimSize(0) <= units.histogram / 4;
  }
  if (auto batch = dyn_cast<BatchOp>(op)) {
    auto n = lengthTextOf(batch.getCount(), abi);
    return n && isLong(*n, 1);
  }
  return units.always && isParallelOnDevice(op);
}

bool Splitter::isParallelOnDevice(Operation *op) {
  auto over = [&](Value buffer) {
    auto n = extentText(buffer);
    return n && isLong(*n, units.task);
  };
  if (auto find = dyn_cast<FindOp>(op))
    return over(find.getInputs()[0]) && !find.isWindowed() && find.getMap().empty();
  if (auto scan = dyn_cast<ScanOp>(op))
    return over(scan.getOutput()) && allVectors(scan.getInputs()) &&
           !scan.hasCombinerRegion() &&
           (isa<IntegerType>(scan.getInit().getType()) ||
            scan.getOrder() == FloatOrder::Free);
  if (auto gather = dyn_cast<GatherOp>(op))
    return over(gather.getOutput());
  // Combining needs atomic operations, which 32-bit integers have.
  if (auto scatter = dyn_cast<ScatterOp>(op))
    return over(scatter.getIndices()) && !scatter.getKind();
  return false;
}

LogicalResult lowering::moveTemporaries(KernelOp kernel, KernelABI &abi,
                                        SmallVectorImpl<MemRefType> &types) {
  Block &body = kernel.getBody().front();
  for (Operation &op : llvm::make_early_inc_range(body)) {
    if (isa<memref::DeallocOp>(op)) {
      op.erase();
      continue;
    }
    auto alloc = dyn_cast<memref::AllocOp>(op);
    if (!alloc)
      continue;
    MemRefType type = alloc.getType();
    if (type.getRank() != 1)
      return alloc.emitOpError("ATL0601: temporaries are of rank 1, this one is ")
             << type;
    std::optional<std::string> count =
        type.isDynamicDim(0) ? lengthTextOf(alloc.getDynamicSizes()[0], abi)
                             : std::to_string(type.getDimSize(0));
    if (!count)
      return alloc.emitOpError("ATL0601: the size of a temporary must be an "
                               "expression over dimensions and scalar arguments");
    unsigned bytes = dataTypeOf(type.getElementType()).byteSize();
    abi.temps.push_back({"temp" + std::to_string(abi.temps.size()),
                         *count + " * " + std::to_string(bytes), -1,
                         /*serial=*/true});
    types.push_back(type);
    alloc.replaceAllUsesWith(body.addArgument(type, alloc.getLoc()));
    alloc.erase();
  }
  return success();
}

FailureOr<SmallVector<std::unique_ptr<Region>>>
lowering::splitPhases(KernelOp kernel, KernelABI &abi,
                      SmallVectorImpl<MemRefType> &types,
                      const PlanUnits &units) {
  return Splitter(kernel, abi, types, units).run();
}
