//===- NativeCompiler.h - The JIT's compiler for back ends ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gives the emitters of cpu and wasm the code generator of the JIT.
//
// Objects are those of the ahead-of-time tier: the full pipeline, tuned for the
// profile's processor and never for the machine that compiles.
// Failure and thread rule: as backend::NativeCompiler.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_JIT_NATIVECOMPILER_H
#define ATLAS_JIT_NATIVECOMPILER_H

#include "atlas/Backend/Native.h"

#include <memory>

namespace atlas::jit {

std::shared_ptr<const backend::NativeCompiler> makeNativeCompiler();

} // namespace atlas::jit

#endif // ATLAS_JIT_NATIVECOMPILER_H
