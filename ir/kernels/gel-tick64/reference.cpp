//===- reference.cpp - Plain gel-tick64 -------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// With y = weight[i] * factor in float64: |y| < floor drops i (keep 0, out as
// the weight); else keep 1, and where y differs in value it is the output. The
// results are how many were dropped and how many decayed.
//
// The oracle of the tests: the obvious scalar loop, nothing clever. Arguments as
// in kernel.mlir; checks nothing (see args.h). Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

#include <cmath>
#include <cstring>

static double toDouble(uint64_t word) {
  double value;
  std::memcpy(&value, &word, sizeof(value));
  return value;
}

extern "C" int32_t atlas_ref_gel_tick64(const atlas_args_t *args) {
  const auto *weight = static_cast<const uint8_t *>(args->buffers[0].data);
  auto *out = static_cast<uint8_t *>(args->buffers[1].data);
  auto *keep = static_cast<uint8_t *>(args->buffers[2].data);
  double factor = toDouble(args->scalars[0]);
  double floor = toDouble(args->scalars[1]);
  uint64_t dropped = 0, decayed = 0;
  for (int64_t i = 0, n = args->buffers[0].dim[0]; i < n; ++i) {
    double w; // at any alignment
    std::memcpy(&w, weight + i * 8, sizeof(w));
    double y = w * factor, value = w;
    keep[i] = 1;
    if (std::fabs(y) < floor) {
      keep[i] = 0;
      ++dropped;
    } else if (y != w) {
      value = y;
      ++decayed;
    }
    std::memcpy(out + i * 8, &value, sizeof(value));
  }
  args->results[0] = dropped;
  args->results[1] = decayed;
  return 0;
}
