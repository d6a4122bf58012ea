//===- Citations.h - Citations that travel in locations ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An author writes `atlas.cite` on an operation. Conversions drop attributes but
// keep locations, so the citations are pinned there, as metadata of a fused
// location, and every operation made from the one that carried them has them.
//
// Thread rule: as mlir::MLIRContext.
// Source: backends-and-contracts.md CI-01.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_DIALECT_ATLAS_IR_CITATIONS_H
#define ATLAS_DIALECT_ATLAS_IR_CITATIONS_H

#include "mlir/IR/Attributes.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"
#include "mlir/IR/Operation.h"
#include "mlir/Support/LLVM.h"

#define GET_ATTRDEF_CLASSES
#include "atlas/Dialect/Atlas/IR/CitationAttributes.h.inc"

namespace atlas {

/// The author's attribute: an array of CiteAttr.
inline constexpr llvm::StringLiteral kCiteAttr = "atlas.cite";

/// Everything that a location cites, at any depth, sorted, each once.
llvm::SmallVector<CiteAttr> citationsOf(mlir::Location location);
/// The location with these citations on top of its own.
mlir::Location withCitations(mlir::Location location, llvm::ArrayRef<CiteAttr> cites);
/// Moves the attributes below `root` into locations.
void pinCitations(mlir::Operation *root);

} // namespace atlas

#endif // ATLAS_DIALECT_ATLAS_IR_CITATIONS_H
