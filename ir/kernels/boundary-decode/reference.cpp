//===- reference.cpp - Plain boundary-decode --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// (page, offset) of coord < 12288 (unsigned), else (0xFFFF, 0xFF).
//
// The oracle of the tests: the obvious scalar loop, nothing clever. Arguments as
// in kernel.mlir; checks nothing (see args.h). Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

extern "C" int32_t atlas_ref_boundary_decode(const atlas_args_t *args) {
  auto coord = static_cast<uint32_t>(args->scalars[0]);
  bool valid = coord < 12288;
  args->results[0] = valid ? coord / 256 : 0xFFFF;
  args->results[1] = valid ? coord % 256 : 0xFF;
  return 0;
}
