//===- Cases.h - What atlas-host-bench measures -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The groups of the host benchmark: cache-resident, memory-bound, threads, calls.
// Every kernel's output is compared with the yardstick's before it is timed.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BENCH_CASES_H
#define ATLAS_BENCH_CASES_H

#include "Kernels.h"
#include "Table.h"

namespace atlas::bench {

struct Options {
  unsigned rounds = 101; ///< L1-resident groups; memory-bound ones take a third
  bool dram = true;
};

/// Fills `table`. What was measured before a failure stays in it.
llvm::Error measureHost(const Options &options, Table &table);

// One group each.
llvm::Error measureCache(Kernels &kernels, const Options &options, Table &table);
llvm::Error measureTwins(Kernels &kernels, const Options &options, Table &table);
llvm::Error measureMemory(Kernels &kernels, const Options &options, Table &table);
llvm::Error measureCalls(Kernels &kernels, const Options &options, Table &table);
llvm::Error measureLoads(const Options &options, Table &table);

/// Bytes that look like nothing in particular; the same every time.
std::vector<uint8_t> noise(size_t size);
/// Start of the first 64-byte line in `storage`, which must have 63 to spare.
template <typename T>
T *aligned(std::vector<uint8_t> &storage) {
  auto at = (reinterpret_cast<uintptr_t>(storage.data()) + 63) / 64 * 64;
  return reinterpret_cast<T *>(at);
}
/// Keeps a result from being optimised away.
template <typename T>
void keep(const T &value) {
  asm volatile("" : : "g"(value) : "memory");
}
/// Error saying that `what` computed something else than the yardstick.
llvm::Error wrong(llvm::StringRef what);

} // namespace atlas::bench

#endif // ATLAS_BENCH_CASES_H
