//===- Memory.h - Allocation and counters of libatlas -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All memory of libatlas goes through allocate and release, and all kernel
// calls of its C interface through count, which is empty in release builds.
// Thread rule: thread-safe, but for changing the allocator (base.h).
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_MEMORY_H
#define ATLAS_RUNTIME_MEMORY_H

#include <stddef.h>
#include <stdint.h>

namespace atlas::runtime {

/// `size` (never 0) bytes aligned to 16; null if there are none.
void *allocate(size_t size);

/// Frees what allocate gave; null is allowed.
void release(void *block);

/// Counts one kernel call over `bytes` bytes.
#ifdef NDEBUG
inline void count(size_t) {}
#else
void count(size_t bytes);
#endif

} // namespace atlas::runtime

#endif // ATLAS_RUNTIME_MEMORY_H
