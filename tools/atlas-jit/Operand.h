//===- Operand.h - What a command works on ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// KERNEL or FILE[:KERNEL] on the command line.
//
// An operand is a file if it contains '/' or ends in .mlir .mlirbc .ll .bc; the
// last colon splits off the kernel. Everything else names a library kernel.
//
// Failure: none here; whether the file or kernel exists is the engine's answer.
// Thread rule: plain value.
// Source: cli-and-golden.md section 1.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_OPERAND_H
#define ATLAS_TOOLS_ATLAS_JIT_OPERAND_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace atlas::tool {

struct Operand {
  bool isFile = false;
  std::string path;   ///< files only
  std::string kernel; ///< library name, or kernel inside the file ("" = only)

  static Operand parse(llvm::StringRef text);
  /// As the user would write it.
  std::string text() const;
};

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_OPERAND_H
