//===- Capabilities.h - What kernels may ask of targets ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The capability matrix as data (Capabilities.def), for `atlas-jit targets`.
//
// Thread rule: constant. Source: backends-and-contracts.md CAP-17.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_CAPABILITIES_H
#define ATLAS_BACKEND_CAPABILITIES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace atlas::backend {

struct Capability {
  llvm::StringLiteral row;   ///< of the capability bar, "CAP-04"
  llvm::StringLiteral name;  ///< unique, "f16"
  llvm::StringLiteral title; ///< for people
  llvm::StringLiteral answers[5];

  /// The answer of a target, in the words of Capabilities.def; "refused" for a
  /// target that the matrix does not know.
  llvm::StringRef answer(llvm::StringRef target) const;
};

/// All of them, in the order of the bar.
llvm::ArrayRef<Capability> capabilities();

/// The columns of the matrix, sorted.
llvm::ArrayRef<llvm::StringLiteral> capabilityTargets();

} // namespace atlas::backend

#endif // ATLAS_BACKEND_CAPABILITIES_H
