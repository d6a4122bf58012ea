//===- reference.cpp - Plain boundary-encode --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// page * 256 + offset for page < 48 (unsigned), else 0xFFFFFFFF.
//
// The oracle of the tests: the obvious scalar loop, nothing clever. Arguments as
// in kernel.mlir; checks nothing (see args.h). Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

extern "C" int32_t atlas_ref_boundary_encode(const atlas_args_t *args) {
  uint32_t page = static_cast<uint16_t>(args->scalars[0]);
  uint32_t offset = static_cast<uint8_t>(args->scalars[1]);
  args->results[0] = page < 48 ? page * 256 + offset : 0xFFFFFFFFu;
  return 0;
}
