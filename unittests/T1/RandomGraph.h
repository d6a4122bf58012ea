//===- RandomGraph.h - Inputs of T1 for tests -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Owns the arrays of one T1 call. Small random ones cover every parameter, ties
// of every kind, infinities and subnormal values. Thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_T1_RANDOMGRAPH_H
#define ATLAS_UNITTESTS_T1_RANDOMGRAPH_H

#include "CallSequence.h"

#include "atlas-c/t1.h"

#include <string>
#include <vector>

namespace atlas::test {

struct GraphCall {
  std::vector<int32_t> indptr = {0}, indices, relCode, keyRank, seedNodes;
  std::vector<float> weights, relMult, seedWeights;
  bool plainSeeds = false; ///< no seed weights: all 1.0
  atlas_t1_params params = atlas_t1_default_params();

  size_t nodes() const { return indptr.size() - 1; }
  void edge(int32_t target, float weight, float multiplier = 1.0f);
  /// Ends the row of the next node.
  void endRow(int32_t rank);
  void seed(int32_t node, float weight);

  atlas_t1_arrays arrays() const;
  atlas_t1_seeds seeds() const;
};

/// At most 12 nodes, every parameter.
GraphCall smallCall(Random &random);

/// `nodes` nodes of `degree` edges each to anywhere, usual weights, a few seeds.
GraphCall largeCall(Random &random, size_t nodes, unsigned degree);

/// A result whose arrays are the library's.
struct OwnedResult : atlas_t1_result {
  OwnedResult() : atlas_t1_result{} { grows = 1; }
  ~OwnedResult() { atlas_t1_result_free(this); }
  OwnedResult(const OwnedResult &) = delete;
};

/// "" or what differs first.
std::string difference(const atlas_t1_result &expected,
                       const atlas_t1_result &got);

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_T1_RANDOMGRAPH_H
