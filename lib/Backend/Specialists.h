//===- Specialists.h - Which specialists a contract lists -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A specialist answers only for kernels whose contract lists it, with the shape, for
// the target. A kernel without a contract gets the general emitter's code alone.
//
// Thread rule: pure function. Private to the back end layer.
// Source: backends-and-contracts.md section 4 (`via`), CT-07.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_SPECIALISTS_H
#define ATLAS_LIB_BACKEND_SPECIALISTS_H

#include "atlas/Backend/TargetDescription.h"

namespace atlas::backend {

bool isListed(const EmitterServices &services, mlir::ModuleOp module, Target target,
              llvm::StringRef emitter, llvm::StringRef shape);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_SPECIALISTS_H
