//===- GelReference.h - Graph evolution as the contract writes it -*- C++ -*-=//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Plain transcriptions of contract t1, section 11, with the containers of the
// standard library: what the C interface is compared with.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_T1_GELREFERENCE_H
#define ATLAS_UNITTESTS_T1_GELREFERENCE_H

#include "atlas-c/gel.h"

#include <vector>

namespace atlas::test {

struct GelEdge {
  int32_t src, dst;
  double weight;
  int64_t coact = 0, lastSeen = ATLAS_GEL_NEVER;
};
using GelEdges = std::vector<GelEdge>;

struct GelMerge {
  std::vector<int32_t> nodes;
  double averageWeight;
  int64_t diameter;
};

struct GelSplit {
  std::vector<int32_t> original;
  std::vector<std::vector<int32_t>> parts;
  int64_t removedEdges, origEdges;
};

atlas_gel_observed referenceObserve(const atlas_gel_items &items,
                                    const atlas_gel_observation &o,
                                    GelEdges &edges);
std::vector<GelMerge> referenceMerges(const GelEdges &edges, double minAverage,
                                      int64_t minSize, int64_t maxDiameter);
std::vector<GelSplit> referenceSplits(const GelEdges &edges, double threshold,
                                      int64_t minSize);

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_T1_GELREFERENCE_H
