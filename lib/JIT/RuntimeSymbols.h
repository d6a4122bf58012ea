//===- RuntimeSymbols.h - What generated code may call ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The fixed list of functions that kernels and code generation refer to:
// memory functions, the C math functions, half-precision conversions.
// Thread rule: pure lookup in a constant table.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_RUNTIMESYMBOLS_H
#define ATLAS_LIB_JIT_RUNTIMESYMBOLS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace atlas::jit {

/// Its address in this process, or null if it is not on the list.
void *findRuntimeSymbol(llvm::StringRef name);

} // namespace atlas::jit

#endif // ATLAS_LIB_JIT_RUNTIMESYMBOLS_H
