//===- Judge.h - What came of one program on one engine ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From what an engine answered to a verdict: the outputs against the oracle's, a
// reason why nothing ran, or what broke. Every outcome is a value, an engine's
// failure too: a run over many engines goes on.
//
// Thread rule: plain values and a pure function.
// Source: backends-and-contracts.md DX-02, DX-11, DX-17, BR-36.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_QUORUM_JUDGE_H
#define ATLAS_QUORUM_JUDGE_H

#include "atlas/Quorum/Engine.h"
#include "atlas/Quorum/Vote.h"

namespace atlas::quorum {

enum class VerdictKind : uint8_t {
  Match,
  Divergent,
  NotRun,  ///< nothing was executed, and why
  Refused, ///< the target does not take the kernel, and why
  Error    ///< an engine failed
};

/// What a kernel is voted on: its calls, and what an oracle makes of them.
struct Ballot {
  KernelABI kernel;
  CaseSet cases;
  BatchOutputs expected;
  double tolerance = 0; ///< the policy's
};

struct Judgement {
  VerdictKind kind = VerdictKind::NotRun;
  std::string detail; ///< reason, refusal or error; of a divergence, its text
  WorkerReply reply;  ///< where something was executed
  VoteReport votes;
  uint64_t skipped = 0; ///< calls
};

/// A verdict with its place in the table of a run.
struct Row {
  std::string kernel, target, layout, device;
  std::string fixture;
  Judgement result;
  double milliseconds = 0;
};

Judgement judge(llvm::Expected<EngineOutcome> outcome, const Ballot &ballot);

} // namespace atlas::quorum

#endif // ATLAS_QUORUM_JUDGE_H
