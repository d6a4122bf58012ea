//===- Reference.h - Plain C++ oracles of the library kernels ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table of ir/kernels/*/reference.cpp by kernel symbol.
//
// Each library kernel has a plain scalar C++ form with the packed layout of the
// kernel itself (include/atlas-c/args.h). Tests, the golden runner and
// `atlas-jit --compare reference` run it; the shipped libraries never link it.
//
// A reference runs only whole kernels: `phase`, `lo`, `hi` and `scratch` are not
// read. It checks nothing, like every packed entry.
// Thread rule: the table is const; the functions have no state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_REFERENCE_REFERENCE_H
#define ATLAS_REFERENCE_REFERENCE_H

#include "atlas-c/args.h"

#include <span>
#include <string_view>

namespace atlas {

/// One row of the table.
struct ReferenceKernel {
  std::string_view name;   ///< folder and command-line name, r96-histogram
  std::string_view symbol; ///< kernel symbol, r96_histogram
  atlas_packed_fn entry;
};

/// All references, sorted by name.
std::span<const ReferenceKernel> referenceKernels();

/// The reference of a kernel by its symbol; null if there is none.
atlas_packed_fn lookupReference(std::string_view symbol);

} // namespace atlas

#endif // ATLAS_REFERENCE_REFERENCE_H
