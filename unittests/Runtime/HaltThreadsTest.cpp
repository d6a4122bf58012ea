//===- HaltThreadsTest.cpp - Stopping streams from other threads ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "HaltModel.h"

#include <gtest/gtest.h>

#include <atomic>

#include <pthread.h>

using namespace atlas::test;

namespace {

/// A stream that ends only when another thread stops it.
struct Endless {
  Kernel kernel;
  std::atomic<uint64_t> scored{0};

  static int score(void *context, const atlas_halt_token *, double *score) {
    ++static_cast<Endless *>(context)->scored;
    *score = 0.9;
    return 0;
  }
  static int next(void *, atlas_halt_token *token) {
    *token = {"x", 1};
    return 1;
  }

  Session run() {
    atlas_halt_scorer scorer = {score, this};
    atlas_halt_source source = {next, nullptr};
    atlas_halt_session_t *session = nullptr;
    atlas_halt_kernel_stream_from(kernel.get(), &source, &scorer, &session,
                                  nullptr);
    return Session(session);
  }
};

void *stopLater(void *argument) {
  Endless &endless = *static_cast<Endless *>(argument);
  while (endless.scored < 100) {
  }
  atlas_halt_kernel_emergency_stop(endless.kernel.get());
  return nullptr;
}

void *runEndless(void *argument) {
  Session session = static_cast<Endless *>(argument)->run();
  atlas_halt_summary summary = summaryOf(session);
  bool good = summary.reason == ATLAS_HALT_KERNEL_INACTIVE &&
              summary.halt_index == int64_t(summary.token_count) &&
              outputOf(session).size() == summary.token_count;
  return good ? argument : nullptr;
}

} // namespace

TEST(HaltKernel, EmergencyStopFromAnotherThread) {
  Endless endless;
  endless.kernel = makeKernel(defaultConfig());
  pthread_t thread;
  ASSERT_EQ(pthread_create(&thread, nullptr, stopLater, &endless), 0);
  Session session = endless.run();
  pthread_join(thread, nullptr);
  atlas_halt_summary summary = summaryOf(session);
  EXPECT_EQ(summary.reason, ATLAS_HALT_KERNEL_INACTIVE);
  EXPECT_GE(summary.token_count, 100u);
  EXPECT_EQ(endless.scored, summary.token_count);
  EXPECT_STREQ(atlas_halt_session_reason(session.get()), "kernel_inactive");
}

TEST(HaltKernel, OneStopEndsEveryStream) {
  Endless endless;
  endless.kernel = makeKernel(defaultConfig());
  pthread_t threads[4];
  for (pthread_t &thread : threads)
    ASSERT_EQ(pthread_create(&thread, nullptr, runEndless, &endless), 0);
  stopLater(&endless);
  for (pthread_t thread : threads) {
    void *good = nullptr;
    pthread_join(thread, &good);
    EXPECT_NE(good, nullptr);
  }
  EXPECT_FALSE(atlas_halt_kernel_is_active(endless.kernel.get()));
}
