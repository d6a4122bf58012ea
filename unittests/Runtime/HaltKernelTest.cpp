//===- HaltKernelTest.cpp - Kernels, sessions, clocks and memory ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "HaltModel.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace atlas::test;

namespace {

atlas_halt_token tokenOf(const char *text) { return {text, std::strlen(text)}; }

int alwaysGood(void *, const atlas_halt_token *, double *score) {
  *score = 0.9;
  return 0;
}

constexpr atlas_halt_scorer kGood = {alwaysGood, nullptr};

/// Pushes tokens with scores into a soft session.
Session softSession(const std::vector<std::pair<const char *, double>> &items,
                    const atlas_halt_config &config) {
  Session session =
      openSession(config, {ATLAS_HALT_ENDPOINT, ATLAS_HALT_SOFT, nullptr, {}});
  for (const auto &[text, score] : items)
    atlas_halt_session_push(session.get(), text, std::strlen(text), score,
                            nullptr);
  return session;
}

/// Halts softly at every token below 0.6 (but not below 0.3).
atlas_halt_config softConfig() {
  atlas_halt_config config = defaultConfig();
  config.hard_limit = 0.3;
  config.window_size = 1;
  config.window_threshold = 0.6;
  config.trend_threshold = INFINITY;
  return config;
}

} // namespace

TEST(HaltKernel, EmptyStream) {
  Kernel kernel = makeKernel(defaultConfig());
  for (bool active : {true, false}) {
    if (!active)
      atlas_halt_kernel_emergency_stop(kernel.get());
    Session session = stream(kernel.get(), {});
    ASSERT_TRUE(session);
    atlas_halt_summary summary = summaryOf(session);
    EXPECT_FALSE(summary.halted);
    EXPECT_EQ(summary.halt_index, -1);
    EXPECT_EQ(summary.token_count, 0u);
    EXPECT_EQ(outputOf(session), "");
    EXPECT_STREQ(atlas_halt_session_interrupt(session.get()), "");
  }
}

TEST(HaltKernel, FailingCallbackScoresZero) {
  atlas_halt_scorer scorer = {
      [](void *, const atlas_halt_token *, double *score) {
        *score = 1.0; // does not count
        return -7;
      },
      nullptr};
  atlas_halt_token token = tokenOf("x");
  atlas_halt_session_t *made = nullptr;
  Kernel kernel = makeKernel(defaultConfig());
  ASSERT_EQ(atlas_halt_kernel_stream(kernel.get(), &token, 1, &scorer, &made,
                                     nullptr),
            ATLAS_STATUS_OK);
  Session session(made);
  EXPECT_EQ(summaryOf(session).reason, ATLAS_HALT_HARD_LIMIT);
  EXPECT_EQ(summaryOf(session).value, 0.0);
  EXPECT_FALSE(atlas_halt_kernel_is_active(kernel.get()));
}

TEST(HaltKernel, FailingSourceEndsWithoutASession) {
  unsigned left = 3;
  atlas_halt_source source = {[](void *context, atlas_halt_token *token) {
                                *token = {"x", 1};
                                return --*static_cast<unsigned *>(context) ? 1
                                                                           : -1;
                              },
                              &left};
  Kernel kernel = makeKernel(defaultConfig());
  auto *made = reinterpret_cast<atlas_halt_session_t *>(1);
  atlas_diag_t *diag = nullptr;
  EXPECT_EQ(atlas_halt_kernel_stream_from(kernel.get(), &source, &kGood, &made,
                                          &diag),
            ATLAS_STATUS_USAGE);
  EXPECT_EQ(made, nullptr);
  ASSERT_NE(diag, nullptr);
  EXPECT_STREQ(diag->message, "the source of tokens failed");
  atlas_diag_free(diag);
  EXPECT_TRUE(atlas_halt_kernel_is_active(kernel.get()));
}

TEST(HaltKernel, TextsAreBytes) {
  // NULs, empty tokens and a NULL without bytes.
  atlas_halt_token tokens[] = {{"a\0b", 3}, {nullptr, 0}, {"", 0}, {"c", 1}};
  Kernel kernel = makeKernel(defaultConfig());
  atlas_halt_session_t *made = nullptr;
  ASSERT_EQ(
      atlas_halt_kernel_stream(kernel.get(), tokens, 4, &kGood, &made, nullptr),
      ATLAS_STATUS_OK);
  Session session(made);
  EXPECT_EQ(outputOf(session), std::string("a\0bc", 4));
  atlas_halt_event event;
  ASSERT_TRUE(atlas_halt_session_event(made, 3, &event));
  EXPECT_EQ(std::string(event.token.text, event.token.size), "c");
  EXPECT_FALSE(atlas_halt_session_event(made, 4, &event));
  tokens[1].size = 1;
  EXPECT_EQ(
      atlas_halt_kernel_stream(kernel.get(), tokens, 4, &kGood, &made, nullptr),
      ATLAS_STATUS_USAGE);
}

