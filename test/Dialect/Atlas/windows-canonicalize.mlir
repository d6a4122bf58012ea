// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Folds and canonical forms of windows, fusion into their maps.
// RUN: atlas-opt %s --canonicalize | FileCheck %s
// RUN: atlas-opt %s --canonicalize --atlas-fuse --canonicalize --cse | FileCheck %s --check-prefix=FUSE

// CHECK-LABEL: atlas.kernel @known(
// CHECK-DAG: %[[THREE:.*]] = arith.constant 3 : index
// CHECK-DAG: %[[FOUR:.*]] = arith.constant 4 : index
// CHECK: ^bb0(%[[W:.*]]: !atlas.window<f64>):
atlas.kernel @known(%x: memref<?xf64> {atlas.in}) -> i64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>):
    // CHECK-NEXT: %[[NEW:.*]] = atlas.window.newest %[[W]]
    %new = atlas.window.at %w back %c0 : !atlas.window<f64>
    // CHECK-NEXT: %[[OLD:.*]] = atlas.window.at %[[W]] back %[[THREE]]
    %old = atlas.window.oldest %w last %c4 : !atlas.window<f64>
    %one = atlas.window.full %w last %c1 : !atlas.window<f64>
    // CHECK-NEXT: %[[FULL:.*]] = atlas.window.full %[[W]] last %[[FOUR]]
    %full = atlas.window.full %w last %c4 : !atlas.window<f64>
    %both = arith.andi %one, %full : i1
    // CHECK-NEXT: %[[UP:.*]] = arith.cmpf ogt, %[[NEW]], %[[OLD]]
    %up = arith.cmpf ogt, %new, %old : f64
    // CHECK-NEXT: arith.andi %[[FULL]], %[[UP]]
    %p = arith.andi %both, %up : i1
    atlas.yield %p : i1
  }
  atlas.return %i : i64
}

// A sum of one float is no copy of it: +0.0 + -0.0 is +0.0.
// CHECK-LABEL: atlas.kernel @one(
// CHECK: atlas.window.sum
atlas.kernel @one(%x: memref<?xf64> {atlas.in}) -> i64 {
  %c1 = arith.constant 1 : index
  %minus = arith.constant -9223372036854775808 : i64
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>):
    %sum = atlas.window.sum %w last %c1 sequential : !atlas.window<f64>
    %bits = arith.bitcast %sum : f64 to i64
    %p = arith.cmpi eq, %bits, %minus : i64
    atlas.yield %p : i1
  }
  atlas.return %i : i64
}

// Nothing is computed for a window that nobody asks.
// CHECK-LABEL: atlas.kernel @unused(
// CHECK: atlas.find ins(%x : memref<?xf32>) map {
// CHECK-NOT: mulf
// CHECK: atlas.yield %{{.*}} : f64
// CHECK: ^bb0(%{{.*}}: !atlas.window<f64>):
atlas.kernel @unused(%x: memref<?xf32> {atlas.in}, %y: memref<?xf32> {atlas.in, atlas.length = "dim(x)"}) -> i64 {
  %i = atlas.find ins(%x, %y : memref<?xf32>, memref<?xf32>) map {
  ^bb0(%e: f32, %f: f32):
    %m = arith.mulf %f, %f : f32
    %wide = arith.extf %e : f32 to f64
    atlas.yield %m, %wide : f32, f64
  } window {
  ^bb0(%v: !atlas.window<f32>, %w: !atlas.window<f64>):
    %a = atlas.window.newest %w : !atlas.window<f64>
    %zero = arith.constant 0.0 : f64
    %p = arith.cmpf olt, %a, %zero : f64
    atlas.yield %p : i1
  }
  atlas.return %i : i64
}

// One buffer, one window, and no map that changes nothing.
// CHECK-LABEL: atlas.kernel @identity(
// CHECK: atlas.find ins(%x : memref<?xi8>) window {
// CHECK-NEXT: ^bb0(%[[W:[^:]*]]: !atlas.window<i8>):
atlas.kernel @identity(%x: memref<?xi8> {atlas.in}) -> i64 {
  %c1 = arith.constant 1 : index
  %i = atlas.find ins(%x, %x : memref<?xi8>, memref<?xi8>) map {
  ^bb0(%e: i8, %f: i8):
    atlas.yield %e, %f : i8, i8
  } window {
  ^bb0(%v: !atlas.window<i8>, %w: !atlas.window<i8>):
    %a = atlas.window.newest %w : !atlas.window<i8>
    %b = atlas.window.at %v back %c1 : !atlas.window<i8>
    %p = arith.cmpi ugt, %a, %b : i8
    atlas.yield %p : i1
  }
  atlas.return %i : i64
}

// A map in front becomes the map of the windows.
// FUSE-LABEL: atlas.kernel @fused(
// FUSE-NOT: atlas.map
// FUSE: atlas.find ins(%x : memref<?xf32>) map {
// FUSE-NEXT: ^bb0(%[[E:.*]]: f32):
// FUSE-NEXT: %[[WIDE:.*]] = arith.extf %[[E]]
// FUSE-NEXT: %[[TWICE:.*]] = arith.addf %[[WIDE]], %[[WIDE]]
// FUSE-NEXT: atlas.yield %[[TWICE]] : f64
// FUSE-NEXT: } window {
atlas.kernel @fused(%x: memref<?xf32> {atlas.in}, %k: i64) -> i64 {
  %n = arith.index_cast %k : i64 to index
  %c0 = arith.constant 0 : index
  %length = memref.dim %x, %c0 : memref<?xf32>
  %t = memref.alloc(%length) : memref<?xf64>
  atlas.map ins(%x : memref<?xf32>) outs(%t : memref<?xf64>) {
  ^bb0(%e: f32):
    %wide = arith.extf %e : f32 to f64
    atlas.yield %wide : f64
  }
  %u = memref.alloc(%length) : memref<?xf64>
  atlas.map ins(%t : memref<?xf64>) outs(%u : memref<?xf64>) {
  ^bb0(%e: f64):
    %twice = arith.addf %e, %e : f64
    atlas.yield %twice : f64
  }
  %i = atlas.find ins(%u : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>):
    %sum = atlas.window.sum %w last %n sequential : !atlas.window<f64>
    %zero = arith.constant 0.0 : f64
    %p = arith.cmpf olt, %sum, %zero : f64
    atlas.yield %p : i1
  }
  atlas.return %i : i64
}
