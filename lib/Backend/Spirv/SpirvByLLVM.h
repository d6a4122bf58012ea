//===- SpirvByLLVM.h - A specialist of spirv --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels to SPIR-V through LLVM's own target (GPUToLLVMSPIRV.h), where their
// contract lists it; a second opinion on what MLIR's serializer makes.
// Failure: BackendError. Thread rule: immutable.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_SPIRV_SPIRVBYLLVM_H
#define ATLAS_LIB_BACKEND_SPIRV_SPIRVBYLLVM_H

#include "atlas/Backend/TargetDescription.h"

namespace atlas::backend {

inline constexpr llvm::StringLiteral kSpirvByLLVMName = "llvm-spirv";
/// Structured control flow over scalars.
inline constexpr llvm::StringLiteral kStructuredShape = "structured";

std::unique_ptr<Emitter> makeSpirvByLLVM(const EmitterServices &services);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_SPIRV_SPIRVBYLLVM_H