TEST(HaltKernel, ClockIsInjected) {
  double now = 100.0;
  atlas_halt_options options = {
      ATLAS_HALT_ENDPOINT, ATLAS_HALT_HARD,
      [](void *context) { return *static_cast<double *>(context) += 0.25; },
      &now};
  Kernel kernel = makeKernel(defaultConfig(), options);
  Session session = stream(kernel.get(), {0.9, 0.9, 0.9});
  atlas_halt_event event;
  for (size_t i = 0; i < 3; ++i) {
    ASSERT_TRUE(atlas_halt_session_event(session.get(), i, &event));
    EXPECT_EQ(event.timestamp_s, 0.25 * double(i + 1));
  }
  EXPECT_EQ(summaryOf(session).start_time_s, 0.0);
  EXPECT_EQ(summaryOf(session).end_time_s, 1.0);
  EXPECT_EQ(summaryOf(session).duration_ms, 1000.0);
}

TEST(HaltKernel, SystemClockNeverGoesBack) {
  Kernel kernel = makeKernel(defaultConfig());
  Session session = stream(kernel.get(), Scores(100, 0.9));
  double last = 0.0;
  atlas_halt_event event;
  for (size_t i = 0; atlas_halt_session_event(session.get(), i, &event); ++i) {
    EXPECT_GE(event.timestamp_s, last);
    last = event.timestamp_s;
  }
  EXPECT_GE(summaryOf(session).end_time_s, last);
  EXPECT_LT(summaryOf(session).duration_ms, 1e5);
}

TEST(HaltKernel, SafetyTexts) {
  atlas_halt_kernel_t *made = nullptr;
  ASSERT_EQ(atlas_halt_safety_create(0.5, &made, nullptr), ATLAS_STATUS_OK);
  Kernel kernel(made);
  Session session = stream(made, {0.9, 0.4});
  EXPECT_STREQ(atlas_halt_session_interrupt(session.get()),
               "[KERNEL INTERRUPT: COHERENCE LIMIT EXCEEDED]");
  session = stream(made, {0.9});
  EXPECT_STREQ(atlas_halt_session_interrupt(session.get()),
               "[KERNEL INTERRUPT: KERNEL INACTIVE]");
  atlas_halt_kernel_reactivate(made);
  // Neither window nor trend nor warnings.
  session = stream(made, Scores{1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.5,
                                0.5, 0.5, 0.5, 0.5, 0.5});
  EXPECT_FALSE(summaryOf(session).halted);
  EXPECT_EQ(summaryOf(session).warning_count, 0u);
}

TEST(HaltKernel, StreamingTexts) {
  Kernel kernel = makeKernel(defaultConfig());
  Session session = stream(kernel.get(), Scores(10, 0.52));
  EXPECT_STREQ(atlas_halt_session_reason(session.get()),
               "window_avg (0.5200 < 0.55)");
  EXPECT_STREQ(atlas_halt_session_interrupt(session.get()),
               "[KERNEL INTERRUPT: window_avg (0.5200 < 0.55)]");
  // The longest number that can appear.
  atlas_halt_config config = defaultConfig();
  config.window_size = 1;
  config.window_threshold = 1.7976931348623157e308;
  kernel = makeKernel(config);
  session = stream(kernel.get(), {1.797e308});
  std::string reason = atlas_halt_session_reason(session.get());
  EXPECT_EQ(reason.size(), std::strlen("window_avg (") + 309 + 5 +
                               std::strlen(" < 1.7976931348623157e+308)"));
  EXPECT_EQ(reason.substr(reason.size() - 27), " < 1.7976931348623157e+308)");
}

TEST(HaltSession, ClosedAfterAHalt) {
  Session session = openSession(defaultConfig());
  EXPECT_TRUE(atlas_halt_session_is_active(session.get()));
  for (double score : {0.9, 0.1, 0.9})
    EXPECT_EQ(atlas_halt_session_push(session.get(), "x", 1, score, nullptr),
              ATLAS_STATUS_OK);
  EXPECT_FALSE(atlas_halt_session_is_active(session.get()));
  EXPECT_EQ(summaryOf(session).token_count, 2u);
  EXPECT_EQ(outputOf(session), "x");
}

TEST(HaltSession, SoftHaltEndsWithTheSentence) {
  for (const char *end :
       {"b.", "b! ", "b?\n", "b.\xC2\xA0", "b.\xE3\x80\x80", "."}) {
    Session session =
        softSession({{"a", 0.5}, {end, 0.9}, {"c", 0.9}}, softConfig());
    atlas_halt_summary summary = summaryOf(session);
    EXPECT_TRUE(summary.halted && summary.soft_halted) << end;
    EXPECT_EQ(summary.token_count, 2u) << end;
    EXPECT_EQ(summary.halt_index, 0) << end;
    EXPECT_EQ(outputOf(session), std::string("a") + end);
  }
  for (const char *none : {"", " ", "b.c", "b.\xC2", "b.\x85", ".\""}) {
    Session session =
        softSession({{"a", 0.5}, {none, 0.9}, {"c", 0.9}}, softConfig());
    EXPECT_EQ(summaryOf(session).token_count, 3u) << none;
    EXPECT_TRUE(atlas_halt_session_is_active(session.get())) << none;
    EXPECT_TRUE(summaryOf(session).soft_halted) << none;
  }
}

