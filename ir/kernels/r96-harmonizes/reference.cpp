//===- reference.cpp - Plain r96-harmonizes ---------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// 1 if (r1 + r2) mod 96 is 0, for all 256 x 256 byte pairs.
//
// The oracle of the tests: the obvious scalar loop, nothing clever. Arguments as
// in kernel.mlir; checks nothing (see args.h). Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

extern "C" int32_t atlas_ref_r96_harmonizes(const atlas_args_t *args) {
  unsigned r1 = static_cast<uint8_t>(args->scalars[0]);
  unsigned r2 = static_cast<uint8_t>(args->scalars[1]);
  args->results[0] = (r1 + r2) % 96 == 0;
  return 0;
}
