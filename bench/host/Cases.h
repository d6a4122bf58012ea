//===- Cases.h - What atlas-host-bench measures -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The groups of the host benchmark: cache-resident, memory-bound, threads,
// calls. Every kernel's output is compared with the yardstick's before it is
// timed.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BENCH_CASES_H
#define ATLAS_BENCH_CASES_H

#include "Kernels.h"
#include "Table.h"
#include "Values.h"

namespace atlas::bench {

struct Options {
  unsigned rounds = 101; ///< L1-resident groups; memory-bound ones take a third
  bool dram = true;
};

/// Fills `table`. What was measured before a failure stays in it.
llvm::Error measureHost(const Options &options, Table &table);

// One group each.
llvm::Error measureCache(Kernels &kernels, const Options &options,
                         Table &table);
llvm::Error measureTwins(Kernels &kernels, const Options &options,
                         Table &table);
llvm::Error measureMemory(Kernels &kernels, const Options &options,
                          Table &table);
llvm::Error measureCalls(Kernels &kernels, const Options &options,
                         Table &table);
llvm::Error measureLoads(const Options &options, Table &table);

/// Error saying that `what` computed something else than the yardstick.
llvm::Error wrong(llvm::StringRef what);

} // namespace atlas::bench

#endif // ATLAS_BENCH_CASES_H
