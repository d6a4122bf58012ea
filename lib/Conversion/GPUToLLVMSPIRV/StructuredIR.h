//===- StructuredIR.h - Structured operations as LLVM IR --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One entry of a gpu.module as an LLVM function in the form that LLVM's SPIR-V
// target reads: resources as handles, loops with convergence tokens, one block
// for each branch, values in registers.
//
// Thread rule: as the two contexts.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_GPUTOLLVMSPIRV_STRUCTUREDIR_H
#define ATLAS_LIB_CONVERSION_GPUTOLLVMSPIRV_STRUCTUREDIR_H

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "llvm/IR/Module.h"

#include <string>

namespace atlas::llvmspirv {

/// Name of the variable that a buffer argument becomes.
std::string bufferName(mlir::gpu::GPUFuncOp function, unsigned argument);

/// Adds the function; on false `reason` says what has no form, and the module is
/// not to be used.
bool addEntry(mlir::gpu::GPUFuncOp function, llvm::Module &module, std::string &reason);

/// True if only loads touch the buffer.
bool isOnlyRead(mlir::Value buffer);

} // namespace atlas::llvmspirv

#endif // ATLAS_LIB_CONVERSION_GPUTOLLVMSPIRV_STRUCTUREDIR_H
