//===- Capabilities.cpp - What kernels may ask of targets -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Backend/Capabilities.h"

#include "llvm/ADT/STLExtras.h"

using namespace atlas::backend;

namespace {

constexpr llvm::StringLiteral kTargets[] = {"cpu", "ptx", "spirv", "wgsl", "wasm"};

constexpr Capability kCapabilities[] = {
#define ATLAS_CAPABILITY(ROW, NAME, TITLE, CPU, PTX, SPIRV, WGSL, WASM)        \
  {ROW, NAME, TITLE, {CPU, PTX, SPIRV, WGSL, WASM}},
#include "atlas/Backend/Capabilities.def"
};

} // namespace

llvm::ArrayRef<Capability> atlas::backend::capabilities() { return kCapabilities; }

llvm::ArrayRef<llvm::StringLiteral> atlas::backend::capabilityTargets() { return kTargets; }

llvm::StringRef Capability::answer(llvm::StringRef target) const {
  const auto *it = llvm::find(kTargets, target);
  return it == std::end(kTargets) ? llvm::StringRef("refused")
                                  : llvm::StringRef(answers[it - kTargets]);
}
