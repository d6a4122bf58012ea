//===- HaltEdgeTest.cpp - Halting at the edges of its rules ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every way to a decision (HaltModel.h) at thresholds one ulp apart, at lengths
// about those of vectors and at the largest, with bad scores where they count
// as 0.0, and where numbers underflow or overflow. AtlasHaltFuzz finds the
// rest.
//===----------------------------------------------------------------------===//
#include "HaltModel.h"

#include <gtest/gtest.h>

#include <cfloat>
#include <cmath>

using namespace atlas::test;

namespace {

/// One stream, and a short one after it, through everything at every level.
std::string problemOf(const atlas_halt_config &config, atlas_halt_trend_t trend,
                      const Scores &scores) {
  BatchCase batch;
  batch.config = config;
  batch.trend = trend;
  batch.rows.assign(9, {0.875, 0.75}); // interleaved: a block, and one more
  batch.rows[4] = scores;
  batch.isNarrow = true;
  for (double score : scores)
    batch.isNarrow &= std::isnan(score) || double(float(score)) == score;
  std::string problem;
  for (unsigned variant = 0; variant < hostVariants(); ++variant) {
    useVariant(variant);
    if (problem = compareAll(batch); !problem.empty()) {
      problem += ", variant " + std::to_string(variant);
      break;
    }
  }
  useVariant(0);
  return problem;
}

int reasonOf(const atlas_halt_config &config, atlas_halt_trend_t trend,
             const Scores &scores) {
  return model(config, trend, scores).reason;
}

/// Neither window nor trend fires; no limit.
atlas_halt_config silent(uint64_t window, uint64_t trend) {
  atlas_halt_config config = defaultConfig();
  config.hard_limit = 0.0;
  config.window_size = window;
  config.trend_window = trend;
  config.window_threshold = -INFINITY;
  config.trend_threshold = INFINITY;
  return config;
}

/// Scores of about `level` with noise; floats if `isNarrow`.
Scores noisy(size_t size, double level, bool isNarrow) {
  Random random(size);
  Scores scores(size);
  for (double &score : scores) {
    score = level + double(random.below(1000)) * 1e-4;
    if (isNarrow)
      score = double(float(score));
  }
  return scores;
}

constexpr uint64_t kLengths[] = {1, 2, 3, 7, 8, 9, 10, 15, 16, 17, 64, 4096};

} // namespace

TEST(HaltEdge, WindowThresholdsOneUlpApart) {
  for (uint64_t window : kLengths)
    for (bool isNarrow : {false, true}) {
      Scores scores = noisy(size_t(window) + 40, 0.5, isNarrow);
      atlas_halt_config config = silent(window, 5);
      double lowest = INFINITY, mean = 0.0;
      for (size_t i = 0; i < scores.size(); ++i)
        if (windowFails(config, scores, i, mean), i + 1 >= window)
          lowest = std::fmin(lowest, mean);
      config.window_threshold = lowest; // equality passes
      EXPECT_EQ(reasonOf(config, ATLAS_HALT_ENDPOINT, scores), ATLAS_HALT_NONE);
      EXPECT_EQ(problemOf(config, ATLAS_HALT_ENDPOINT, scores), "") << window;
      config.window_threshold = std::nextafter(lowest, 1);
      EXPECT_EQ(reasonOf(config, ATLAS_HALT_ENDPOINT, scores),
                ATLAS_HALT_WINDOW_AVG);
      EXPECT_EQ(problemOf(config, ATLAS_HALT_ENDPOINT, scores), "") << window;
    }
}

TEST(HaltEdge, TrendThresholdsOneUlpApart) {
  for (uint64_t trend : kLengths)
    for (auto mode : {ATLAS_HALT_ENDPOINT, ATLAS_HALT_REGRESSION}) {
      if (trend < 2)
        continue;
      Scores scores = noisy(size_t(trend) + 40, 0.5, trend % 2);
      atlas_halt_config config = silent(10, trend);
      double steepest = 0.0, drop = 0.0;
      for (size_t i = 0; i < scores.size(); ++i)
        if (trendFails(config, mode, scores, i, drop), i + 1 >= trend)
          steepest = std::fmax(steepest, drop);
      ASSERT_GT(steepest, 0.0);
      config.trend_threshold = steepest; // equality passes
      EXPECT_EQ(reasonOf(config, mode, scores), ATLAS_HALT_NONE);
      EXPECT_EQ(problemOf(config, mode, scores), "") << trend;
      config.trend_threshold = std::nextafter(steepest, 0);
      EXPECT_EQ(reasonOf(config, mode, scores), ATLAS_HALT_DOWNWARD_TREND);
      EXPECT_EQ(problemOf(config, mode, scores), "") << trend;
    }
}

