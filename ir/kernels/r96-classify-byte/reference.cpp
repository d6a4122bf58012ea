//===- reference.cpp - Plain r96-classify-byte ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// b mod 96.
//
// The oracle of the tests: the obvious scalar loop, nothing clever. Arguments as
// in kernel.mlir; checks nothing (see args.h). Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

extern "C" int32_t atlas_ref_r96_classify_byte(const atlas_args_t *args) {
  args->results[0] = static_cast<uint8_t>(args->scalars[0]) % 96;
  return 0;
}
