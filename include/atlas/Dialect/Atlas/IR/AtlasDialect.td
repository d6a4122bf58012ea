//===- AtlasDialect.td - The atlas dialect itself -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef ATLAS_DIALECT_TD
#define ATLAS_DIALECT_TD

include "mlir/IR/OpBase.td"

def AtlasDialect : Dialect {
  let name = "atlas";
  let cppNamespace = "::atlas";
  let summary = "Data-parallel kernels over byte and number buffers";
  let description = [{
    Kernels are authored once in this dialect and lowered to every target. It
    has two levels: domain operations (L0: `atlas.conserved.*`, `atlas.r96.*`,
    ...), which carry algebra that later levels cannot recover, and a small
    closed set of data-parallel operations (L1: map, reduce, scan, histogram,
    find, gather, scatter, batch). A verified module at either level is the
    *meta-HIR* that back ends accept.

    Buffers are memrefs of rank 1 or 2 with innermost stride 1. Operations that
    write name their outputs. Every operation is total on empty input. Meaning
    never mentions vectors, threads or targets.

    `attributes {atlas.rare}` on a data-parallel operation (`atlas.map`,
    `atlas.reduce`, `atlas.scan`, `atlas.histogram`, `atlas.find`, `atlas.gather`,
    `atlas.scatter`) says that it runs for few items or calls, such as what must be
    done again where an input is out of the ordinary. A target may then make
    little code of it in place of fast code; the result is the same.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect", "::mlir::func::FuncDialect"
  ];
  let useDefaultAttributePrinterParser = 1;
  let useDefaultTypePrinterParser = 1;
  let hasConstantMaterializer = 1;
  let hasOperationAttrVerify = 1;
  let hasRegionArgAttrVerify = 1;
  let hasRegionResultAttrVerify = 1;
}

#endif // ATLAS_DIALECT_TD
