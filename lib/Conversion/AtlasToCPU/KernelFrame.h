//===- KernelFrame.h - One kernel on its way to functions -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What all functions of one kernel are made with: its ABI, a builder and the
// signature that they share. KernelValues.h rebuilds the kernel's values inside
// such a function, KernelBodies.h fills the bodies and the phases, and
// KernelEntries.h makes the entries that call them.
//
// Private to this folder. A frame lives for one kernel; thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_ATLASTOCPU_KERNELFRAME_H
#define ATLAS_LIB_CONVERSION_ATLASTOCPU_KERNELFRAME_H

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"
#include "atlas/Support/KernelABI.h"

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <optional>

namespace atlas::cpu {

/// One kernel on its way to functions.
struct KernelFrame {
  explicit KernelFrame(KernelOp kernel);

  KernelOp kernel;
  mlir::OpBuilder b; ///< functions go where it stands
  mlir::Location loc;
  KernelABI abi;
  mlir::SmallVector<mlir::MemRefType> tempTypes; ///< of abi.temps
  mlir::LLVMTypeConverter converter;
  mlir::Type pointer, i64;

  /// Whether the whole kernel takes a pointer to scratch.
  bool needsScratch() const;

  /// Bytes of all temporaries together, if they are the same for all calls.
  std::optional<int64_t> fixedScratch() const;

  /// The parameters at C level: the kernel's own, the dimensions that no other
  /// one gives, the strides, the scratch. Buffers are opaque pointers.
  mlir::SmallVector<mlir::Type> signature();

  /// A function, still empty, whose first parameters are the kernel's, with
  /// what is known of their aliasing.
  mlir::func::FuncOp makeFunction(llvm::StringRef name,
                                  mlir::ArrayRef<mlir::Type> inputs,
                                  mlir::ArrayRef<mlir::Type> results);
};

} // namespace atlas::cpu

#endif // ATLAS_LIB_CONVERSION_ATLASTOCPU_KERNELFRAME_H
