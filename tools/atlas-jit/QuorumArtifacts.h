//===- QuorumArtifacts.h - Artifacts with what was executed -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the back ends made of a kernel, with the quorum that its rows amount to and
// the sidecar diff_exec_report: every row, and which passes the emitters share.
//
// Failure: ATL0102. Thread rule: main thread only.
// Source: backends-and-contracts.md DX-19, DX-20, BR-13.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_QUORUMARTIFACTS_H
#define ATLAS_TOOLS_ATLAS_JIT_QUORUMARTIFACTS_H

#include "QuorumRun.h"

namespace atlas::tool {

/// Writes FOLDER/KERNEL.TARGET.LAYOUT.json for every target of the rows, which are
/// those of one kernel.
llvm::Error writeQuorumArtifacts(llvm::StringRef folder, QuorumKernel &kernel,
                                 llvm::ArrayRef<QuorumRow> rows,
                                 double tolerance);

/// The passes that a specialist runs as the general emitter does, in that order;
/// they are where both could be wrong alike.
std::vector<std::string> sharedPasses(llvm::StringRef target,
                                      llvm::StringRef specialist,
                                      llvm::StringRef layout);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_QUORUMARTIFACTS_H
