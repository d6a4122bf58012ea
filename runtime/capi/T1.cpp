//===- T1.cpp - C interface: propagation ----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "t1/Diagnose.h"
#include "t1/Make.h"
#include "t1/Propagate.h"
#include "t1/Reference.h"

using namespace atlas::runtime;
using namespace atlas::runtime::t1;

namespace {

constexpr Finding kNoGraph = {ATLAS_T1_NO_MEMORY, "graph"};
constexpr Finding kNoWorkspace = {ATLAS_T1_NO_MEMORY, "workspace"};

Finding runOnce(const atlas_t1_arrays &arrays, const atlas_t1_seeds &seeds,
                const atlas_t1_params &params, atlas_t1_result &result) {
  if (Finding found = checkAll(arrays, seeds, params))
    return found;
  Owner<atlas_t1_graph> graph;
  if (!graph || !(*graph).build(arrays))
    return kNoGraph;
  Owner<atlas_t1_workspace> workspace;
  if (!workspace)
    return kNoWorkspace;
  return propagate(*graph, *workspace, seeds, params, result);
}

} // namespace

void atlas_t1_result_free(atlas_t1_result *result) {
  if (!result || !result->grows)
    return;
  release(result->nodes);
  release(result->values);
  result->nodes = nullptr;
  result->values = nullptr;
  result->capacity = result->count = 0;
}

bool atlas_t1_decay_table(float rate, float floor, size_t count, float *table) {
  if (!table && count)
    return false;
  DecaySteps steps(rate, floor);
  for (size_t i = 0; i < count; ++i)
    table[i] = steps.next();
  return true;
}

atlas_status_t atlas_t1_graph_create(const atlas_t1_arrays *arrays,
                                     atlas_t1_graph_t **graph,
                                     atlas_diag_t **diag) {
  if (!arrays || !graph)
    return report(misuse(arrays ? "graph" : "arrays"), diag);
  if (Finding found = checkGraph(*arrays))
    return report(found, diag);
  Owner<atlas_t1_graph> made;
  if (!made || !(*made).build(*arrays))
    return report(kNoGraph, diag);
  *graph = made.take();
  return report({}, diag);
}

void atlas_t1_graph_destroy(atlas_t1_graph_t *graph) { destroy(graph); }

size_t atlas_t1_graph_nodes(const atlas_t1_graph_t *graph) {
  return graph ? graph->nodes : 0;
}

size_t atlas_t1_graph_edges(const atlas_t1_graph_t *graph) {
  return graph ? graph->edges : 0;
}

atlas_status_t atlas_t1_workspace_create(atlas_t1_workspace_t **workspace,
                                         atlas_diag_t **diag) {
  if (!workspace)
    return report(misuse("workspace"), diag);
  atlas_t1_workspace *made = make<atlas_t1_workspace>();
  if (!made)
    return report(kNoWorkspace, diag);
  *workspace = made;
  return report({}, diag);
}

void atlas_t1_workspace_destroy(atlas_t1_workspace_t *workspace) {
  destroy(workspace);
}

atlas_status_t atlas_t1_propagate(const atlas_t1_graph_t *graph,
                                  atlas_t1_workspace_t *workspace,
                                  const atlas_t1_seeds *seeds,
                                  const atlas_t1_params *params,
                                  atlas_t1_result *result,
                                  atlas_diag_t **diag) {
  Finding found =
      graph ? checkPointers(seeds, params, result) : misuse("graph");
  if (!found)
    found = checkCall(graph->nodes, *seeds, *params);
  if (found)
    return report(found, diag);
  if (workspace)
    return report(propagate(*graph, *workspace, *seeds, *params, *result),
                  diag);
  Owner<atlas_t1_workspace> own;
  if (!own)
    return report(kNoWorkspace, diag);
  return report(propagate(*graph, *own, *seeds, *params, *result), diag);
}

atlas_status_t atlas_t1_run(const atlas_t1_arrays *arrays,
                            const atlas_t1_seeds *seeds,
                            const atlas_t1_params *params,
                            atlas_t1_result *result, atlas_diag_t **diag) {
  Finding found =
      arrays ? checkPointers(seeds, params, result) : misuse("arrays");
  if (!found)
    found = runOnce(*arrays, *seeds, *params, *result);
  return report(found, diag);
}

atlas_status_t atlas_t1_reference(const atlas_t1_arrays *arrays,
                                  const atlas_t1_seeds *seeds,
                                  const atlas_t1_params *params,
                                  atlas_t1_result *result,
                                  atlas_diag_t **diag) {
  Finding found =
      arrays ? checkPointers(seeds, params, result) : misuse("arrays");
  if (!found)
    found = checkAll(*arrays, *seeds, *params);
  if (!found)
    found = runReference(*arrays, *seeds, *params, *result);
  return report(found, diag);
}
