//===- reference.cpp - Plain conserved-check --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// 1 if the byte sum of `data` is a multiple of 96, else 0.
//
// The oracle of the tests: the obvious scalar loop, nothing clever. Arguments as
// in kernel.mlir; checks nothing (see args.h). Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

extern "C" int32_t atlas_ref_conserved_check(const atlas_args_t *args) {
  const auto *data = static_cast<const uint8_t *>(args->buffers[0].data);
  uint64_t sum = 0;
  for (int64_t i = 0, n = args->buffers[0].dim[0]; i < n; ++i)
    sum += data[i];
  args->results[0] = sum % 96 == 0;
  return 0;
}
