//===- Scalars.h - Scalar operations as LLVM instructions -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef ATLAS_LIB_CONVERSION_GPUTOLLVMSPIRV_SCALARS_H
#define ATLAS_LIB_CONVERSION_GPUTOLLVMSPIRV_SCALARS_H

#include "mlir/IR/Operation.h"
#include "llvm/IR/IRBuilder.h"

namespace atlas::llvmspirv {

/// The LLVM type: index is i32; null for what has none.
llvm::Type *scalarType(mlir::Type type, llvm::LLVMContext &context);

/// The results of a scalar operation, none if it has no form.
llvm::SmallVector<llvm::Value *, 2> scalar(mlir::Operation *op,
                                           llvm::ArrayRef<llvm::Value *> operands,
                                           llvm::IRBuilder<> &b);

} // namespace atlas::llvmspirv

#endif // ATLAS_LIB_CONVERSION_GPUTOLLVMSPIRV_SCALARS_H
