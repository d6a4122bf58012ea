//===- Citations.h - From constructs to rows of the table -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds the contract that allows each construct of an emission.
//
// Emitters describe what they wrote (class, attributes, entry, origin) and get
// rows back. The contract is the enforced one that covers class, target and
// hardware; among several, the one nearest to the kernel's own contract along
// depends_on.
//
// Failure: ATL0405 naming class, target and, if several would do, all of them.
// Thread rule: pure functions.
// Source: backends-and-contracts.md CI-02, CI-05, CI-08.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_CITATIONS_H
#define ATLAS_BACKEND_CITATIONS_H

#include "atlas/Backend/BackendConfig.h"
#include "atlas/Backend/Emission.h"
#include "atlas/Contract/Corpus.h"

#include "mlir/IR/BuiltinOps.h"

namespace atlas::backend {

/// A construct in the code of one entry point.
struct FoundConstruct {
  std::string entry;
  contract::ConstructUse construct;
  std::string origin;
  uint64_t count = 1;
  /// What its location cites, "" if it has no location: the corpus is asked then.
  std::string contract = {}, equation = {};
};

/// The contract id that the module's pipeline declares, else that of its kernels;
/// "" if none does, or if kernels declare different ones.
std::string kernelContract(mlir::ModuleOp module);

/// Rows for the constructs, sorted, equal ones added up. `kernelContract` is the
/// contract id that the kernel declares, "" if none.
llvm::Expected<std::vector<CiteRow>>
citeConstructs(const contract::ContractCorpus &corpus, bool allowDrafts,
               const BackendConfig &config, llvm::StringRef kernelContract,
               llvm::ArrayRef<FoundConstruct> constructs);

/// A citation that an author wrote on an operation.
struct AuthorCitation {
  std::string contract, equation;
  std::string origin; ///< as CiteRow
};

/// The attributes below `root`, before they are pinned.
std::vector<AuthorCitation> authorCitations(mlir::Operation *root);

/// Those that no row stands on (CI-10): one row for each, with the first class that
/// the equation sanctions. A citation of what does not exist is ATL0405, also where
/// the operation that has it is gone.
llvm::Expected<std::vector<CiteRow>>
unusedCitations(const contract::ContractCorpus &corpus, llvm::StringRef target,
                llvm::StringRef kernel, llvm::ArrayRef<AuthorCitation> written,
                llvm::ArrayRef<CiteRow> rows);

/// True if the hardware of a contract's compile target admits the profile.
bool covers(const contract::HardwareClause &clause, const HwProfile &hardware);

} // namespace atlas::backend

#endif // ATLAS_BACKEND_CITATIONS_H
