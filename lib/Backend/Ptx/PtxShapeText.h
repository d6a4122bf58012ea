//===- PtxShapeText.h - PTX of the shapes -----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The entries of each shape as they are delivered; "KERNEL" stands for the
// kernel's symbol. Registers: r1.. 32 bits, d1.. 64 bits, p1.. predicates.
// A workgroup has 256 threads and takes units of 32,768 bytes in a grid-stride
// loop; buffers are aligned to 16.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_PTX_PTXSHAPETEXT_H
#define ATLAS_LIB_BACKEND_PTX_PTXSHAPETEXT_H

#include "llvm/ADT/StringRef.h"

namespace atlas::backend {

extern const llvm::StringLiteral kByteSumText;
extern const llvm::StringLiteral kHistogramText;

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_PTX_PTXSHAPETEXT_H
