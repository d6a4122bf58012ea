//===- FourHeap.h - A 4-ary heap of keys ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Smallest key first. Four children per node: half the levels of a binary heap,
// and the children of a node lie in one cache line. Thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_T1_FOURHEAP_H
#define ATLAS_RUNTIME_T1_FOURHEAP_H

#include "t1/Array.h"
#include "t1/Key.h"

namespace atlas::runtime::t1 {

class FourHeap {
public:
  bool empty() const { return count == 0; }
  size_t size() const { return count; }
  void clear() { count = 0; }

  /// The smallest key; kNoKey if there is none.
  Key top() const { return count ? keys[0] : kNoKey; }

  /// False, and nothing happens, without memory.
  bool push(Key key) {
    if (!keys.grow(count + 1 < kFirst ? kFirst : count + 1, count))
      return false;
    size_t at = count++;
    for (; at; at = (at - 1) / 4) {
      Key parent = keys[(at - 1) / 4];
      if (parent <= key)
        break;
      keys[at] = parent;
    }
    keys[at] = key;
    return true;
  }

  /// Removes the smallest key. Not when empty.
  Key pop() {
    Key first = keys[0], moved = keys[--count];
    size_t at = 0;
    for (;;) {
      size_t child = 4 * at + 1;
      if (child >= count)
        break;
      size_t end = child + 4 < count ? child + 4 : count, least = child;
      for (size_t i = child + 1; i < end; ++i)
        least = keys[i] < keys[least] ? i : least;
      if (moved <= keys[least])
        break;
      keys[at] = keys[least];
      at = least;
    }
    keys[at] = moved;
    return first;
  }

private:
  static constexpr size_t kFirst = 64;
  Array<Key> keys;
  size_t count = 0;
};

} // namespace atlas::runtime::t1

#endif // ATLAS_RUNTIME_T1_FOURHEAP_H
