//===- PlainLoops.h - L1 operations as plain loops --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The form that every target has: one element after the other. It is the check
// against the vector strategies on the CPU, the fallback for regions without a
// vector form, and what one GPU thread runs for an item of its own.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONVERSION_COMMON_PLAINLOOPS_H
#define ATLAS_CONVERSION_COMMON_PLAINLOOPS_H

#include "mlir/IR/PatternMatch.h"

namespace atlas::lowering {

/// Replaces a map, reduce, scan, find, histogram, gather or scatter by
/// sequential scf. Float sums and products go from left to right: reductions in
/// canonical order are not for this form.
void lowerPlain(mlir::Operation *op, mlir::RewriterBase &rewriter);

} // namespace atlas::lowering

#endif // ATLAS_CONVERSION_COMMON_PLAINLOOPS_H
