//===- PtxReader.h - The structure of a PTX text ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Failure: ATL0404 for what is no PTX module. Thread rule: pure functions.
// Source: backends-and-contracts.md BR-24a, HW-03; PTX ISA, "Directives".
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_PTX_PTXREADER_H
#define ATLAS_LIB_BACKEND_PTX_PTXREADER_H

#include "atlas/Backend/Ptx/PtxHw.h"

namespace atlas::backend {

struct PtxText {
  std::string version; ///< of .version
  std::string target;  ///< first name of .target
  std::vector<std::string> entries; ///< with at least one instruction each
};

llvm::Expected<PtxText> readPtx(llvm::StringRef text);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_PTX_PTXREADER_H
