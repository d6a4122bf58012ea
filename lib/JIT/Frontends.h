//===- Frontends.h - The two kinds of frontend ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Factories behind Frontend::create, one per input language.
// Failure and thread rule: as Frontend.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_FRONTENDS_H
#define ATLAS_LIB_JIT_FRONTENDS_H

#include "atlas/JIT/Compiler.h"

namespace atlas::jit {

/// LLVM IR text or bitcode.
llvm::Expected<std::unique_ptr<Frontend>>
createLLVMFrontend(const Source &source, bool debugInfo);

/// MLIR text or bytecode.
llvm::Expected<std::unique_ptr<Frontend>>
createMLIRFrontend(const Source &source, bool debugInfo);

} // namespace atlas::jit

#endif // ATLAS_LIB_JIT_FRONTENDS_H
