//===- Values.h - Inputs and results of measured code -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Varied input data, aligned storage, and consuming of results. No state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BENCH_VALUES_H
#define ATLAS_BENCH_VALUES_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace atlas::bench {

/// Bytes that look like nothing in particular; the same every time.
std::vector<uint8_t> noise(size_t size);

/// Start of the first 64-byte line in `storage`, which must have 63 to spare.
template <typename T>
T *aligned(std::vector<uint8_t> &storage) {
  auto at = (reinterpret_cast<uintptr_t>(storage.data()) + 63) / 64 * 64;
  return reinterpret_cast<T *>(at);
}

/// Keeps a result, and what it may point at, from being optimised away.
template <typename T>
void keep(const T &value) {
  asm volatile("" : : "g"(value) : "memory");
}

} // namespace atlas::bench

#endif // ATLAS_BENCH_VALUES_H
