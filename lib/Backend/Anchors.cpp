//===- Anchors.cpp - Destructors of the interfaces --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One home for the virtual tables, and what is too small for a file of its own.
//===----------------------------------------------------------------------===//

#include "atlas/Backend/Backend.h"
#include "atlas/Backend/Native.h"
#include "atlas/Backend/TargetDescription.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace atlas::backend;

HwData::~HwData() = default;
Emitter::~Emitter() = default;
EmissionChecker::~EmissionChecker() = default;
DiffExecEngine::~DiffExecEngine() = default;
Backend::~Backend() = default;
NativeCompiler::~NativeCompiler() = default;
TargetDescription::~TargetDescription() = default;

std::string atlas::backend::programDigest(const Emission &emission) {
  return llvm::toHex(
      llvm::SHA256::hash(llvm::arrayRefFromStringRef(emission.text())),
      /*LowerCase=*/true);
}
