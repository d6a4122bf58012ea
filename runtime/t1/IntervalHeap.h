//===- IntervalHeap.h - A heap with two ends --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keys of which the smallest and the largest can be removed, both in O(log n):
// the queue of a propagation with a frontier, which evicts the last entry.
//
// Node i holds the pair keys[2i] <= keys[2i + 1]; each node's interval contains
// those of its children 2i + 1 and 2i + 2, so the low ends form a min-heap and
// the high ends a max-heap. With an odd count the last node has a low end only.
// Thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_T1_INTERVALHEAP_H
#define ATLAS_RUNTIME_T1_INTERVALHEAP_H

#include "t1/Array.h"
#include "t1/Key.h"

namespace atlas::runtime::t1 {

class IntervalHeap {
public:
  bool empty() const { return count == 0; }
  size_t size() const { return count; }
  void clear() { count = 0; }

  /// Not when empty.
  Key min() const { return keys[0]; }
  Key max() const { return keys[count > 1]; }

  /// False, and nothing happens, without memory.
  bool push(Key key);
  /// Removes the smallest key. Not when empty.
  Key popMin();
  /// Replaces the largest key by one that is not larger. Not when empty.
  void replaceMax(Key key);
  /// Removes the largest key. Not when empty.
  Key popMax();

private:
  void siftUpLow(size_t node, Key key);
  void siftUpHigh(size_t node, Key key);
  void siftDownLow(Key key);
  void siftDownHigh(Key key);
  /// Puts a key into the last place, which is empty, and restores the order.
  void settleLast(Key key);

  static constexpr size_t kFirst = 64;
  Array<Key> keys;
  size_t count = 0;
};

} // namespace atlas::runtime::t1

#endif // ATLAS_RUNTIME_T1_INTERVALHEAP_H
