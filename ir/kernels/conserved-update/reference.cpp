//===- reference.cpp - Plain conserved-update -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// state := (state mod 96 + sum(chunk)) mod 96.
//
// The oracle of the tests: the obvious scalar loop, nothing clever. Arguments as
// in kernel.mlir; checks nothing (see args.h). Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

#include <cstring>

extern "C" int32_t atlas_ref_conserved_update(const atlas_args_t *args) {
  const auto *chunk = static_cast<const uint8_t *>(args->buffers[1].data);
  uint64_t sum = 0;
  for (int64_t i = 0, n = args->buffers[1].dim[0]; i < n; ++i)
    sum += chunk[i];
  // The state may lie at any address: copied, not dereferenced.
  uint64_t state;
  std::memcpy(&state, args->buffers[0].data, sizeof(state));
  state = (state % 96 + sum % 96) % 96;
  std::memcpy(args->buffers[0].data, &state, sizeof(state));
  return 0;
}
