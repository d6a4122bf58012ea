//===- PropagateCases.cpp - t1_* ------------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every case runs at once, by the reference, over a prepared graph with a fresh
// and a used workspace, and several times over as a batch.
//===----------------------------------------------------------------------===//
#include "Values.h"

#include "atlas-c/t1.h"

using namespace atlas::replay;

namespace {

constexpr int64_t kPopLimit = 10'000'000;

/// What both kinds of cases start with: lists indptr, indices, weights,
/// rel_code, rel_mult, key_rank, seed_nodes, seed_weights; words rate, floor,
/// node_budget, radius_cap, iter_cap_layers, frontier, visited, dedupe_window,
/// queue_budget, relax_cap
struct Inputs {
  explicit Inputs(Case &c)
      : indptr(c), indices(c), weights(c), relCode(c), relMult(c), keyRank(c),
        seedNodes(c), seedWeights(c) {
    params.rate = number<float>(c);
    params.floor = number<float>(c);
    params.node_budget = number<float>(c);
    params.radius_cap = number<int32_t>(c);
    params.iter_cap_layers = number<int32_t>(c);
    params.frontier = number<int32_t>(c);
    params.visited = number<int32_t>(c);
    params.dedupe_window = number<int32_t>(c);
    params.queue_budget = number<int64_t>(c);
    params.relax_cap = number<int64_t>(c);
    arrays = {indptr.data(),  indptr.size(),  indices.data(), indices.size(),
              weights.data(), weights.size(), relCode.data(), relCode.size(),
              relMult.data(), relMult.size(), keyRank.data(), keyRank.size()};
    seeds = {seedNodes.data(), seedNodes.size(), seedWeights.data(),
             seedWeights.size()};
  }

  Values<int32_t> indptr, indices;
  Values<float> weights;
  Values<int32_t> relCode;
  Values<float> relMult;
  Values<int32_t> keyRank, seedNodes;
  Values<float> seedWeights;
  atlas_t1_params params = atlas_t1_default_params();
  atlas_t1_arrays arrays;
  atlas_t1_seeds seeds;
};

/// What a propagation comes to: lists nodes, values, and of 10 metrics, the
/// last of which is a float.
struct Expected {
  explicit Expected(Case &c)
      : nodes(c.in.list()), values(c.in.list()), metrics(c.in.list(10)) {}
  List nodes, values, metrics;
};

constexpr const char *kMetrics[] = {"pops",
                                    "iters",
                                    "propagations",
                                    "radius_cap_hits",
                                    "layer_cap_hits",
                                    "node_budget_hits",
                                    "frontier_evicted",
                                    "dedupe_hits",
                                    "visited_evicted"};

/// A result in arrays of the caller.
class Output {
public:
  Output(Case &c, size_t nodes) : c(c), ids(c, nodes), values(c, nodes) {
    result.nodes = ids.data();
    result.values = values.data();
    result.capacity = nodes;
    result.count = kUntouched;
    result.metrics.pops = kUntouched;
  }

  bool isUntouched() const {
    return ids.isUntouched(c) && values.isUntouched(c) &&
           result.count == kUntouched && result.metrics.pops == kUntouched;
  }

  void expect(const Expected &expected) {
    expectArray(c, "d_nodes", expected.nodes, ids.data(), result.count);
    expectArray(c, "d_vals", expected.values, values.data(), result.count);
    c.expectIntact("d_nodes", ids.memory());
    c.expectIntact("d_vals", values.memory());
    const atlas_t1_metrics &m = result.metrics;
    const int64_t got[] = {m.pops,
                           m.iters,
                           m.propagations,
                           m.radius_cap_hits,
                           m.layer_cap_hits,
                           m.node_budget_hits,
                           m.frontier_evicted,
                           m.dedupe_hits,
                           m.visited_evicted};
    for (size_t i = 0; i < 9; ++i)
      c.expect(kMetrics[i], expected.metrics[i], uint64_t(got[i]));
    c.expect("_max_delta_local", expected.metrics[9],
             wordOf(float(m.max_delta_local)));
  }

