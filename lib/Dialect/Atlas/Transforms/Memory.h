//===- Memory.h - What may overlap, be read or be written -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Alias and effect questions of the passes within the dialect.
//
// The rules are those of kernels (dialect.md section 1): inputs may alias each
// other; an output overlaps nothing else unless the kernel marks the pair
// `atlas.inplace` (equal or apart) or the output `atlas.overlap`; temporaries
// overlap nothing. Outside of kernels everything may overlap. All answers err
// on the safe side. Private to the library; thread-compatible, no state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_DIALECT_ATLAS_TRANSFORMS_MEMORY_H
#define ATLAS_LIB_DIALECT_ATLAS_TRANSFORMS_MEMORY_H

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

namespace atlas {

/// How two buffers may lie in memory.
enum class Overlap {
  None,  ///< no byte in common
  Exact, ///< the same elements at the same positions, or none in common
  Any    ///< anything
};

Overlap overlapOf(mlir::Value a, mlir::Value b);
inline bool mayOverlap(mlir::Value a, mlir::Value b) {
  return overlapOf(a, b) != Overlap::None;
}

/// `buffer` without casts: equal results denote the same elements.
mlir::Value sameElements(mlir::Value buffer);

/// True if `op`, or an operation inside it, may write (read) an element of
/// `buffer`. Unknown operations may do everything.
bool mayWrite(mlir::Operation *op, mlir::Value buffer);
bool mayRead(mlir::Operation *op, mlir::Value buffer);

/// True if an operation strictly between `first` and `last`, which stand in
/// this order in one block, may write `buffer`.
bool mayWriteBetween(mlir::Operation *first, mlir::Operation *last,
                     mlir::Value buffer);

/// True if the buffers have the same shape on every call.
bool sameShape(mlir::Value a, mlir::Value b);

} // namespace atlas

#endif // ATLAS_LIB_DIALECT_ATLAS_TRANSFORMS_MEMORY_H
