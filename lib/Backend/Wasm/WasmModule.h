//===- WasmModule.h - Sections of a WebAssembly binary ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the sections of a module, and makes a module out of an object.
//
// LLVM writes relocatable objects. Their code already is that of a module whose
// memory begins at the object's data, because every relocated value is filled in
// as if the object stood alone; what is missing are exports, and what is too
// much are the sections for a linker. `exportFunctions` changes just that.
//
// Failure: ATL0404. Thread rule: pure functions.
// Source: WebAssembly core specification, section 5.5; the tool conventions'
// "Linking" page for the symbol table.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_WASM_WASMMODULE_H
#define ATLAS_LIB_BACKEND_WASM_WASMMODULE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace atlas::backend {

enum class WasmSectionId : uint8_t {
  Custom = 0,
  Type = 1,
  Import = 2,
  Function = 3,
  Table = 4,
  Memory = 5,
  Global = 6,
  Export = 7,
  Start = 8,
  Element = 9,
  Code = 10,
  Data = 11,
  DataCount = 12,
  Tag = 13,
};

/// One section; the bytes lie in the module's text.
struct WasmSection {
  WasmSectionId id;
  llvm::StringRef name;    ///< of custom sections
  llvm::StringRef payload; ///< of custom sections without the name
};

/// The sections in order. Refuses a bad header, unknown ids, a wrong order,
/// repeats, and sizes that leave the text.
llvm::Expected<std::vector<WasmSection>> readWasm(llvm::StringRef bytes);

/// The names in the export section.
llvm::Expected<std::vector<std::string>> wasmExports(llvm::StringRef bytes);

/// A module that exports the functions with these names, from an object. Fails
/// if the object does not define one of them.
llvm::Expected<std::vector<char>>
exportFunctions(llvm::StringRef object, llvm::ArrayRef<std::string> names);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_WASM_WASMMODULE_H
