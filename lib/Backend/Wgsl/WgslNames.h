//===- WgslNames.h - Names of WebGPU and WGSL -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The names that profiles and contracts may use, and the parsers of the folder.
//
// Failure: ATL0403. Thread rule: constant tables, pure functions.
// Source: backends-and-contracts.md HW-06, HW-08, HW-09; WebGPU, "GPUFeatureName"
// and "limits".
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_WGSL_WGSLNAMES_H
#define ATLAS_LIB_BACKEND_WGSL_WGSLNAMES_H

#include "atlas/Backend/Wgsl/WgslHw.h"

namespace atlas::backend {

/// A limit and its value on every device.
struct WgslLimit {
  llvm::StringLiteral name;
  uint64_t least;
};

llvm::ArrayRef<llvm::StringRef> wgslFeatures();
llvm::ArrayRef<llvm::StringRef> wgslLanguageFeatures();
llvm::ArrayRef<WgslLimit> wgslLimits();

/// "NAME=VALUE" with a known name and a value of at least the minimum.
llvm::Expected<std::pair<std::string, uint64_t>>
parseWgslLimit(llvm::StringRef text);
llvm::Expected<WgslHw> parseWgslHw(llvm::StringRef text);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_WGSL_WGSLNAMES_H
