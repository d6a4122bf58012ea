//===- Propagate.cpp - A whole T1 call over a prepared graph --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "t1/Propagate.h"

using namespace atlas::runtime::t1;

namespace {

bool isListed(float sum) { return __builtin_fabsf(sum) >= kThreshold; }

/// Fills the result from the touched nodes, ascending by node id.
Finding collect(const Walk &walk, atlas_t1_result &result) {
  const atlas_t1_graph &graph = walk.graph;
  atlas_t1_workspace &w = walk.workspace;
  size_t count = 0;
  for (size_t i = 0; i < walk.touched; ++i)
    count += isListed(w.states[w.touched[i]].sum);
  if (Finding found = makeRoom(result, count))
    return found;
  for (size_t i = 0; i < walk.touched; ++i)
    if (isListed(w.states[w.touched[i]].sum))
      w.listed.set(uint32_t(graph.ids[w.touched[i]]));
  size_t at = 0;
  w.listed.drain(graph.nodes, [&](uint32_t id) {
    result.nodes[at] = int32_t(id);
    result.values[at++] = w.states[graph.positions[id]].sum;
  });
  result.count = count;
  result.metrics = walk.metrics;
  return {};
}

/// Leaves the workspace as the next call expects it.
void clean(const Walk &walk) {
  atlas_t1_workspace &w = walk.workspace;
  for (size_t i = 0; i < walk.touched; ++i)
    w.states[w.touched[i]] = kClean;
  w.window.clear();
  w.seen.clear();
}

} // namespace

Finding atlas::runtime::t1::makeRoom(atlas_t1_result &result, size_t count) {
  if (count <= result.capacity)
    return {};
  if (!result.grows) {
    result.count = count;
    return {ATLAS_T1_SMALL_OUTPUT, "result"};
  }
  Array<int32_t> nodes;
  Array<float> values;
  if (!nodes.reserve(count) || !values.reserve(count))
    return {ATLAS_T1_NO_MEMORY, "result"};
  release(result.nodes);
  release(result.values);
  result.nodes = nodes.take();
  result.values = values.take();
  result.capacity = count;
  return {};
}

Finding atlas::runtime::t1::propagate(const atlas_t1_graph &graph,
                                      atlas_t1_workspace &workspace,
                                      const atlas_t1_seeds &seeds,
                                      const atlas_t1_params &params,
                                      atlas_t1_result &result,
                                      WalkFunction *walkFunction) {
  if (!workspace.prepare(graph.nodes, params))
    return {ATLAS_T1_NO_MEMORY, "workspace"};
  Walk walk{graph, workspace, seeds, params};
  Finding found{walkFunction(walk)};
  if (found)
    found.what = "queue";
  else
    found = collect(walk, result);
  clean(walk);
  return found;
}
