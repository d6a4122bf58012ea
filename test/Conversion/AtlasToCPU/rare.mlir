// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// An operation that is marked as rare takes the plain loop, which is little code,
// and no line of the compile report; its twin takes the lanes. On devices, see
// AtlasToGPU/rare.mlir.
// RUN: atlas-opt %s --atlas-host-pipeline=target=x86-64-v4 | FileCheck %s --check-prefix=REPORT
// RUN: atlas-opt %s --atlas-kernels-to-functions --atlas-to-cpu=target=x86-64-v4 | FileCheck %s
// RUN: atlas-jit emit %s:usual --target cpu --hw x86-64-v4 --format llvm -o - | FileCheck %s --check-prefix=USUAL
// RUN: atlas-jit emit %s:seldom --target cpu --hw x86-64-v4 --format llvm -o - | FileCheck %s --check-prefix=SELDOM
// RUN: atlas-jit emit %s:seldom --target ptx --hw sm_90 -o - | FileCheck %s --check-prefix=PTX
// RUN: atlas-opt %s | atlas-opt | FileCheck %s --check-prefix=TEXT

// REPORT-LABEL: llvm.func @usual.packed
// REPORT-SAME: \22strategies\22:[\22find: shifts
// CHECK-LABEL: func.func @usual(
// CHECK: vector.load
// USUAL-LABEL: define i64 @usual(
// USUAL: <8 x double>
atlas.kernel @usual(%x: memref<?xf64> {atlas.in}, %cut: f64) -> i64 {
  %n = arith.constant 4 : index
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>):
    %sum = atlas.window.sum %w last %n sequential : !atlas.window<f64>
    %low = arith.cmpf olt, %sum, %cut : f64
    atlas.yield %low : i1
  }
  atlas.return %i : i64
}

// REPORT-LABEL: llvm.func @seldom.packed
// REPORT-SAME: \22strategies\22:[]
// CHECK-LABEL: func.func @seldom(
// CHECK-NOT: vector
// CHECK: func.func @seldom.packed(
// SELDOM-LABEL: define i64 @seldom(
// SELDOM-NOT: x double>
// SELDOM: ret i64
// PTX: add{{.*}}.f64
// TEXT: atlas.find ins(%{{.*}} : memref<?xf64>) attributes {atlas.rare} window {
atlas.kernel @seldom(%x: memref<?xf64> {atlas.in}, %cut: f64) -> i64 {
  %n = arith.constant 4 : index
  %i = atlas.find ins(%x : memref<?xf64>) attributes {atlas.rare} window {
  ^bb0(%w: !atlas.window<f64>):
    %sum = atlas.window.sum %w last %n sequential : !atlas.window<f64>
    %low = arith.cmpf olt, %sum, %cut : f64
    atlas.yield %low : i1
  }
  atlas.return %i : i64
}
