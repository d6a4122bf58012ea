//===- Isolation.cpp - A module in a context of its own ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Isolation.h"

#include "atlas/Backend/BackendError.h"

#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"

#include "llvm/Support/raw_ostream.h"

using namespace atlas;
using namespace atlas::backend;

llvm::Expected<std::string> backend::freezeModule(mlir::ModuleOp module,
                                                  llvm::StringRef target) {
  std::string bytes;
  llvm::raw_string_ostream os(bytes);
  // A fixed producer: the text would otherwise name the LLVM build.
  mlir::BytecodeWriterConfig config("atlas");
  if (mlir::failed(mlir::writeBytecodeToFile(module, os, config)))
    return makeBackendError(BackendErrorKind::Lower, target,
                            "the module cannot be written as bytecode");
  return bytes;
}

llvm::Expected<IsolatedModule>
IsolatedModule::create(llvm::StringRef bytecode, mlir::MLIRContext &original,
                       llvm::StringRef target) {
  IsolatedModule made;
  made.context = std::make_unique<mlir::MLIRContext>(
      original.getDialectRegistry(), mlir::MLIRContext::Threading::DISABLED);
  made.context->allowUnregisteredDialects(
      original.allowsUnregisteredDialects());
  std::string message;
  {
    mlir::ScopedDiagnosticHandler handler(
        made.context.get(), [&](mlir::Diagnostic &diagnostic) {
          if (message.empty())
            message = diagnostic.str();
          return mlir::success();
        });
    mlir::ParserConfig config(made.context.get(), /*verifyAfterParse=*/false);
    made.module = mlir::parseSourceString<mlir::ModuleOp>(bytecode, config);
  }
  if (!made.module)
    return makeBackendError(BackendErrorKind::Lower, target,
                            "the module's copy cannot be read: " + message, "",
                            "register the module's dialects with its context");
  return std::move(made);
}
