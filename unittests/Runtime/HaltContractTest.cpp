//===- HaltContractTest.cpp - The halt contract as properties -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each test is named after a statement: the four theorems about run(L, items),
// which a safety kernel computes, and properties (a) to (h). Inputs are random
// streams with bad scores among them; s_i below are sanitised scores.
//===----------------------------------------------------------------------===//
#include "HaltModel.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

using namespace atlas::test;

namespace {

constexpr unsigned kRounds = 3000;

/// Emitted(u) or Halted(u).
struct RunResult {
  bool isEmitted;
  std::string text;
  size_t tokens;
  bool operator==(const RunResult &) const = default;
};

/// Tokens that the scripted streams of HaltModel have.
std::string tokensUpTo(size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i)
    text += "t" + std::to_string(i) + " ";
  return text;
}

RunResult runLimit(double limit, const Scores &scores) {
  atlas_halt_kernel_t *made = nullptr;
  EXPECT_EQ(atlas_halt_safety_create(limit, &made, nullptr), ATLAS_STATUS_OK);
  Kernel kernel(made);
  Session session = stream(made, scores);
  atlas_halt_summary summary = summaryOf(session);
  return {!summary.halted, outputOf(session), size_t(summary.emitted)};
}

/// min{ i : s_i < L }, or the number of items.
size_t firstFailure(double limit, const Scores &scores) {
  Scores clean = sanitized(scores);
  size_t i = 0;
  while (i < clean.size() && !(clean[i] < limit))
    ++i;
  return i;
}

/// Runs `body(limit, scores)` for random inputs; half of them have no failure.
void forEachInput(const std::function<void(double, const Scores &)> &body) {
  for (unsigned round = 0; round < kRounds && !testing::Test::HasFailure();
       ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    Random random(round + 1);
    BatchCase batch = randomBatch(random, false);
    double limit = batch.config.hard_limit;
    for (Scores &row : batch.rows) {
      if (round % 2)
        for (double &score : row)
          if (!(score >= limit && std::isfinite(score)))
            score = limit;
      body(limit, row);
    }
  }
}

/// Runs `body` for random configurations and streams.
void forEachStream(
    const std::function<void(const atlas_halt_config &, atlas_halt_trend_t,
                             const Scores &)> &body) {
  for (unsigned round = 0; round < kRounds && !testing::Test::HasFailure();
       ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    Random random(round + 1);
    BatchCase batch = randomBatch(random, round % 200 == 0);
    for (size_t i = 0; i < batch.rows.size(); ++i)
      body(batch.rule(i), batch.trend, batch.rows[i]);
  }
}

} // namespace

TEST(HaltContract, run_emitted_preserves_input) {
  forEachInput([](double limit, const Scores &scores) {
    RunResult result = runLimit(limit, scores);
    if (result.isEmitted) {
      EXPECT_EQ(result.text, tokensUpTo(scores.size()));
    }
  });
}

TEST(HaltContract, run_emitted_implies_all_pass) {
  forEachInput([](double limit, const Scores &scores) {
    if (!runLimit(limit, scores).isEmitted)
      return;
    for (double score : sanitized(scores))
      EXPECT_FALSE(score < limit);
  });
}

TEST(HaltContract, run_any_fail_implies_not_emitted) {
  forEachInput([](double limit, const Scores &scores) {
    if (firstFailure(limit, scores) < scores.size()) {
      EXPECT_FALSE(runLimit(limit, scores).isEmitted);
    }
  });
}

TEST(HaltContract, run_any_fail_implies_halted) {
  forEachInput([](double limit, const Scores &scores) {
    size_t first = firstFailure(limit, scores);
    if (first < scores.size()) {
      RunResult halted = {false, tokensUpTo(first), first};
      EXPECT_EQ(runLimit(limit, scores), halted);
    }
  });
}

