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
#include "atlas-c/args.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <set>
#include <tuple>
#include <vector>

/// Element i of a buffer, at any alignment.
template <typename T>
static T load(const atlas_buffer_t &buffer, int64_t i) {
  T value;
  std::memcpy(&value, static_cast<const uint8_t *>(buffer.data) + i * sizeof(T),
              sizeof(T));
  return value;
}
template <typename T>
static void store(const atlas_buffer_t &buffer, int64_t i, T value) {
  std::memcpy(static_cast<uint8_t *>(buffer.data) + i * sizeof(T), &value,
              sizeof(T));
}

static double toDouble(uint64_t word) {
  double value;
  std::memcpy(&value, &word, sizeof(value));
  return value;
}

namespace {

struct Edge {
  int32_t src, dst;
  double size; ///< |weight|
};
using Nodes = std::vector<int32_t>; ///< ascending
using Neighbours = std::map<int32_t, std::set<int32_t>>;

std::vector<Edge> loadEdges(const atlas_buffer_t *b) {
  std::vector<Edge> edges;
  for (int64_t i = 0; i < b[0].dim[0]; ++i)
    edges.push_back({load<int32_t>(b[0], i), load<int32_t>(b[1], i),
                     std::fabs(load<double>(b[2], i))});
  return edges;
}

/// Over the edges with |weight| >= least; all of them if that is negative.
Neighbours neighbours(const std::vector<Edge> &edges, double least) {
  Neighbours result;
  for (const Edge &e : edges)
    if (least < 0 || e.size >= least) {
      result[e.src].insert(e.dst);
      result[e.dst].insert(e.src);
    }
  return result;
}

/// Distances from one node.
std::map<int32_t, int64_t> search(const Neighbours &graph, int32_t start) {
  std::map<int32_t, int64_t> distance = {{start, 0}};
  Nodes queue = {start};
  for (size_t i = 0; i < queue.size(); ++i)
    for (int32_t next : graph.at(queue[i]))
      if (distance.insert({next, distance[queue[i]] + 1}).second)
        queue.push_back(next);
  return distance;
}

/// Components by their smallest nodes.
std::vector<Nodes> components(const Neighbours &graph) {
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

bool contains(const Nodes &nodes, int32_t node) {
  return std::binary_search(nodes.begin(), nodes.end(), node);
}

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
