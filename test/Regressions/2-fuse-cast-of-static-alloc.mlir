// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Fusion read the dynamic size of a temporary of fixed length that it saw through
// a cast, and crashed both tools.
// RUN: atlas-opt %s --atlas-fuse | FileCheck %s
// RUN: %python -c "import sys; sys.stdout.write(chr(7)*256)" > %t.bin
// RUN: atlas-jit run %s --in x=%t.bin --tier jit --compare scalar

// CHECK-LABEL: atlas.kernel @k
// CHECK: atlas.reduce
atlas.kernel @k(%x: memref<64xi32> {atlas.in}) -> (i32, i32) {
  %z = arith.constant 0 : i32
  %t = memref.alloc() : memref<64xi32>
  atlas.map ins(%x : memref<64xi32>) outs(%t : memref<64xi32>) {
  ^bb0(%e: i32):
    %s = arith.muli %e, %e : i32
    atlas.yield %s : i32
  }
  %c = memref.cast %t : memref<64xi32> to memref<?xi32>
  %a = atlas.reduce ins(%c : memref<?xi32>) init(%z : i32) {
  ^bb0(%e: i32):
    atlas.yield %e : i32
  } combine addi
  %b = atlas.reduce ins(%x : memref<64xi32>) init(%z : i32) {
  ^bb0(%e: i32):
    atlas.yield %e : i32
  } combine maxu
  atlas.return %a, %b : i32, i32
}
