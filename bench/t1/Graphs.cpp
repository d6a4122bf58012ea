//===- Graphs.cpp - Graphs that T1 is measured on -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Graphs.h"

#include <algorithm>
#include <cstring>
#include <random>

using namespace atlas::bench;

BenchGraph::BenchGraph(size_t nodes) {
  std::mt19937 random(unsigned(nodes) * 2 + 1);
  constexpr float multipliers[] = {1.0f, 0.6f, 0.8f, 0.6f};
  indptr.push_back(0);
  for (size_t i = 0; i < nodes; ++i) {
    for (unsigned e = 0; e < kDegree; ++e) {
      indices.push_back(int32_t(random() % nodes));
      weights.push_back(0.05f + float(random() % 9500) / 10000);
      relCode.push_back(int32_t(random() % 4));
      relMult.push_back(multipliers[relCode.back()]);
    }
    indptr.push_back(int32_t(indices.size()));
    keyRank.push_back(int32_t(i));
  }
  std::shuffle(keyRank.begin(), keyRank.end(), random);
  for (unsigned i = 0; i < 8; ++i) {
    seedNodes.push_back(int32_t(random() % nodes));
    seedWeights.push_back(1.0f - float(i) * 0.05f);
  }
  result.grows = 1;
  atlas_t1_arrays given = arrays();
  atlas_t1_graph_create(&given, &graph, nullptr);
  atlas_t1_workspace_create(&workspace, nullptr);
}

BenchGraph::~BenchGraph() {
  atlas_t1_result_free(&result);
  atlas_t1_workspace_destroy(workspace);
  atlas_t1_graph_destroy(graph);
}

atlas_t1_arrays BenchGraph::arrays() const {
  return {indptr.data(),  indptr.size(),  indices.data(), indices.size(),
          weights.data(), weights.size(), relCode.data(), relCode.size(),
          relMult.data(), relMult.size(), keyRank.data(), keyRank.size()};
}

void BenchGraph::runNative() {
  atlas_t1_seeds given = seeds();
  atlas_t1_propagate(graph, workspace, &given, &params, &result, nullptr);
}

void BenchGraph::runYardstick() { yardstick.run(arrays(), seeds(), params); }

bool BenchGraph::agrees() const {
  size_t count = yardstick.nodes.size();
  return result.count == count &&
         !std::memcmp(result.nodes, yardstick.nodes.data(), count * 4) &&
         !std::memcmp(result.values, yardstick.values.data(), count * 4) &&
         !std::memcmp(&result.metrics, &yardstick.metrics,
                      sizeof(result.metrics));
}
