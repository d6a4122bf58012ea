//===- Frontends.h - The two kinds of frontend ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Factories behind Frontend::create, one per input language.
// Failure and thread rule: as Frontend.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_FRONTENDS_H
#define ATLAS_LIB_JIT_FRONTENDS_H

#include "atlas/JIT/Compiler.h"

#include "mlir/IR/BuiltinOps.h"

namespace atlas::jit {

/// LLVM IR text or bitcode.
llvm::Expected<std::unique_ptr<Frontend>>
createLLVMFrontend(const Source &source, bool debugInfo);

/// MLIR text or bytecode.
llvm::Expected<std::unique_ptr<Frontend>>
createMLIRFrontend(const Source &source, bool debugInfo);

/// A copy of `module`, which stays as it is; its context gets the dialects of the host
/// pipeline and must not be used otherwise while the frontend lives.
llvm::Expected<std::unique_ptr<Frontend>> createMLIRFrontend(mlir::ModuleOp module);

} // namespace atlas::jit

#endif // ATLAS_LIB_JIT_FRONTENDS_H
