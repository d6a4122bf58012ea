//===- ApiTest.cpp - The C interface of T1 --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "RandomGraph.h"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>

using namespace atlas::test;

namespace {

/// Runs a call that must fail and checks that nothing was written.
void expectFailure(const GraphCall &call, unsigned code,
                   const std::string &message, bool reference = false) {
  atlas_t1_arrays arrays = call.arrays();
  atlas_t1_seeds seeds = call.seeds();
  int32_t nodes[8] = {-9, -9, -9, -9, -9, -9, -9, -9};
  float values[8] = {-9, -9, -9, -9, -9, -9, -9, -9};
  atlas_t1_result result = {nodes, values, 8, 77, 0, {}};
  result.metrics.pops = 78;
  atlas_diag_t *diag = nullptr;
  auto *run = reference ? atlas_t1_reference : atlas_t1_run;
  ASSERT_NE(run(&arrays, &seeds, &call.params, &result, &diag),
            ATLAS_STATUS_OK);
  ASSERT_NE(diag, nullptr);
  EXPECT_EQ(diag->code, code);
  EXPECT_EQ(diag->message, message);
  EXPECT_STREQ(diag->location, "");
  atlas_diag_free(diag);
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(nodes[i], -9);
    EXPECT_EQ(values[i], -9);
  }
  EXPECT_EQ(result.count, 77u);
  EXPECT_EQ(result.metrics.pops, 78);
}

/// Two nodes and one edge.
GraphCall pairCall() {
  GraphCall call;
  call.edge(1, 1.0f);
  call.endRow(0);
  call.endRow(1);
  call.seed(0, 1.0f);
  return call;
}

/// A self-loop of weight -1 with rate 1, which never ends by itself.
GraphCall endlessCall() {
  GraphCall call;
  call.edge(0, -1.0f);
  call.endRow(0);
  call.seed(0, 1.0f);
  call.params.rate = 1;
  call.params.queue_budget = -1;
  return call;
}

} // namespace

TEST(T1Api, MessagesNameTheElement) {
  GraphCall call = pairCall();
  call.indices[0] = 2;
  expectFailure(call, ATLAS_T1_BAD_EDGE, "an edge target is no node: indices[0]");
  call = pairCall();
  call.seedNodes[0] = -1;
  expectFailure(call, ATLAS_T1_BAD_SEED, "a seed is no node: seed_nodes[0]");
  call = pairCall();
  call.params.floor = INFINITY;
  expectFailure(call, ATLAS_T1_BAD_FLOAT, "a value is NaN or infinite: floor");
  call = pairCall();
  call.params.pop_limit = -2;
  expectFailure(call, ATLAS_T1_BAD_CAP, "a cap is negative: pop_limit");
  call = pairCall();
  call.indptr[1] = 2;
  call.indptr[2] = 1;
  expectFailure(call, ATLAS_T1_BAD_INDPTR, "the row starts are wrong: indptr[2]");
  call = pairCall();
  call.relCode.clear();
  expectFailure(call, ATLAS_T1_BAD_SHAPE,
                "an array has the wrong length: rel_code");
}

TEST(T1Api, PopLimit) {
  GraphCall call = endlessCall();
  call.params.pop_limit = 1000;
  for (bool reference : {false, true})
    expectFailure(call, ATLAS_T1_POP_LIMIT,
                  "the propagation needs more pops than pop_limit: queue",
                  reference);
  // A limit that is just enough is no failure.
  call = pairCall();
  call.params.pop_limit = 2;
  atlas_t1_arrays arrays = call.arrays();
  atlas_t1_seeds seeds = call.seeds();
  OwnedResult result;
  EXPECT_EQ(atlas_t1_run(&arrays, &seeds, &call.params, &result, nullptr),
            ATLAS_STATUS_OK);
  EXPECT_EQ(result.metrics.pops, 2);
  call.params.pop_limit = 1;
  EXPECT_EQ(atlas_t1_run(&arrays, &seeds, &call.params, &result, nullptr),
            ATLAS_STATUS_RUN);
}

TEST(T1Api, Cancellation) {
  GraphCall call = endlessCall();
  int32_t flag = 1;
  call.params.cancel = &flag;
  for (bool reference : {false, true})
    expectFailure(call, ATLAS_T1_CANCELLED,
                  "the propagation was cancelled: queue", reference);
  // From another thread, while it runs.
  flag = 0;
  atlas_t1_arrays arrays = call.arrays();
  atlas_t1_seeds seeds = call.seeds();
  OwnedResult result;
  std::thread other([&flag] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    __atomic_store_n(&flag, 1, __ATOMIC_RELAXED);
  });
  atlas_diag_t *diag = nullptr;
  EXPECT_EQ(atlas_t1_run(&arrays, &seeds, &call.params, &result, &diag),
            ATLAS_STATUS_RUN);
  other.join();
  ASSERT_NE(diag, nullptr);
  EXPECT_EQ(diag->code, unsigned(ATLAS_T1_CANCELLED));
  atlas_diag_free(diag);
}

