//===- Phases.h - The launch plan of a kernel -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Splits a kernel into the phases of its launch plan: one parallel phase for
// each data-parallel operation at the top level of the kernel (partial results
// are indexed by block, never by thread), serial phases for what lies between
// and for finishing. Targets differ in how they lower a phase, not in the plan.
// Source: dialect.md section 2.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONVERSION_COMMON_PHASES_H
#define ATLAS_CONVERSION_COMMON_PHASES_H

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"
#include "atlas/Support/KernelABI.h"

#include <memory>

namespace atlas::lowering {

/// Marks an operation that sees few elements (the partial results of a launch
/// plan): it takes the plain loop, which is a tenth of the code to generate.
inline constexpr llvm::StringLiteral kFewAttr = "atlas.few";

/// Replaces each memref.alloc at the top level of the kernel by a trailing block
/// argument and describes it in abi.temps (serial) and `types`. Fails with a
/// diagnostic when its size is no expression over dimensions and scalars.
mlir::LogicalResult
moveTemporaries(KernelOp kernel, KernelABI &abi,
                mlir::SmallVectorImpl<mlir::MemRefType> &types);

/// How a target cuts a launch plan: elements of one unit of each kind of phase,
/// and what is too little to be shared out. The block of a canonical float
/// reduction is no choice: it is part of the meaning.
struct PlanUnits {
  int64_t map = 4096;
  int64_t reduce = 65536;
  int64_t histogram = int64_t(1) << 18;
  /// Least elements worth one task of a pool.
  int64_t task = 65536;
  /// A kernel in which nothing is worth splitting is one serial phase, and a
  /// stack buffer that cannot be a temporary of the plan is an error.
  bool always = false;
};

/// On the copy of a reduce in a phase: the most elements it sees, as an integer.
inline constexpr llvm::StringLiteral kAtMostAttr = "atlas.at_most";

/// The phases: regions of one block whose arguments are the kernel's values, all
/// temporaries, lo and hi (index), ending in atlas.return (with the kernel's
/// results in the phase that finishes). Adds abi.phases, abi.temps and `types`.
/// Empty when nothing in the kernel is worth splitting (unless `units.always`);
/// the kernel itself is left as it is. Fails only under `units.always`, after a
/// diagnostic.
mlir::FailureOr<mlir::SmallVector<std::unique_ptr<mlir::Region>>>
splitPhases(KernelOp kernel, KernelABI &abi,
            mlir::SmallVectorImpl<mlir::MemRefType> &types,
            const PlanUnits &units = {});

} // namespace atlas::lowering

#endif // ATLAS_CONVERSION_COMMON_PHASES_H
