//===- reference.cpp - Plain r96-histogram-pages ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// bins[p][r] = number of bytes of class r in page p of 256 bytes.
//
// The oracle of the tests: the obvious scalar loop, nothing clever. Arguments as
// in kernel.mlir; checks nothing (see args.h). Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

#include <cstring>

extern "C" int32_t atlas_ref_r96_histogram_pages(const atlas_args_t *args) {
  const auto *data = static_cast<const uint8_t *>(args->buffers[0].data);
  const atlas_buffer_t &out = args->buffers[1];
  for (int64_t page = 0, n = args->buffers[0].dim[0] / 256; page < n; ++page) {
    uint16_t bins[96] = {};
    for (int64_t i = 0; i < 256; ++i)
      ++bins[data[page * 256 + i] % 96];
    std::memcpy(static_cast<uint8_t *>(out.data) +
                    page * out.stride * int64_t(sizeof(uint16_t)),
                bins, sizeof(bins));
  }
  return 0;
}
