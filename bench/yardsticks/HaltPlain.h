//===- HaltPlain.h - The halting rules as one would write them --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The bar for halting decisions: one loop over the tokens of a stream with the
// three rules as docs/Reference/halting.md states them, endpoint trend,
// compiled with -O3 -march=native. No filter, no vectors but the compiler's.
// Thread rule: no state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BENCH_HALTPLAIN_H
#define ATLAS_BENCH_HALTPLAIN_H

#include <cstddef>
#include <cstdint>

namespace atlas::yardstick {

struct HaltRules {
  double hardLimit, windowThreshold, trendThreshold;
  size_t window, trend;
};

struct HaltOutcome {
  size_t index; ///< the number of scores if nothing halts
  uint8_t reason;
  double value;
};

/// Scores are `step` elements apart.
HaltOutcome decideHalt(const HaltRules &rules, const double *scores,
                       size_t count, size_t step);
HaltOutcome decideHalt(const HaltRules &rules, const float *scores,
                       size_t count, size_t step);

} // namespace atlas::yardstick

#endif // ATLAS_BENCH_HALTPLAIN_H
