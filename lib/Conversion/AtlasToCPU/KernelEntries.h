//===- KernelEntries.h - Entries around a kernel's code ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What callers reach: the typed C entry of a kernel of several results, and the
// packed entry, which unpacks the argument block of include/atlas-c/args.h.
//
// Both are made at the frame's builder. Private to this folder.
// Source: cli-and-golden.md section 2.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_ATLASTOCPU_KERNELENTRIES_H
#define ATLAS_LIB_CONVERSION_ATLASTOCPU_KERNELENTRIES_H

#include "KernelFrame.h"

namespace atlas::cpu {

/// K(args..., out0, out1, ...): calls `body` and stores its results through
/// pointers.
void makeOutPointerEntry(KernelFrame &frame, mlir::func::FuncOp body);

/// K.packed(block): calls the phase that the block names, `body` for any other
/// number, and stores results as words. Carries the ABI as JSON.
void makePackedEntry(KernelFrame &frame, mlir::func::FuncOp body,
                     mlir::ArrayRef<mlir::func::FuncOp> phases);

} // namespace atlas::cpu

#endif // ATLAS_LIB_CONVERSION_ATLASTOCPU_KERNELENTRIES_H
