//===- Halting.h - Halting decisions, the plain way -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the references of the halt-batch kernels share: for each row of scores,
// token by token, a score that is NaN or infinite counts as 0.0; it halts if it
// is below the hard limit, else if the last `window` scores exist and their sum
// (oldest to newest, from +0.0) divided by `window` is below its threshold, else
// if the last `trend` scores exist and their drop is above its threshold: the
// first of them minus the last, or the fall of their least-squares line.
//
// The obvious scalar loops, nothing clever. The kernels share nothing with it.
// Source: halting.md sections 4 and 7. Thread-safe: no state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_REFERENCE_HALTING_H
#define ATLAS_REFERENCE_HALTING_H

#include "atlas/Reference/Values.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace atlas::reference {

/// How the scores of a batch lie in memory.
enum class HaltLayout { Csr, Rows, Tokens };

struct HaltVerdict {
  uint8_t reason = 0; ///< 0 for none
  double value = 0.0; ///< what fired: the score, the mean or the drop
};

struct HaltRule {
  double hardLimit, windowThreshold, trendThreshold;
  uint64_t window, trend;
  bool isRegression;

  /// Judges token i.
  HaltVerdict judge(const std::vector<double> &s, uint64_t i) const {
    if (s[i] < hardLimit)
      return {1, s[i]};
    if (i + 1 >= window) {
      double sum = 0.0;
      for (uint64_t j = i + 1 - window; j <= i; ++j)
        sum += s[j];
      double mean = sum / double(window);
      if (mean < windowThreshold)
        return {2, mean};
    }
    if (i + 1 < trend)
      return {};
    double fall = isRegression ? lineDrop(s.data() + (i + 1 - trend))
                               // The first of the last 0 scores counts as 0.0.
                               : (trend ? s[i + 1 - trend] : 0.0) - s[i];
    return fall > trendThreshold ? HaltVerdict{3, fall} : HaltVerdict();
  }

  double lineDrop(const double *y) const {
    double n = double(trend), middle = (n - 1.0) / 2.0, sum = 0.0;
    for (uint64_t k = 0; k < trend; ++k)
      sum += y[k];
    double mean = sum / n, above = 0.0, below = 0.0;
    for (uint64_t k = 0; k < trend; ++k) {
      above += (double(k) - middle) * (y[k] - mean);
      below += (double(k) - middle) * (double(k) - middle);
    }
    double slope = std::fabs(below) <= 1e-12 ? 0.0 : above / below;
    return -slope * (n - 1.0);
  }
};

/// The arguments of a halt-batch kernel, in the order of its kernel.mlir.
template <typename T, HaltLayout Layout>
class HaltBatch {
public:
  explicit HaltBatch(const atlas_args_t *args)
      : buffers(args->buffers), scalars(args->scalars) {}

  void run() const {
    for (int64_t row = 0; row < buffers[HaltIndex].dim[0]; ++row)
      decide(row);
  }

private:
  enum Buffer {
    Scores, Extents, HardLimits, WindowThresholds, TrendThresholds, HaltIndex,
    Reason, Emitted, Observed, Value, Avg, Min
  };
  enum Scalar {
    HardLimit, Window, WindowThreshold, Trend, TrendThreshold, Regression,
    PerRow, Measure
  };

  double real(Scalar i) const { return toDouble(scalars[i]); }
  /// Of the row where the table has a number, else that of all rows.
  double threshold(Scalar i, Buffer table, int64_t row) const {
    double own = scalars[PerRow] ? load<double>(buffers[table], row) : NAN;
    return std::isnan(own) ? real(i) : own;
  }

  /// What leaves the buffer is cut off.
  std::vector<double> scoresOf(int64_t row) const {
    const atlas_buffer_t &b = buffers[Scores];
    int64_t from = 0, to, step = 1;
    if (Layout == HaltLayout::Csr) {
      from = std::clamp<int64_t>(load<int64_t>(buffers[Extents], row), 0, b.dim[0]);
      to = std::clamp(load<int64_t>(buffers[Extents], row + 1), from, b.dim[0]);
    } else {
      int64_t most = b.dim[Layout == HaltLayout::Rows];
      to = std::clamp<int64_t>(load<int64_t>(buffers[Extents], row), 0, most);
    }
    int64_t base = from;
    if (Layout == HaltLayout::Rows)
      base = row * b.stride;
    if (Layout == HaltLayout::Tokens) {
      base = row;
      step = b.stride;
    }
    std::vector<double> s;
    for (int64_t j = 0; j < to - from; ++j) {
      double score = load<T>(b, base + j * step);
      s.push_back(std::isfinite(score) ? score : 0.0);
    }
    return s;
  }

  void decide(int64_t row) const {
    HaltRule rule{threshold(HardLimit, HardLimits, row),
                  threshold(WindowThreshold, WindowThresholds, row),
                  threshold(TrendThreshold, TrendThresholds, row),
                  scalars[Window],
                  scalars[Trend],
                  scalars[Regression] != 0};
    std::vector<double> s = scoresOf(row);
    HaltVerdict verdict;
    size_t i = 0;
    for (; i < s.size() && !verdict.reason; i += !verdict.reason)
      verdict = rule.judge(s, i);
    bool halted = verdict.reason != 0;
    store(buffers[HaltIndex], row, halted ? int32_t(i) : -1);
    store(buffers[Reason], row, verdict.reason);
    store(buffers[Emitted], row, int32_t(i));
    store(buffers[Observed], row, int32_t(i + halted));
    if (!scalars[Measure])
      return;
    store(buffers[Value], row, verdict.value);
    s.resize(i + halted);
    double sum = 0.0, least = INFINITY;
    for (double score : s) {
      sum += score;
      least = score < least ? score : least;
    }
    double mean = s.empty() ? 0.0 : sum / double(s.size());
    store(buffers[Avg], row, mean > 1.0 ? 1.0 : mean > 0.0 ? mean : 0.0);
    store(buffers[Min], row, !s.empty() && least > 0.0 ? least : 0.0);
  }

  const atlas_buffer_t *buffers;
  const uint64_t *scalars;
};

} // namespace atlas::reference

#endif // ATLAS_REFERENCE_HALTING_H
