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

// Items of a batch, and a number that all of them need: the whole kernel is the
// units of both phases, with the number on the stack, so the code exists once.
// CHECK-LABEL: func.func @items(
// CHECK-NOT: scf.for
// CHECK: %[[BYTES:.*]] = arith.constant 64 : i64
// CHECK: %[[SCRATCH:.*]] = llvm.alloca %[[BYTES]] x i8 {alignment = 64 : i64}
// CHECK: call @items.phase0({{.*}}, %[[SCRATCH]], %{{.*}}, %[[ZERO:[a-z0-9_]+]], %{{[a-z0-9_]+}})
// CHECK: call @items.phase1({{.*}}, %[[SCRATCH]], %{{.*}}, %[[ZERO]], %{{[a-z0-9_]+}})
// CHECK-NOT: atlas.batch
// CHECK: func.func private @items.phase0(
// CHECK: scf.for
// CHECK: func.func private @items.phase1(
// CHECK: atlas.batch
// CHECK-NOT: atlas.batch
// CHECK: func.func @items.packed(
atlas.kernel @items(%x: memref<?xi64> {atlas.in},
    %out: memref<?xi64> {atlas.out, atlas.length = "dim(x)"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  %zero = arith.constant 0 : i64
  %n = memref.dim %x, %c0 : memref<?xi64>
  %few = arith.minui %n, %c9 : index
  %sum = scf.for %k = %c0 to %few step %c1 iter_args(%so_far = %zero) -> (i64) {
    %v = memref.load %x[%k] : memref<?xi64>
    %next = arith.addi %so_far, %v : i64
    scf.yield %next : i64
  }
  atlas.batch (%i) in (%n) {
    %v = memref.load %x[%i] : memref<?xi64>
    %y = arith.addi %v, %sum : i64
    memref.store %y, %out[%i] : memref<?xi64>
  }
  atlas.return
}

// What is handed on has no fixed size: the whole kernel has code of its own.
// CHECK-LABEL: func.func @blocks(
// CHECK: atlas.reduce
// CHECK: atlas.batch
// CHECK: func.func private @blocks.phase0(
atlas.kernel @blocks(%x: memref<?xi64> {atlas.in},
    %out: memref<?xi64> {atlas.out, atlas.length = "dim(x)"}) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i64
  %n = memref.dim %x, %c0 : memref<?xi64>
  %sum = atlas.reduce ins(%x : memref<?xi64>) init(%zero : i64) {
  ^bb0(%v: i64):
    atlas.yield %v : i64
  } combine addi
  atlas.batch (%i) in (%n) {
    memref.store %sum, %out[%i] : memref<?xi64>
  }
  atlas.return
}
