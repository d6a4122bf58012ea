//===- GelTest.cpp - Graph evolution against its reference ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "GelReference.h"
#include "CallSequence.h"

#include "atlas-c/t1.h"

#include <gtest/gtest.h>

#include <map>

using namespace atlas::test;

namespace {

/// Edges of the C interface.
struct Store {
  explicit Store(const GelEdges &edges, size_t room = 0)
      : src(edges.size() + room), dst(src.size()), weight(src.size()),
        coact(src.size()), seen(src.size()) {
    for (size_t i = 0; i < edges.size(); ++i) {
      src[i] = edges[i].src;
      dst[i] = edges[i].dst;
      weight[i] = edges[i].weight;
      coact[i] = edges[i].coact;
      seen[i] = edges[i].lastSeen;
    }
    view = {src.data(),   dst.data(),  weight.data(), coact.data(),
            seen.data(), edges.size(), src.size()};
  }
  bool holds(const GelEdges &edges) const {
    if (edges.size() != view.count)
      return false;
    for (size_t i = 0; i < edges.size(); ++i)
      if (src[i] != edges[i].src || dst[i] != edges[i].dst ||
          weight[i] != edges[i].weight || coact[i] != edges[i].coact ||
          seen[i] != edges[i].lastSeen)
        return false;
    return true;
  }
  std::vector<int32_t> src, dst;
  std::vector<double> weight;
  std::vector<int64_t> coact, seen;
  atlas_gel_edges view;
};

double randomWeight(Random &random) {
  return double(int64_t(random.below(41)) - 20) / 20;
}

GelEdges randomEdges(Random &random, unsigned nodes, unsigned count) {
  std::map<std::pair<int32_t, int32_t>, bool> known;
  GelEdges edges;
  for (unsigned i = 0; i < count; ++i) {
    int32_t a = int32_t(random.below(nodes)), b = int32_t(random.below(nodes));
    if (a > b)
      std::swap(a, b);
    if (known.insert({{a, b}, true}).second)
      edges.push_back({a, b, randomWeight(random)});
  }
  return edges;
}

std::vector<int32_t> list(const atlas_gel_lists &lists, size_t i) {
  return {lists.nodes + lists.starts[i], lists.nodes + lists.starts[i + 1]};
}

} // namespace

TEST(Gel, Observe) {
  for (uint64_t seed = 1; seed <= 1000; ++seed) {
    Random random(seed);
    GelEdges edges = randomEdges(random, 10, unsigned(random.below(20)));
    std::vector<int32_t> ids(random.below(12));
    std::vector<double> scores(ids.size());
    for (size_t i = 0; i < ids.size(); ++i) {
      ids[i] = int32_t(random.below(10));
      scores[i] = random.below(9) ? randomWeight(random) : 0.0 / 0.0;
    }
    atlas_gel_items items = {ids.data(), scores.data(), ids.size()};
    atlas_gel_observation o = atlas_gel_default_observation();
    o.top_k = random.below(10);
    o.pair_cap = random.below(30);
    o.proportional = int32_t(random.below(2));
    o.alpha = randomWeight(random);
    if (random.below(2))
      o.turn = int64_t(seed);
    Store store(edges, 70);
    atlas_gel_observed got, expected = referenceObserve(items, o, edges);
    ASSERT_EQ(atlas_gel_observe(&items, &o, &store.view, &got, nullptr),
              ATLAS_STATUS_OK);
    ASSERT_EQ(got.k_in, expected.k_in);
    ASSERT_EQ(got.k_used, expected.k_used);
    ASSERT_EQ(got.pairs_updated, expected.pairs_updated);
    ASSERT_TRUE(store.holds(edges)) << "seed " << seed;
  }
}

TEST(Gel, ObserveWithoutRoomWritesNothing) {
  GelEdges edges = {{1, 2, 0.5}};
  int32_t ids[] = {1, 2, 3};
  double scores[] = {0.9, 0.8, 0.7};
  atlas_gel_items items = {ids, scores, 3};
  atlas_gel_observation o = atlas_gel_default_observation();
  atlas_gel_observed observed = {-1, -1, -1};
  Store store(edges, 1);
  atlas_diag_t *diag = nullptr;
  EXPECT_EQ(atlas_gel_observe(&items, &o, &store.view, &observed, &diag),
            ATLAS_STATUS_USAGE);
  ASSERT_NE(diag, nullptr);
  EXPECT_EQ(diag->code, unsigned(ATLAS_T1_SMALL_OUTPUT));
  atlas_diag_free(diag);
  EXPECT_TRUE(store.holds(edges));
  EXPECT_EQ(observed.k_in, -1);
}

