//===- Operand.cpp - What a command works on --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Operand.h"

#include "llvm/ADT/STLExtras.h"

using namespace atlas::tool;

namespace {

bool hasKernelEnding(llvm::StringRef text) {
  static constexpr llvm::StringLiteral kEndings[] = {".mlir", ".mlirbc", ".ll",
                                                     ".bc"};
  return llvm::any_of(kEndings, [&](llvm::StringRef ending) {
    return text.ends_with(ending);
  });
}

} // namespace

Operand Operand::parse(llvm::StringRef text) {
  Operand operand;
  // With the ending at the very end nothing can be split off: a colon then
  // belongs to the path.
  auto [path, kernel] = text.rsplit(':');
  if (hasKernelEnding(text) || kernel.contains('/')) {
    path = text;
    kernel = "";
  }
  operand.isFile = path.contains('/') || hasKernelEnding(path);
  if (operand.isFile) {
    operand.path = path.str();
    operand.kernel = kernel.str();
  } else {
    operand.kernel = text.str();
  }
  return operand;
}

std::string Operand::text() const {
  if (!isFile)
    return kernel;
  return kernel.empty() ? path : path + ":" + kernel;
}
