// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A kernel whose signature is types alone read past the end of an empty name.
// RUN: not atlas-opt %s 2>&1 | FileCheck %s

// CHECK: unnamed-argument.mlir:[[#@LINE+1]]:25: error: custom op 'atlas.kernel' expects a name for every argument
atlas.kernel @classify_b(i8) -> i8 {
  %c = arith.constant 0 : i8
  atlas.return %c : i8
}
