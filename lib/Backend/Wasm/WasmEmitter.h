//===- WasmEmitter.h - The general emitter of wasm --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Modules by LLVM's code generator. Failure and thread rule: as Emitter.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_WASM_WASMEMITTER_H
#define ATLAS_LIB_BACKEND_WASM_WASMEMITTER_H

#include "atlas/Backend/TargetDescription.h"

namespace atlas::backend {

inline constexpr llvm::StringLiteral kWasmEmitterName = "llvm-wasm";

/// Needs `services.native` and the corpus.
std::unique_ptr<Emitter> makeWasmEmitter(const EmitterServices &services);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_WASM_WASMEMITTER_H
