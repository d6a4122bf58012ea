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

/// Writes the folder `options.bundle`; the number of its jobs. ATL0313 for targets
/// and devices that cannot travel.
llvm::Expected<size_t>
writeQuorumBundle(const QuorumOptions &options,
                  llvm::ArrayRef<std::shared_ptr<QuorumKernel>> kernels);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_QUORUMBUNDLE_H
