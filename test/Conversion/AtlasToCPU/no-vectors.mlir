// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A target without vector registers, WebAssembly without simd128, takes the plain
// loops for what lanes alone make faster: these would be ten times the code there.
// Windows keep their steps, which leave out most additions.
// RUN: atlas-opt %s --atlas-kernels-to-functions --atlas-to-cpu="target=wasm32 features=bulk-memory" | FileCheck %s
// RUN: atlas-opt %s --atlas-kernels-to-functions --atlas-to-cpu="target=wasm32 features=bulk-memory strategy=map:vector" | FileCheck %s --check-prefix=NAMED
// RUN: atlas-opt %s --atlas-kernels-to-functions --atlas-to-cpu=target=wasm32 | FileCheck %s --check-prefix=SIMD
// RUN: atlas-jit emit r96-classify --target wasm --hw "" -o %t.plain
// RUN: atlas-jit emit r96-classify --target wasm --hw simd128 -o %t.simd
// RUN: %python -c "import os, sys; a, b = map(os.path.getsize, sys.argv[1:]); sys.exit(a > b)" %t.plain %t.simd

// CHECK-LABEL: func.func @all(
// CHECK-NOT: vector.
// CHECK: func.func @all.packed(
// CHECK-SAME: map: scalar (vector declined: the target has no vector registers)
// CHECK-SAME: reduce: scalar (lanes declined: the target has no vector registers;
// CHECK-SAME: scan: scalar (lanes declined: the target has no vector registers)
// CHECK-SAME: find: scalar (block declined: the target has no vector registers;
// NAMED-LABEL: func.func @all.packed(
// NAMED-SAME: map: vector
// SIMD-LABEL: func.func @all.packed(
// SIMD-SAME: map: vector
// SIMD-SAME: reduce: lanes
// SIMD-SAME: scan: lanes
// SIMD-SAME: find: block
atlas.kernel @all(%x: memref<256xi8> {atlas.in}, %y: memref<256xi8> {atlas.out},
    %w: memref<256xi32> {atlas.in}, %z: memref<256xi32> {atlas.out}) -> (i32, i64) {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i8
  atlas.map ins(%x : memref<256xi8>) outs(%y : memref<256xi8>) {
  ^bb0(%b: i8):
    %next = arith.addi %b, %one : i8
    atlas.yield %next : i8
  }
  %sum = atlas.reduce ins(%x : memref<256xi8>) init(%zero : i32) widen i32 {
  ^bb0(%b: i8):
    atlas.yield %b : i8
  } combine addi
  atlas.scan ins(%w : memref<256xi32>) outs(%z : memref<256xi32>) init(%zero : i32) inclusive {
  ^bb0(%b: i32):
    atlas.yield %b : i32
  } combine addi
  %first = atlas.find ins(%x : memref<256xi8>) {
  ^bb0(%b: i8):
    %is = arith.cmpi eq, %b, %one : i8
    atlas.yield %is : i1
  }
  atlas.return %sum, %first : i32, i64
}

// CHECK-LABEL: func.func @low(
// CHECK: vector.load
// CHECK: func.func @low.packed(
// CHECK-SAME: find: loads
atlas.kernel @low(%x: memref<?xf64> {atlas.in}, %length: i64, %cut: f64) -> i64 {
  %n = arith.index_cast %length : i64 to index
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>):
    %full = atlas.window.full %w last %n : !atlas.window<f64>
    %sum = atlas.window.sum %w last %n sequential : !atlas.window<f64>
    %low = arith.cmpf olt, %sum, %cut : f64
    %p = arith.andi %full, %low : i1
    atlas.yield %p : i1
  }
  atlas.return %i : i64
}
