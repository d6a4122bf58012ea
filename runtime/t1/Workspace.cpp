//===- Workspace.cpp - Memory of a propagation, used again ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "t1/Workspace.h"

using namespace atlas::runtime::t1;

bool BitList::reserve(size_t count) {
  if (count <= clean)
    return true;
  size_t words = count / 64 + 1, groupWords = count / 4096 + 1;
  clean = 0;
  if (!bits.reserve(words) || !groups.reserve(groupWords))
    return false;
  memset(bits.data(), 0, words * sizeof(uint64_t));
  memset(groups.data(), 0, groupWords * sizeof(uint64_t));
  clean = count;
  return true;
}

bool NodeFifo::reserve(size_t nodes, size_t limit) {
  // One more than the limit: `seen` appends before it drops.
  size_t wanted = (limit < nodes ? limit : nodes) + 1;
  if (!ring.reserve(wanted))
    return false;
  room = wanted;
  first = count = 0;
  if (nodes <= clean)
    return true;
  clean = 0;
  if (!marks.reserve(nodes))
    return false;
  memset(marks.data(), 0, nodes);
  clean = nodes;
  return true;
}

bool atlas_t1_workspace::prepare(size_t nodes, const atlas_t1_params &params) {
  if (params.frontier == 0 && !buckets.prepare())
    return false;
  if (params.dedupe_window &&
      !window.reserve(nodes, size_t(params.dedupe_window)))
    return false;
  if (params.visited && !seen.reserve(nodes, size_t(params.visited)))
    return false;
  if (nodes <= clean)
    return true;
  clean = 0;
  if (!states.reserve(nodes) || !touched.reserve(nodes) ||
      !listed.reserve(nodes))
    return false;
  for (size_t i = 0; i < nodes; ++i)
    states[i] = kClean;
  clean = nodes;
  return true;
}
