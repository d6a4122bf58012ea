//===- reference.cpp - Plain cluster-build ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Positions of `data` grouped by class: CSR offsets[97] and ascending indices.
//
// The oracle of the tests: the obvious scalar loop, nothing clever. Arguments as
// in kernel.mlir; checks nothing (see args.h). Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

#include <cstring>

/// Stores one u32 at any alignment.
static void store(void *base, int64_t index, uint32_t value) {
  std::memcpy(static_cast<uint8_t *>(base) + index * 4, &value, sizeof(value));
}

extern "C" int32_t atlas_ref_cluster_build(const atlas_args_t *args) {
  const auto *data = static_cast<const uint8_t *>(args->buffers[0].data);
  int64_t n = args->buffers[0].dim[0];
  uint32_t written = 0;
  for (unsigned r = 0; r < 96; ++r) {
    store(args->buffers[1].data, r, written);
    for (int64_t i = 0; i < n; ++i)
      if (data[i] % 96 == r)
        store(args->buffers[2].data, written++, static_cast<uint32_t>(i));
  }
  store(args->buffers[1].data, 96, written);
  return 0;
}