TEST(HaltEdge, HardLimitsOneUlpApart) {
  for (size_t at : {0u, 1u, 7u, 8u, 9u, 15u, 16u, 40u, 49u}) {
    Scores scores(50, 0.75);
    scores[at] = 0.5;
    atlas_halt_config config = silent(4, 4);
    config.hard_limit = 0.5;
    EXPECT_EQ(reasonOf(config, ATLAS_HALT_ENDPOINT, scores), ATLAS_HALT_NONE);
    EXPECT_EQ(problemOf(config, ATLAS_HALT_ENDPOINT, scores), "") << at;
    config.hard_limit = std::nextafter(0.5, 1);
    EXPECT_EQ(reasonOf(config, ATLAS_HALT_ENDPOINT, scores),
              ATLAS_HALT_HARD_LIMIT);
    EXPECT_EQ(problemOf(config, ATLAS_HALT_ENDPOINT, scores), "") << at;
  }
}

TEST(HaltEdge, BadScoresCountAsZeroWithoutALimit) {
  // After a bad score every mean with it is lower: where the window then fires
  // depends on the 0.0, not on what was there.
  for (double bad : {double(NAN), double(INFINITY), -double(INFINITY)})
    for (uint64_t window : {1u, 2u, 8u, 9u, 10u, 17u})
      for (size_t at = 0; at < 40; ++at) {
        Scores scores(60, 0.75);
        scores[at] = bad;
        atlas_halt_config config = silent(window, 5);
        EXPECT_EQ(problemOf(config, ATLAS_HALT_ENDPOINT, scores), "");
        config.window_threshold = 0.74;
        if (at + window < 60) {
          EXPECT_EQ(reasonOf(config, ATLAS_HALT_ENDPOINT, scores),
                    ATLAS_HALT_WINDOW_AVG);
        }
        EXPECT_EQ(problemOf(config, ATLAS_HALT_ENDPOINT, scores), "")
            << bad << " at " << at << ", window " << window;
        // The mean is lowest when the last score before it has left the window.
        for (size_t i = 0; i < at; ++i)
          scores[i] = 1.0;
        double mean = 0.0;
        Scores clean = sanitized(scores);
        size_t last = at + size_t(window) - 1;
        windowFails(config, clean, last, mean);
        config.window_threshold = std::nextafter(mean, 1);
        EXPECT_EQ(problemOf(config, ATLAS_HALT_ENDPOINT, scores), "")
            << bad << " at " << at << ", window " << window;
        config.window_threshold = -1.0;
        config.trend_threshold = 0.5;
        for (auto mode : {ATLAS_HALT_ENDPOINT, ATLAS_HALT_REGRESSION})
          EXPECT_EQ(problemOf(config, mode, scores), "")
              << bad << " at " << at << ", mode " << mode;
      }
}

TEST(HaltEdge, ThresholdsThatNoMeanIsBelow) {
  // Scores that reach the window are not negative, so neither are sums.
  for (double threshold :
       {-double(INFINITY), -DBL_MAX, -1e308, -1.0, -5e-324, -0.0, 0.0})
    for (uint64_t window : {1u, 10u, 4096u}) {
      Scores scores = noisy(5000, 0.0, false);
      scores[100] = -0.0;
      scores[200] = 0.0;
      scores[300] = DBL_MAX;
      atlas_halt_config config = silent(window, 5);
      config.window_threshold = threshold;
      EXPECT_EQ(reasonOf(config, ATLAS_HALT_ENDPOINT, scores), ATLAS_HALT_NONE);
      EXPECT_EQ(problemOf(config, ATLAS_HALT_ENDPOINT, scores), "")
          << threshold;
    }
}

TEST(HaltEdge, ThresholdsThatEveryMeanIsBelow) {
  for (double threshold : {1.0, 1e300, 1e308, DBL_MAX, double(INFINITY)})
    for (uint64_t window : {1u, 2u, 10u}) {
      atlas_halt_config config = silent(window, 5);
      config.window_threshold = threshold;
      Scores scores = noisy(40, 0.5, false);
      EXPECT_EQ(reasonOf(config, ATLAS_HALT_ENDPOINT, scores),
                ATLAS_HALT_WINDOW_AVG);
      EXPECT_EQ(problemOf(config, ATLAS_HALT_ENDPOINT, scores), "")
          << threshold;
      // Sums that overflow are below nothing.
      Scores huge(40, 1.7e308);
      EXPECT_EQ(problemOf(config, ATLAS_HALT_ENDPOINT, huge), "") << threshold;
      EXPECT_EQ(problemOf(config, ATLAS_HALT_REGRESSION, huge), "")
          << threshold;
    }
}

