//===- BatchTest.cpp - Batches of T1 do not depend on threads -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "RandomGraph.h"

#include <gtest/gtest.h>

#include <memory>

using namespace atlas::test;

namespace {

struct Job {
  GraphCall call;
  atlas_t1_graph_t *graph = nullptr;
  atlas_t1_seeds seeds;
  OwnedResult expected, got;
  atlas_t1_code code = ATLAS_T1_OK; ///< expected

  explicit Job(GraphCall given) : call(std::move(given)) {
    atlas_t1_arrays arrays = call.arrays();
    seeds = call.seeds();
    atlas_t1_graph_create(&arrays, &graph, nullptr);
    atlas_diag_t *diag = nullptr;
    atlas_t1_reference(&arrays, &seeds, &call.params, &expected, &diag);
    code = diag ? atlas_t1_code(diag->code) : ATLAS_T1_OK;
    atlas_diag_free(diag);
  }
  ~Job() { atlas_t1_graph_destroy(graph); }
};

std::vector<std::unique_ptr<Job>> makeJobs() {
  Random random(21);
  std::vector<std::unique_ptr<Job>> jobs;
  for (unsigned i = 0; i < 100; ++i)
    jobs.push_back(std::make_unique<Job>(
        i % 5 ? smallCall(random) : largeCall(random, 50 + 7 * i, 5)));
  return jobs;
}

} // namespace

TEST(T1Batch, ManyGraphs) {
  auto jobs = makeJobs();
  for (unsigned threads : {0u, 1u, 2u, 3u, 8u}) {
    atlas_t1_pool_t *pool = nullptr;
    if (threads) {
      ASSERT_EQ(atlas_t1_pool_create(threads, &pool, nullptr), ATLAS_STATUS_OK);
    }
    for (int round = 0; round < 3; ++round) {
      std::vector<atlas_t1_item> items;
      unsigned failures = 0;
      for (auto &job : jobs) {
        items.push_back({job->graph, &job->seeds, &job->call.params, &job->got,
                         ATLAS_T1_MISUSE});
        failures += job->code != 0;
      }
      atlas_status_t status =
          atlas_t1_batch(pool, items.data(), items.size(), nullptr);
      EXPECT_EQ(status != ATLAS_STATUS_OK, failures != 0);
      for (size_t i = 0; i < items.size(); ++i) {
        EXPECT_EQ(items[i].code, jobs[i]->code);
        if (!items[i].code) {
          EXPECT_EQ(difference(jobs[i]->expected, jobs[i]->got), "")
              << "item " << i << ", " << threads << " threads";
        }
      }
    }
    atlas_t1_pool_destroy(pool);
  }
}

TEST(T1Batch, ManySeedsOfOneGraph) {
  Random random(8);
  GraphCall call = largeCall(random, 1000, 8);
  call.params.queue_budget = 500;
  atlas_t1_arrays arrays = call.arrays();
  atlas_t1_graph_t *graph = nullptr;
  ASSERT_EQ(atlas_t1_graph_create(&arrays, &graph, nullptr), ATLAS_STATUS_OK);
  atlas_t1_pool_t *pool = nullptr;
  ASSERT_EQ(atlas_t1_pool_create(4, &pool, nullptr), ATLAS_STATUS_OK);
  constexpr int32_t kCount = 64;
  std::vector<int32_t> nodes;
  std::vector<atlas_t1_seeds> seeds;
  std::vector<OwnedResult> results(kCount);
  std::vector<atlas_t1_item> items;
  for (int32_t i = 0; i < kCount; ++i)
    nodes.push_back(i * 13);
  for (int32_t i = 0; i < kCount; ++i)
    seeds.push_back({&nodes[size_t(i)], 1, nullptr, 0});
  for (size_t i = 0; i < kCount; ++i)
    items.push_back({graph, &seeds[i], &call.params, &results[i], ATLAS_T1_OK});
  ASSERT_EQ(atlas_t1_batch(pool, items.data(), items.size(), nullptr),
            ATLAS_STATUS_OK);
  for (size_t i = 0; i < kCount; ++i) {
    OwnedResult expected;
    atlas_t1_reference(&arrays, &seeds[i], &call.params, &expected, nullptr);
    EXPECT_EQ(difference(expected, results[i]), "") << i;
  }
  atlas_t1_pool_destroy(pool);
  atlas_t1_graph_destroy(graph);
}

TEST(T1Batch, ItemsFailAlone) {
  GraphCall call;
  call.endRow(0);
  call.seed(0, 1);
  atlas_t1_arrays arrays = call.arrays();
  atlas_t1_seeds seeds = call.seeds();
  int32_t nowhere = 3;
  atlas_t1_seeds bad = {&nowhere, 1, nullptr, 0};
  atlas_t1_graph_t *graph = nullptr;
  ASSERT_EQ(atlas_t1_graph_create(&arrays, &graph, nullptr), ATLAS_STATUS_OK);
  OwnedResult results[3];
  atlas_t1_item items[3] = {
      {graph, &seeds, &call.params, &results[0], ATLAS_T1_MISUSE},
      {graph, &bad, &call.params, &results[1], ATLAS_T1_OK},
      {nullptr, &seeds, &call.params, &results[2], ATLAS_T1_OK}};
  atlas_diag_t *diag = nullptr;
  EXPECT_EQ(atlas_t1_batch(nullptr, items, 3, &diag), ATLAS_STATUS_USAGE);
  ASSERT_NE(diag, nullptr);
  EXPECT_EQ(diag->code, unsigned(ATLAS_T1_BAD_SEED));
  EXPECT_STREQ(diag->message, "a seed is no node: item[1]");
  atlas_diag_free(diag);
  EXPECT_EQ(items[0].code, ATLAS_T1_OK);
  EXPECT_EQ(items[1].code, ATLAS_T1_BAD_SEED);
  EXPECT_EQ(items[2].code, ATLAS_T1_MISUSE);
  EXPECT_EQ(results[0].count, 1u);
  EXPECT_EQ(results[1].capacity, 0u);
  EXPECT_EQ(atlas_t1_batch(nullptr, nullptr, 1, nullptr), ATLAS_STATUS_USAGE);
  EXPECT_EQ(atlas_t1_batch(nullptr, nullptr, 0, nullptr), ATLAS_STATUS_OK);
  atlas_t1_graph_destroy(graph);
}
