//===- MemoryTest.cpp - T1 without memory ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Refuses each allocation of a call in turn: the call says NO_MEMORY, writes no
// result, leaks nothing, and the workspace is as good as before.
//===----------------------------------------------------------------------===//
#include "RandomGraph.h"

#include "atlas-c/gel.h"

#include <gtest/gtest.h>

using namespace atlas::test;

namespace {

/// Code of a diagnostic, which is freed.
unsigned codeOf(atlas_diag_t *diag) {
  unsigned code = diag ? diag->code : 0;
  atlas_diag_free(diag);
  return code;
}

/// Calls body() with the first, second, ... allocation refused, until one run
/// goes without a refusal. body returns a code.
template <typename Body>
unsigned refuseEach(CountingAllocator &allocator, Body body) {
  for (unsigned number = 1;; ++number) {
    allocator.failAt(number);
    unsigned code = body();
    bool refused = allocator.hasFailed();
    allocator.failAt(0);
    if (!refused) {
      EXPECT_EQ(code, 0u);
      return number;
    }
    EXPECT_EQ(code, unsigned(ATLAS_T1_NO_MEMORY)) << "allocation " << number;
    if (code != ATLAS_T1_NO_MEMORY)
      return number;
  }
}

} // namespace

TEST(T1Memory, EveryEntry) {
  Random random(9);
  GraphCall call = largeCall(random, 300, 8);
  call.params.queue_budget = 3000;
  call.params.visited = 50;
  call.params.dedupe_window = 20;
  atlas_t1_arrays arrays = call.arrays();
  atlas_t1_seeds seeds = call.seeds();
  CountingAllocator allocator;
  for (int32_t frontier : {0, 500}) {
    call.params.frontier = frontier;
    for (auto *run : {atlas_t1_run, atlas_t1_reference}) {
      unsigned count = refuseEach(allocator, [&] {
        OwnedResult result;
        atlas_diag_t *diag = nullptr;
        run(&arrays, &seeds, &call.params, &result, &diag);
        EXPECT_TRUE(!diag || result.capacity == 0);
        return codeOf(diag);
      });
      EXPECT_GT(count, 8u);
      EXPECT_EQ(allocator.alive(), 0);
    }
  }
}

TEST(T1Memory, WorkspaceStaysGood) {
  Random random(10);
  GraphCall call = largeCall(random, 500, 8);
  call.params.queue_budget = 5000;
  atlas_t1_arrays arrays = call.arrays();
  atlas_t1_seeds seeds = call.seeds();
  CountingAllocator allocator;
  {
    OwnedResult expected;
    atlas_t1_graph_t *graph = nullptr;
    ASSERT_EQ(atlas_t1_graph_create(&arrays, &graph, nullptr), ATLAS_STATUS_OK);
    atlas_t1_reference(&arrays, &seeds, &call.params, &expected, nullptr);
    atlas_t1_workspace_t *workspace = nullptr;
    ASSERT_EQ(atlas_t1_workspace_create(&workspace, nullptr), ATLAS_STATUS_OK);
    OwnedResult result;
    // The workspace keeps what it got, so each try comes further.
    for (unsigned tries = 0; tries < 100; ++tries) {
      allocator.failAt(1 + tries % 2);
      atlas_diag_t *diag = nullptr;
      atlas_t1_propagate(graph, workspace, &seeds, &call.params, &result,
                         &diag);
      bool refused = allocator.hasFailed();
      allocator.failAt(0);
      unsigned code = codeOf(diag);
      ASSERT_EQ(code, refused ? unsigned(ATLAS_T1_NO_MEMORY) : 0u);
      EXPECT_EQ(code ? "" : difference(expected, result), "");
      // A call in between finds everything clean.
      GraphCall other = smallCall(random);
      other.params.pop_limit = -1;
      other.params.queue_budget = 50;
      atlas_t1_arrays otherArrays = other.arrays();
      atlas_t1_seeds otherSeeds = other.seeds();
      OwnedResult otherExpected, otherGot;
      atlas_t1_graph_t *otherGraph = nullptr;
      atlas_t1_graph_create(&otherArrays, &otherGraph, nullptr);
      atlas_t1_reference(&otherArrays, &otherSeeds, &other.params,
                         &otherExpected, nullptr);
      EXPECT_EQ(atlas_t1_propagate(otherGraph, workspace, &otherSeeds,
                                   &other.params, &otherGot, nullptr),
                ATLAS_STATUS_OK);
      EXPECT_EQ(difference(otherExpected, otherGot), "") << "try " << tries;
      atlas_t1_graph_destroy(otherGraph);
    }
    atlas_t1_workspace_destroy(workspace);
    atlas_t1_graph_destroy(graph);
  }
  EXPECT_EQ(allocator.alive(), 0);
}

