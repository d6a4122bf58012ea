//===- SpirvEmitter.h - The general emitter of spirv ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels to SPIR-V through MLIR's serializer.
// Failure: BackendError. Thread rule: immutable.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_SPIRV_SPIRVEMITTER_H
#define ATLAS_LIB_BACKEND_SPIRV_SPIRVEMITTER_H

#include "atlas/Backend/TargetDescription.h"

namespace atlas::backend {

inline constexpr llvm::StringLiteral kSpirvEmitterName = "mlir-spirv";

std::unique_ptr<Emitter> makeSpirvEmitter(const EmitterServices &services);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_SPIRV_SPIRVEMITTER_H
