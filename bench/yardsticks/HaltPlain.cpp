//===- HaltPlain.cpp - The halting rules as one would write them ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "HaltPlain.h"

#include <cmath>

using namespace atlas::yardstick;

namespace {

template <typename T>
HaltOutcome decide(const HaltRules &rules, const T *scores, size_t count,
                   size_t step) {
  auto at = [&](size_t j) {
    double score = scores[j * step];
    return std::isfinite(score) ? score : 0.0;
  };
  for (size_t i = 0; i < count; ++i) {
    double score = at(i);
    if (score < rules.hardLimit)
      return {i, 1, score};
    if (i + 1 >= rules.window) {
      double sum = 0.0;
      for (size_t j = i + 1 - rules.window; j <= i; ++j)
        sum += at(j);
      double mean = sum / double(rules.window);
      if (mean < rules.windowThreshold)
        return {i, 2, mean};
    }
    if (i + 1 >= rules.trend) {
      double drop = at(i + 1 - rules.trend) - score;
      if (drop > rules.trendThreshold)
        return {i, 3, drop};
    }
  }
  return {count, 0, 0.0};
}

} // namespace

HaltOutcome atlas::yardstick::decideHalt(const HaltRules &rules,
                                         const double *scores, size_t count,
                                         size_t step) {
  return decide(rules, scores, count, step);
}

HaltOutcome atlas::yardstick::decideHalt(const HaltRules &rules,
                                         const float *scores, size_t count,
                                         size_t step) {
  return decide(rules, scores, count, step);
}
