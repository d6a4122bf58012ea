//===- Graphs.h - Graphs that T1 is measured on -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Uniform random graphs of out-degree 8 with usual weights and multipliers,
// ranks in random order, eight seeds; the same every time. Owns its arrays.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BENCH_T1_GRAPHS_H
#define ATLAS_BENCH_T1_GRAPHS_H

#include "PropagateHeap.h"

#include "atlas-c/t1.h"

namespace atlas::bench {

constexpr unsigned kDegree = 8;

class BenchGraph {
public:
  explicit BenchGraph(size_t nodes);
  ~BenchGraph();
  BenchGraph(const BenchGraph &) = delete;

  atlas_t1_arrays arrays() const;
  atlas_t1_seeds seeds() const {
    return {seedNodes.data(), seedNodes.size(), seedWeights.data(),
            seedWeights.size()};
  }
  const atlas_t1_graph_t *prepared() const { return graph; }
  size_t nodes() const { return indptr.size() - 1; }

  atlas_t1_params params = atlas_t1_default_params();

  /// One call of each; the results stay.
  void runNative();
  void runYardstick();
  /// True if both gave the same bits.
  bool agrees() const;
  /// What the last call of runNative() gave.
  const atlas_t1_result &native() const { return result; }
  int64_t pops() const { return result.metrics.pops; }
  size_t touched() const { return result.count; }

private:
  std::vector<int32_t> indptr, indices, relCode, keyRank, seedNodes;
  std::vector<float> weights, relMult, seedWeights;
  atlas_t1_graph_t *graph = nullptr;
  atlas_t1_workspace_t *workspace = nullptr;
  atlas_t1_result result = {};
  PropagateHeap yardstick;
};

} // namespace atlas::bench

#endif // ATLAS_BENCH_T1_GRAPHS_H
