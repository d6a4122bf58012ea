//===- Isolation.h - A module in a context of its own -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A copy of a module that shares nothing with the original.
//
// Passes load dialects into their context and change their module, and a
// context is shared by all of its users. So each emitter works on a copy that
// went through bytecode into a fresh context without threads: whatever the
// emitter does, the caller's module, context, options and handlers stay as they
// are, and calls do not meet. Locations are kept.
//
// Failure: ATL0404 if the module cannot be written.
// Thread rule: several threads may copy one module at a time.
// Source: backends-and-contracts.md BR-09, BR-16, BR-17.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_ISOLATION_H
#define ATLAS_LIB_BACKEND_ISOLATION_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <string>

namespace atlas::backend {

/// Writes a module as bytecode.
llvm::Expected<std::string> freezeModule(mlir::ModuleOp module,
                                         llvm::StringRef target);

class IsolatedModule {
public:
  /// Reads bytecode of a module of `original`'s context, with the dialects that
  /// are registered there.
  static llvm::Expected<IsolatedModule> create(llvm::StringRef bytecode,
                                               mlir::MLIRContext &original,
                                               llvm::StringRef target);
  mlir::ModuleOp get() { return *module; }

private:
  std::unique_ptr<mlir::MLIRContext> context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_ISOLATION_H
