//===- Propagate.h - The native path of T1 ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs contract t1, sections 4 and 7, over a prepared graph. Inputs were
// checked. Thread rule: one call per workspace; graphs are shared.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_T1_PROPAGATE_H
#define ATLAS_RUNTIME_T1_PROPAGATE_H

#include "t1/Graph.h"
#include "t1/Workspace.h"

namespace atlas::runtime::t1 {

/// One propagation and what came of it, except the sums: these stay in
/// workspace.states for the positions in workspace.touched.
struct Walk {
  const atlas_t1_graph &graph;
  atlas_t1_workspace &workspace;
  const atlas_t1_seeds &seeds;
  const atlas_t1_params &params;

  atlas_t1_metrics metrics = {};
  size_t touched = 0; ///< valid elements of workspace.touched
};

/// The one function that runs a prepared graph; another engine replaces it. The
/// workspace is prepared. Returns OK, NO_MEMORY, CANCELLED or POP_LIMIT.
using WalkFunction = atlas_t1_code(Walk &walk);
WalkFunction walkGraph;

/// A whole call: makes room, walks, fills the result, cleans the workspace.
Finding propagate(const atlas_t1_graph &graph, atlas_t1_workspace &workspace,
                  const atlas_t1_seeds &seeds, const atlas_t1_params &params,
                  atlas_t1_result &result,
                  WalkFunction *walkFunction = walkGraph);

/// Makes room for `count` results; SMALL_OUTPUT (which sets result.count) or
/// NO_MEMORY if there is none.
Finding makeRoom(atlas_t1_result &result, size_t count);

} // namespace atlas::runtime::t1

#endif // ATLAS_RUNTIME_T1_PROPAGATE_H
