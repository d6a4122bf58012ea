//===- Workspace.h - Memory of a propagation, used again --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Between calls every node's state is clean and every bit and mark is zero, so a
// call cleans what it touched and nothing else. Only growing to a larger graph
// costs O(nodes). Failure: functions return false without memory and leave the
// workspace usable. Thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_T1_WORKSPACE_H
#define ATLAS_RUNTIME_T1_WORKSPACE_H

#include "t1/BucketQueue.h"
#include "t1/Contract.h"
#include "t1/IntervalHeap.h"

namespace atlas::runtime::t1 {

/// A node's sum and the least layer it was reached in; -1: not touched.
struct State {
  float sum;
  int32_t layer;
};
constexpr State kClean = {0.0f, -1};

/// Node ids as bits, and a bit for each word that has any: listing m of n in
/// ascending order costs O(m + n / 4096). Clean after listing.
class BitList {
public:
  bool reserve(size_t count);
  void set(uint32_t id) {
    bits[id / 64] |= uint64_t(1) << id % 64;
    groups[id / 4096] |= uint64_t(1) << id / 64 % 64;
  }
  /// Calls take(id) in ascending order for ids below `count`.
  template <typename Take>
  void drain(size_t count, Take take) {
    for (size_t group = 0; group * 4096 < count; ++group) {
      for (uint64_t words = groups[group]; words; words &= words - 1) {
        size_t word = group * 64 + lowestBit(words);
        for (uint64_t rest = bits[word]; rest; rest &= rest - 1)
          take(uint32_t(word * 64 + lowestBit(rest)));
        bits[word] = 0;
      }
      groups[group] = 0;
    }
  }

private:
  Array<uint64_t> bits, groups;
  size_t clean = 0; ///< ids for which all is zero
};

/// A first-in first-out list of nodes without repeats, and who is in it: the
/// dedupe window and the seen list of contract t1, section 7.
class NodeFifo {
public:
  /// For at most `limit` of `nodes` nodes at once.
  bool reserve(size_t nodes, size_t limit);
  bool contains(uint32_t node) const { return marks[node]; }
  size_t size() const { return count; }
  void append(uint32_t node) {
    size_t at = first + count++;
    ring[at < room ? at : at - room] = node;
    marks[node] = 1;
  }
  void dropOldest() {
    marks[ring[first]] = 0;
    first = first + 1 < room ? first + 1 : 0;
    --count;
  }
  void clear() {
    while (count)
      dropOldest();
    first = 0;
  }

private:
  Array<uint32_t> ring;
  Array<uint8_t> marks;
  size_t room = 1, first = 0, count = 0;
  size_t clean = 0; ///< nodes whose mark is 0 or counted
};

} // namespace atlas::runtime::t1

/// Named by the C interface.
struct atlas_t1_workspace {
  atlas::runtime::t1::Array<atlas::runtime::t1::State> states;
  atlas::runtime::t1::Array<uint32_t> touched;
  atlas::runtime::t1::BitList listed;
  atlas::runtime::t1::Decay decay;
  atlas::runtime::t1::BucketQueue buckets;
  atlas::runtime::t1::IntervalHeap frontier;
  atlas::runtime::t1::NodeFifo window, seen;
  size_t clean = 0; ///< nodes with a clean state

  /// Room for a call.
  bool prepare(size_t nodes, const atlas_t1_params &params);
};

#endif // ATLAS_RUNTIME_T1_WORKSPACE_H
