//===- reference.cpp - Plain r96-histogram-page -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// bins[r] = number of the 256 bytes whose class is r; old bins are ignored.
//
// The oracle of the tests: the obvious scalar loop, nothing clever. Arguments as
// in kernel.mlir; checks nothing (see args.h). Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

#include <cstring>

extern "C" int32_t atlas_ref_r96_histogram_page(const atlas_args_t *args) {
  const auto *data = static_cast<const uint8_t *>(args->buffers[0].data);
  uint16_t bins[96] = {};
  for (int64_t i = 0; i < 256; ++i)
    ++bins[data[i] % 96];
  std::memcpy(args->buffers[1].data, bins, sizeof(bins));
  return 0;
}
