//===- reference.cpp - Plain conserved-delta --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// (sum(after) - sum(before)) mod 96, in 0..95.
//
// The oracle of the tests: the obvious scalar loop, nothing clever. Arguments as
// in kernel.mlir; checks nothing (see args.h). Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

/// Sum of the bytes of a buffer modulo 96.
static uint64_t residue(const atlas_buffer_t &buffer) {
  const auto *data = static_cast<const uint8_t *>(buffer.data);
  uint64_t sum = 0;
  for (int64_t i = 0, n = buffer.dim[0]; i < n; ++i)
    sum += data[i];
  return sum % 96;
}

extern "C" int32_t atlas_ref_conserved_delta(const atlas_args_t *args) {
  uint64_t before = residue(args->buffers[0]);
  uint64_t after = residue(args->buffers[1]);
  // Both sums are reduced before the subtraction: 2^64 is not a multiple of 96.
  args->results[0] = (after + 96 - before) % 96;
  return 0;
}
