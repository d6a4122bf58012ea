//===- WgslReader.h - The structure of a WGSL text --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Failure: ATL0404 for what is no WGSL module of compute shaders. Types and
// uniform control flow are for a real compiler (Tint), outside of the library.
// Thread rule: pure functions.
// Source: backends-and-contracts.md BR-24a; WGSL, sections 3 and 4.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_WGSL_WGSLREADER_H
#define ATLAS_LIB_BACKEND_WGSL_WGSLREADER_H

#include "atlas/Backend/Wgsl/WgslHw.h"

namespace atlas::backend {

struct WgslText {
  std::vector<std::string> enables;  ///< names behind `enable`, in order
  std::vector<std::string> requirements; ///< names behind `requires`
  std::vector<std::string> entries;  ///< compute entry points with a body
};

llvm::Expected<WgslText> readWgsl(llvm::StringRef text);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_WGSL_WGSLREADER_H
