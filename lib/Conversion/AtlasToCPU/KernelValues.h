//===- KernelValues.h - A kernel's values from C arguments ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inside a function of a frame the kernel's own values are rebuilt: scalars
// from their carriers, buffers as memref views over bare pointers, whose sizes
// follow from the dimensions given and the lengths that the kernel declares.
// The descriptors fold away.
//
// All functions build at the frame's builder. Private to this folder.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_ATLASTOCPU_KERNELVALUES_H
#define ATLAS_LIB_CONVERSION_ATLASTOCPU_KERNELVALUES_H

#include "KernelFrame.h"

namespace atlas::cpu {

/// The kernel's arguments, rebuilt from those of `function`, whose entry block
/// starts with the frame's signature.
mlir::SmallVector<mlir::Value> rebuildArguments(KernelFrame &frame,
                                                mlir::func::FuncOp function);

/// The expression `text` over the kernel's dimensions and scalars, as i64;
/// `rebuilt` are its arguments.
mlir::Value lengthOf(KernelFrame &frame, llvm::StringRef text,
                     mlir::ValueRange rebuilt);

/// Views of the temporaries at `scratch`, one after the other on 64 bytes;
/// those of the whole kernel come first, and with `serialOnly` are the only
/// ones.
mlir::SmallVector<mlir::Value> temporaryViews(KernelFrame &frame,
                                              mlir::ValueRange rebuilt,
                                              mlir::Value scratch,
                                              bool serialOnly);

} // namespace atlas::cpu

#endif // ATLAS_LIB_CONVERSION_ATLASTOCPU_KERNELVALUES_H
