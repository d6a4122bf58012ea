// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Nothing relates the lengths of a and b, so no call of the kernel would be
// safe. A source is checked even if it says that it has been.
//
// RUN: %python %S/Inputs/data.py raw %t.a 300 && %python %S/Inputs/data.py raw %t.b 10
// RUN: %python %S/Inputs/expect.py 2 atlas-jit run %s --in a=%t.a --in b=%t.b 2>&1 | FileCheck %s
// CHECK: unequal-lengths.mlir:[[#@LINE+4]]:{{[0-9]+}}: ATL0106: 'atlas.map' op input 1 may have another length than output 0: dim(b), not dim(a); expected atlas.length = "dim(a)" on 'b'

module attributes {atlas.checked} {
  atlas.kernel @add(%a: memref<?xi8> {atlas.in}, %b: memref<?xi8> {atlas.in}, %o: memref<?xi8> {atlas.out, atlas.length = "dim(a)"}) {
    atlas.map ins(%a, %b : memref<?xi8>, memref<?xi8>) outs(%o : memref<?xi8>) {
    ^bb0(%x: i8, %y: i8):
      %s = arith.addi %x, %y : i8
      atlas.yield %s : i8
    }
    atlas.return
  }
}
