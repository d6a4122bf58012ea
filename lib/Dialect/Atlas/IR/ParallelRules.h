//===- ParallelRules.h - Rules of the data-parallel operations --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the verifiers of map, reduce, scan, histogram, find, gather, scatter and
// batch share. Private to the dialect library. Functions emit the diagnostic
// and return failure.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_DIALECT_ATLAS_IR_PARALLELRULES_H
#define ATLAS_LIB_DIALECT_ATLAS_IR_PARALLELRULES_H

#include "Verification.h"

namespace atlas {

/// The element type of a buffer.
mlir::Type elementType(mlir::Value buffer);

/// Static extents of all buffers must agree with the first one's.
mlir::LogicalResult verifySameShape(mlir::Operation *op,
                                    mlir::ValueRange buffers,
                                    llvm::StringRef what);

/// The inputs give the range.
mlir::LogicalResult verifyHasInputs(mlir::Operation *op,
                                    mlir::ValueRange inputs);

/// An output that is an input too would be read while it is written. (That
/// they do not overlap either is a rule of kernels: BufferVerifiers.cpp.)
mlir::LogicalResult verifyDistinct(mlir::Operation *op, mlir::ValueRange inputs,
                                   mlir::Value output);

/// A kind combines integers or floats, never both.
mlir::LogicalResult verifyKindFits(mlir::Operation *op, CombineKind kind,
                                   mlir::Type type, const llvm::Twine &what);

/// `order free` gives up the bits, which the kernel must allow.
mlir::LogicalResult verifyFreeOrder(mlir::Operation *op,
                                    llvm::StringRef spelling);

/// The yield that ends the single block of `region`; null after a diagnostic.
YieldOp verifyYield(mlir::Operation *op, mlir::Region &region);

/// Adds where the values are yielded.
mlir::InFlightDiagnostic withNote(mlir::InFlightDiagnostic diag, YieldOp yield);

/// Arguments, purity and terminator of a body; null after a diagnostic.
YieldOp verifyBody(mlir::Operation *op, mlir::Region &body,
                   mlir::ValueRange inputs, unsigned rank);

/// Map and predicate of a search over windows; the predicate's yield, null after
/// a diagnostic.
YieldOp verifyWindowRegions(FindOp find);

/// The yield has `expected` values, one per `each`.
mlir::LogicalResult verifyYieldCount(mlir::Operation *op, YieldOp yield,
                                     unsigned expected,
                                     const llvm::Twine &each);

/// Value `i` of the yield, for `what`, has type `expected`.
mlir::LogicalResult verifyYieldType(mlir::Operation *op, YieldOp yield,
                                    unsigned i, mlir::Type expected,
                                    const llvm::Twine &what);

} // namespace atlas

#endif // ATLAS_LIB_DIALECT_ATLAS_IR_PARALLELRULES_H
