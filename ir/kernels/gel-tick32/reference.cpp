//===- reference.cpp - Plain gel-tick32 -------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// out[i] = weights[i] * (rate > floor ? rate : floor) in float32; the result is
// the number of i where out[i] and weights[i] differ in value.
//
// The oracle of the tests: the obvious scalar loop, nothing clever. Arguments as
// in kernel.mlir; checks nothing (see args.h). Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

#include <cstring>

/// The float in the low 32 bits of a scalar word.
static float toFloat(uint64_t word) {
  auto bits = static_cast<uint32_t>(word);
  float value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

extern "C" int32_t atlas_ref_gel_tick32(const atlas_args_t *args) {
  const auto *weights = static_cast<const uint8_t *>(args->buffers[0].data);
  auto *out = static_cast<uint8_t *>(args->buffers[1].data);
  float rate = toFloat(args->scalars[0]), floor = toFloat(args->scalars[1]);
  float m = rate > floor ? rate : floor;
  uint64_t changed = 0;
  for (int64_t i = 0, n = args->buffers[0].dim[0]; i < n; ++i) {
    float w; // at any alignment
    std::memcpy(&w, weights + i * 4, sizeof(w));
    float y = w * m;
    std::memcpy(out + i * 4, &y, sizeof(y));
    changed += y != w;
  }
  args->results[0] = changed;
  return 0;
}
