// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Kernels become a typed entry, a packed entry and the phases of a launch plan.
// RUN: atlas-opt %s --atlas-kernels-to-functions | FileCheck %s

// A sum: partial results by block, then a serial phase that finishes.
// CHECK-LABEL: func.func @sum(
// CHECK-SAME: %{{.*}}: !llvm.ptr {llvm.noalias, llvm.readonly}, %{{.*}}: i64) -> i64
// CHECK: func.func private @sum.phase0(
// CHECK: scf.for
// CHECK: memref.subview
// CHECK: atlas.reduce
// CHECK: memref.store
// CHECK: func.func private @sum.phase1(
// CHECK: atlas.reduce
// CHECK: func.func private @sum.phase2(
// CHECK: func.func @sum.packed(%{{.*}}: !llvm.ptr) -> i32
// CHECK-SAME: \22phases\22:[{\22name\22:\22reduce0.partial\22
// CHECK-SAME: \22space\22:\22dim(data) ceildiv 65536\22
// CHECK-SAME: \22name\22:\22reduce0.final\22
atlas.kernel @sum(%data: memref<?xi8> {atlas.in}) -> i64 {
  %zero = arith.constant 0 : i64
  %sum = atlas.reduce ins(%data : memref<?xi8>) init(%zero : i64) widen i64 {
  ^bb0(%b: i8):
    atlas.yield %b : i8
  } combine addi
  atlas.return %sum : i64
}

// Several results leave the typed entry through pointers, i1 as a byte; a
// dependent dimension is computed, not passed.
// CHECK-LABEL: func.func private @two.body(
// CHECK-SAME: %{{.*}}: !llvm.ptr {{.*}}, %{{.*}}: !llvm.ptr {{.*}}, %{{.*}}: i64) -> (i64, i1)
// CHECK: func.func @two(
// CHECK-SAME: !llvm.ptr, %{{[a-z0-9]+}}: !llvm.ptr) attributes
// CHECK: llvm.store %{{.*}} : i64, !llvm.ptr
// CHECK: arith.extui %{{.*}} : i1 to i8
atlas.kernel @two(%x: memref<?xi8> {atlas.in},
    %y: memref<?xi8> {atlas.in, atlas.length = "dim(x)"}) -> (i64, i1) {
  %zero = arith.constant 0 : i64
  %sum:2 = atlas.reduce ins(%x, %y : memref<?xi8>, memref<?xi8>) init(%zero, %zero : i64, i64) widen i64 {
  ^bb0(%a: i8, %b: i8):
    atlas.yield %a, %b : i8, i8
  } combine addi
  %less = arith.cmpi ult, %sum#0, %sum#1 : i64
  atlas.return %sum#0, %less : i64, i1
}

// Nothing worth splitting: no phases.
// CHECK-LABEL: func.func @page(
// CHECK-NOT: phase0
// CHECK: func.func @page.packed
atlas.kernel @page(%in: memref<256xi8> {atlas.in}, %out: memref<256xi8> {atlas.out}) {
  atlas.map ins(%in : memref<256xi8>) outs(%out : memref<256xi8>) {
  ^bb0(%b: i8):
    atlas.yield %b : i8
  }
  atlas.return
}
