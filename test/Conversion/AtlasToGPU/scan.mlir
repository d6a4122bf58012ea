// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Scans of any length reduce their blocks, scan the sums of the blocks, and scan
// each block from there; searches look at all blocks and take the least place.
//
// RUN: atlas-opt --atlas-gpu-pipeline %s | FileCheck %s

// CHECK-LABEL: gpu.module @prefix
// CHECK-SAME: \22name\22:\22scan0.partial\22
// CHECK: gpu.func @prefix_p0({{.*}}workgroup(%[[M:.*]] : memref<256xi32
// CHECK: scf.for
// CHECK: gpu.barrier
// CHECK: gpu.func @prefix_p1(
// CHECK: gpu.func @prefix_p2({{.*}}workgroup(%[[N:.*]] : memref<256xi32
// Rounds at distance 1, 2, ... 128, two barriers each, and four around them.
// CHECK-COUNT-20: gpu.barrier
// CHECK-NOT: gpu.barrier
// CHECK: gpu.return
atlas.kernel @prefix(%x: memref<?xi32> {atlas.in},
    %y: memref<?xi32> {atlas.out, atlas.length = "dim(x)"}) {
  %zero = arith.constant 0 : i32
  atlas.scan ins(%x : memref<?xi32>) outs(%y : memref<?xi32>) init(%zero : i32) inclusive {
  ^bb0(%e: i32):
    atlas.yield %e : i32
  } combine addi
  atlas.return
}

// CHECK-LABEL: gpu.module @first
// CHECK: gpu.func @first_p0({{.*}}workgroup(%[[BEST:.*]] : memref<1xi32
// CHECK: scf.while
// CHECK: memref.load %[[BEST]]
// CHECK: scf.condition
// CHECK: memref.atomic_rmw minu %{{.*}}, %[[BEST]]
// CHECK: gpu.func @first_p1(
atlas.kernel @first(%x: memref<?xi32> {atlas.in}, %limit: i32) -> i64 {
  %i = atlas.find ins(%x : memref<?xi32>) {
  ^bb0(%e: i32):
    %over = arith.cmpi ugt, %e, %limit : i32
    atlas.yield %over : i1
  }
  atlas.return %i : i64
}
