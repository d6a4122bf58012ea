//===- SanctionLookup.h - Who allows a construct ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds the equation that sanctions one use of a construct class.
//
// Only enforced contracts sanction (drafts on request, deprecated never), and
// only for the targets and hardware of their compile targets. Among several the
// nearest to the kernel's own contract along depends_on is taken; without one
// nearest the use is ambiguous.
//
// Thread rule: pure functions.
// Source: backends-and-contracts.md CT-06, CI-02, CI-08.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONTRACT_SANCTIONLOOKUP_H
#define ATLAS_CONTRACT_SANCTIONLOOKUP_H

#include "atlas/Contract/Corpus.h"

namespace atlas::contract {

/// True if the sanction allows the use: same class, and every filter it has
/// admits the use's attribute.
bool admits(const Sanction &sanction, const ConstructUse &use);

/// What is asked for. `covers` says whether a hardware clause of the target
/// admits the hardware at hand.
struct SanctionQuery {
  ConstructUse use;
  std::string target;
  llvm::function_ref<bool(const HardwareClause &)> covers;
  std::string kernelContract; ///< id, "" if the kernel has none
  bool allowDrafts = false;
};

/// An equation that sanctions.
struct SanctionSource {
  const Contract *contract = nullptr;
  const Equation *equation = nullptr;
};

struct SanctionAnswer {
  SanctionSource chosen;                  ///< null members: none, or ambiguous
  std::vector<std::string> candidates;    ///< ids of all that would do, sorted
  /// Ids of contracts that sanction the use but may not: wrong status, target or
  /// hardware; with the reason, for the message.
  std::vector<std::string> rejected;
};

SanctionAnswer findSanction(const ContractCorpus &corpus,
                            const SanctionQuery &query);

/// Null if this contract's equation sanctions the use for the query's target and
/// hardware; else why not.
std::string whyNotSanctioned(const ContractCorpus &corpus,
                             llvm::StringRef contract, llvm::StringRef equation,
                             const SanctionQuery &query);

} // namespace atlas::contract

#endif // ATLAS_CONTRACT_SANCTIONLOOKUP_H
