//===- KernelBodies.h - Functions that hold a kernel's code -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A kernel's code lies in the function of the whole kernel and in one function
// per phase of the launch plan, or in the phases alone when the whole kernel
// is all units of its phases (docs/Rationale/launch-plans.md).
//
// All functions are made at the frame's builder. Private to this folder.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_ATLASTOCPU_KERNELBODIES_H
#define ATLAS_LIB_CONVERSION_ATLASTOCPU_KERNELBODIES_H

#include "KernelFrame.h"

namespace atlas::cpu {

/// Fills `function` with the whole kernel; with `carriers` it returns what
/// carries the results, otherwise the results themselves.
void fillBody(KernelFrame &frame, mlir::func::FuncOp function, bool carriers);

/// Fills `function` with all units of each phase in turn; what they hand on, of
/// fixedScratch() bytes, lies on the stack.
void fillWithPlan(KernelFrame &frame, mlir::func::FuncOp function,
                  mlir::ArrayRef<mlir::func::FuncOp> phases);

/// A private function of the units [lo, hi) of phase `i`, whose code is
/// `source`. Parameters: the signature, the scratch if that does not have it,
/// the result words, lo and hi.
mlir::func::FuncOp makePhase(KernelFrame &frame, unsigned i,
                             mlir::Region &source);

} // namespace atlas::cpu

#endif // ATLAS_LIB_CONVERSION_ATLASTOCPU_KERNELBODIES_H