TEST(HaltContract, a_halted_prefix_is_what_came_before) {
  forEachInput([](double limit, const Scores &scores) {
    RunResult result = runLimit(limit, scores);
    EXPECT_EQ(result.tokens, firstFailure(limit, scores));
    EXPECT_EQ(result.text, tokensUpTo(result.tokens));
  });
}

TEST(HaltContract, b_no_failing_score_implies_emitted) {
  forEachInput([](double limit, const Scores &scores) {
    if (firstFailure(limit, scores) == scores.size()) {
      EXPECT_TRUE(runLimit(limit, scores).isEmitted);
    }
  });
}

TEST(HaltContract, c_appending_to_a_halted_input_changes_nothing) {
  forEachInput([](double limit, const Scores &scores) {
    RunResult result = runLimit(limit, scores);
    if (result.isEmitted)
      return;
    Scores longer = scores;
    for (double score : {1.0, 0.0, double(NAN)})
      longer.push_back(score);
    EXPECT_EQ(runLimit(limit, longer), result);
  });
  // The same for all three rules.
  forEachStream([](const atlas_halt_config &config, atlas_halt_trend_t trend,
                   const Scores &scores) {
    Outcome outcome = throughStream(config, trend, scores);
    if (!outcome.reason)
      return;
    Scores longer = scores;
    longer.insert(longer.end(), 70, 0.6);
    EXPECT_EQ(outcome.difference(throughStream(config, trend, longer)), "");
  });
}

TEST(HaltContract, d_raising_the_limit_never_lengthens_the_prefix) {
  forEachInput([](double limit, const Scores &scores) {
    size_t before = runLimit(limit, scores).tokens;
    for (double higher : {std::nextafter(limit, 1.0), (limit + 1) / 2, 1.0}) {
      size_t after = runLimit(higher, scores).tokens;
      EXPECT_LE(after, before);
      before = after;
    }
  });
}

TEST(HaltContract, e_predicates_are_false_before_the_halt) {
  forEachStream([](const atlas_halt_config &config, atlas_halt_trend_t trend,
                   const Scores &scores) {
    Outcome outcome = throughStream(config, trend, scores);
    Scores clean = sanitized(scores);
    auto fires = [&](size_t i) {
      double unused;
      return hardFails(config, clean, i) ||
             windowFails(config, clean, i, unused) ||
             trendFails(config, trend, clean, i, unused);
    };
    for (size_t i = 0; i < outcome.emitted; ++i)
      EXPECT_FALSE(fires(i)) << i;
    if (outcome.reason) {
      EXPECT_TRUE(fires(outcome.emitted));
    }
  });
}

TEST(HaltContract, f_streaming_prefix_is_within_the_hard_limit_prefix) {
  forEachStream([](const atlas_halt_config &config, atlas_halt_trend_t trend,
                   const Scores &scores) {
    EXPECT_LE(throughStream(config, trend, scores).emitted,
              runLimit(config.hard_limit, scores).tokens);
  });
}

TEST(HaltContract, g_batch_push_and_stream_agree) {
  for (uint64_t seed = 1; seed <= kRounds; ++seed) {
    Random random(seed);
    BatchCase batch = randomBatch(random, seed % 200 == 0);
    ASSERT_EQ(compareAll(batch), "") << "seed " << seed;
  }
}

TEST(HaltContract, h_equality_passes) {
  forEachInput([](double limit, const Scores &scores) {
    Scores equal(scores.size(), limit);
    EXPECT_TRUE(runLimit(limit, equal).isEmitted);
    if (equal.empty() || limit == 0.0)
      return;
    equal.back() = std::nextafter(limit, 0.0);
    EXPECT_EQ(runLimit(limit, equal).tokens, equal.size() - 1);
  });
  // No threshold is crossed by touching it.
  atlas_halt_config config = defaultConfig();
  config.window_size = 1;
  config.window_threshold = 0.75;
  config.trend_window = 2;
  config.trend_threshold = 0.25;
  EXPECT_EQ(throughStream(config, ATLAS_HALT_ENDPOINT, {1.0, 0.75}).reason,
            ATLAS_HALT_NONE);
}
