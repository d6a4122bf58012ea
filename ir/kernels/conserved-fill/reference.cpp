//===- reference.cpp - Plain conserved-fill ---------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fills `dst` with `val`, then applies the fixup rule to the last byte; returns 0.
//
// The oracle of the tests: the obvious scalar loop, nothing clever. Arguments as
// in kernel.mlir; checks nothing (see args.h). Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

extern "C" int32_t atlas_ref_conserved_fill(const atlas_args_t *args) {
  auto *dst = static_cast<uint8_t *>(args->buffers[0].data);
  int64_t n = args->buffers[0].dim[0];
  auto val = static_cast<uint8_t>(args->scalars[0]);
  uint64_t sum = 0;
  for (int64_t i = 0; i < n; ++i) {
    dst[i] = val;
    sum += val;
  }
  unsigned residue = sum % 96;
  if (residue != 0) {
    unsigned last = val + (96 - residue);
    dst[n - 1] = last <= 255 ? last : last - 96;
  }
  args->results[0] = 0;
  return 0;
}
