//===- DiffTest.cpp - Native T1 against the reference ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "DiffCase.h"
#include "PropagateCalls.h"

#include <gtest/gtest.h>

using namespace atlas::test;

TEST(T1Diff, SmallGraphs) {
  DiffRunner runner(7);
  for (uint64_t i = 0; i < 3000; ++i)
    ASSERT_EQ(runner.run(i), "") << "case " << i;
}

/// Any bytes, most of them no valid call.
TEST(T1Diff, RandomBytes) {
  Random random(2);
  std::vector<uint8_t> bytes(300);
  for (unsigned i = 0; i < 20000; ++i) {
    for (uint8_t &byte : bytes)
      byte = uint8_t(random.next());
    ASSERT_EQ(propagateCalls(bytes.data(), random.below(300)), "") << i;
  }
}

/// Buckets of thousands of keys, chunks used again, budgets that give up
/// buckets, several graphs of different sizes in one workspace.
TEST(T1Diff, LargeGraphs) {
  Random random(11);
  atlas_t1_workspace_t *workspace = nullptr;
  ASSERT_EQ(atlas_t1_workspace_create(&workspace, nullptr), ATLAS_STATUS_OK);
  for (size_t nodes : {300u, 5000u, 40u, 20000u}) {
    GraphCall call = largeCall(random, nodes, 8);
    atlas_t1_arrays arrays = call.arrays();
    atlas_t1_seeds seeds = call.seeds();
    atlas_t1_graph_t *graph = nullptr;
    ASSERT_EQ(atlas_t1_graph_create(&arrays, &graph, nullptr), ATLAS_STATUS_OK);
    OwnedResult expected, got;
    for (int64_t budget : {0, 1, 100, 3000, 30000}) {
      call.params.queue_budget = budget;
      atlas_t1_reference(&arrays, &seeds, &call.params, &expected, nullptr);
      atlas_t1_propagate(graph, workspace, &seeds, &call.params, &got, nullptr);
      EXPECT_EQ(difference(expected, got), "")
          << nodes << " nodes, budget " << budget;
    }
    atlas_t1_graph_destroy(graph);
  }
  atlas_t1_workspace_destroy(workspace);
}

/// All entries of one size: one bucket, and everything that is pushed belongs
/// to the hot one.
TEST(T1Diff, EqualDeltas) {
  GraphCall call;
  Random random(5);
  for (int32_t i = 0; i < 500; ++i) {
    for (int e = 0; e < 4; ++e)
      call.edge(int32_t(random.below(500)), e % 2 ? -1.0f : 1.0f);
    call.endRow(i % 3);
  }
  call.seed(0, 0.25f);
  call.params.rate = 1;
  call.params.node_budget = 1e9f;
  call.params.radius_cap = 1000;
  call.params.queue_budget = 20000;
  atlas_t1_arrays arrays = call.arrays();
  atlas_t1_seeds seeds = call.seeds();
  OwnedResult expected, got;
  ASSERT_EQ(atlas_t1_reference(&arrays, &seeds, &call.params, &expected,
                               nullptr),
            ATLAS_STATUS_OK);
  ASSERT_EQ(atlas_t1_run(&arrays, &seeds, &call.params, &got, nullptr),
            ATLAS_STATUS_OK);
  EXPECT_EQ(difference(expected, got), "");
}

/// Large frontiers, windows and seen lists.
TEST(T1Diff, LargeLimits) {
  Random random(3);
  GraphCall call = largeCall(random, 2000, 6);
  atlas_t1_arrays arrays = call.arrays();
  atlas_t1_seeds seeds = call.seeds();
  OwnedResult expected, got;
  call.params.queue_budget = 4000;
  for (int32_t limit : {1, 2, 50, 700, 3000, INT32_MAX})
    for (unsigned which = 1; which < 8; ++which) {
      call.params.frontier = which & 1 ? (limit < 800 ? limit : 800) : 0;
      call.params.visited = which & 2 ? limit : 0;
      call.params.dedupe_window = which & 4 ? limit : 0;
      atlas_t1_reference(&arrays, &seeds, &call.params, &expected, nullptr);
      atlas_t1_run(&arrays, &seeds, &call.params, &got, nullptr);
      EXPECT_EQ(difference(expected, got), "")
          << "limit " << limit << ", " << which;
    }
}
