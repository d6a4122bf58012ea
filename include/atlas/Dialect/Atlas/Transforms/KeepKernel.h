//===- KeepKernel.h - One kernel of a module, whole -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a compiler of one kernel does first, before any pass.
//
// Frontends that compile one kernel of a module (host JIT, device emission) ask
// for it here; the pass `atlas-inline-calls` does the same to all pipelines and
// keeps everything. Costs the clones of the called bodies, and no pass manager.
//
// Thread rule: as changes to any module. No state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_DIALECT_ATLAS_TRANSFORMS_KEEPKERNEL_H
#define ATLAS_DIALECT_ATLAS_TRANSFORMS_KEEPKERNEL_H

#include "mlir/Support/LLVM.h"

namespace mlir {
class ModuleOp;
class Operation;
} // namespace mlir

namespace atlas {

/// Erases all kernels and pipelines of `module` but `kernel`, which is one of
/// them; functions stay. A pipeline becomes a kernel of the same name that holds
/// the bodies of the kernels it calls, so `kernel` is not valid afterwards.
///
/// Fails, with a diagnostic at the call, if the pipeline's calls lead back to
/// it; the module is partly rewritten then and of no more use.
llvm::LogicalResult keepKernel(mlir::ModuleOp module, mlir::Operation *kernel);

} // namespace atlas

#endif // ATLAS_DIALECT_ATLAS_TRANSFORMS_KEEPKERNEL_H
