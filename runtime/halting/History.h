//===- History.h - The last approved actions --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A ring of copied texts that grows by doubling up to its window, so that an
// append costs one block for the text and amortised constant work.
// Thread rule: thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_HALTING_HISTORY_H
#define ATLAS_RUNTIME_HALTING_HISTORY_H

#include "atlas-c/coherence.h"

namespace atlas::runtime::halting {

class History {
public:
  explicit History(uint64_t window) : window(window) {}
  History(const History &) = delete;
  History &operator=(const History &) = delete;
  ~History();

  /// Appends a copy; the oldest entry goes if the window is full. False, and
  /// nothing changes, without memory.
  bool append(const char *text, size_t size);
  /// Sets the window; the oldest entries go if there are too many.
  void setWindow(uint64_t size);

  size_t size() const { return count; }
  /// The oldest entry has index 0.
  const atlas_coherence_text &operator[](size_t index) const {
    return *place(index);
  }

private:
  atlas_coherence_text *place(size_t index) const {
    size_t left = capacity - first;
    return ring + (index < left ? first + index : index - left);
  }
  bool grow();
  void dropOldest();

  atlas_coherence_text *ring = nullptr;
  size_t first = 0, count = 0, capacity = 0;
  uint64_t window;
};

} // namespace atlas::runtime::halting

#endif // ATLAS_RUNTIME_HALTING_HISTORY_H
