//===- Kernels.h - Library kernels as modules to emit -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is emitted: every kernel of the library for every target in every layout,
// by one compiler that was made before the clock runs.
//
// Failure: errors of the compiler. Thread rule: one thread's.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BENCH_EMIT_KERNELS_H
#define ATLAS_BENCH_EMIT_KERNELS_H

#include "atlas/Backend/Compiler.h"
#include "atlas/JIT/Engine.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

namespace atlas::bench {

/// A target with the profile and layout that are measured.
struct Form {
  llvm::StringLiteral name;     ///< "spirv bytes8"
  llvm::StringLiteral target;   ///< as on the command line
  llvm::StringLiteral hardware; ///< "" = the target's own
  std::optional<DeviceLayout> layout;
};

llvm::ArrayRef<Form> forms();

/// The compiler over the contracts of the library, each emission checked.
llvm::Expected<backend::Compiler> makeCompiler();

/// What a compiler is asked for a form.
backend::BackendConfig configOf(const Form &form);

/// One kernel, parsed and verified, alone in a context of its own.
struct KernelSource {
  std::unique_ptr<mlir::MLIRContext> context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};
llvm::Expected<KernelSource> readKernel(const jit::LibraryKernel &kernel);

} // namespace atlas::bench

#endif // ATLAS_BENCH_EMIT_KERNELS_H
