//===- PropagateHeap.cpp - The yardstick of T1 ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "PropagateHeap.h"

#include <algorithm>
#include <cmath>

using namespace atlas::bench;

namespace {

using Record = PropagateHeap::Record;
static_assert(sizeof(Record) == 16);

/// The heap functions put the greatest first: the entry to take.
struct ComesAfter {
  bool operator()(const Record &a, const Record &b) const {
    if (a.size != b.size)
      return a.size < b.size;
    if (a.rank != b.rank)
      return a.rank > b.rank;
    if (a.node != b.node)
      return a.node > b.node;
    return a.delta > b.delta;
  }
};

constexpr float kThreshold = 9.99999993922529e-09f;

} // namespace

void PropagateHeap::run(const atlas_t1_arrays &g, const atlas_t1_seeds &s,
                        const atlas_t1_params &p) {
  size_t n = g.indptr_length - 1;
  acc.assign(n, 0.0f);
  dist.assign(n, -1);
  decay.assign(1, 1.0f);
  double power = 1.0;
  for (size_t d = 1; d <= std::min({size_t(p.radius_cap), n,
                                    size_t(p.iter_cap_layers)});
       ++d) {
    power *= double(p.rate);
    decay.push_back(std::max(float(power), p.floor));
  }
  heap.clear();
  auto push = [&](float delta, int32_t v) {
    heap.push_back({std::fabs(delta), g.key_rank[v], v, delta});
    std::push_heap(heap.begin(), heap.end(), ComesAfter());
  };
  atlas_t1_metrics m = {};
  float maxd = 0;
  int32_t deepest = 0;
  for (size_t i = 0; i < s.nodes_length; ++i) {
    int32_t v = s.nodes[i];
    float c = s.weights[i];
    acc[v] += c;
    dist[v] = 0;
    maxd = std::max(maxd, std::fabs(c));
    push(c, v);
  }
  while (!heap.empty()) {
    if (p.queue_budget >= 0 && m.pops >= p.queue_budget)
      break;
    std::pop_heap(heap.begin(), heap.end(), ComesAfter());
    Record top = heap.back();
    heap.pop_back();
    ++m.pops;
    int32_t u = top.node, layer = dist[u];
    deepest = std::max(deepest, layer);
    if (std::fabs(acc[u]) >= p.node_budget) {
      ++m.node_budget_hits;
      continue;
    }
    int32_t d = layer + 1;
    for (int32_t e = g.indptr[u]; e < g.indptr[u + 1]; ++e) {
      if (d > p.radius_cap) {
        ++m.radius_cap_hits;
        continue;
      }
      if (d > p.iter_cap_layers) {
        ++m.layer_cap_hits;
        continue;
      }
      float t = top.delta * g.weights[e];
      t = t * g.rel_mult[e];
      t = t * decay[d];
      if (std::fabs(t) <= kThreshold)
        continue;
      int32_t v = g.indices[e];
      acc[v] += t;
      ++m.propagations;
      maxd = std::max(maxd, std::fabs(t));
      if (dist[v] < 0 || d < dist[v])
        dist[v] = d;
      if (std::fabs(acc[v]) < p.node_budget)
        push(t, v);
      else
        ++m.node_budget_hits;
    }
  }
  nodes.clear();
  values.clear();
  for (size_t v = 0; v < n; ++v)
    if (std::fabs(acc[v]) >= kThreshold) {
      nodes.push_back(int32_t(v));
      values.push_back(acc[v]);
    }
  m.iters = std::min(deepest, p.iter_cap_layers);
  m.max_delta_local = maxd;
  metrics = m;
}
