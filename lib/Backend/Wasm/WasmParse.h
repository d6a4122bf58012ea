//===- WasmParse.h - Texts of WebAssembly profiles --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parser and names of the folder. ATL0403. Thread rule: pure functions.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_WASM_WASMPARSE_H
#define ATLAS_LIB_BACKEND_WASM_WASMPARSE_H

#include "atlas/Backend/Wasm/WasmHw.h"

namespace atlas::backend {

llvm::ArrayRef<llvm::StringRef> wasmFeatures();
llvm::Expected<WasmHw> parseWasmHw(llvm::StringRef text);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_WASM_WASMPARSE_H
