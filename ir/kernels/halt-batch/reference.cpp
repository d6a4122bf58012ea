//===- reference.cpp - Plain halt-batch ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The oracle of the tests: doubles in rows one after the other.
// Arguments as in kernel.mlir. Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas/Reference/Halting.h"

using namespace atlas::reference;

extern "C" int32_t atlas_ref_halt_batch(const atlas_args_t *args) {
  HaltBatch<double, HaltLayout::Csr>(args).run();
  return 0;
}
