// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pipelines become kernels, their calls the bodies of the kernels.
// RUN: atlas-opt %s --atlas-inline-calls | FileCheck %s
// RUN: atlas-opt %s --atlas-levels-pipeline | FileCheck %s --check-prefix=FUSED
// RUN: not atlas-opt %S/Inputs/recursive.mlir --atlas-inline-calls 2>&1 | FileCheck %s --check-prefix=RECURSIVE

// RECURSIVE: recursive.mlir:{{[0-9]+}}:{{[0-9]+}}: error:

atlas.kernel @flip(%x: memref<?xi8> {atlas.in},
    %y: memref<?xi8> {atlas.out, atlas.length = "dim(x)"}) {
  %k = arith.constant -1 : i8
  atlas.map ins(%x : memref<?xi8>) outs(%y : memref<?xi8>) {
  ^bb0(%e: i8):
    %f = arith.xori %e, %k : i8
    atlas.yield %f : i8
  }
  atlas.return
}

atlas.kernel @total(%x: memref<?xi8> {atlas.in}) -> i64 {
  %s = atlas.conserved.sum %x : memref<?xi8> -> i64
  atlas.return %s : i64
}

// CHECK-LABEL: atlas.kernel @both
// CHECK: memref.alloc
// CHECK: atlas.map
// CHECK: atlas.conserved.sum
// CHECK-NOT: atlas.call
// CHECK: atlas.return
// Across kernels too there is one pass, and the temporary is gone.
// FUSED-LABEL: atlas.kernel @both
// FUSED-NOT: memref.alloc
// FUSED-NOT: atlas.map
// FUSED: atlas.reduce ins(%data
// FUSED: arith.xori
atlas.pipeline @both(%data: memref<?xi8> {atlas.in}) -> i64 {
  %c0 = arith.constant 0 : index
  %n = memref.dim %data, %c0 : memref<?xi8>
  %t = memref.alloc(%n) : memref<?xi8>
  atlas.call @flip(%data, %t) : (memref<?xi8>, memref<?xi8>) -> ()
  %s = atlas.call @total(%t) : (memref<?xi8>) -> i64
  atlas.return %s : i64
}
