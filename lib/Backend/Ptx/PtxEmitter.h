//===- PtxEmitter.h - The general emitter of ptx --------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels to PTX through LLVM's NVPTX target.
// Failure: BackendError. Thread rule: immutable.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_PTX_PTXEMITTER_H
#define ATLAS_LIB_BACKEND_PTX_PTXEMITTER_H

#include "atlas/Backend/TargetDescription.h"

namespace atlas::backend {

inline constexpr llvm::StringLiteral kPtxEmitterName = "llvm-nvptx";

std::unique_ptr<Emitter> makePtxEmitter(const EmitterServices &services);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_PTX_PTXEMITTER_H
