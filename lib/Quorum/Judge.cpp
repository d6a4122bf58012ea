//===- Judge.cpp - What came of one program on one engine -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Quorum/Judge.h"

using namespace atlas;
using namespace atlas::quorum;

Judgement quorum::judge(llvm::Expected<EngineOutcome> outcome,
                        const Ballot &ballot) {
  Judgement result;
  result.kind = VerdictKind::Error;
  if (!outcome) {
    result.detail = llvm::toString(outcome.takeError());
    return result;
  }
  if (auto *absent = std::get_if<WorkerAbsent>(&*outcome)) {
    result.kind = VerdictKind::NotRun;
    result.detail = absent->reason;
    return result;
  }
  auto &run = std::get<EngineRun>(*outcome);
  result.reply = run.reply;
  VoteOptions voting{ballot.tolerance, {}};
  voting.skipped =
      unpromisedCalls(ballot.kernel, ballot.cases, ballot.expected,
                      {run.reply.denormals, run.reply.nans});
  auto report = vote(ballot.kernel, ballot.cases, run.outputs, ballot.expected,
                     voting);
  if (!report) {
    result.detail = llvm::toString(report.takeError());
    return result;
  }
  result.votes = std::move(*report);
  result.skipped = ballot.cases.skipped.size() + result.votes.skipped;
  result.kind = result.votes.agrees() ? VerdictKind::Match : VerdictKind::Divergent;
  if (result.votes.worst)
    result.detail = result.votes.worst->text;
  return result;
}
