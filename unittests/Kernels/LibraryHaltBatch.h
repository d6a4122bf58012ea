//===- LibraryHaltBatch.h - Halting batches through the C interface -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A call of a kernel halt-batch-* as a call of atlas_halt_decide_batch, so that
// libatlas' own filter and the compiled kernels check each other.
// Thread-safe: no state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_KERNELS_LIBRARYHALTBATCH_H
#define ATLAS_UNITTESTS_KERNELS_LIBRARYHALTBATCH_H

#include "Column.h"

namespace atlas::test {

/// Whether the kernel is one of halting.
bool isHaltBatch(llvm::StringRef kernel);

/// False for what the C interface refuses and a kernel answers: thresholds and
/// lengths that are no configuration, rows that leave the scores.
bool isLegalHaltBatch(llvm::StringRef kernel, const Invocation &call);

/// Null, or what went wrong. The call is legal.
const char *runHaltBatch(llvm::StringRef kernel, Invocation &call);

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_KERNELS_LIBRARYHALTBATCH_H
