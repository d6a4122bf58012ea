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

/// True if the hardware of a contract's compile target admits the profile.
bool covers(const contract::HardwareClause &clause, const HwProfile &hardware);

} // namespace atlas::backend

#endif // ATLAS_BACKEND_CITATIONS_H
