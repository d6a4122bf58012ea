// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Parallel loops become loops, and those branches, as do the structures in them and in
// what they reduce by.
// RUN: atlas-opt %s --atlas-finish-llvm --reconcile-unrealized-casts --split-input-file | FileCheck %s --implicit-check-not=scf --implicit-check-not=unrealized

// CHECK-LABEL: llvm.func @parallel(
// CHECK: llvm.cond_br
// CHECK: llvm.cond_br
// CHECK: llvm.fcmp
// CHECK: llvm.cond_br
func.func private @parallel(%n: index, %a: memref<?x?xf32>) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %least = arith.constant 1.0 : f32
  %r = scf.parallel (%i, %j) = (%c0, %c0) to (%n, %n) step (%c1, %c1) init (%least) -> f32 {
    %x = memref.load %a[%i, %j] : memref<?x?xf32>
    scf.reduce(%x : f32) {
    ^bb0(%l: f32, %r: f32):
      %isLess = arith.cmpf olt, %l, %r : f32
      %less = scf.if %isLess -> f32 {
        scf.yield %l : f32
      } else {
        scf.yield %r : f32
      }
      scf.reduce.return %less : f32
    }
  }
  return %r : f32
}

// -----

// CHECK-LABEL: llvm.func @forall(
// CHECK: llvm.cond_br
// CHECK: llvm.store
func.func private @forall(%n: index, %a: memref<?xf32>, %x: f32) {
  scf.forall (%i) in (%n) {
    memref.store %x, %a[%i] : memref<?xf32>
  }
  return
}
