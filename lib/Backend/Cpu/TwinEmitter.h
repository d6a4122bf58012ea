//===- TwinEmitter.h - A specialist of cpu ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects made of a kernel's portable twin, the LLVM IR that stands beside it in the
// library, where the kernel's contract lists it: a second opinion that shares nothing
// of the dialect's lowering. It has the kernel's packed entry and no plan of phases.
// Failure: BackendError. Thread rule: immutable.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_CPU_TWINEMITTER_H
#define ATLAS_LIB_BACKEND_CPU_TWINEMITTER_H

#include "atlas/Backend/TargetDescription.h"

namespace atlas::backend {

inline constexpr llvm::StringLiteral kTwinEmitterName = "portable-twin";
/// Kernels whose folder has a kernel.ll.
inline constexpr llvm::StringLiteral kTwinShape = "kernel.ll";

/// Needs `services.native` and the corpus.
std::unique_ptr<Emitter> makeTwinEmitter(const EmitterServices &services);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_CPU_TWINEMITTER_H
