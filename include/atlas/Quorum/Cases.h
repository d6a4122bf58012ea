//===- Cases.h - The calls that a kernel is voted on ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A case set is what a fixture becomes for one kernel: calls with all their
// bytes, how each output is compared, and what was skipped and why. Sets are made
// from a kernel's signature alone (deriveCases) or from a fixture file
// (FixtureCases.h); the same inputs give the same bytes everywhere.
//
// Failure: ATL03xx from length expressions.
// Thread rule: plain values and pure functions.
// Source: backends-and-contracts.md DX-09, DX-11, DX-12a, DX-13.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_QUORUM_CASES_H
#define ATLAS_QUORUM_CASES_H

#include "atlas/Quorum/Call.h"
#include "atlas/Quorum/Compare.h"

namespace atlas::quorum {

/// How one output is judged.
struct OutputRule {
  Comparison comparison;
  /// Elements may be left alone: then every program must leave them alone.
  bool partial = false;
};

/// A case that is not run.
struct SkippedCase {
  std::string name, reason;
};

/// What a fixture says a call must give.
struct Expectation {
  size_t call = 0;
  std::string output;
  std::vector<uint8_t> bytes;
};

struct CaseSet {
  std::string id;       ///< of the fixture; "derived"
  std::string contract; ///< "" if none
  bool derived = false;
  std::vector<CallData> calls;
  std::vector<SkippedCase> skipped;
  std::vector<Expectation> golden;
  std::map<std::string, OutputRule> rules; ///< buffers and results by name
};

/// How a kernel's outputs are compared where no fixture says it: exactly, unless
/// its exactness class has a tolerance.
std::map<std::string, OutputRule> defaultRules(const KernelABI &kernel);

/// Cases from the signature: every free dimension at the sizes of DX-09 (as
/// multiples where a length divides exactly), inputs drawn `uniform` and as
/// `bits`, the special values of their types, tables below the smallest fixed
/// extent of an output. Scalars that lengths name have the size; other integers
/// of 32 or 64 bits stay below 256, because they may count something.
llvm::Expected<CaseSet> deriveCases(const KernelABI &kernel,
                                    int64_t workgroup = 256);

/// Fills in the extents that declared lengths decide; the others must be there.
llvm::Error completeDims(const KernelABI &kernel, CallData &call);

} // namespace atlas::quorum

#endif // ATLAS_QUORUM_CASES_H
