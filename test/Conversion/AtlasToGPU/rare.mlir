// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A search that is marked as rare is no phase of its own: one thread does it where
// its result is needed. Its twin takes two phases, in blocks and over the blocks.
// RUN: atlas-opt %s --atlas-gpu-pipeline --split-input-file | FileCheck %s

// CHECK-LABEL: gpu.module @usual
// CHECK-COUNT-3: gpu.func @usual_p
// CHECK-NOT: gpu.func
atlas.kernel @usual(%x: memref<?xi32> {atlas.in}, %y: memref<?xi32> {atlas.out, atlas.length = "dim(x)"}) {
  %zero = arith.constant 0 : i32
  %i = atlas.find ins(%x : memref<?xi32>) {
  ^bb0(%e: i32):
    %hit = arith.cmpi eq, %e, %zero : i32
    atlas.yield %hit : i1
  }
  %at = arith.trunci %i : i64 to i32
  atlas.map ins(%x : memref<?xi32>) outs(%y : memref<?xi32>) {
  ^bb0(%e: i32):
    %sum = arith.addi %e, %at : i32
    atlas.yield %sum : i32
  }
  atlas.return
}

// -----

// CHECK-LABEL: gpu.module @seldom
// CHECK: gpu.func @seldom_p0(
// CHECK-NOT: gpu.barrier
// CHECK: scf.while
// CHECK-NOT: gpu.barrier
// CHECK: gpu.func @seldom_p1(
// CHECK-NOT: gpu.func
atlas.kernel @seldom(%x: memref<?xi32> {atlas.in}, %y: memref<?xi32> {atlas.out, atlas.length = "dim(x)"}) {
  %zero = arith.constant 0 : i32
  %i = atlas.find ins(%x : memref<?xi32>) attributes {atlas.rare} {
  ^bb0(%e: i32):
    %hit = arith.cmpi eq, %e, %zero : i32
    atlas.yield %hit : i1
  }
  %at = arith.trunci %i : i64 to i32
  atlas.map ins(%x : memref<?xi32>) outs(%y : memref<?xi32>) {
  ^bb0(%e: i32):
    %sum = arith.addi %e, %at : i32
    atlas.yield %sum : i32
  }
  atlas.return
}
