//===- reference.cpp - Plain conserved-fixup --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes `data` conserved by changing at most its last byte; returns the old residue.
//
// The oracle of the tests: the obvious scalar loop, nothing clever. Arguments as
// in kernel.mlir; checks nothing (see args.h). Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

extern "C" int32_t atlas_ref_conserved_fixup(const atlas_args_t *args) {
  auto *data = static_cast<uint8_t *>(args->buffers[0].data);
  int64_t n = args->buffers[0].dim[0];
  uint64_t sum = 0;
  for (int64_t i = 0; i < n; ++i)
    sum += data[i];
  unsigned residue = sum % 96;
  if (residue != 0) {
    unsigned last = data[n - 1] + (96 - residue);
    // An 8-bit wrap would subtract 256, which is 64 mod 96: step back by 96.
    data[n - 1] = last <= 255 ? last : last - 96;
  }
  args->results[0] = residue;
  return 0;
}
