//===- Rule.h - The halting rules for one token -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The exact arithmetic of a halting decision, in one place for sessions, single
// streams and batches. All additions go from the oldest score to the newest,
// starting from +0.0; nothing is contracted, reassociated or flushed (the
// library is compiled with -ffp-contract=off).
// Cost of a decision: W additions and a division for the window, one
// subtraction (endpoint) or about 6 T operations (regression) for the trend.
// Thread rule: immutable.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_HALTING_RULE_H
#define ATLAS_RUNTIME_HALTING_RULE_H

#include "atlas-c/halting.h"

#include <float.h>

namespace atlas::runtime::halting {

/// What a bad score is worth.
inline double sanitize(double score) {
  return score >= -DBL_MAX && score <= DBL_MAX ? score : 0.0;
}

/// Why a token halts, if it does, and the number that decided.
struct Verdict {
  atlas_halt_reason_t reason = ATLAS_HALT_NONE;
  double value = 0.0;
};

/// What of a configuration decides.
struct Rule {
  double hardLimit, windowThreshold, trendThreshold;
  uint64_t window, trend; ///< lengths W >= 1, T >= 2
  bool isRegression;

  Rule(const atlas_halt_config &config, atlas_halt_trend_t trend)
      : hardLimit(config.hard_limit), windowThreshold(config.window_threshold),
        trendThreshold(config.trend_threshold), window(config.window_size),
        trend(config.trend_window),
        isRegression(trend == ATLAS_HALT_REGRESSION) {}

  double limit(atlas_halt_reason_t reason) const {
    switch (reason) {
    case ATLAS_HALT_HARD_LIMIT:
      return hardLimit;
    case ATLAS_HALT_WINDOW_AVG:
      return windowThreshold;
    case ATLAS_HALT_DOWNWARD_TREND:
      return trendThreshold;
    default:
      return 0.0;
    }
  }

  /// Judges the token at `index`; at(j) is the sanitised score j <= index.
  template <typename At>
  Verdict judge(uint64_t index, At at) const {
    double score = at(index);
    if (score < hardLimit)
      return {ATLAS_HALT_HARD_LIMIT, score};
    return judgeCourse(index, at);
  }

  /// Window and trend only.
  template <typename At>
  Verdict judgeCourse(uint64_t index, At at) const {
    // `index + 1 >= length` without overflow.
    if (index >= window - 1) {
      double sum = 0.0;
      for (uint64_t j = index - (window - 1); j <= index; ++j)
        sum += at(j);
      double mean = sum / double(window);
      if (mean < windowThreshold)
        return {ATLAS_HALT_WINDOW_AVG, mean};
    }
    if (index >= trend - 1) {
      double fall = isRegression ? lineDrop(index - (trend - 1), at)
                                 : at(index - (trend - 1)) - at(index);
      if (fall > trendThreshold)
        return {ATLAS_HALT_DOWNWARD_TREND, fall};
    }
    return {};
  }

private:
  /// Fall of the least-squares line over T scores from `first`.
  template <typename At>
  double lineDrop(uint64_t first, At at) const {
    double n = double(trend), middle = (n - 1.0) / 2.0, sum = 0.0;
    for (uint64_t j = 0; j < trend; ++j)
      sum += at(first + j);
    double mean = sum / n, above = 0.0, below = 0.0;
    for (uint64_t j = 0; j < trend; ++j) {
      double x = double(j) - middle;
      above += x * (at(first + j) - mean);
      below += x * x;
    }
    // `below` is at least 0.5 for two scores or more, so the slope exists.
    double slope = above / below;
    return -slope * (n - 1.0);
  }
};

} // namespace atlas::runtime::halting

#endif // ATLAS_RUNTIME_HALTING_RULE_H
