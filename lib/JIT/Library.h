//===- Library.h - Library kernels as the engine sees them ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lookup in the generated tables of atlas/Kernels/KernelTable.h.
// Thread rule: constant data.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_LIBRARY_H
#define ATLAS_LIB_JIT_LIBRARY_H

#include "Core.h"

#include "atlas/Kernels/KernelTable.h"

namespace atlas::jit {

/// The kernel of that name or symbol. ATL0201 with the nearest names.
llvm::Expected<const LibraryKernel *> findLibraryKernel(llvm::StringRef name);

/// Ahead-of-time code of a kernel for `level` ("" = the best this host runs).
/// Null if there is none. ATL0506 if the host cannot execute that level.
llvm::Expected<VersionHandle> findAotVersion(llvm::StringRef name,
                                             llvm::StringRef level);

} // namespace atlas::jit

#endif // ATLAS_LIB_JIT_LIBRARY_H
