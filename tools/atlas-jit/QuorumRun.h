//===- QuorumRun.h - One kernel on many engines -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rows of one kernel: its cases and what the oracle makes of them, then one
// program after the other on one engine after the other. Rows are independent of
// each other; a run takes them side by side.
//
// Failure: fixtures that do not fit, an oracle that fails or contradicts its
// fixture. What goes wrong with an engine stands in its row.
// Thread rule: `prepare` once, by one thread; then `row` by any number.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_QUORUMRUN_H
#define ATLAS_TOOLS_ATLAS_JIT_QUORUMRUN_H

#include "QuorumEngines.h"
#include "QuorumPrograms.h"
#include "QuorumReport.h"

namespace atlas::tool {

/// The calls of a kernel: those of the fixture file, else the library's for one of
/// its kernels, else what the signature gives.
llvm::Expected<quorum::CaseSet> quorumCases(const KernelABI &abi,
                                            const std::string &fixture,
                                            bool isLibraryKernel);

class QuorumRun {
public:
  QuorumRun(const QuorumOptions &options, std::shared_ptr<QuorumKernel> kernel)
      : options(options), theKernel(std::move(kernel)) {}

  QuorumKernel &kernel() const { return *theKernel; }
  /// Valid after `prepare`.
  const quorum::Ballot &ballot() const { return theBallot; }

  /// The cases, and what the oracle makes of them.
  llvm::Error prepare();
  /// The wanted layouts of a target, those of its specialists behind them; none
  /// for a form of the host that the kernel does not have.
  std::vector<std::string> layouts(const quorum::Engine &engine) const;
  QuorumRow row(const EngineChoice &choice, llvm::StringRef layout) const;

private:
  quorum::Judgement judge(const EngineChoice &choice, llvm::StringRef layout) const;

  const QuorumOptions &options;
  std::shared_ptr<QuorumKernel> theKernel;
  quorum::Ballot theBallot;
};

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_QUORUMRUN_H
