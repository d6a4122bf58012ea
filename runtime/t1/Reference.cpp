//===- Reference.cpp - T1 as the contract writes it -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Contract t1, section 4, statement by statement, with the names used there.
// Nothing here is clever, and nothing of it is shared with the native path but
// the checks, the threshold and the decay table.
//===----------------------------------------------------------------------===//
#include "t1/Reference.h"
#include "t1/Propagate.h"
#include "t1/RecordHeap.h"

using namespace atlas::runtime::t1;

namespace {

float magnitude(float x) { return __builtin_fabsf(x); }

/// Nodes in order of arrival, and who is among them.
class Fifo {
public:
  bool prepare(size_t nodes) {
    if (nodes && (!order.reserve(nodes + 1) || !present.reserve(nodes)))
      return false;
    for (size_t i = 0; i < nodes; ++i)
      present[i] = false;
    room = nodes + 1;
    return true;
  }
  bool holds(int32_t node) const { return present[size_t(node)]; }
  int64_t size() const { return count; }
  void append(int32_t node) {
    order[size_t(first + count++) % room] = node;
    present[size_t(node)] = true;
  }
  void dropOldest() {
    present[size_t(order[size_t(first)])] = false;
    first = int64_t(size_t(first + 1) % room);
    --count;
  }

private:
  Array<int32_t> order;
  Array<bool> present;
  size_t room = 1;
  int64_t first = 0, count = 0;
};

class Reference {
public:
  Reference(const atlas_t1_arrays &graph, const atlas_t1_seeds &seeds,
            const atlas_t1_params &params)
      : g(graph), s(seeds), p(params), n(graph.indptr_length - 1) {}

  Finding run(atlas_t1_result &result);

private:
  bool prepare();
  bool seed();
  atlas_t1_code loop();
  bool expand(int32_t u, float c, bool &stop);
  bool push(int32_t v, float t);
  bool skipVisited(int32_t u);
  Finding output(atlas_t1_result &result);

