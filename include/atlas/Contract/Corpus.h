//===- Corpus.h - All contracts together ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A set of contracts that was checked as a whole.
//
// Ids are unique, dependencies resolve without a ring, checks exist, and no two
// enforced contracts contradict each other. A corpus is immutable; its digest
// covers the meaning of its contracts and not their layout.
//
// Failure: a list of issues (ATL04xx) with file, line and column.
// Thread rule: immutable.
// Source: backends-and-contracts.md CT-04 to CT-06, CT-12, CT-14, CT-15, CI-02.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONTRACT_CORPUS_H
#define ATLAS_CONTRACT_CORPUS_H

#include "atlas/Contract/Issue.h"
#include "atlas/Contract/Model.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/VirtualFileSystem.h"

#include <functional>
#include <map>
#include <memory>

namespace atlas::contract {

class ContractCorpus {
public:
  /// Checks the contracts against each other. Null with at least one issue.
  static std::shared_ptr<const ContractCorpus>
  create(std::vector<Contract> contracts, const Vocabulary &vocabulary,
         Issues &issues);

  /// Sorted by id.
  llvm::ArrayRef<Contract> contracts() const { return all; }
  const Contract *find(llvm::StringRef id) const;
  /// SHA-256, in hex, over the canonical texts.
  const std::string &digest() const { return sum; }
  /// How many steps along depends_on lead from one contract to another: 0 for
  /// itself, nullopt if none do. Unknown ids reach nothing.
  std::optional<unsigned> distance(llvm::StringRef from,
                                   llvm::StringRef to) const;

private:
  ContractCorpus() = default;
  std::vector<Contract> all;
  std::string sum;
};

/// The files below `folder` that are contracts: `contract.yaml`, any depth,
/// sorted. ATL0101 if the folder cannot be read.
llvm::Expected<std::vector<std::string>>
findContractFiles(llvm::vfs::FileSystem &files, llvm::StringRef folder);

/// Counts the tests that a GoogleTest program lists for a filter.
using TestLister = std::function<llvm::Expected<unsigned>(
    llvm::StringRef binary, llvm::StringRef filter)>;

/// Looks at what the falsification tests of a contract name (CT-12): files exist
/// and are what their kind says; with a lister, filters select a test. A path is
/// looked up in the contract's folder and then in the folders above it.
void checkExecutables(const Contract &contract, llvm::vfs::FileSystem &files,
                      const TestLister &lister, Issues &issues);

} // namespace atlas::contract

#endif // ATLAS_CONTRACT_CORPUS_H
