//===- reference.cpp - Plain halt-batch-tokens ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The oracle of the tests: doubles in a dense array with a row for each token.
// Arguments as in kernel.mlir. Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas/Reference/Halting.h"

using namespace atlas::reference;

extern "C" int32_t atlas_ref_halt_batch_tokens(const atlas_args_t *args) {
  HaltBatch<double, HaltLayout::Tokens>(args).run();
  return 0;
}
