//===- reference.cpp - Plain gel-merge-candidates ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Components over edges with |w| >= min_avg_w of at least min_size nodes and at
// most that diameter, by mean |w| of all edges inside, size, smallest node.
//
// The oracle of the tests: the obvious way with the containers of the standard
// library. Arguments as in kernel.mlir; checks nothing (see args.h).
// Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas/Reference/Components.h"

#include <tuple>

using namespace atlas::reference;

namespace {

struct Merge {
  Nodes nodes;
  double mean;
  int64_t diameter;
};

double meanInside(const std::vector<Edge> &edges, const Nodes &nodes) {
  double sum = 0.0;
  int64_t count = 0;
  for (const Edge &e : edges)
    if (contains(nodes, e.src) && contains(nodes, e.dst)) {
      sum += e.size;
      ++count;
    }
  return sum / double(count);
}

int64_t diameterOf(const Neighbours &graph, const Nodes &nodes) {
  int64_t diameter = 0;
  for (int32_t node : nodes)
    for (auto [other, distance] : search(graph, node))
      diameter = std::max(diameter, distance);
  return diameter;
}

} // namespace

extern "C" int32_t atlas_ref_gel_merge_candidates(const atlas_args_t *args) {
  const atlas_buffer_t *b = args->buffers;
  std::vector<Edge> edges = loadEdges(b);
  Neighbours strong = neighbours(edges, toDouble(args->scalars[0]));
  std::vector<Merge> found;
  for (const Nodes &nodes : components(strong)) {
    int64_t diameter = diameterOf(strong, nodes);
    if (int64_t(nodes.size()) >= int64_t(args->scalars[1]) &&
        diameter <= int64_t(args->scalars[2]))
      found.push_back({nodes, meanInside(edges, nodes), diameter});
  }
  std::sort(found.begin(), found.end(), [](const Merge &a, const Merge &b) {
    return std::make_tuple(-a.mean, -int64_t(a.nodes.size()), a.nodes) <
           std::make_tuple(-b.mean, -int64_t(b.nodes.size()), b.nodes);
  });
  int64_t at = 0;
  for (size_t i = 0; i < found.size(); ++i) {
    for (int32_t node : found[i].nodes)
      store(b[3], at++, node);
    store(b[4], int64_t(i), int64_t(found[i].nodes.size()));
    store(b[5], int64_t(i), found[i].mean);
    store(b[6], int64_t(i), found[i].diameter);
  }
  args->results[0] = found.size();
  args->results[1] = uint64_t(at);
  return 0;
}
