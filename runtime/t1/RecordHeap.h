//===- RecordHeap.h - A binary heap of queue entries ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The queue of the reference: 16-byte records in the order of contract t1,
// section 5, in a binary heap. Thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_T1_RECORDHEAP_H
#define ATLAS_RUNTIME_T1_RECORDHEAP_H

#include "t1/Array.h"

#include <stdint.h>

namespace atlas::runtime::t1 {

/// One entry with its tie-breaks.
struct Record {
  float size; ///< |delta|
  int32_t rank, node;
  float delta;
};

/// True if `a` is taken before `b`.
inline bool isBefore(const Record &a, const Record &b) {
  if (a.size != b.size)
    return a.size > b.size;
  if (a.rank != b.rank)
    return a.rank < b.rank;
  if (a.node != b.node)
    return a.node < b.node;
  return a.delta < b.delta;
}

class RecordHeap {
public:
  size_t size() const { return count; }

  /// False, and nothing happens, without memory.
  bool push(const Record &record) {
    if (!records.grow(count + 1, count))
      return false;
    records[count] = record;
    siftUp(count++);
    return true;
  }

  /// Removes the first entry. Not when empty.
  Record pop() { return remove(0); }

  /// Removes the last entry, which is one of the leaves. Not when empty. O(n).
  Record evict() {
    size_t last = count / 2;
    for (size_t i = last + 1; i < count; ++i)
      if (isBefore(records[last], records[i]))
        last = i;
    return remove(last);
  }

private:
  Record remove(size_t at) {
    Record removed = records[at];
    if (at != --count) {
      records[at] = records[count];
      siftDown(at);
      siftUp(at);
    }
    return removed;
  }

  void siftUp(size_t at) {
    for (size_t parent; at && isBefore(records[at], records[(at - 1) / 2]);
         at = parent) {
      parent = (at - 1) / 2;
      exchange(at, parent);
    }
  }

  void siftDown(size_t at) {
    for (;;) {
      size_t first = at;
      for (size_t child = 2 * at + 1; child <= 2 * at + 2; ++child)
        if (child < count && isBefore(records[child], records[first]))
          first = child;
      if (first == at)
        return;
      exchange(at, first);
      at = first;
    }
  }

  void exchange(size_t a, size_t b) {
    Record record = records[a];
    records[a] = records[b];
    records[b] = record;
  }

  Array<Record> records;
  size_t count = 0;
};

} // namespace atlas::runtime::t1

#endif // ATLAS_RUNTIME_T1_RECORDHEAP_H