TEST(T1Api, SmallOutput) {
  GraphCall call = pairCall();
  atlas_t1_arrays arrays = call.arrays();
  atlas_t1_seeds seeds = call.seeds();
  for (auto *run : {atlas_t1_run, atlas_t1_reference}) {
    int32_t node = -9;
    float value = -9;
    atlas_t1_result result = {&node, &value, 1, 77, 0, {}};
    atlas_diag_t *diag = nullptr;
    EXPECT_EQ(run(&arrays, &seeds, &call.params, &result, &diag),
              ATLAS_STATUS_USAGE);
    ASSERT_NE(diag, nullptr);
    EXPECT_EQ(diag->code, unsigned(ATLAS_T1_SMALL_OUTPUT));
    atlas_diag_free(diag);
    EXPECT_EQ(result.count, 2u);
    EXPECT_EQ(node, -9);
    EXPECT_EQ(value, -9);
    EXPECT_EQ(result.metrics.pops, 0);
  }
}

TEST(T1Api, NullAndEmpty) {
  GraphCall call = pairCall();
  atlas_t1_arrays arrays = call.arrays();
  atlas_t1_seeds seeds = call.seeds();
  OwnedResult result;
  const atlas_t1_params &params = call.params;
  EXPECT_EQ(atlas_t1_run(nullptr, &seeds, &params, &result, nullptr),
            ATLAS_STATUS_USAGE);
  EXPECT_EQ(atlas_t1_run(&arrays, nullptr, &params, &result, nullptr),
            ATLAS_STATUS_USAGE);
  EXPECT_EQ(atlas_t1_run(&arrays, &seeds, nullptr, &result, nullptr),
            ATLAS_STATUS_USAGE);
  EXPECT_EQ(atlas_t1_run(&arrays, &seeds, &params, nullptr, nullptr),
            ATLAS_STATUS_USAGE);
  EXPECT_EQ(atlas_t1_propagate(nullptr, nullptr, &seeds, &params, &result,
                               nullptr),
            ATLAS_STATUS_USAGE);
  EXPECT_EQ(atlas_t1_graph_create(nullptr, nullptr, nullptr),
            ATLAS_STATUS_USAGE);
  EXPECT_EQ(atlas_t1_workspace_create(nullptr, nullptr), ATLAS_STATUS_USAGE);
  EXPECT_EQ(atlas_t1_pool_create(2, nullptr, nullptr), ATLAS_STATUS_USAGE);
  EXPECT_EQ(atlas_t1_graph_nodes(nullptr), 0u);
  EXPECT_EQ(atlas_t1_graph_edges(nullptr), 0u);
  EXPECT_FALSE(atlas_t1_decay_table(0.5f, 0, 1, nullptr));
  EXPECT_TRUE(atlas_t1_decay_table(0.5f, 0, 0, nullptr));
  EXPECT_FALSE(atlas_t1_supports(nullptr));
  atlas_t1_graph_destroy(nullptr);
  atlas_t1_workspace_destroy(nullptr);
  atlas_t1_pool_destroy(nullptr);
  atlas_t1_result_free(nullptr);

  // No nodes at all, every array NULL but the row starts.
  int32_t zero = 0;
  atlas_t1_arrays none = {};
  none.indptr = &zero;
  none.indptr_length = 1;
  atlas_t1_seeds noSeeds = {};
  for (auto *run : {atlas_t1_run, atlas_t1_reference}) {
    EXPECT_EQ(run(&none, &noSeeds, &params, &result, nullptr), ATLAS_STATUS_OK);
    EXPECT_EQ(result.count, 0u);
    EXPECT_EQ(result.metrics.pops, 0);
  }
}

TEST(T1Api, GraphOutlivesItsArrays) {
  GraphCall call = pairCall();
  atlas_t1_graph_t *graph = nullptr;
  {
    GraphCall gone = call;
    atlas_t1_arrays arrays = gone.arrays();
    ASSERT_EQ(atlas_t1_graph_create(&arrays, &graph, nullptr), ATLAS_STATUS_OK);
    gone.indices.assign(1, 7);
  }
  EXPECT_EQ(atlas_t1_graph_nodes(graph), 2u);
  EXPECT_EQ(atlas_t1_graph_edges(graph), 1u);
  atlas_t1_seeds seeds = call.seeds();
  OwnedResult result;
  EXPECT_EQ(atlas_t1_propagate(graph, nullptr, &seeds, &call.params, &result,
                               nullptr),
            ATLAS_STATUS_OK);
  ASSERT_EQ(result.count, 2u);
  EXPECT_EQ(result.values[1], 0.6f);
  atlas_t1_graph_destroy(graph);
}
