//===- MetricsTest.cpp - The counters of libatlas -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Built like the library: with NDEBUG nothing is counted.
//===----------------------------------------------------------------------===//
#include "Laws.h"

using namespace atlas::test;

namespace {

bool equal(const atlas_metrics &m, uint64_t calls, uint64_t bytes,
           uint64_t allocations, uint64_t failed) {
  return m.calls == calls && m.bytes == bytes && m.allocations == allocations &&
         m.failed_allocations == failed;
}

} // namespace

#ifdef NDEBUG

TEST(Metrics, NothingInReleaseBuilds) {
  atlas_metrics metrics = {1, 2, 3, 4};
  atlas_enable_metrics(1);
  atlas_conserved_window_check("abc", 3);
  EXPECT_FALSE(atlas_read_metrics(&metrics));
  EXPECT_TRUE(equal(metrics, 1, 2, 3, 4));
  EXPECT_FALSE(atlas_read_metrics(nullptr));
  atlas_enable_metrics(0);
}

#else

TEST(Metrics, CountsCallsAndBytes) {
  atlas_metrics metrics;
  Bytes bytes(12288, 3);
  atlas_enable_metrics(1);
  ASSERT_TRUE(atlas_read_metrics(&metrics));
  EXPECT_TRUE(equal(metrics, 0, 0, 0, 0));
  atlas_conserved_window_check(bytes.data(), 100);
  atlas_read_metrics(&metrics);
  EXPECT_TRUE(equal(metrics, 1, 100, 0, 0));
  atlas_conserved_delta(bytes.data(), bytes.data(), 100);
  atlas_read_metrics(&metrics);
  EXPECT_TRUE(equal(metrics, 2, 300, 0, 0));
  // What is refused for its arguments is no call of a kernel.
  atlas_conserved_delta(nullptr, bytes.data(), 100);
  atlas_read_metrics(&metrics);
  EXPECT_TRUE(equal(metrics, 2, 300, 0, 0));
  EXPECT_FALSE(atlas_read_metrics(nullptr));
  atlas_enable_metrics(0);
}

TEST(Metrics, CountsAllocations) {
  atlas_metrics metrics;
  Bytes bytes(12288, 3);
  CountingAllocator allocator;
  atlas_enable_metrics(1);
  atlas_cluster_view view = atlas_cluster_by_resonance(bytes.data(), 48);
  allocator.failAt(1);
  EXPECT_EQ(atlas_witness_generate(bytes.data(), 10), nullptr);
  ASSERT_TRUE(atlas_read_metrics(&metrics));
  EXPECT_EQ(metrics.allocations, 1u);
  EXPECT_EQ(metrics.failed_allocations, 1u);
  atlas_cluster_destroy(&view);
  atlas_enable_metrics(0);
}

TEST(Metrics, StopsAndStartsFromZero) {
  atlas_metrics metrics;
  atlas_enable_metrics(1);
  atlas_conserved_window_check("abc", 3);
  atlas_enable_metrics(0);
  atlas_conserved_window_check("abc", 3);
  ASSERT_TRUE(atlas_read_metrics(&metrics));
  EXPECT_TRUE(equal(metrics, 1, 3, 0, 0)); // kept, and not counted further
  atlas_enable_metrics(1);
  atlas_read_metrics(&metrics);
  EXPECT_TRUE(equal(metrics, 0, 0, 0, 0));
  atlas_enable_metrics(0);
}

TEST(Metrics, ThreadsAddUp) {
  atlas_metrics metrics;
  atlas_enable_metrics(1);
  ASSERT_TRUE(runTeam(8, [](unsigned) {
    for (int i = 0; i < 1000; ++i)
      atlas_conserved_window_check("abc", 3);
  }));
  ASSERT_TRUE(atlas_read_metrics(&metrics));
  EXPECT_TRUE(equal(metrics, 8000, 24000, 0, 0));
  atlas_enable_metrics(0);
}

#endif
