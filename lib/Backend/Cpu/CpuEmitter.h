//===- CpuEmitter.h - The general emitter of cpu ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects by LLVM's code generators. Failure and thread rule: as Emitter.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_CPU_CPUEMITTER_H
#define ATLAS_LIB_BACKEND_CPU_CPUEMITTER_H

#include "atlas/Backend/TargetDescription.h"

namespace atlas::backend {

inline constexpr llvm::StringLiteral kCpuEmitterName = "llvm-cpu";

/// Needs `services.native` and the corpus.
std::unique_ptr<Emitter> makeCpuEmitter(const EmitterServices &services);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_CPU_CPUEMITTER_H
