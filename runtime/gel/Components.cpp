//===- Components.cpp - Connected components of chosen edges --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "gel/Components.h"
#include "gel/Sort.h"

using namespace atlas::runtime::gel;

namespace {

/// Place of an id that is in the list.
uint32_t placeOf(const int32_t *ids, size_t count, int32_t id) {
  size_t low = 0;
  while (count > 1) {
    size_t half = count / 2;
    low = ids[low + half] <= id ? low + half : low;
    count -= half;
  }
  return uint32_t(low);
}

} // namespace

bool NodeIndex::build(const atlas_gel_edges &list) {
  edges = list.count;
  nodes = 0;
  if (!edges)
    return true;
  if (!ids.reserve(2 * edges) || !from.reserve(edges) || !to.reserve(edges))
    return false;
  memcpy(ids.data(), list.src, edges * sizeof(int32_t));
  memcpy(ids.data() + edges, list.dst, edges * sizeof(int32_t));
  sort(ids.data(), 2 * edges, [](int32_t a, int32_t b) { return a < b; });
  for (size_t i = 0; i < 2 * edges; ++i)
    if (!i || ids[i] != ids[nodes - 1])
      ids[nodes++] = ids[i];
  for (size_t i = 0; i < edges; ++i) {
    from[i] = placeOf(ids.data(), nodes, list.src[i]);
    to[i] = placeOf(ids.data(), nodes, list.dst[i]);
  }
  return true;
}

/// `of` holds parents, of which no one is larger than its child.
uint32_t Components::rootOf(uint32_t node) {
  while (of[node] != node) {
    of[node] = of[of[node]];
    node = of[node];
  }
  return node;
}

bool Components::build(const NodeIndex &index, const double *weights,
                       double least) {
  size_t nodes = index.nodes;
  Array<uint32_t> numbers;
  if (!starts.reserve(nodes + 1) ||
      (nodes && (!of.reserve(nodes) || !members.reserve(nodes) ||
                 !numbers.reserve(nodes))))
    return false;
  for (size_t i = 0; i < nodes; ++i)
    of[i] = kNone;
  for (size_t i = 0; i < index.edges; ++i) {
    if (!(least < 0 || __builtin_fabs(weights[i]) >= least))
      continue;
    uint32_t a = index.from[i], b = index.to[i];
    of[a] = of[a] == kNone ? a : of[a];
    of[b] = of[b] == kNone ? b : of[b];
    uint32_t rootA = rootOf(a), rootB = rootOf(b);
    if (rootA < rootB)
      of[rootB] = rootA;
    else
      of[rootA] = rootB;
  }
  // A root is the smallest node of its component, so components are met in the
  // order of their smallest nodes, and every parent is numbered before.
  count = 0;
  for (size_t i = 0; i < nodes; ++i)
    if (of[i] != kNone) {
      uint32_t parent = of[i];
      bool isRoot = parent == i;
      numbers[i] = isRoot ? uint32_t(count++) : numbers[parent];
    }
  for (size_t i = 0; i <= count; ++i)
    starts[i] = 0;
  for (size_t i = 0; i < nodes; ++i)
    if (of[i] != kNone) {
      of[i] = numbers[i];
      ++starts[of[i]];
    }
  size_t sum = 0;
  for (size_t i = 0; i <= count; ++i) {
    size_t size = starts[i];
    starts[i] = sum;
    sum += size;
  }
  for (size_t i = 0; i < nodes; ++i)
    if (of[i] != kNone)
      members[starts[of[i]]++] = uint32_t(i);
  for (size_t i = count; i; --i)
    starts[i] = starts[i - 1];
  starts[0] = 0;
  return true;
}
