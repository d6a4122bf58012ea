//===- QuorumBundle.h - A quorum that runs elsewhere ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels as a bundle (atlas/Quorum/Bundle.h) for the engines that can travel:
// ptx and spirv, whose workers need a driver and nothing else.
//
// Thread rule: main thread only.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_QUORUMBUNDLE_H
#define ATLAS_TOOLS_ATLAS_JIT_QUORUMBUNDLE_H

#include "QuorumRun.h"

namespace atlas::tool {

/// What was written.
struct QuorumBundle {
  size_t jobs = 0;
  int failed = 0; ///< exit code of kernels that were reported and left out
};

/// Writes the folder `options.bundle`. A kernel whose fixture does not fit, or whose
/// oracle fails, is reported and left out. ATL0313 for targets and devices that
/// cannot travel.
llvm::Expected<QuorumBundle>
writeQuorumBundle(const QuorumOptions &options,
                  llvm::ArrayRef<std::shared_ptr<QuorumKernel>> kernels);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_QUORUMBUNDLE_H
