//===- Twin.h - A portable twin behind its kernel's interface ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The twin of a library kernel is LLVM IR with a signature of its own: what the
// kernel takes as an extent is a scalar there. Here it gets a packed entry that takes
// the kernel's arguments, so that whoever calls the kernel can call its twin.
//
// Failure: ATL0204 where the two do not fit. Thread rule: a LoweredKernel is one
// thread's. Source: dialect.md section 2, backends-and-contracts.md DX-19.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_TWIN_H
#define ATLAS_LIB_JIT_TWIN_H

#include "atlas/JIT/Compiler.h"

#include "mlir/IR/BuiltinOps.h"

namespace atlas::jit {

/// The library kernel that this module holds and nothing else, if it has a twin.
/// Names and locations do not matter, operations and attributes do: another kernel of
/// that name is not the twin's. Null: none. Parses the library's text in the module's
/// context.
llvm::Expected<const LibraryKernel *> findTwin(mlir::ModuleOp module);

/// The twin with one visible function, the packed entry of `interface`, which has
/// neither phases nor temporaries.
llvm::Expected<LoweredKernel> lowerTwin(const LibraryKernel &kernel, KernelABI interface,
                                        const CompileOptions &options);

} // namespace atlas::jit

#endif // ATLAS_LIB_JIT_TWIN_H
