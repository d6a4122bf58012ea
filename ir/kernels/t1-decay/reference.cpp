//===- reference.cpp - Plain t1-decay ---------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// decay[d] for d = 1, 2, ...: p = p * (double)rate, x = (float)p, and the floor
// where x is not at least as large.
//
// The oracle of the tests: the obvious scalar loop, nothing clever. Arguments as in kernel.mlir; checks nothing (see args.h).
// Thread-safe: no state.
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

extern "C" int32_t atlas_ref_t1_decay(const atlas_args_t *args) {
  float rate = toFloat(args->scalars[0]), floor = toFloat(args->scalars[1]);
  auto *table = static_cast<uint8_t *>(args->buffers[0].data);
  double p = 1.0;
  for (int64_t i = 0; i < args->buffers[0].dim[0]; ++i) {
    p = p * double(rate);
    float x = float(p);
    float decay = x >= floor ? x : floor;
    std::memcpy(table + i * 4, &decay, sizeof(decay)); // at any alignment
  }
  return 0;
}
