//===- Lanes.h - Scores in vectors, and when they are calm ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the filters for single streams (Decide.cpp) and for interleaved ones
// (Across.cpp) share. A filter is written once for vectors V of 16, 32 or 64
// bytes; everything that touches one is inlined into a function that is
// compiled for processors that have it. Thread rule: pure functions.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_HALTING_LANES_H
#define ATLAS_RUNTIME_HALTING_LANES_H

#include "Dispatch.h"
#include "Rule.h"

#include <stddef.h>
#include <string.h>

namespace atlas::runtime::halting {

#define ATLAS_LANES __attribute__((always_inline)) inline

// Other compilers take wide vectors apart before they inline.
#if defined(__x86_64__) && defined(__clang__)
#define ATLAS_WIDE_LANES 1
#else
#define ATLAS_WIDE_LANES 0
#endif

/// Every target has 16 bytes.
typedef double Lanes2 __attribute__((vector_size(16)));
#if ATLAS_WIDE_LANES
typedef double Lanes4 __attribute__((vector_size(32)));
typedef double Lanes8 __attribute__((vector_size(64)));
#endif

/// Filters look at this many scores at a time, in kBlock / kLanesOf<V> vectors.
constexpr size_t kBlock = 8;
template <typename V>
constexpr size_t kLanesOf = sizeof(V) / sizeof(double);
template <typename V>
using MaskOf = decltype(V{} < V{});

template <typename V>
ATLAS_LANES V loadLanes(const double *scores) {
  V lanes;
  memcpy(&lanes, scores, sizeof(lanes));
  return lanes;
}
/// Widened, which is exact.
template <typename V>
ATLAS_LANES V loadLanes(const float *scores) {
  typedef float Narrow __attribute__((vector_size(sizeof(V) / 2)));
  Narrow lanes;
  memcpy(&lanes, scores, sizeof(lanes));
  return __builtin_convertvector(lanes, V);
}

template <typename M>
ATLAS_LANES bool hasAny(M mask) {
#if ATLAS_WIDE_LANES
  if constexpr (sizeof(M) > 16)
    return __builtin_reduce_or(mask) != 0;
#endif
  return (mask[0] | mask[1]) != 0;
}

/// The least score that is calm: at least the hard limit, and so high that the
/// mean of a window of calm scores holds. W additions lose less than W * 2^-53
/// of a sum of values above 0, and this has more than twice that to spare; they
/// lose nothing where it underflows.
inline double calmOf(const Rule &rule) {
  double t = rule.windowThreshold;
  double calm = t <= 0.0 ? 0.0 : t + t * (double(rule.window) + 4.0) * 0x1p-52;
  return calm > rule.hardLimit ? calm : rule.hardLimit;
}

} // namespace atlas::runtime::halting

#endif // ATLAS_RUNTIME_HALTING_LANES_H
