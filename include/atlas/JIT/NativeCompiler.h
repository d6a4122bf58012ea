//===- NativeCompiler.h - The JIT's compiler for back ends ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gives the emitters of cpu and wasm the code generator of the JIT.
//
// Objects are made by the passes that code for the host goes through, but for the
// selection of instructions above 1,000 of them (docs/Rationale/back-ends.md), and
// tuned for the profile's processor, never for the machine that compiles.
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
