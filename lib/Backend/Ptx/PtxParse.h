//===- PtxParse.h - Texts of PTX profiles -----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parsers of the folder: a whole profile, and an architecture alone as contracts
// name it. ATL0403. Thread rule: pure functions.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_PTX_PTXPARSE_H
#define ATLAS_LIB_BACKEND_PTX_PTXPARSE_H

#include "atlas/Backend/Ptx/PtxHw.h"

namespace atlas::backend {

llvm::Expected<PtxHw> parsePtxArch(llvm::StringRef text);
llvm::Expected<PtxHw> parsePtxHw(llvm::StringRef text);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_PTX_PTXPARSE_H
