//===- Phases.h - The launch plan of a kernel -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Splits a kernel into the phases of its launch plan: one parallel phase for
// each data-parallel operation at the top level of the kernel (partial results
// are indexed by block, never by thread), serial phases for what lies between
// and for finishing. Targets differ in how they lower a phase, not in the plan.
// Source: dialect.md section 2.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_ATLASTOCPU_PHASES_H
#define ATLAS_LIB_CONVERSION_ATLASTOCPU_PHASES_H

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"
#include "atlas/Support/KernelABI.h"

#include <memory>

namespace atlas::cpu {

/// Replaces each memref.alloc at the top level of the kernel by a trailing block
/// argument and describes it in abi.temps (serial) and `types`. Fails with a
/// diagnostic when its size is no expression over dimensions and scalars.
mlir::LogicalResult
moveTemporaries(KernelOp kernel, KernelABI &abi,
                mlir::SmallVectorImpl<mlir::MemRefType> &types);

/// The phases: regions of one block whose arguments are the kernel's values, all
/// temporaries, lo and hi (index), ending in atlas.return (with the kernel's
/// results in the phase that finishes). Adds abi.phases, abi.temps and `types`.
/// Empty when nothing in the kernel is worth splitting; the kernel itself is
/// left as it is.
mlir::SmallVector<std::unique_ptr<mlir::Region>>
splitPhases(KernelOp kernel, KernelABI &abi,
            mlir::SmallVectorImpl<mlir::MemRefType> &types);

} // namespace atlas::cpu

#endif // ATLAS_LIB_CONVERSION_ATLASTOCPU_PHASES_H
