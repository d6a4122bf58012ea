//===- DiffExec.h - Two emissions on one device -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The engine behind the policy diff_exec: runs the general emitter's program and a
// specialist's in worker processes, on the same device and the same calls, and
// compares what they leave, poison and guards included.
//
// The first engine of the list that has a device decides. None, or one that cannot
// run either program, is "not run" with the reasons and the tolerance; a worker that
// fails is an error.
//
// Failure: ATL0404. Thread rule: thread-safe.
// Source: backends-and-contracts.md BR-34 to BR-38, DX-01, DX-10, DX-19.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_QUORUM_DIFFEXEC_H
#define ATLAS_QUORUM_DIFFEXEC_H

#include "atlas/Backend/Engine.h"
#include "atlas/Quorum/Cases.h"
#include "atlas/Quorum/Engine.h"

#include <functional>

namespace atlas::quorum {

struct DiffExecOptions {
  std::string target;
  std::vector<EngineChoice> engines; ///< in order of preference
  /// The calls that a kernel is compared on.
  std::function<llvm::Expected<CaseSet>(const KernelABI &)> cases;
};

std::shared_ptr<const backend::DiffExecEngine>
makeDiffExecEngine(DiffExecOptions options);

/// An emission as a program for workers. ATL0404 if it does not say how it is
/// launched or called.
llvm::Expected<Program> programOf(const backend::Emission &emission,
                                  llvm::StringRef target);

} // namespace atlas::quorum

#endif // ATLAS_QUORUM_DIFFEXEC_H
