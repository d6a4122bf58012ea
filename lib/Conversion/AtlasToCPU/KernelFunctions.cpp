//===- KernelFunctions.cpp - Kernels become typed and packed entries ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For a kernel K:
//
//   K          typed C entry; holds the body unless K has several results, then
//              K.body (private) holds it and K stores through out-pointers
//   K.phaseN   (private) units [lo, hi) of a phase of the launch plan
//   K.packed   loads the argument block and calls the body or a phase
//
// A kernel of batches has its code once: K runs all units of one phase after
// the other (docs/Rationale/launch-plans.md).
//
// Buffers are opaque pointers at function level; memref descriptors are built
// in the body and fold away. Source: cli-and-golden.md section 2.
//===----------------------------------------------------------------------===//

#include "Carriers.h"
#include "KernelBodies.h"
#include "KernelEntries.h"
#include "KernelFrame.h"

#include "atlas/Conversion/AtlasToCPU/Passes.h"
#include "atlas/Conversion/Common/Phases.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace atlas {
#define GEN_PASS_DEF_KERNELSTOFUNCTIONSPASS
#include "atlas/Conversion/AtlasToCPU/Passes.h.inc"
} // namespace atlas

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

using Phases = SmallVector<std::unique_ptr<Region>>;

/// The most bytes of scratch that a kernel takes from the stack.
static constexpr int64_t kStackScratch = 1024;

/// Whether the whole kernel is all units of its phases: items of batches, whose
/// code is long, and what is handed on between phases fits a small block on the
/// stack. Other operations cost less serially than in blocks.
static bool isItsPlan(KernelFrame &frame, const Phases &phases) {
  if (phases.empty() || !frame.abi.results.empty() || frame.needsScratch())
    return false;
  auto batches = frame.kernel.getBody().front().getOps<BatchOp>();
  std::optional<int64_t> bytes = frame.fixedScratch();
  return !batches.empty() && bytes && *bytes <= kStackScratch;
}

/// The function of the whole kernel, and around it the typed entry if it is not
/// that itself. Empty for a kernel that is its plan.
static func::FuncOp makeWhole(KernelFrame &frame, bool isPlan) {
  SmallVector<Type> results(frame.kernel.getResultTypes());
  if (frame.abi.results.size() > 1) {
    auto body = frame.makeFunction(frame.abi.name + ".body", frame.signature(),
                                   results);
    body.setPrivate();
    fillBody(frame, body, /*carriers=*/false);
    makeOutPointerEntry(frame, body);
    return body;
  }
  for (Type &type : results)
    type = carrierOf(frame.b, type);
  auto entry = frame.makeFunction(frame.abi.name, frame.signature(), results);
  if (!isPlan)
    fillBody(frame, entry, /*carriers=*/true);
  return entry;
}

/// Replaces one kernel by its functions; without phases if `serialOnly`.
static LogicalResult lowerKernel(KernelOp kernel, bool serialOnly) {
  KernelFrame frame(kernel);
  if (failed(lowering::moveTemporaries(kernel, frame.abi, frame.tempTypes)))
    return failure();
  FailureOr<Phases> split =
      lowering::splitPhases(kernel, frame.abi, frame.tempTypes);
  if (failed(split))
    return failure();
  if (serialOnly)
    split->clear();
  frame.b.setInsertionPoint(kernel);
  bool isPlan = isItsPlan(frame, *split);
  func::FuncOp whole = makeWhole(frame, isPlan);
  SmallVector<func::FuncOp> phases;
  for (auto [i, phase] : llvm::enumerate(*split))
    phases.push_back(makePhase(frame, i, *phase));
  if (isPlan)
    fillWithPlan(frame, whole, phases);
  makePackedEntry(frame, whole, phases);
  kernel.erase();
  return success();
}

namespace {

struct KernelsToFunctions
    : atlas::impl::KernelsToFunctionsPassBase<KernelsToFunctions> {
  using KernelsToFunctionsPassBase::KernelsToFunctionsPassBase;
  void runOnOperation() override {
    for (KernelOp kernel :
         llvm::make_early_inc_range(getOperation().getOps<KernelOp>()))
      if (failed(lowerKernel(kernel, serialOnly)))
        return signalPassFailure();
  }
};

} // namespace
