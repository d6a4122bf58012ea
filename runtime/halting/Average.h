//===- Average.h - Mean and minimum of a session ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums from left to right from +0.0. Thread rule: thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_HALTING_AVERAGE_H
#define ATLAS_RUNTIME_HALTING_AVERAGE_H

#include <stdint.h>

namespace atlas::runtime::halting {

/// To [0, 1]; NaN to 0.
inline double clampUnit(double value) {
  return value > 1.0 ? 1.0 : value > 0.0 ? value : 0.0;
}

class Average {
public:
  /// Takes a sanitised score.
  void add(double score) {
    sum += score;
    if (!count || score < minimum)
      minimum = score;
    ++count;
  }
  /// The mean, clamped; 0 without scores.
  double mean() const { return count ? clampUnit(sum / double(count)) : 0.0; }
  /// The minimum, at least +0.0; 0 without scores.
  double least() const { return minimum > 0.0 ? minimum : 0.0; }

private:
  double sum = 0.0, minimum = 0.0;
  uint64_t count = 0;
};

} // namespace atlas::runtime::halting

#endif // ATLAS_RUNTIME_HALTING_AVERAGE_H
