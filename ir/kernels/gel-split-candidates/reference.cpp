//===- reference.cpp - Plain gel-split-candidates ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Components over all edges that fall apart into several parts, each of at least
// min_component_size nodes, without the edges of |w| < weak_edge_thresh; by the
// number of such edges, then smallest node.
//
// The oracle of the tests: the obvious way with the containers of the standard
// library. Arguments as in kernel.mlir; checks nothing (see args.h).
// Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas/Reference/Components.h"

#include <tuple>

using namespace atlas::reference;

namespace {

struct Split {
  Nodes original;
  std::vector<Nodes> parts;
  int64_t removed = 0, edges = 0;
};

Split splitOf(const std::vector<Edge> &edges, const Nodes &nodes,
              double least) {
  Split split;
  split.original = nodes;
  std::vector<Edge> inside;
  for (const Edge &e : edges)
    if (contains(nodes, e.src)) {
      inside.push_back(e);
      split.edges += 1;
      split.removed += !(e.size >= least);
    }
  split.parts = components(neighbours(inside, least));
  return split;
}

void storeNodes(const atlas_buffer_t &list, int64_t &at, const Nodes &nodes) {
  for (int32_t node : nodes)
    store(list, at++, node);
}

} // namespace

extern "C" int32_t atlas_ref_gel_split_candidates(const atlas_args_t *args) {
  const atlas_buffer_t *b = args->buffers;
  std::vector<Edge> edges = loadEdges(b);
  double least = toDouble(args->scalars[0]);
  int64_t minSize = int64_t(args->scalars[1]);
  std::vector<Split> found;
  for (const Nodes &nodes : components(neighbours(edges, -1.0))) {
    Split split = splitOf(edges, nodes, least);
    bool large = std::all_of(
        split.parts.begin(), split.parts.end(),
        [&](const Nodes &part) { return int64_t(part.size()) >= minSize; });
    if (split.parts.size() >= 2 && large)
      found.push_back(split);
  }
  std::sort(found.begin(), found.end(), [](const Split &a, const Split &b) {
    return std::make_tuple(-a.removed, a.original) <
           std::make_tuple(-b.removed, b.original);
  });
  int64_t members = 0, parts = 0, partMembers = 0;
  for (size_t i = 0; i < found.size(); ++i) {
    const Split &split = found[i];
    storeNodes(b[3], members, split.original);
    store(b[4], int64_t(i), int64_t(split.original.size()));
    store(b[5], int64_t(i), int64_t(split.parts.size()));
    store(b[6], int64_t(i), split.removed);
    store(b[7], int64_t(i), split.edges);
    for (const Nodes &part : split.parts) {
      storeNodes(b[8], partMembers, part);
      store(b[9], parts++, int64_t(part.size()));
    }
  }
  args->results[0] = found.size();
  args->results[1] = uint64_t(members);
  args->results[2] = uint64_t(parts);
  args->results[3] = uint64_t(partMembers);
  return 0;
}
