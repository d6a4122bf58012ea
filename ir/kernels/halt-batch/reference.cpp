//===- reference.cpp - Plain halt-batch -------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For each row of scores, token by token: a score that is NaN or infinite counts
// as 0.0; it halts if it is below the hard limit, else if the last `window`
// scores exist and their sum (oldest to newest, from +0.0) divided by `window` is
// below its threshold, else if the last `trend` scores exist and the first of
// them minus the last is above its threshold.
//
// The oracle of the tests: the obvious scalar loop, nothing clever. Arguments as
// in kernel.mlir; rows that leave the scores are cut off. Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

namespace {

template <typename T>
T at(const void *data, int64_t i) {
  T value; // at any alignment
  std::memcpy(&value, static_cast<const uint8_t *>(data) + i * sizeof(T),
              sizeof(T));
  return value;
}

template <typename T>
void put(void *data, int64_t i, T value) {
  std::memcpy(static_cast<uint8_t *>(data) + i * sizeof(T), &value, sizeof(T));
}

struct Rule {
  double hardLimit, windowThreshold, trendThreshold;
  uint64_t window, trend;

  /// The reason to halt at token i, 0 for none.
  uint8_t judge(const double *s, uint64_t i) const {
    if (s[i] < hardLimit)
      return 1;
    if (i + 1 >= window) {
      double sum = 0.0;
      for (uint64_t j = i + 1 - window; j <= i; ++j)
        sum += s[j];
      if (sum / double(window) < windowThreshold)
        return 2;
    }
    // The first of the last 0 scores does not exist and counts as 0.0.
    if (i + 1 >= trend && (trend ? s[i + 1 - trend] : 0.0) - s[i] > trendThreshold)
      return 3;
    return 0;
  }
};

} // namespace

extern "C" int32_t atlas_ref_halt_batch(const atlas_args_t *args) {
  const atlas_buffer_t *b = args->buffers;
  auto real = [&](unsigned i) { return at<double>(&args->scalars[i], 0); };
  Rule rule{real(0), real(2), real(4), args->scalars[1], args->scalars[3]};
  int64_t size = b[0].dim[0], rows = b[2].dim[0];
  for (int64_t row = 0; row < rows; ++row) {
    int64_t from = std::clamp<int64_t>(at<int64_t>(b[1].data, row), 0, size);
    int64_t to = std::clamp(at<int64_t>(b[1].data, row + 1), from, size);
    std::vector<double> s;
    for (int64_t j = from; j < to; ++j) {
      double score = at<double>(b[0].data, j);
      s.push_back(std::isfinite(score) ? score : 0.0);
    }
    uint8_t reason = 0;
    int64_t i = 0;
    for (; i < to - from && !reason; i += !reason)
      reason = rule.judge(s.data(), i);
    put(b[2].data, row, reason ? int32_t(i) : -1);
    put(b[3].data, row, reason);
    put(b[4].data, row, int32_t(i));
    put(b[5].data, row, int32_t(i) + (reason != 0));
  }
  return 0;
}
