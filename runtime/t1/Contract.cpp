//===- Contract.cpp - Validation of T1 inputs -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Contract t1, section 2. Scans of arrays first ask whether any element is bad,
// in a loop without exits that compilers vectorise, and look for the first one
// only then.
//===----------------------------------------------------------------------===//
#include "t1/Contract.h"
#include "t1/Bits.h"

using namespace atlas::runtime::t1;

namespace {

bool isFinite(float x) {
  return (bitsOf(x) & 0x7F800000) != 0x7F800000;
}

/// Index of the first element that is bad; -1 if there is none.
template <typename T, typename Bad>
int64_t firstBad(const T *values, size_t count, Bad bad) {
  unsigned any = 0;
  for (size_t i = 0; i < count; ++i)
    any |= bad(values[i]);
  if (!any)
    return -1;
  size_t i = 0;
  while (!bad(values[i]))
    ++i;
  return int64_t(i);
}

Finding checkFloats(const char *what, const float *values, size_t count) {
  int64_t index = firstBad(values, count, [](float x) { return !isFinite(x); });
  return index < 0 ? Finding() : Finding{ATLAS_T1_BAD_FLOAT, what, index};
}

/// Indices outside [0, nodes).
Finding checkNodes(atlas_t1_code code, const char *what, const int32_t *values,
                   size_t count, size_t nodes) {
  int64_t index = firstBad(values, count, [nodes](int32_t node) {
    return uint32_t(node) >= uint32_t(nodes);
  });
  return index < 0 ? Finding() : Finding{code, what, index};
}

Finding checkLength(const char *what, const void *values, size_t length,
                    size_t wanted) {
  bool good = length == wanted && (values || !length);
  return good ? Finding() : Finding{ATLAS_T1_BAD_SHAPE, what};
}

Finding checkShape(const atlas_t1_arrays &a) {
  constexpr size_t kMost = INT32_MAX;
  if (!a.indptr || a.indptr_length == 0 || a.indptr_length - 1 > kMost)
    return {ATLAS_T1_BAD_SHAPE, "indptr"};
  size_t edges = a.indices_length, nodes = a.indptr_length - 1;
  if (edges > kMost)
    return {ATLAS_T1_BAD_SHAPE, "indices"};
  Finding found = checkLength("indices", a.indices, edges, edges);
  if (!found)
    found = checkLength("weights", a.weights, a.weights_length, edges);
  if (!found)
    found = checkLength("rel_code", a.rel_code, a.rel_code_length, edges);
  if (!found)
    found = checkLength("rel_mult", a.rel_mult, a.rel_mult_length, edges);
  if (!found)
    found = checkLength("key_rank", a.key_rank, a.key_rank_length, nodes);
  return found;
}

Finding checkIndptr(const atlas_t1_arrays &a) {
  size_t nodes = a.indptr_length - 1;
  if (a.indptr[0] != 0)
    return {ATLAS_T1_BAD_INDPTR, "indptr", 0};
  for (size_t i = 0; i < nodes; ++i)
    if (a.indptr[i + 1] < a.indptr[i])
      return {ATLAS_T1_BAD_INDPTR, "indptr", int64_t(i + 1)};
  if (size_t(a.indptr[nodes]) != a.indices_length)
    return {ATLAS_T1_BAD_INDPTR, "indptr", int64_t(nodes)};
  return {};
}

} // namespace

Finding atlas::runtime::t1::checkGraph(Stage stage, const atlas_t1_arrays &a) {
  switch (stage) {
  case Stage::Shape:
    return checkShape(a);
  case Stage::Indptr:
    return checkIndptr(a);
  case Stage::Edge:
    return checkNodes(ATLAS_T1_BAD_EDGE, "indices", a.indices, a.indices_length,
                      a.indptr_length - 1);
  case Stage::Float: {
    Finding found = checkFloats("weights", a.weights, a.weights_length);
    return found ? found
                 : checkFloats("rel_mult", a.rel_mult, a.rel_mult_length);
  }
  case Stage::Seed:
  case Stage::Cap:
    break;
  }
  return {};
}

Finding atlas::runtime::t1::checkSeeds(Stage stage, size_t nodes,
                                       const atlas_t1_seeds &s) {
  switch (stage) {
  case Stage::Shape:
    if (s.nodes_length && !s.nodes)
      return {ATLAS_T1_BAD_SHAPE, "seed_nodes"};
    if (s.weights && s.weights_length != s.nodes_length)
      return {ATLAS_T1_BAD_SHAPE, "seed_weights"};
    return {};
  case Stage::Seed:
    return checkNodes(ATLAS_T1_BAD_SEED, "seed_nodes", s.nodes, s.nodes_length,
                      nodes);
  case Stage::Float:
    return s.weights ? checkFloats("seed_weights", s.weights, s.nodes_length)
                     : Finding();
  default:
    return {};
  }
}

Finding atlas::runtime::t1::checkParams(Stage stage, const atlas_t1_params &p) {
  if (stage == Stage::Float) {
    if (!isFinite(p.rate))
      return {ATLAS_T1_BAD_FLOAT, "rate"};
    if (!isFinite(p.floor))
      return {ATLAS_T1_BAD_FLOAT, "floor"};
    if (p.node_budget != p.node_budget)
      return {ATLAS_T1_BAD_FLOAT, "node_budget"};
  }
  if (stage == Stage::Cap) {
    const struct {
      const char *what;
      int64_t value, least;
    } caps[] = {{"radius_cap", p.radius_cap, 0},
                {"iter_cap_layers", p.iter_cap_layers, 0},
                {"frontier", p.frontier, 0},
                {"visited", p.visited, 0},
                {"dedupe_window", p.dedupe_window, 0},
                {"queue_budget", p.queue_budget, -1},
                {"relax_cap", p.relax_cap, -1},
                {"pop_limit", p.pop_limit, -1}};
    for (const auto &cap : caps)
      if (cap.value < cap.least)
        return {ATLAS_T1_BAD_CAP, cap.what};
  }
  return {};
}

Finding atlas::runtime::t1::checkGraph(const atlas_t1_arrays &arrays) {
  for (Stage stage : kStages)
    if (Finding found = checkGraph(stage, arrays))
      return found;
  return {};
}

Finding atlas::runtime::t1::checkCall(size_t nodes, const atlas_t1_seeds &seeds,
                                      const atlas_t1_params &params) {
  for (Stage stage : kStages) {
    if (Finding found = checkSeeds(stage, nodes, seeds))
      return found;
    if (Finding found = checkParams(stage, params))
      return found;
  }
  return {};
}

Finding atlas::runtime::t1::checkAll(const atlas_t1_arrays &arrays,
                                     const atlas_t1_seeds &seeds,
                                     const atlas_t1_params &params) {
  for (Stage stage : kStages) {
    if (Finding found = checkGraph(stage, arrays))
      return found;
    if (Finding found = checkSeeds(stage, arrays.indptr_length - 1, seeds))
      return found;
    if (Finding found = checkParams(stage, params))
      return found;
  }
  return {};
}
