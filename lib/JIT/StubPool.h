//===- StubPool.h - Stable entries over atomic slots ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A slot is one pointer; its stub is code that jumps through it.
//
// The stub's address is what callers keep; the compiler thread swaps the
// pointer. One indirect jump (about 1 ns) is the whole cost of switching tiers.
//
// Failure: ATL0310 when no page can be mapped. Thread rule: thread-safe; a swap
// may race with calls, which see the old or the new code.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_STUBPOOL_H
#define ATLAS_LIB_JIT_STUBPOOL_H

#include "atlas-c/args.h"

#include "llvm/Support/Error.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace atlas::jit {

class StubPool;

/// One slot; returns to its pool when destroyed.
class Slot {
public:
  Slot() = default;
  Slot(Slot &&other) { swap(other); }
  Slot &operator=(Slot &&other) {
    swap(other);
    return *this;
  }
  ~Slot();

  /// The stable entry.
  atlas_packed_fn entry() const;
  /// Makes the stub jump to `target` from now on.
  void set(atlas_packed_fn target) {
    std::atomic_ref<void *>(*cell).store(reinterpret_cast<void *>(target),
                                         std::memory_order_release);
  }

private:
  friend class StubPool;
  void swap(Slot &other) {
    std::swap(pool, other.pool);
    std::swap(stub, other.stub);
    std::swap(cell, other.cell);
  }
  StubPool *pool = nullptr;
  void *stub = nullptr;
  void **cell = nullptr;
};

/// Pages of stubs; grows, and keeps its pages until destroyed. Must outlive its
/// slots.
class StubPool {
public:
  StubPool();
  ~StubPool();
  llvm::Expected<Slot> take();

private:
  friend class Slot;
  struct Page;
  void give(void *stub, void **cell);
  std::mutex mutex;
  std::vector<std::unique_ptr<Page>> pages;
  std::vector<std::pair<void *, void **>> free;
};

} // namespace atlas::jit

#endif // ATLAS_LIB_JIT_STUBPOOL_H
