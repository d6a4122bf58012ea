//===- PtxShapeEmitter.h - A specialist of ptx ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hand-written PTX for the shapes of PtxShapes.h, where the kernel's contract
// lists them.
// Failure: BackendError. Thread rule: immutable.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_PTX_PTXSHAPEEMITTER_H
#define ATLAS_LIB_BACKEND_PTX_PTXSHAPEEMITTER_H

#include "atlas/Backend/TargetDescription.h"

namespace atlas::backend {

inline constexpr llvm::StringLiteral kPtxShapesName = "ptx-shapes";

std::unique_ptr<Emitter> makePtxShapes(const EmitterServices &services);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_PTX_PTXSHAPEEMITTER_H
