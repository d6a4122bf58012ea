//===- Graph.h - A graph in the order in which it is walked -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nodes are renamed to their positions in the order of (key_rank, node id), so
// that a position settles both tie-breaks of contract t1, section 5. The three
// numbers of each edge lie together: a row of r edges is 3r words at
// words + 3 * starts[position],
//
//   r targets (positions) | r weights | r multipliers
//
// Immutable once built; thread-safe.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_T1_GRAPH_H
#define ATLAS_RUNTIME_T1_GRAPH_H

#include "atlas-c/t1.h"
#include "t1/Array.h"

/// Named by the C interface.
struct atlas_t1_graph {
  uint32_t nodes = 0, edges = 0;
  atlas::runtime::t1::Array<uint32_t> starts;   ///< nodes + 1, in edges
  atlas::runtime::t1::Array<uint32_t> words;    ///< 3 * edges
  atlas::runtime::t1::Array<int32_t> ids;       ///< position -> node
  atlas::runtime::t1::Array<uint32_t> positions; ///< node -> position

  /// Fills an empty graph from arrays that were checked. False without memory.
  bool build(const atlas_t1_arrays &arrays);

private:
  bool order(const int32_t *ranks);
  void copyRows(const atlas_t1_arrays &arrays);
};

#endif // ATLAS_RUNTIME_T1_GRAPH_H
