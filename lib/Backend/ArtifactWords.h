//===- ArtifactWords.h - Words of the artifact's JSON -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What writer and reader of artifacts must spell alike.
// Thread rule: constant data.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_ARTIFACTWORDS_H
#define ATLAS_LIB_BACKEND_ARTIFACTWORDS_H

#include "atlas/Backend/Artifact.h"

namespace atlas::backend {

inline constexpr llvm::StringLiteral kValidationNames[] = {
    "none", "structural", "decoded"};

inline llvm::StringRef validationName(Validation validation) {
  return kValidationNames[unsigned(validation)];
}

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_ARTIFACTWORDS_H
