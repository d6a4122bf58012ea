//===- Passes.h - Passes within the atlas dialect ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pass factories, their registration, and the way from L0 to fused L1.
//
// What each pass does stands in Passes.td and docs/Dialect/passes.md. None of
// them looks at a target, and none changes a bit of a kernel's result.
//
// Failure: a diagnostic with a source location, then the pass manager fails.
// Thread rule: as mlir::PassManager.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_DIALECT_ATLAS_TRANSFORMS_PASSES_H
#define ATLAS_DIALECT_ATLAS_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"

namespace mlir {
class ModuleOp;
class OpPassManager;
namespace arith {
class ArithDialect;
}
namespace memref {
class MemRefDialect;
}
namespace scf {
class SCFDialect;
}
} // namespace mlir

namespace atlas {

#define GEN_PASS_DECL
#include "atlas/Dialect/Atlas/Transforms/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "atlas/Dialect/Atlas/Transforms/Passes.h.inc"

/// Appends the target-independent part of every pipeline to a module pass
/// manager: calls inlined, domain algebra, expansion to L1, fusion. Every pass
/// costs latency in the JIT, so each stands here once.
void buildAtlasLevelsPipeline(mlir::OpPassManager &pm);

/// Registers the passes above and the pipeline `atlas-levels-pipeline`.
void registerAtlasTransforms();

} // namespace atlas

#endif // ATLAS_DIALECT_ATLAS_TRANSFORMS_PASSES_H
