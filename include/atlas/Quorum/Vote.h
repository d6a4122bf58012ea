//===- Vote.h - Two programs on the same calls ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compares what two programs left after the same calls, buffer by buffer, in both
// rounds. An element that still follows the poison was never written; that is a
// divergence even where both programs left it. So are a changed input and a
// damaged guard zone.
//
// Outputs that a result trims are compared up to that result. NaN payloads,
// signed zeros and tolerances: Compare.h.
//
// Failure: ATL0404 where nothing was compared (DX-11).
// Thread rule: pure functions.
// Source: backends-and-contracts.md DX-10, DX-11, DX-14 to DX-17.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_QUORUM_VOTE_H
#define ATLAS_QUORUM_VOTE_H

#include "atlas/Quorum/Cases.h"

#include <optional>

namespace atlas::quorum {

/// The worst element, or what else was wrong.
struct Divergence {
  std::string callName, buffer;
  uint64_t index = 0;
  std::string text; ///< "bins[5]: 0x11 (17) against 0x10 (16)"
};

struct VoteReport {
  uint64_t calls = 0, compared = 0; ///< calls, elements
  uint64_t skipped = 0;             ///< calls
  double maxAbsDiff = 0;            ///< >= 0, never NaN; may be infinite
  std::optional<Divergence> worst;

  bool agrees() const { return !worst; }
};

/// How a vote is held.
struct VoteOptions {
  double tolerance = 0; ///< the policy's
  /// Numbers of calls that are left out, with the reason.
  std::map<size_t, std::string> skipped;
};

/// `ours` against `theirs` (an oracle).
llvm::Expected<VoteReport> vote(const KernelABI &kernel, const CaseSet &cases,
                                const BatchOutputs &ours,
                                const BatchOutputs &theirs,
                                const VoteOptions &options = {});

/// What a device's arithmetic can be relied on to keep (WorkerReply).
struct FloatPromise {
  bool denormals = true, nans = true;
};

/// The calls with a float that a device does not promise to keep, in an input,
/// a scalar or what the oracle left (DX-17).
std::map<size_t, std::string> unpromisedCalls(const KernelABI &kernel,
                                              const CaseSet &cases,
                                              const BatchOutputs &oracle,
                                              FloatPromise promise);

/// Against what the fixture expects; success without golden cases.
llvm::Expected<VoteReport> voteGolden(const CaseSet &cases,
                                      const BatchOutputs &ours);

} // namespace atlas::quorum

#endif // ATLAS_QUORUM_VOTE_H
