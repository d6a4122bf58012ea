//===- Sort.h - Sorting by any order ----------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Heapsort: no memory, O(n log n) on every input. Not stable; the orders it is
// used with have no ties that matter. No state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_GEL_SORT_H
#define ATLAS_RUNTIME_GEL_SORT_H

#include <stddef.h>

namespace atlas::runtime::gel {

/// Sorts so that isBefore(later, earlier) is never true.
template <typename T, typename IsBefore>
void sort(T *values, size_t count, IsBefore isBefore) {
  // The value that comes last is at the top of the heap.
  auto sift = [&](size_t at, size_t end, T value) {
    for (size_t child; (child = 2 * at + 1) < end; at = child) {
      if (child + 1 < end && isBefore(values[child], values[child + 1]))
        ++child;
      if (!isBefore(value, values[child]))
        break;
      values[at] = values[child];
    }
    values[at] = value;
  };
  for (size_t at = count / 2; at--;)
    sift(at, count, values[at]);
  for (size_t end = count; end > 1;) {
    T last = values[--end];
    values[end] = values[0];
    sift(0, end, last);
  }
}

} // namespace atlas::runtime::gel

#endif // ATLAS_RUNTIME_GEL_SORT_H
