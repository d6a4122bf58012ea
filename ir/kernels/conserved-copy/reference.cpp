//===- reference.cpp - Plain conserved-copy ---------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Copies `src` to `dst` (any overlap) if `src` is conserved: 0. Else 1, dst untouched.
//
// The oracle of the tests: the obvious scalar loop, nothing clever. Arguments as
// in kernel.mlir; checks nothing (see args.h). Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

#include <cstring>

extern "C" int32_t atlas_ref_conserved_copy(const atlas_args_t *args) {
  auto *dst = static_cast<uint8_t *>(args->buffers[0].data);
  const auto *src = static_cast<const uint8_t *>(args->buffers[1].data);
  int64_t n = args->buffers[1].dim[0];
  uint64_t sum = 0;
  for (int64_t i = 0; i < n; ++i)
    sum += src[i];
  if (sum % 96 != 0) {
    args->results[0] = 1;
    return 0;
  }
  if (n > 0)
    std::memmove(dst, src, n);
  args->results[0] = 0;
  return 0;
}
