//===- HaltStreams.cpp - Random streams for the halting rules -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Thresholds are drawn from what the streams themselves come to, moved by a few
// ulps: there every wrong order of additions, contraction or flush shows.
//===----------------------------------------------------------------------===//
#include "HaltModel.h"

#include <cmath>

using namespace atlas::test;

namespace {

double uniform(Random &random) { return double(random.next() >> 11) * 0x1p-53; }

/// Moved by -2 to 2 ulps.
double nudge(Random &random, double value) {
  int steps = int(random.below(5)) - 2;
  for (; steps > 0; --steps)
    value = std::nextafter(value, INFINITY);
  for (; steps < 0; ++steps)
    value = std::nextafter(value, -INFINITY);
  return value;
}

/// NaN, infinities, subnormals, zeros, and values whose sums overflow.
double oddScore(Random &random) {
  constexpr double kOdd[] = {NAN,     INFINITY, -INFINITY, 5e-324, -5e-324,
                             1e-310,  0.0,      -0.0,      1.7,    -0.2,
                             1.7e308, -1.7e308, 2e-308,    1.0,    0.5};
  return kOdd[random.below(sizeof(kOdd) / sizeof(kOdd[0]))];
}

/// One stream: a level, noise about it, a slope, and how often a score is odd.
Scores randomScores(Random &random, size_t size, bool isNarrow) {
  constexpr double kNoise[] = {0.0, 1e-16, 1e-3, 0.05, 0.3};
  constexpr unsigned kOddOnce[] = {0, 0, 0, 3, 20, 200};
  double level = uniform(random), noise = kNoise[random.below(5)];
  double slope = random.below(3) ? 0.0 : (uniform(random) - 0.5) * 0.01;
  unsigned odd = kOddOnce[random.below(6)];
  bool isTiny = random.below(20) == 0;
  Scores scores(size);
  for (size_t i = 0; i < size; ++i) {
    double score = level + slope * double(i) + noise * (uniform(random) - 0.5);
    if (isTiny)
      score *= 1e-322;
    if (odd && random.below(odd) == 0)
      score = oddScore(random);
    scores[i] = isNarrow ? double(float(score)) : score;
  }
  return scores;
}

/// High, one score that is lower or bad, then a level in between: the means
/// fall for a whole window after the dip and are lowest at its end, or at the
/// dip.
Scores randomLedge(Random &random, size_t size, bool isNarrow) {
  constexpr double kDips[] = {0.1, 0.3, 0.0, INFINITY, NAN, -INFINITY};
  double high = 0.8 + 0.2 * uniform(random);
  double level = 0.3 + 0.4 * uniform(random), dip = kDips[random.below(6)];
  size_t at = random.below(size + 1);
  Scores scores(size);
  for (size_t i = 0; i < size; ++i) {
    double score = i < at ? high : i > at ? level : dip;
    scores[i] = isNarrow ? double(float(score)) : score;
  }
  return scores;
}

uint64_t randomLength(Random &random, uint64_t least, bool large) {
  switch (random.below(large ? 6 : 4)) {
  case 0:
    return least;
  case 1:
    return least + random.below(4);
  case 4:
    return least + random.below(4096 - least + 1);
  case 5:
    return 4096;
  default:
    return least + random.below(24);
  }
}

double inUnit(double value) {
  return value >= 0.0 && value <= 1.0 ? value : 0.0;
}

/// Thresholds at a random token of a stream, or at its lowest mean and steepest
/// drop, so that every other token passes.
void drawFromStream(Random &random, atlas_halt_config &config,
                    atlas_halt_trend_t trend, const Scores &scores) {
  bool wantsExtremes = random.below(2);
  size_t from = wantsExtremes ? 0 : random.below(scores.size());
  size_t to = wantsExtremes ? scores.size() : from + 1;
  double least = INFINITY, lowest = INFINITY, steepest = -INFINITY, number;
  for (size_t i = from; i < to; ++i) {
    least = std::fmin(least, scores[i]);
    number = INFINITY;
    windowFails(config, scores, i, number);
    lowest = std::fmin(lowest, number);
    number = -INFINITY;
    trendFails(config, trend, scores, i, number);
    steepest = std::fmax(steepest, number);
  }
  if (wantsExtremes || random.below(3) == 0)
    config.hard_limit =
        inUnit(random.below(3) ? least / 2 : nudge(random, least));
  if (wantsExtremes || random.below(2)) {
    if (lowest != INFINITY)
      config.window_threshold = nudge(random, lowest);
    if (steepest != -INFINITY)
      config.trend_threshold = nudge(random, steepest);
    if (!(config.trend_threshold > 0.0))
      config.trend_threshold = 1e-9;
    if (std::isnan(config.window_threshold))
      config.window_threshold = 0.0;
  }
}

void drawThresholds(Random &random, atlas_halt_config &config,
                    atlas_halt_trend_t trend, const Scores &scores) {
  constexpr double kHard[] = {0.0, 5e-324, 0.1, 0.3, 0.5};
  config.hard_limit = kHard[random.below(5)];
  config.window_threshold = random.below(8) ? uniform(random) : -1.0;
  config.trend_threshold = random.below(8) ? uniform(random) + 1e-3 : INFINITY;
  if (!scores.empty() && random.below(5))
    drawFromStream(random, config, trend, sanitized(scores));
  // One of the two rules alone.
  if (random.below(4) == 0)
    config.trend_threshold = INFINITY;
  if (random.below(4) == 0)
    config.window_threshold = -INFINITY;
}

} // namespace

BatchCase atlas::test::randomBatch(Random &random, bool large) {
  BatchCase batch;
  batch.config = defaultConfig();
  batch.trend = random.below(2) ? ATLAS_HALT_REGRESSION : ATLAS_HALT_ENDPOINT;
  batch.isNarrow = random.below(2);
  batch.config.window_size = randomLength(random, 1, large);
  batch.config.trend_window = randomLength(random, 2, large);
  uint64_t reach = batch.config.window_size + batch.config.trend_window;
  // Interleaved ones go by 8 and by 256.
  size_t rows = large                    ? random.below(2)
                : random.below(200) == 0 ? 250 + random.below(20)
                                         : random.below(20);
  for (size_t i = 0; i < rows; ++i) {
    size_t size = random.below(4) ? random.below(reach + 70) : random.below(9);
    batch.rows.push_back(random.below(6)
                             ? randomScores(random, size, batch.isNarrow)
                             : randomLedge(random, size, batch.isNarrow));
  }
  Scores none;
  drawThresholds(random, batch.config, batch.trend,
                 rows ? batch.rows[0] : none);
  bool tables[3] = {random.below(3) == 0, random.below(3) == 0,
                    random.below(3) == 0};
  for (const Scores &row : batch.rows) {
    atlas_halt_config own = batch.config;
    drawThresholds(random, own, batch.trend, row);
    if (tables[0])
      batch.hardLimits.push_back(own.hard_limit);
    if (tables[1])
      batch.windowThresholds.push_back(own.window_threshold);
    if (tables[2])
      batch.trendThresholds.push_back(own.trend_threshold);
  }
  return batch;
}
