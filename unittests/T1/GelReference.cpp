//===- GelReference.cpp - Graph evolution as the contract writes it -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "GelReference.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <tuple>

using namespace atlas::test;

atlas_gel_observed
atlas::test::referenceObserve(const atlas_gel_items &items,
                              const atlas_gel_observation &o,
                              GelEdges &edges) {
  std::vector<std::pair<double, int32_t>> kept;
  for (size_t i = 0; i < items.count; ++i)
    if (items.scores[i] >= o.threshold)
      kept.push_back({-items.scores[i], items.ids[i]});
  std::sort(kept.begin(), kept.end());
  kept.resize(std::min(kept.size(), o.top_k));
  int64_t pairs = 0;
  for (size_t i = 0; i < kept.size(); ++i)
    for (size_t j = i + 1; j < kept.size() && size_t(pairs) < o.pair_cap; ++j) {
      auto [a, b] = std::minmax(kept[i].second, kept[j].second);
      auto edge = std::find_if(edges.begin(), edges.end(), [&](GelEdge &e) {
        return e.src == a && e.dst == b;
      });
      if (edge == edges.end())
        edge = edges.insert(edge, GelEdge{a, b, 0.0});
      double w = edge->weight;
      w = o.proportional
              ? w + o.alpha * (1.0 - std::min(std::fabs(w), 1.0))
              : w + o.alpha;
      edge->weight = w > o.clamp_max ? o.clamp_max
                                     : (w < o.clamp_min ? o.clamp_min : w);
      edge->coact += 1;
      if (o.turn != ATLAS_GEL_NEVER)
        edge->lastSeen = o.turn;
      ++pairs;
    }
  return {int64_t(items.count), int64_t(kept.size()), pairs};
}

namespace {

using Neighbours = std::map<int32_t, std::set<int32_t>>;

Neighbours neighbours(const GelEdges &edges,
                      const std::function<bool(const GelEdge &)> &chosen) {
  Neighbours result;
  for (const GelEdge &e : edges)
    if (chosen(e)) {
      result[e.src].insert(e.dst);
      result[e.dst].insert(e.src);
    }
  return result;
}

/// Distances from one node.
std::map<int32_t, int64_t> search(const Neighbours &graph, int32_t start) {
  std::map<int32_t, int64_t> distance = {{start, 0}};
  std::vector<int32_t> queue = {start};
  for (size_t i = 0; i < queue.size(); ++i)
    for (int32_t next : graph.at(queue[i]))
      if (distance.insert({next, distance[queue[i]] + 1}).second)
        queue.push_back(next);
  return distance;
}

/// Components, each ascending, by their smallest nodes.
std::vector<std::vector<int32_t>> components(const Neighbours &graph) {
  std::vector<std::vector<int32_t>> result;
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

bool inside(const std::vector<int32_t> &nodes, const GelEdge &e) {
  return std::binary_search(nodes.begin(), nodes.end(), e.src) &&
         std::binary_search(nodes.begin(), nodes.end(), e.dst);
}

} // namespace

std::vector<GelMerge> atlas::test::referenceMerges(const GelEdges &edges,
                                                   double minAverage,
                                                   int64_t minSize,
                                                   int64_t maxDiameter) {
  Neighbours strong = neighbours(edges, [&](const GelEdge &e) {
    return std::fabs(e.weight) >= minAverage;
  });
  std::vector<GelMerge> result;
  for (const std::vector<int32_t> &nodes : components(strong)) {
    int64_t diameter = 0;
    for (int32_t node : nodes)
      for (auto [other, distance] : search(strong, node))
        diameter = std::max(diameter, distance);
    if (int64_t(nodes.size()) < minSize || diameter > maxDiameter)
      continue;
    double sum = 0.0;
    int64_t count = 0;
    for (const GelEdge &e : edges)
      if (inside(nodes, e)) {
        sum += std::fabs(e.weight);
        ++count;
      }
    result.push_back({nodes, sum / double(count), diameter});
  }
  std::sort(result.begin(), result.end(),
            [](const GelMerge &a, const GelMerge &b) {
              return std::make_tuple(-a.averageWeight, -int64_t(a.nodes.size()),
                                     a.nodes) <
                     std::make_tuple(-b.averageWeight, -int64_t(b.nodes.size()),
                                     b.nodes);
            });
  return result;
}

std::vector<GelSplit> atlas::test::referenceSplits(const GelEdges &edges,
                                                   double threshold,
                                                   int64_t minSize) {
  std::vector<GelSplit> result;
  for (const std::vector<int32_t> &nodes :
       components(neighbours(edges, [](const GelEdge &) { return true; }))) {
    GelSplit split = {nodes, {}, 0, 0};
    split.parts = components(neighbours(edges, [&](const GelEdge &e) {
      return inside(nodes, e) && std::fabs(e.weight) >= threshold;
    }));
    for (const GelEdge &e : edges)
      if (inside(nodes, e)) {
        split.origEdges += 1;
        split.removedEdges += std::fabs(e.weight) < threshold;
      }
    bool large = std::all_of(
        split.parts.begin(), split.parts.end(),
        [&](const auto &part) { return int64_t(part.size()) >= minSize; });
    if (nodes.size() >= 2 && split.parts.size() >= 2 && large)
      result.push_back(split);
  }
  std::sort(result.begin(), result.end(),
            [](const GelSplit &a, const GelSplit &b) {
              return std::make_tuple(-a.removedEdges, a.original) <
                     std::make_tuple(-b.removedEdges, b.original);
            });
  return result;
}
