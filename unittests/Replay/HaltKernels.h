//===- HaltKernels.h - The compiled kernels halt-batch-* --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The entries of the halting kernels that were compiled ahead of time for this
// machine, by level, without a compiler or a JIT. Thread rule: immutable.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_REPLAY_HALTKERNELS_H
#define ATLAS_UNITTESTS_REPLAY_HALTKERNELS_H

#include "atlas-c/args.h"

#include <stddef.h>

namespace atlas::replay {

/// One level: its name and the entries, by layout (atlas_halt_layout_t), then
/// double and float.
struct HaltKernels {
  const char *level;
  atlas_packed_fn entries[3][2];
};

/// The levels that this processor runs, weakest first; *count of them.
const HaltKernels *haltKernels(size_t *count);

} // namespace atlas::replay

#endif // ATLAS_UNITTESTS_REPLAY_HALTKERNELS_H
