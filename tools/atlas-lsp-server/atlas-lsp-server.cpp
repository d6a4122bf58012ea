//===- atlas-lsp-server.cpp - Language server of kernel files -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Diagnostics, hover, definitions and completion for .mlir files that hold
// atlas kernels, over the language server protocol on standard input and
// output.
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/AtlasToCPU/HostPipeline.h"

#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Dialect.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  atlas::registerHostDialects(registry);
  registry.insert<mlir::cf::ControlFlowDialect, mlir::vector::VectorDialect>();
  return mlir::failed(mlir::MlirLspServerMain(argc, argv, registry));
}
