//===- Reference.cpp - Table of the plain C++ oracles ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builds the const table from the list that CMake generates from the folders
// ir/kernels/*/reference.cpp (cmake/AtlasReference.cmake).
//===----------------------------------------------------------------------===//
#include "atlas/Reference/Reference.h"

#define ATLAS_REFERENCE(NAME, SYMBOL)                                          \
  extern "C" int32_t atlas_ref_##SYMBOL(const atlas_args_t *args);
#include "atlas/Reference/ReferenceKernels.inc"

static constexpr atlas::ReferenceKernel table[] = {
#define ATLAS_REFERENCE(NAME, SYMBOL) {NAME, #SYMBOL, atlas_ref_##SYMBOL},
#include "atlas/Reference/ReferenceKernels.inc"
};

std::span<const atlas::ReferenceKernel> atlas::referenceKernels() {
  return table;
}

atlas_packed_fn atlas::lookupReference(std::string_view symbol) {
  for (const ReferenceKernel &kernel : table)
    if (kernel.symbol == symbol)
      return kernel.entry;
  return nullptr;
}
