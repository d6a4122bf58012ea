//===- reference.cpp - Plain r96-classify-page ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// classes[i] = data[i] mod 96; classes may be data itself.
//
// The oracle of the tests: the obvious scalar loop, nothing clever. Arguments as
// in kernel.mlir; checks nothing (see args.h). Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

extern "C" int32_t atlas_ref_r96_classify_page(const atlas_args_t *args) {
  const auto *data = static_cast<const uint8_t *>(args->buffers[0].data);
  auto *classes = static_cast<uint8_t *>(args->buffers[1].data);
  for (int64_t i = 0, n = args->buffers[0].dim[0]; i < n; ++i)
    classes[i] = data[i] % 96;
  return 0;
}
