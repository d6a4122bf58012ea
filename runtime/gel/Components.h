//===- Components.h - Connected components of chosen edges ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gives the nodes of a list of edges dense numbers in ascending order, and finds
// the components over some of the edges. Failure: false without memory.
// Thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_GEL_COMPONENTS_H
#define ATLAS_RUNTIME_GEL_COMPONENTS_H

#include "atlas-c/gel.h"
#include "t1/Array.h"

namespace atlas::runtime::gel {

using t1::Array;

/// The nodes of all edges, ascending, and the ends of each edge among them.
struct NodeIndex {
  Array<int32_t> ids;
  Array<uint32_t> from, to; ///< of each edge
  size_t nodes = 0, edges = 0;

  bool build(const atlas_gel_edges &list);
};

/// Nodes that no chosen edge touches are in no component.
struct Components {
  static constexpr uint32_t kNone = ~uint32_t(0);

  Array<uint32_t> of;      ///< node -> component, or kNone
  size_t count = 0;        ///< components, by their smallest nodes
  Array<size_t> starts;    ///< count + 1
  Array<uint32_t> members; ///< ascending in each component

  size_t size(size_t i) const { return starts[i + 1] - starts[i]; }
  const uint32_t *begin(size_t i) const { return members.data() + starts[i]; }

  /// Over the edges with |weight| >= least (all, NaN too, if `least` is
  /// negative).
  bool build(const NodeIndex &index, const double *weights, double least);

private:
  uint32_t rootOf(uint32_t node);
};

/// Appends lists to an atlas_gel_lists that was reserved.
class ListWriter {
public:
  bool reserve(size_t lists, size_t nodes) {
    return starts.reserve(lists + 1) && (!nodes || ids.reserve(nodes));
  }
  void add(const Components &components, size_t i, const NodeIndex &index) {
    starts[count++] = used;
    for (size_t n = 0; n < components.size(i); ++n)
      ids[used++] = index.ids[components.begin(i)[n]];
  }
  size_t lists() const { return count; }
  atlas_gel_lists take() {
    starts[count] = used;
    return {count, starts.take(), ids.take()};
  }

private:
  Array<size_t> starts;
  Array<int32_t> ids;
  size_t count = 0, used = 0;
};

} // namespace atlas::runtime::gel

#endif // ATLAS_RUNTIME_GEL_COMPONENTS_H
