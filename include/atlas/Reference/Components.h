//===- Components.h - Connected components, the plain way --------*- C++
//-*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the references of gel-merge-candidates and gel-split-candidates share:
// the components of a graph, in the containers of the standard library. The
// kernels share nothing with it. Thread-safe: no state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_REFERENCE_COMPONENTS_H
#define ATLAS_REFERENCE_COMPONENTS_H

#include "atlas/Reference/Values.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <vector>

namespace atlas::reference {

/// An undirected edge.
struct Edge {
  int32_t src, dst;
  double size; ///< |weight|
};
using Nodes = std::vector<int32_t>; ///< ascending
/// The nodes next to each node that has an edge.
using Neighbours = std::map<int32_t, std::set<int32_t>>;

/// The edges of three buffers: sources, destinations, weights.
inline std::vector<Edge> loadEdges(const atlas_buffer_t *b) {
  std::vector<Edge> edges;
  for (int64_t i = 0; i < b[0].dim[0]; ++i)
    edges.push_back({load<int32_t>(b[0], i), load<int32_t>(b[1], i),
                     std::fabs(load<double>(b[2], i))});
  return edges;
}

/// Over the edges with |weight| >= least; all of them if that is negative.
inline Neighbours neighbours(const std::vector<Edge> &edges, double least) {
  Neighbours result;
  for (const Edge &e : edges)
    if (least < 0 || e.size >= least) {
      result[e.src].insert(e.dst);
      result[e.dst].insert(e.src);
    }
  return result;
}

/// Distances from one node.
inline std::map<int32_t, int64_t> search(const Neighbours &graph,
                                         int32_t start) {
  std::map<int32_t, int64_t> distance = {{start, 0}};
  Nodes queue = {start};
  for (size_t i = 0; i < queue.size(); ++i)
    for (int32_t next : graph.at(queue[i]))
      if (distance.insert({next, distance[queue[i]] + 1}).second)
        queue.push_back(next);
  return distance;
}

/// Components by their smallest nodes.
inline std::vector<Nodes> components(const Neighbours &graph) {
  std::vector<Nodes> result;
  std::set<int32_t> done;
  for (const auto &[node, unused] : graph) {
    if (done.count(node))
      continue;
    result.emplace_back();
    for (auto [member, distance] : search(graph, node)) {
      done.insert(member);
      result.back().push_back(member);
    }
  }
  return result;
}

/// Whether a node is one of the ascending nodes.
inline bool contains(const Nodes &nodes, int32_t node) {
  return std::binary_search(nodes.begin(), nodes.end(), node);
}

} // namespace atlas::reference

#endif // ATLAS_REFERENCE_COMPONENTS_H