TEST(HaltSession, SoftHaltWaitsForFiftyTokens) {
  std::vector<std::pair<const char *, double>> items(80, {"w ", 0.55});
  Session session = softSession(items, softConfig());
  EXPECT_EQ(summaryOf(session).token_count, 51u);
  EXPECT_EQ(summaryOf(session).halt_index, 0);
  EXPECT_EQ(summaryOf(session).warning_count, 50u);
}

TEST(HaltSession, HardLimitCutsASoftHalt) {
  Session session = softSession(
      {{"a ", 0.9}, {"b ", 0.5}, {"c ", 0.5}, {"d ", 0.1}, {"e", 1}},
      softConfig());
  atlas_halt_summary summary = summaryOf(session);
  EXPECT_EQ(summary.reason, ATLAS_HALT_HARD_LIMIT);
  EXPECT_EQ(summary.halt_index, 3);
  EXPECT_FALSE(summary.soft_halted);
  EXPECT_EQ(outputOf(session), "a b c ");
  EXPECT_STREQ(atlas_halt_session_reason(session.get()),
               "hard_limit (0.1000 < 0.3)");
}

TEST(HaltKernel, EmergencyStopEndsASoftHalt) {
  atlas_halt_options options = {ATLAS_HALT_ENDPOINT, ATLAS_HALT_SOFT, nullptr,
                                nullptr};
  Kernel kernel = makeKernel(softConfig(), options);
  struct Context {
    atlas_halt_kernel_t *kernel;
    int calls;
  } context = {kernel.get(), 0};
  atlas_halt_scorer scorer = {
      [](void *pointer, const atlas_halt_token *, double *score) {
        auto &context = *static_cast<Context *>(pointer);
        if (++context.calls == 2)
          atlas_halt_kernel_emergency_stop(context.kernel);
        *score = 0.5;
        return 0;
      },
      &context};
  atlas_halt_token tokens[3] = {{"a ", 2}, {"b ", 2}, {"c ", 2}};
  atlas_halt_session_t *made = nullptr;
  atlas_halt_kernel_stream(kernel.get(), tokens, 3, &scorer, &made, nullptr);
  Session session(made);
  EXPECT_EQ(context.calls, 2);
  EXPECT_EQ(summaryOf(session).reason, ATLAS_HALT_KERNEL_INACTIVE);
  EXPECT_EQ(summaryOf(session).halt_index, 2);
  EXPECT_EQ(outputOf(session), "a b ");
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

TEST(HaltKernel, NoMemoryIsReported) {
  CountingAllocator allocator;
  atlas_halt_config config = defaultConfig();
  for (uint64_t number = 1;; ++number) {
    allocator.failAt(number);
    atlas_halt_kernel_t *kernel = nullptr;
    atlas_halt_session_t *session = nullptr;
    atlas_diag_t *diag = nullptr;
    atlas_status_t status =
        atlas_halt_kernel_create(&config, nullptr, &kernel, &diag);
    std::vector<atlas_halt_token> tokens(200, tokenOf("token"));
    if (!status)
      status = atlas_halt_kernel_stream(kernel, tokens.data(), tokens.size(),
                                        &kGood, &session, &diag);
    atlas_halt_session_destroy(session);
    atlas_halt_kernel_destroy(kernel);
    EXPECT_EQ(allocator.alive(), 0);
    if (!allocator.hasFailed())
      break;
    ASSERT_EQ(status, ATLAS_STATUS_RUN) << number;
    ASSERT_NE(diag, nullptr);
    EXPECT_EQ(diag->code, 310u);
    atlas_diag_free(diag);
    ASSERT_LT(number, 100u);
  }
  allocator.failAt(0);
}

TEST(HaltSession, PushWithoutMemoryChangesNothing) {
  CountingAllocator allocator;
  {
    Session session = openSession(defaultConfig());
    allocator.failAt(1);
    EXPECT_EQ(atlas_halt_session_push(session.get(), "x", 1, 0.9, nullptr),
              ATLAS_STATUS_RUN);
    EXPECT_EQ(summaryOf(session).token_count, 0u);
    allocator.failAt(0);
    EXPECT_EQ(atlas_halt_session_push(session.get(), "x", 1, 0.9, nullptr),
              ATLAS_STATUS_OK);
    EXPECT_EQ(outputOf(session), "x");
  }
  EXPECT_EQ(allocator.alive(), 0);
}
