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
    Calls that lead back to the calling pipeline are refused. The module gets
    the attribute `atlas.checked`: the rules that only help authors have been
    checked on the source, and what later passes prove is no error.
  }];
}

def SimplifyDomainPass : Pass<"atlas-simplify-domain"> {
  let summary = "domain algebra that depends on what memory holds";
  let description = [{
    Follows, along straight-line code and into regions, which buffers are known
    to be conserved, which residues, sums and witnesses describe the present
    bytes of a buffer, and drops each of them at the first write that may reach
    it (operation effects, views of one buffer, argument roles). With that:

    * a repeated `conserved.sum`, `.check` or `.delta` of unmodified buffers is
      the earlier one;
    * a check is true after `conserved.fixup` or `.fill` of the buffer, and,
      where return code 0 of a `conserved.copy` or a true check of its source
      dominates, for the source and the destination;
    * a fixup of a conserved buffer gives 0 and is dropped;
    * two updates of one state with adjacent chunks are one update with both;
    * a second witness of unmodified bytes is the first one, and verifying it is
      true.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"];
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

def FusePass : Pass<"atlas-fuse"> {
  let summary = "merges data-parallel operations that walk the same elements";
  let description = [{
    A map is composed into the map, reduce, scan, histogram or find that reads
    its output; reduces over one range become one reduce with several
    accumulators. A temporary (`memref.alloc`) that nobody reads any more
    disappears together with the operations that wrote it.

    Two operations are fused only if nothing between them can write what the
    moved one reads or touch what it writes, their shapes are known to be equal,
    and the result has the same bits: float accumulators keep their order, and
    accumulators with different `widen`, `mod` or `order` are not mixed.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"];
}

def FoldQuotientsPass : Pass<"atlas-fold-quotients"> {
  let summary = "comparisons of quotients by constants become comparisons";
  let description = [{
    `x / c < t` for a constant c > 0 and a constant t is `x < s`, where s is the
    least float whose rounded quotient is not below t: rounding keeps order, so
    there is exactly one such s, and it is found by bisection. Likewise for `<=`,
    `>=` and `>`, ordered and unordered. No bit of a result changes, and a loop
    over many x divides no more.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

#endif // ATLAS_DIALECT_ATLAS_TRANSFORMS_PASSES_TD