TEST(HaltEdge, Subnormals) {
  for (double unit : {5e-324, 1e-310, DBL_MIN, 3 * DBL_MIN})
    for (uint64_t window : {1u, 3u, 10u, 64u})
      for (int ulps : {-1, 0, 1}) {
        Scores scores(100, unit);
        for (size_t i = 0; i < scores.size(); i += 7)
          scores[i] = 2 * unit;
        atlas_halt_config config = silent(window, 3);
        double mean = 0.0;
        windowFails(config, scores, 70, mean);
        config.window_threshold =
            ulps ? std::nextafter(mean, ulps > 0 ? 1.0 : 0.0) : mean;
        EXPECT_EQ(problemOf(config, ATLAS_HALT_ENDPOINT, scores), "")
            << unit << ", window " << window << ", ulps " << ulps;
        config.trend_threshold = unit; // flushed to 0.0 it would be illegal
        EXPECT_EQ(problemOf(config, ATLAS_HALT_ENDPOINT, scores), "");
        config.hard_limit = unit;
        EXPECT_EQ(problemOf(config, ATLAS_HALT_ENDPOINT, scores), "");
        config.hard_limit = std::nextafter(unit, 1);
        EXPECT_EQ(problemOf(config, ATLAS_HALT_ENDPOINT, scores), "");
      }
}

TEST(HaltEdge, LengthsThatNoStreamReaches) {
  for (uint64_t length : {UINT64_MAX, uint64_t(1) << 63, uint64_t(101)}) {
    Scores scores = noisy(100, 0.1, true);
    atlas_halt_config config = silent(length, length);
    config.window_threshold = 1.0;
    config.trend_threshold = 1e-9;
    EXPECT_EQ(reasonOf(config, ATLAS_HALT_ENDPOINT, scores), ATLAS_HALT_NONE);
    EXPECT_EQ(problemOf(config, ATLAS_HALT_ENDPOINT, scores), "");
    EXPECT_EQ(problemOf(config, ATLAS_HALT_REGRESSION, scores), "");
  }
}

TEST(HaltEdge, RowsWithoutScoresNeedNoArray) {
  BatchCase batch;
  batch.config = defaultConfig();
  batch.trend = ATLAS_HALT_ENDPOINT;
  batch.isNarrow = true;
  batch.rows.resize(20);
  EXPECT_EQ(compareAll(batch), "");
  batch.rows[13] = {0.75};
  EXPECT_EQ(compareAll(batch), "");
}

TEST(HaltEdge, TablesPerRow) {
  BatchCase batch;
  batch.config = defaultConfig();
  batch.trend = ATLAS_HALT_ENDPOINT;
  batch.isNarrow = true;
  for (int row = 0; row < 30; ++row) {
    batch.rows.push_back(noisy(20 + size_t(row), 0.625, true));
    batch.hardLimits.push_back(row % 3 == 0 ? 0.65 : 0.0);
    batch.windowThresholds.push_back(row % 3 == 1 ? 0.7 : -INFINITY);
    batch.trendThresholds.push_back(row % 3 == 2 ? 0.01 : INFINITY);
  }
  EXPECT_EQ(compareAll(batch), "");
  std::vector<Outcome> got =
      throughBatch(batch, ATLAS_HALT_TOKEN_MAJOR, ATLAS_HALT_F32);
  for (int row = 0; row < 30; ++row)
    EXPECT_EQ(got[size_t(row)].reason, 1 + row % 3) << row;
}

TEST(HaltEdge, RandomStreamsHaveEveryKind) {
  // What AtlasHaltFuzz relies on.
  unsigned reasons[5] = {}, badWithoutLimit = 0, tables = 0, narrow = 0;
  unsigned largeWindows = 0, largeTrends = 0, least = 0, close = 0;
  for (uint64_t seed = 1; seed <= 4000; ++seed) {
    Random random(seed);
    BatchCase batch = randomBatch(random, /*large=*/seed % 100 == 0);
    tables += !batch.hardLimits.empty();
    narrow += batch.isNarrow;
    largeWindows += batch.config.window_size == 4096;
    largeTrends += batch.config.trend_window == 4096;
    least += batch.config.window_size == 1 || batch.config.trend_window == 2;
    for (size_t i = 0; i < batch.rows.size(); ++i) {
      atlas_halt_config rule = batch.rule(i);
      Outcome out = model(rule, batch.trend, batch.rows[i]);
      ++reasons[out.reason];
      for (size_t j = 0; j < out.emitted; ++j)
        if (rule.hard_limit == 0.0 && !std::isfinite(batch.rows[i][j])) {
          ++badWithoutLimit;
          break;
        }
      if (out.reason == ATLAS_HALT_WINDOW_AVG)
        close += out.value < rule.window_threshold &&
                 std::nextafter(out.value, INFINITY) >= rule.window_threshold;
    }
  }
  for (int reason : {ATLAS_HALT_NONE, ATLAS_HALT_HARD_LIMIT,
                     ATLAS_HALT_WINDOW_AVG, ATLAS_HALT_DOWNWARD_TREND})
    EXPECT_GT(reasons[reason], 500u) << reason;
  EXPECT_GT(badWithoutLimit, 100u);
  EXPECT_GT(close, 100u);
  EXPECT_GT(tables, 500u);
  EXPECT_GT(narrow, 500u);
  EXPECT_GT(least, 500u);
  EXPECT_GT(largeWindows, 2u);
  EXPECT_GT(largeTrends, 2u);
}