  atlas_t1_result result = {};

private:
  static constexpr int32_t kUntouched = 12345;
  Case &c;
  Values<int32_t> ids;
  Values<float> values;
};

void runPrepared(Case &c, const Inputs &in, size_t nodes,
                 const Expected &expected) {
  atlas_t1_graph_t *graph = nullptr;
  atlas_t1_workspace_t *workspace = nullptr;
  atlas_t1_pool_t *pool = nullptr;
  c.expect("prepare", 0, atlas_t1_graph_create(&in.arrays, &graph, nullptr));
  c.expect("workspace", 0, atlas_t1_workspace_create(&workspace, nullptr));
  c.expect("pool", 0, atlas_t1_pool_create(2, &pool, nullptr));
  for (int use = 0; use < 2; ++use) {
    Output output(c, nodes);
    c.expect("propagate", 0,
             atlas_t1_propagate(graph, workspace, &in.seeds, &in.params,
                                &output.result, nullptr));
    output.expect(expected);
  }
  Output first(c, nodes), second(c, nodes);
  atlas_t1_item items[] = {
      {graph, &in.seeds, &in.params, &first.result, ATLAS_T1_MISUSE},
      {graph, &in.seeds, &in.params, &second.result, ATLAS_T1_MISUSE}};
  c.expect("batch", 0, atlas_t1_batch(pool, items, 2, nullptr));
  first.expect(expected);
  second.expect(expected);
  c.expect("code", ATLAS_T1_OK, items[0].code);
  c.expect("code", ATLAS_T1_OK, items[1].code);
  atlas_t1_pool_destroy(pool);
  atlas_t1_workspace_destroy(workspace);
  atlas_t1_graph_destroy(graph);
}

} // namespace

// Inputs, Expected
void atlas::replay::runPropagate(Case &c) {
  Inputs in(c);
  Expected expected(c);
  if (!in.indptr.size())
    c.in.bad("there is no row start");
  // Work without an end is a failure, not a hang.
  in.params.pop_limit = kPopLimit;
  if (!c.complete())
    return;
  size_t nodes = in.indptr.size() - 1;
  decltype(&atlas_t1_run) const entries[] = {atlas_t1_run, atlas_t1_reference};
  for (auto entry : entries) {
    Output output(c, nodes);
    if (!c.expect(
            "status", 0,
            entry(&in.arrays, &in.seeds, &in.params, &output.result, nullptr)))
      return;
    output.expect(expected);
  }
  runPrepared(c, in, nodes, expected);
}

// Inputs, word code (0: accepted)
void atlas::replay::runRefuse(Case &c) {
  Inputs in(c);
  uint64_t code = c.in.wordUpTo(UINT32_MAX);
  in.params.pop_limit = kPopLimit;
  if (!c.complete())
    return;
  decltype(&atlas_t1_run) const entries[] = {atlas_t1_run, atlas_t1_reference};
  for (auto entry : entries) {
    Output output(c, in.indptr.size());
    atlas_diag_t *diag = nullptr;
    atlas_status_t status =
        entry(&in.arrays, &in.seeds, &in.params, &output.result, &diag);
    c.expect("code", code, diag ? diag->code : 0);
    c.expect("status", code ? ATLAS_STATUS_USAGE : ATLAS_STATUS_OK, status);
    if (code)
      c.expect("outputs untouched", 1, output.isUntouched());
    atlas_diag_free(diag);
  }
}

// word rate, word floor, list table
void atlas::replay::runDecay(Case &c) {
  float rate = number<float>(c), floor = number<float>(c);
  List expected = c.in.list();
  if (!c.complete())
    return;
  Values<float> table(c, expected.size);
  c.expect("written", 1,
           atlas_t1_decay_table(rate, floor, table.size(), table.data()));
  expectValues(c, "decay", expected, table.data());
  c.expectIntact("table", table.memory());
}
