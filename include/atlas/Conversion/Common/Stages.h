//===- Stages.h - Looking at a module between conversions -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A back end may want to see what each conversion made before the next one runs:
// citations are checked there, and the last form before serialization is where
// the table of constructs is read.
//
// Failure: an observer that fails has emitted a diagnostic, and the emission
// ends. Thread rule: as mlir::PassManager.
// Source: backends-and-contracts.md CI-04, CI-05.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONVERSION_COMMON_STAGES_H
#define ATLAS_CONVERSION_COMMON_STAGES_H

#include "mlir/IR/Operation.h"
#include "mlir/Support/LLVM.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace mlir {
class OpPassManager;
class PassManager;
} // namespace mlir

namespace atlas {

/// The name of the stage before serialization; nothing changes after it.
inline constexpr llvm::StringLiteral kFinalStage = "final";

/// The name of the stage after the module took the form that the target's
/// conversion reads, and before the first conversion: an observer may cite here.
inline constexpr llvm::StringLiteral kPreparedStage = "prepared";

/// Called with the name of the conversion that just ran (as on the command line)
/// and the module it ran on. A null one sees nothing.
using StageObserver =
    llvm::function_ref<mlir::LogicalResult(llvm::StringRef stage, mlir::Operation *module)>;

/// Calls the observer, if there is one.
mlir::LogicalResult observeStage(StageObserver observer, llvm::StringRef stage,
                                 mlir::Operation *module);
/// Adds a pass that does. The observer outlives the run.
void addStage(mlir::OpPassManager &passes, StageObserver observer, llvm::StringLiteral stage);

/// Runs the passes. Builds with assertions verify after each pass, others once, after
/// the last: what a conversion left broken is then still an error, never code. Where
/// more passes run on the module before it becomes code, `isLast` is false, and the
/// last of them verify.
mlir::LogicalResult runPasses(mlir::PassManager &passes, mlir::Operation *module,
                              bool isLast = true);

} // namespace atlas

#endif // ATLAS_CONVERSION_COMMON_STAGES_H
