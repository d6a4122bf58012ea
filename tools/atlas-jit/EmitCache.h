//===- EmitCache.h - Artifacts from the cache -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the back ends make of a module, from the object cache where an equal request
// was answered before. A cache directory that is refused is a warning.
// Failure: that of Compiler. Thread rule: main thread only.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_EMITCACHE_H
#define ATLAS_TOOLS_ATLAS_JIT_EMITCACHE_H

#include "Commands.h"

#include "atlas/Backend/Compiler.h"

namespace atlas::tool {

/// `config` has its hardware; `bytecode` is the module's, with its locations.
llvm::Expected<backend::Artifact>
lowerCached(const SessionOptions &session, const backend::CompilerOptions &setup,
            const backend::BackendConfig &config, mlir::ModuleOp module,
            llvm::StringRef bytecode);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_EMITCACHE_H
