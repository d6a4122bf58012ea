//===- KernelTable.h - The library kernels in this binary -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tables that the build generates from ir/kernels: the source texts, and the
// objects compiled ahead of time for each ISA level.
//
// Plain data without LLVM or libstdc++, so that every library can link it.
// Both tables are sorted by name (entries: by name, then weakest level first)
// and constant. Generator: tools/atlas-aotc.
// Thread rule: immutable. A forked child may use everything.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_KERNELS_KERNELTABLE_H
#define ATLAS_KERNELS_KERNELTABLE_H

#include "atlas-c/args.h"

#include <stddef.h>

namespace atlas::kernels {

/// A kernel's source texts. Texts end in a NUL that their size leaves out.
struct SourceEntry {
  const char *name;   ///< r96-histogram
  const char *symbol; ///< r96_histogram
  const char *mlir;
  size_t mlirSize;
  const char *twin; ///< .ll text, "" if none
  size_t twinSize;
  const char *twinSymbol; ///< the function with the signature, or ""
};

/// One kernel compiled for one level.
struct AotEntry {
  const char *name;
  const char *symbol;
  const char *level; ///< x86-64-v3
  atlas_packed_fn packed;
  void (*typed)(void); ///< typed C entry; cast by its ABI description
  const char *abi;     ///< JSON of the ABI description
};

extern const SourceEntry sourceTable[];
extern const size_t sourceCount;
extern const AotEntry aotTable[];
extern const size_t aotCount;

} // namespace atlas::kernels

#endif // ATLAS_KERNELS_KERNELTABLE_H