  const atlas_t1_arrays &g;
  const atlas_t1_seeds &s;
  const atlas_t1_params &p;
  const size_t n;
  Array<float> acc;
  Array<int32_t> dist;
  Decay decay;
  RecordHeap queue;
  Fifo window, seen;
  atlas_t1_metrics m = {};
  float maxd = 0;
  int32_t deepest = 0;
};

bool Reference::prepare() {
  if (n && (!acc.reserve(n) || !dist.reserve(n)))
    return false;
  if (!window.prepare(p.dedupe_window ? n : 0) ||
      !seen.prepare(p.visited ? n : 0))
    return false;
  for (size_t i = 0; i < n; ++i) {
    acc[i] = 0;
    dist[i] = -1;
  }
  decay.restart(p.rate, p.floor);
  return true;
}

/// All functions return false only without memory.
bool Reference::push(int32_t v, float t) {
  if (p.dedupe_window > 0 && window.holds(v)) {
    m.dedupe_hits += 1;
    return true;
  }
  Record entry = {magnitude(t), g.key_rank[v], v, t};
  if (!queue.push(entry))
    return false;
  bool accepted = true;
  if (p.frontier > 0 && queue.size() > size_t(p.frontier)) {
    Record last = queue.evict();
    m.frontier_evicted += 1;
    // What went is the last of all, so an entry equal to the new one is still
    // queued unless that was it and the one before it differs.
    accepted = isBefore(entry, last);
    if (!accepted && queue.size()) {
      Record next = queue.evict();
      accepted = !isBefore(next, entry) && !isBefore(entry, next);
      if (!queue.push(next))
        return false;
    }
  }
  if (p.dedupe_window > 0 && accepted) {
    if (window.size() == p.dedupe_window)
      window.dropOldest();
    window.append(v);
  }
  return true;
}

bool Reference::seed() {
  for (size_t i = 0; i < s.nodes_length; ++i) {
    int32_t node = s.nodes[i];
    float c = s.weights ? s.weights[i] : 1.0f;
    acc[size_t(node)] = acc[size_t(node)] + c;
    dist[size_t(node)] = 0;
    if (magnitude(c) > maxd)
      maxd = magnitude(c);
    if (!push(node, c))
      return false;
  }
  return true;
}

bool Reference::skipVisited(int32_t u) {
  if (p.visited <= 0)
    return false;
  if (seen.holds(u))
    return true;
  seen.append(u);
  if (seen.size() > p.visited) {
    seen.dropOldest();
    m.visited_evicted += 1;
  }
  return false;
}

bool Reference::expand(int32_t u, float c, bool &stop) {
  int32_t d = dist[size_t(u)] + 1;
  for (int32_t e = g.indptr[u]; e < g.indptr[u + 1]; ++e) {
    if (d > p.radius_cap) {
      m.radius_cap_hits += 1;
      continue;
    }
    if (d > p.iter_cap_layers) {
      m.layer_cap_hits += 1;
      continue;
    }
    if (!decay.extend(size_t(d)))
      return false;
    float t = c * g.weights[e];
    t = t * g.rel_mult[e];
    t = t * decay[size_t(d)];
    if (magnitude(t) <= kThreshold)
      continue;
    size_t v = size_t(g.indices[e]);
    acc[v] = acc[v] + t;
    m.propagations += 1;
    if (magnitude(t) > maxd)
      maxd = magnitude(t);
    if (dist[v] < 0 || d < dist[v])
      dist[v] = d;
    if (magnitude(acc[v]) < p.node_budget) {
      if (!push(int32_t(v), t))
        return false;
    } else {
      m.node_budget_hits += 1;
    }
    if (p.relax_cap >= 0 && m.propagations >= p.relax_cap) {
      stop = true;
      return true;
    }
  }
  return true;
}

atlas_t1_code Reference::loop() {
  bool stop = false;
  while (queue.size() && !stop) {
    if (p.queue_budget >= 0 && m.pops >= p.queue_budget)
      break;
    if (p.cancel && __atomic_load_n(p.cancel, __ATOMIC_RELAXED))
      return ATLAS_T1_CANCELLED;
    if (p.pop_limit >= 0 && m.pops >= p.pop_limit)
      return ATLAS_T1_POP_LIMIT;
    Record entry = queue.pop();
    int32_t u = entry.node;
    m.pops += 1;
    if (skipVisited(u))
      continue;
    int32_t layer = dist[size_t(u)];
    if (layer > deepest)
      deepest = layer;
    if (magnitude(acc[size_t(u)]) >= p.node_budget) {
      m.node_budget_hits += 1;
      continue;
    }
    if (!expand(u, entry.delta, stop))
      return ATLAS_T1_NO_MEMORY;
  }
  return ATLAS_T1_OK;
}

Finding Reference::output(atlas_t1_result &result) {
  size_t count = 0;
  for (size_t i = 0; i < n; ++i)
    count += magnitude(acc[i]) >= kThreshold;
  if (Finding found = makeRoom(result, count))
    return found;
  size_t at = 0;
  for (size_t i = 0; i < n; ++i)
    if (magnitude(acc[i]) >= kThreshold) {
      result.nodes[at] = int32_t(i);
      result.values[at++] = acc[i];
    }
  m.iters = deepest < p.iter_cap_layers ? deepest : p.iter_cap_layers;
  m.max_delta_local = double(maxd);
  result.count = count;
  result.metrics = m;
  return {};
}

Finding Reference::run(atlas_t1_result &result) {
  if (!prepare() || !seed())
    return {ATLAS_T1_NO_MEMORY, "queue"};
  atlas_t1_code code = loop();
  return code ? Finding{code, "queue"} : output(result);
}

} // namespace

Finding atlas::runtime::t1::runReference(const atlas_t1_arrays &graph,
                                         const atlas_t1_seeds &seeds,
                                         const atlas_t1_params &params,
                                         atlas_t1_result &result) {
  return Reference(graph, seeds, params).run(result);
}
