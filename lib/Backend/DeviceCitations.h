//===- DeviceCitations.h - Citations of device code in MLIR -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every operation that stands for a construct carries, in its location, the
// citation that allows it: the author's where it fits, else the contract that the
// corpus names. After each conversion a checkpoint looks again, so that a pattern
// that loses or invents locations ends the emission.
//
// Failure: ATL0405 with operation, class and source location.
// Thread rule: as mlir::MLIRContext.
// Source: backends-and-contracts.md CI-01 to CI-04, CI-09.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_DEVICECITATIONS_H
#define ATLAS_LIB_BACKEND_DEVICECITATIONS_H

#include "atlas/Backend/HwProfile.h"
#include "atlas/Contract/Corpus.h"
#include "atlas/Contract/SanctionLookup.h"
#include "atlas/Dialect/Atlas/IR/Citations.h"

namespace atlas::backend {

/// Whose contracts count, and for what.
struct CitationScope {
  std::shared_ptr<const contract::ContractCorpus> corpus;
  bool allowDrafts = false;
  HwProfile hardware;
  std::string kernelContract; ///< "" if the kernel names none
};

/// Cites what is not cited yet in every operation below `root`. An author's
/// citation must be usable: its contract exists, is enforced, covers target and
/// hardware, and has the equation.
llvm::Error attachCitations(mlir::Operation *root, const CitationScope &scope);

/// The checkpoint behind the conversion `stage`: every construct below `root` is
/// cited. Constructs that code generation will introduce are not asked for. Without
/// `exact` the class alone must match: conversions give atomics an order that is put
/// right before the last stage.
llvm::Error checkCitations(mlir::Operation *root, const CitationScope &scope,
                           llvm::StringRef stage, bool exact);

/// The first citation in the location that sanctions the use; null if none does.
CiteAttr citationFor(mlir::Location location, const contract::ConstructUse &use,
                     const CitationScope &scope);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_DEVICECITATIONS_H
