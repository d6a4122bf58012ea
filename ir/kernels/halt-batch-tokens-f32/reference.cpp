//===- reference.cpp - Plain halt-batch-tokens-f32 -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The oracle of the tests: floats in a dense array with a row for each token.
// Arguments as in kernel.mlir. Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas/Reference/Halting.h"

using namespace atlas::reference;

extern "C" int32_t atlas_ref_halt_batch_tokens_f32(const atlas_args_t *args) {
  HaltBatch<float, HaltLayout::Tokens>(args).run();
  return 0;
}
