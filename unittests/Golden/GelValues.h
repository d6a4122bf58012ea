//===- GelValues.h - Edges of the golden cases of graph evolution -*- C++ -*-=//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The edges of a case as columns, for the C interface and for kernels.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_GOLDEN_GELVALUES_H
#define ATLAS_UNITTESTS_GOLDEN_GELVALUES_H

#include "GuardedCall.h"
#include "T1Values.h"

#include "atlas-c/gel.h"

namespace atlas::test {

struct GelColumns {
  std::vector<int32_t> src, dst;
  std::vector<double> weight;
  std::vector<int64_t> coact, lastSeen; ///< 0 and never, unless a call set them

  size_t size() const { return src.size(); }
  void resize(size_t count) {
    src.resize(count);
    dst.resize(count);
    weight.resize(count);
    coact.resize(count);
    lastSeen.resize(count, ATLAS_GEL_NEVER);
  }
  /// For the C interface; `count` edges, room for all there are.
  atlas_gel_edges view(size_t count) {
    return {src.data(),      dst.data(), weight.data(), coact.data(),
            lastSeen.data(), count,      src.size()};
  }
};

inline GelColumns readEdges(Case &c, const Members &m) {
  GelColumns edges;
  edges.src = m.integers("src");
  edges.dst = m.integers("dst");
  edges.weight = m.doubles("weight_f64");
  size_t count = edges.src.size();
  if (count != edges.dst.size() || count != edges.weight.size())
    c.malformed("edges of unequal length");
  edges.resize(count);
  return edges;
}

/// List number i of lists that stand one after the other; `at` is where it
/// begins and is moved behind it.
inline std::vector<int32_t> takeList(const std::vector<int32_t> &nodes,
                                     size_t &at, int64_t size) {
  size_t begin = std::min(at, nodes.size());
  size_t end = std::min(begin + size_t(size), nodes.size());
  at = end;
  return {nodes.begin() + begin, nodes.begin() + end};
}

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_GOLDEN_GELVALUES_H
