//===- Passes.td - Passes within the atlas dialect ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef ATLAS_DIALECT_ATLAS_TRANSFORMS_PASSES_TD
#define ATLAS_DIALECT_ATLAS_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def InlineCallsPass : Pass<"atlas-inline-calls", "::mlir::ModuleOp"> {
  let summary = "pipelines become kernels that hold the kernels they call";
  let description = [{
    Every `atlas.call` is replaced by the body of its callee, so that the later
    passes see across kernels, and every `atlas.pipeline` becomes an
    `atlas.kernel` of the same name and signature. The called kernels stay.
    Calls that lead back to the calling pipeline are refused.
  }];
}

def ExpandDomainPass : Pass<"atlas-expand-domain"> {
  let summary = "domain operations become data-parallel operations and arith (L0 to L1)";
  let description = [{
    Scalar operations become exact integer arithmetic: a residue by a ladder of
    `umin(x, x - m)` where two steps suffice (all bytes modulo 96), by `remui`
    otherwise; sums never wrap. Buffer operations become reduce and map with the
    residue arithmetic of l2-l3.md, and a guarded store for the last byte.
    Witness operations stay: they are calls into the runtime.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect"
  ];
}

#endif // ATLAS_DIALECT_ATLAS_TRANSFORMS_PASSES_TD