TEST(T1Memory, BatchAndDispatch) {
  Random random(12);
  GraphCall call = largeCall(random, 60, 4);
  atlas_t1_arrays arrays = call.arrays();
  atlas_t1_seeds seeds = call.seeds();
  CountingAllocator allocator;
  refuseEach(allocator, [&] {
    OwnedResult results[2];
    atlas_t1_graph_t *graph = nullptr;
    atlas_t1_pool_t *pool = nullptr;
    atlas_diag_t *diag = nullptr;
    if (!atlas_t1_graph_create(&arrays, &graph, &diag) &&
        !atlas_t1_pool_create(1, &pool, &diag)) {
      atlas_t1_item items[2];
      for (int i = 0; i < 2; ++i)
        items[i] = {graph, &seeds, &call.params, &results[i], ATLAS_T1_OK};
      atlas_t1_batch(pool, items, 2, &diag);
    }
    atlas_t1_pool_destroy(pool);
    atlas_t1_graph_destroy(graph);
    return codeOf(diag);
  });
  atlas_t1_config config = {};
  config.enabled = config.strict_parity = 1;
  refuseEach(allocator, [&] {
    OwnedResult result;
    atlas_diag_t *diag = nullptr;
    atlas_t1_dispatch(&config, &arrays, &seeds, &call.params, &result, nullptr,
                      nullptr, &diag);
    return codeOf(diag);
  });
  EXPECT_EQ(allocator.alive(), 0);
}

TEST(T1Memory, GraphEvolution) {
  std::vector<int32_t> src = {0, 1, 0, 4, 5, 2}, dst = {1, 2, 2, 5, 6, 4};
  std::vector<double> weight = {0.5, 0.25, 0.75, 0.5, 0.5, 0.01};
  src.resize(20), dst.resize(20), weight.resize(20);
  std::vector<int64_t> coact(20), seen(20, ATLAS_GEL_NEVER);
  atlas_gel_edges edges = {src.data(),  dst.data(), weight.data(), coact.data(),
                           seen.data(), 6,          20};
  CountingAllocator allocator;
  refuseEach(allocator, [&] {
    atlas_gel_merges merges = {};
    atlas_diag_t *diag = nullptr;
    atlas_gel_merge_candidates(&edges, 0.2, 3, 2, &merges, &diag);
    EXPECT_EQ(merges.groups.count, diag ? 0u : 2u);
    atlas_gel_merges_free(&merges);
    return codeOf(diag);
  });
  refuseEach(allocator, [&] {
    atlas_gel_splits splits = {};
    atlas_diag_t *diag = nullptr;
    atlas_gel_split_candidates(&edges, 0.05, 2, &splits, &diag);
    EXPECT_EQ(splits.originals.count, diag ? 0u : 1u);
    atlas_gel_splits_free(&splits);
    return codeOf(diag);
  });
  int32_t ids[] = {7, 0, 1};
  double scores[] = {0.5, 0.6, 0.7};
  atlas_gel_items items = {ids, scores, 3};
  atlas_gel_observation o = atlas_gel_default_observation();
  refuseEach(allocator, [&] {
    atlas_gel_observed observed;
    atlas_diag_t *diag = nullptr;
    size_t before = edges.count;
    atlas_gel_observe(&items, &o, &edges, &observed, &diag);
    EXPECT_EQ(edges.count, diag ? before : 8u);
    return codeOf(diag);
  });
  EXPECT_EQ(allocator.alive(), 0);
}
