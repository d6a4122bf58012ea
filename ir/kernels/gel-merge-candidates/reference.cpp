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
