//===- PtxShapeText.h - PTX of the shapes -----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The two entries of each shape as they are delivered, KERNEL_p0(data, partial, n,
// units) and KERNEL_p1(partial, out, units). Registers: r1.. 32 bits, d1.. 64 bits,
// p1.. predicates. A workgroup has 256 threads and takes units of 32,768 bytes in a
// grid-stride loop; buffers are aligned to 16.
//
// Thread rule: pure functions.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_PTX_PTXSHAPETEXT_H
#define ATLAS_LIB_BACKEND_PTX_PTXSHAPETEXT_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace atlas::backend {

/// The sum of all bytes, as a 64-bit result.
std::string printByteSum(llvm::StringRef kernel);
/// How many bytes each residue modulo 96 has, as 64-bit bins.
std::string printHistogram(llvm::StringRef kernel);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_PTX_PTXSHAPETEXT_H
