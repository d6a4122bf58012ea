//===- SpirvParse.h - Texts of SPIR-V profiles ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parsers of the folder. ATL0403. Thread rule: pure functions.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_SPIRV_SPIRVPARSE_H
#define ATLAS_LIB_BACKEND_SPIRV_SPIRVPARSE_H

#include "atlas/Backend/Spirv/SpirvHw.h"

namespace atlas::backend {

/// The minor number of "1.0" to "1.6".
llvm::Expected<unsigned> parseSpirvVersion(llvm::StringRef text);
llvm::Expected<SpirvHw> parseSpirvHw(llvm::StringRef text);
/// Names of the SPIR-V specification, as MLIR lists them.
llvm::ArrayRef<llvm::StringRef> spirvCapabilities();
llvm::ArrayRef<llvm::StringRef> spirvExtensions();
/// True if a name of either kind is one of an extension.
inline bool isSpirvExtensionName(llvm::StringRef name) { return name.starts_with("SPV_"); }

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_SPIRV_SPIRVPARSE_H
