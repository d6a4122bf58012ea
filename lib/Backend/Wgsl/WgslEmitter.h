//===- WgslEmitter.h - The general emitter of wgsl ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels to WGSL through the printer of structured MLIR.
// Failure: BackendError. Thread rule: immutable.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_WGSL_WGSLEMITTER_H
#define ATLAS_LIB_BACKEND_WGSL_WGSLEMITTER_H

#include "atlas/Backend/TargetDescription.h"

namespace atlas::backend {

inline constexpr llvm::StringLiteral kWgslEmitterName = "atlas-wgsl";

std::unique_ptr<Emitter> makeWgslEmitter(const EmitterServices &services);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_WGSL_WGSLEMITTER_H