TEST(Gel, MergesAndSplits) {
  for (uint64_t seed = 1; seed <= 1000; ++seed) {
    Random random(seed);
    unsigned nodes = 1 + unsigned(random.below(20));
    GelEdges edges =
        randomEdges(random, nodes, unsigned(random.below(2 * nodes)));
    double least = double(random.below(20)) / 20;
    int64_t size = int64_t(random.below(5)), wide = int64_t(random.below(5));
    Store store(edges);
    auto merges = referenceMerges(edges, least, size, wide);
    atlas_gel_merges got = {};
    ASSERT_EQ(atlas_gel_merge_candidates(&store.view, least, size, wide, &got,
                                         nullptr),
              ATLAS_STATUS_OK);
    ASSERT_EQ(got.groups.count, merges.size()) << "seed " << seed;
    for (size_t i = 0; i < merges.size(); ++i) {
      EXPECT_EQ(list(got.groups, i), merges[i].nodes);
      EXPECT_EQ(got.avg_w[i], merges[i].averageWeight);
      EXPECT_EQ(got.diameter[i], merges[i].diameter);
    }
    atlas_gel_merges_free(&got);

    auto splits = referenceSplits(edges, least, size);
    atlas_gel_splits cut = {};
    ASSERT_EQ(atlas_gel_split_candidates(&store.view, least, size, &cut,
                                         nullptr),
              ATLAS_STATUS_OK);
    ASSERT_EQ(cut.originals.count, splits.size()) << "seed " << seed;
    for (size_t i = 0; i < splits.size(); ++i) {
      EXPECT_EQ(list(cut.originals, i), splits[i].original);
      EXPECT_EQ(cut.removed_edges[i], splits[i].removedEdges);
      EXPECT_EQ(cut.orig_edges[i], splits[i].origEdges);
      ASSERT_EQ(cut.part_starts[i + 1] - cut.part_starts[i],
                splits[i].parts.size());
      for (size_t p = 0; p < splits[i].parts.size(); ++p)
        EXPECT_EQ(list(cut.parts, cut.part_starts[i] + p), splits[i].parts[p]);
    }
    atlas_gel_splits_free(&cut);
  }
}

// A weight that is no number is weak, and stays inside the arrays.
TEST(Gel, NaNWeightsAreWeak) {
  double nan = __builtin_nan("");
  Store store({{1, 2, 0.5}, {2, 3, nan}, {3, 4, 0.5}, {8, 9, nan}});
  atlas_gel_splits cut = {};
  ASSERT_EQ(atlas_gel_split_candidates(&store.view, 0.1, 2, &cut, nullptr),
            ATLAS_STATUS_OK);
  ASSERT_EQ(cut.originals.count, 1u);
  EXPECT_EQ(list(cut.originals, 0), (std::vector<int32_t>{1, 2, 3, 4}));
  EXPECT_EQ(cut.removed_edges[0], 1);
  atlas_gel_splits_free(&cut);
}

TEST(Gel, Misuse) {
  float f = 1;
  double d = 1;
  uint8_t keep = 7;
  atlas_gel_tick_counts counts;
  EXPECT_EQ(atlas_gel_tick32(nullptr, 1, 1, 1, &f), -1);
  EXPECT_EQ(atlas_gel_tick32(&f, 1, 1, 1, nullptr), -1);
  EXPECT_EQ(atlas_gel_tick32(nullptr, 0, 1, 1, nullptr), 0);
  EXPECT_FALSE(atlas_gel_tick64(&d, 1, 1, 1, &d, &keep, nullptr));
  EXPECT_FALSE(atlas_gel_tick64(&d, 1, 1, 1, nullptr, &keep, &counts));
  EXPECT_TRUE(atlas_gel_tick64(nullptr, 0, 1, 1, nullptr, nullptr, &counts));
  EXPECT_EQ(keep, 7);
  EXPECT_EQ(atlas_gel_observe(nullptr, nullptr, nullptr, nullptr, nullptr),
            ATLAS_STATUS_USAGE);
  EXPECT_EQ(atlas_gel_merge_candidates(nullptr, 0, 0, 0, nullptr, nullptr),
            ATLAS_STATUS_USAGE);
  EXPECT_EQ(atlas_gel_split_candidates(nullptr, 0, 0, nullptr, nullptr),
            ATLAS_STATUS_USAGE);
  atlas_gel_merges_free(nullptr);
  atlas_gel_splits_free(nullptr);
  // In place.
  EXPECT_EQ(atlas_gel_tick32(&f, 1, 0.5f, 0.25f, &f), 1);
  EXPECT_EQ(f, 0.5f);
}
