//===- RandomGraph.cpp - Inputs of T1 for tests ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "RandomGraph.h"

#include <bit>
#include <cstring>
#include <initializer_list>
#include <limits>

using namespace atlas::test;

void GraphCall::edge(int32_t target, float weight, float multiplier) {
  indices.push_back(target);
  weights.push_back(weight);
  relCode.push_back(int32_t(indices.size()) * -7);
  relMult.push_back(multiplier);
}

void GraphCall::endRow(int32_t rank) {
  indptr.push_back(int32_t(indices.size()));
  keyRank.push_back(rank);
}

void GraphCall::seed(int32_t node, float weight) {
  seedNodes.push_back(node);
  seedWeights.push_back(weight);
}

atlas_t1_arrays GraphCall::arrays() const {
  return {indptr.data(),  indptr.size(),  indices.data(), indices.size(),
          weights.data(), weights.size(), relCode.data(), relCode.size(),
          relMult.data(), relMult.size(), keyRank.data(), keyRank.size()};
}

atlas_t1_seeds GraphCall::seeds() const {
  return {seedNodes.data(), seedNodes.size(),
          plainSeeds ? nullptr : seedWeights.data(), seedWeights.size()};
}

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

float pick(Random &random, std::initializer_list<float> values) {
  return *(values.begin() + random.below(values.size()));
}

/// Few values, so that ties abound, or many.
float weight(Random &random, bool few) {
  if (few)
    return pick(random, {1, 0.5f, -0.5f, 0.25f, -1, 0, 2, 1e-30f, 1e-8f});
  return float(int64_t(random.below(2001)) - 1000) / 700;
}

int32_t cap(Random &random, unsigned most) {
  return random.below(2) ? 0 : int32_t(1 + random.below(most));
}

int32_t depth(Random &random) {
  return random.below(3) ? int32_t(random.below(6)) : 1000000;
}

void chooseParams(Random &random, atlas_t1_params &p) {
  p.rate = pick(random, {0.6f, 1, 0.3f, -0.7f, 2, 0, 1e30f});
  p.floor = pick(random, {0.05f, 0, 0.5f, -1, -1e30f});
  p.node_budget = pick(random, {1.5f, 1.5f, kInfinity, 0.7f, 0, -1, 1e30f});
  p.radius_cap = depth(random);
  p.iter_cap_layers = depth(random);
  p.frontier = cap(random, 9);
  p.visited = cap(random, 9);
  p.dedupe_window = cap(random, 9);
  p.queue_budget = int64_t(random.below(300));
  p.relax_cap = random.below(3) ? -1 : int64_t(random.below(60));
  p.pop_limit = random.below(8) ? -1 : int64_t(random.below(100));
  // Some runs without a budget, made finite by a small radius.
  if (random.below(8) == 0) {
    p.queue_budget = -1;
    p.pop_limit = 2000;
  }
}

} // namespace

GraphCall atlas::test::smallCall(Random &random) {
  GraphCall call;
  size_t nodes = 1 + random.below(12);
  unsigned degree = 1 + unsigned(random.below(6));
  bool few = random.below(2);
  for (size_t i = 0; i < nodes; ++i) {
    for (uint64_t e = random.below(degree); e--;) {
      // One after the other: compilers differ in how they order arguments.
      int32_t target = int32_t(random.below(nodes));
      float multiplier = random.below(4) ? 1.0f : weight(random, few);
      call.edge(target, weight(random, few), multiplier);
    }
    call.endRow(int32_t(random.below(5)) - 2);
  }
  for (uint64_t i = random.below(5); i--;) {
    int32_t node = int32_t(random.below(nodes));
    call.seed(node, random.below(9) ? weight(random, few)
                                    : pick(random, {-0.0f, 1e38f, -3e38f, 1e-8f,
                                                    1e-45f}));
  }
  call.plainSeeds = random.below(10) == 0;
  chooseParams(random, call.params);
  return call;
}

GraphCall atlas::test::largeCall(Random &random, size_t nodes,
                                 unsigned degree) {
  GraphCall call;
  for (size_t i = 0; i < nodes; ++i) {
    for (unsigned e = 0; e < degree; ++e) {
      int32_t target = int32_t(random.below(nodes));
      float weight = 0.05f + float(random.below(9500)) / 10000;
      call.edge(target, weight, pick(random, {1.0f, 0.6f, 0.8f, 0.6f}));
    }
    call.endRow(int32_t(random.next()));
  }
  for (unsigned i = 0; i < 8; ++i)
    call.seed(int32_t(random.below(nodes)), 1.0f - float(i) * 0.05f);
  return call;
}

std::string atlas::test::difference(const atlas_t1_result &expected,
                                    const atlas_t1_result &got) {
  if (expected.count != got.count)
    return "m is " + std::to_string(got.count) + ", not " +
           std::to_string(expected.count);
  for (size_t i = 0; i < got.count; ++i) {
    if (expected.nodes[i] != got.nodes[i])
      return "node " + std::to_string(got.nodes[i]) + " instead of " +
             std::to_string(expected.nodes[i]);
    if (std::bit_cast<uint32_t>(expected.values[i]) !=
        std::bit_cast<uint32_t>(got.values[i]))
      return "value of node " + std::to_string(got.nodes[i]);
  }
  return std::memcmp(&expected.metrics, &got.metrics, sizeof(got.metrics))
             ? "metrics"
             : "";
}
