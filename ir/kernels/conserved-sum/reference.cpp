//===- reference.cpp - Plain conserved-sum ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The exact sum of the bytes of `data`, as a 64-bit integer.
//
// The oracle of the tests: the obvious scalar loop, nothing clever. Arguments as
// in kernel.mlir; checks nothing (see args.h). Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

extern "C" int32_t atlas_ref_conserved_sum(const atlas_args_t *args) {
  const auto *data = static_cast<const uint8_t *>(args->buffers[0].data);
  uint64_t sum = 0;
  for (int64_t i = 0, n = args->buffers[0].dim[0]; i < n; ++i)
    sum += data[i];
  args->results[0] = sum;
  return 0;
}
