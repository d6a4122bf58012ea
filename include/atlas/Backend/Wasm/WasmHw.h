//===- WasmHw.h - Hardware profiles of the wasm target ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The WebAssembly features that a module may use.
//
// Text: "simd128,bulk-memory". Default: the first version of WebAssembly with
// mutable globals and sign extension, which every engine has.
//
// Thread rule: immutable.
// Source: backends-and-contracts.md HW-13.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_WASM_WASMHW_H
#define ATLAS_BACKEND_WASM_WASMHW_H

#include "atlas/Backend/HwProfile.h"
#include "atlas/Conversion/AtlasToCPU/CPUTarget.h"

namespace atlas::backend {

class WasmHw : public HwData {
public:
  /// Names of the text form, sorted; sign-ext is always there.
  std::vector<std::string> features{"sign-ext"};

  std::string text() const override;
  bool has(llvm::StringRef feature) const;
  /// What the code generator is told.
  CPUTarget target() const;

  /// The structure of a profile whose target is wasm.
  static const WasmHw &of(const HwProfile &profile);
};

} // namespace atlas::backend

#endif // ATLAS_BACKEND_WASM_WASMHW_H
