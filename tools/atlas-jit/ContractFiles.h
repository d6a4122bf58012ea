//===- ContractFiles.h - Which contracts a command works on -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The library's contracts, with files of the user on top.
//
// A file or folder that the user names adds its contracts; one with the id of a
// library contract takes its place, so that a tree can be looked at by the tool
// that was built from it.
//
// Failure: ATL0101 for what cannot be read; issues of the contracts in a list.
// Thread rule: main thread only.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_CONTRACTFILES_H
#define ATLAS_TOOLS_ATLAS_JIT_CONTRACTFILES_H

#include "atlas/Contract/Corpus.h"

namespace atlas::tool {

/// What was read, and everything that is wrong with it.
struct ContractSet {
  std::vector<contract::Contract> own;     ///< of the paths, in order
  std::vector<contract::Contract> library; ///< the rest
  unsigned files = 0;                      ///< read from paths
  contract::Issues issues;

  /// All of them as a corpus; null, with more issues, if they do not fit.
  std::shared_ptr<const contract::ContractCorpus> corpus();
};

/// Reads the contracts of files and of folders (every contract.yaml below).
llvm::Expected<ContractSet>
readContracts(llvm::ArrayRef<std::string> paths);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_CONTRACTFILES_H
