//===- T1Dispatch.cpp - C interface: which T1 path runs -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Contract t1, section 8.
//===----------------------------------------------------------------------===//
#include "t1/Bits.h"
#include "t1/Diagnose.h"
#include "t1/Propagate.h"
#include "t1/Reference.h"
#include "t1/Reproducer.h"

using namespace atlas::runtime;
using namespace atlas::runtime::t1;

namespace {

bool equal(const char *a, const char *b) {
  for (; *a && *a == *b; ++a)
    ++b;
  return *a == *b;
}

/// True if the native path may run; else counts why not.
bool passesGates(const atlas_t1_config &config, atlas_t1_counters &counters) {
  auto *supports = config.supports ? config.supports : atlas_t1_supports;
  if (config.backend && !equal(config.backend, "rust"))
    return ++counters.fallback_gated_other, false;
  if (config.kernel_unavailable)
    return ++counters.fallback_unavailable, false;
  if (config.decay_mode && !equal(config.decay_mode, "exp_floor"))
    return ++counters.fallback_gated_other, false;
  for (size_t i = 0; i < config.caps_length; ++i)
    if (!config.caps[i] || !supports(config.caps[i]))
      return ++counters.fallback_gated_caps, false;
  if (config.dedupe_window && !supports("dedupe_window"))
    return ++counters.fallback_gated_dedupe, false;
  return true;
}

/// A result in the library's memory.
struct OwnResult : atlas_t1_result {
  OwnResult() : atlas_t1_result{} { grows = 1; }
  ~OwnResult() { atlas_t1_result_free(this); }
};

Finding differs(const char *what, int64_t node = -1) {
  return {ATLAS_T1_PARITY, what, node};
}

/// The first difference, by node and then by metric.
Finding compare(const atlas_t1_result &expected, const atlas_t1_result &got) {
  size_t least = expected.count < got.count ? expected.count : got.count;
  for (size_t i = 0; i < least; ++i) {
    int32_t node = expected.nodes[i];
    if (got.nodes[i] != node)
      return differs("node", got.nodes[i] < node ? got.nodes[i] : node);
    if (bitsOf(expected.values[i]) !=
        bitsOf(got.values[i]))
      return differs("node", node);
  }
  if (expected.count != got.count)
    return differs("node", (expected.count > least ? expected : got)
                               .nodes[least]);
  const atlas_t1_metrics &a = expected.metrics, &b = got.metrics;
  const struct {
    const char *name;
    bool same;
  } metrics[] = {
      {"metric pops", a.pops == b.pops},
      {"metric iters", a.iters == b.iters},
      {"metric propagations", a.propagations == b.propagations},
      {"metric radius_cap_hits", a.radius_cap_hits == b.radius_cap_hits},
      {"metric layer_cap_hits", a.layer_cap_hits == b.layer_cap_hits},
      {"metric node_budget_hits", a.node_budget_hits == b.node_budget_hits},
      {"metric _max_delta_local",
       bitsOf(a.max_delta_local) ==
           bitsOf(b.max_delta_local)},
      {"metric frontier_evicted", a.frontier_evicted == b.frontier_evicted},
      {"metric dedupe_hits", a.dedupe_hits == b.dedupe_hits},
      {"metric visited_evicted", a.visited_evicted == b.visited_evicted},
  };
  for (const auto &metric : metrics)
    if (!metric.same)
      return differs(metric.name);
  return {};
}

/// Writes `from` to the caller's result.
Finding deliver(const atlas_t1_result &from, atlas_t1_result &to) {
  if (Finding found = makeRoom(to, from.count))
    return found;
  if (from.count) {
    memcpy(to.nodes, from.nodes, from.count * sizeof(int32_t));
    memcpy(to.values, from.values, from.count * sizeof(float));
  }
  to.count = from.count;
  to.metrics = from.metrics;
  return {};
}

/// True if the reference would fail in the same way: no failure of the engine.
bool isOutcome(const atlas_diag_t *diag) {
  return diag && (diag->code == ATLAS_T1_CANCELLED ||
                  diag->code == ATLAS_T1_POP_LIMIT ||
                  diag->code == ATLAS_T1_SMALL_OUTPUT);
}

} // namespace

bool atlas_t1_supports(const char *cap) {
  return cap && (equal(cap, "frontier") || equal(cap, "visited") ||
                 equal(cap, "dedupe_window"));
}

atlas_status_t atlas_t1_dispatch(const atlas_t1_config *config,
                                 const atlas_t1_arrays *arrays,
                                 const atlas_t1_seeds *seeds,
                                 const atlas_t1_params *params,
                                 atlas_t1_result *result,
                                 atlas_t1_counters *counters,
                                 const atlas_t1_sink *sink,
                                 atlas_diag_t **diag) {
  Finding found =
      arrays ? checkPointers(seeds, params, result) : misuse("arrays");
  if (!found && config && config->caps_length && !config->caps)
    found = misuse("caps");
  if (!found)
    found = checkAll(*arrays, *seeds, *params);
  if (found)
    return report(found, diag);

  atlas_t1_counters unused = {};
  if (!counters)
    counters = &unused;
  if (!config || !config->enabled || !passesGates(*config, *counters))
    return report(runReference(*arrays, *seeds, *params, *result), diag);

  atlas_t1_kernel kernel = config->kernel ? config->kernel : atlas_t1_run;
  OwnResult native;
  bool strict = config->strict_parity;
  atlas_diag_t *problem = nullptr;
  atlas_status_t status = kernel(arrays, seeds, params,
                                 strict ? &native : result, &problem);
  if (status && (strict || isOutcome(problem))) {
    if (diag)
      *diag = problem;
    else
      atlas_diag_free(problem);
    return status;
  }
  if (status) {
    atlas_diag_free(problem);
    ++counters->fallback_runtime_error;
    return report(runReference(*arrays, *seeds, *params, *result), diag);
  }
  ++counters->used_native;
  if (!strict)
    return report({}, diag);

  OwnResult reference;
  found = runReference(*arrays, *seeds, *params, reference);
  if (!found) {
    found = compare(reference, native);
    if (found && sink && sink->write)
      writeReproducer(*arrays, *seeds, *params, reference, *sink);
  }
  return report(found ? found : deliver(reference, *result), diag);
}
