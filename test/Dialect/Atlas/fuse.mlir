// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Fusion into one pass over memory, each rule with its negative.
// RUN: atlas-opt %s --split-input-file --atlas-fuse --canonicalize --cse | FileCheck %s

// A map into a temporary that a histogram reads: one pass, no temporary.
// CHECK-LABEL: atlas.kernel @map_histogram
// CHECK-NOT: memref.alloc
// CHECK-NOT: atlas.map
// CHECK: atlas.histogram ins(%data
// CHECK: arith.xori
atlas.kernel @map_histogram(%data: memref<?xi8> {atlas.in}, %bins: memref<256xi64> {atlas.out}) {
  %c0 = arith.constant 0 : index
  %k = arith.constant 85 : i8
  %n = memref.dim %data, %c0 : memref<?xi8>
  %t = memref.alloc(%n) : memref<?xi8>
  atlas.map ins(%data : memref<?xi8>) outs(%t : memref<?xi8>) {
  ^bb0(%b: i8):
    %x = arith.xori %b, %k : i8
    atlas.yield %x : i8
  }
  atlas.histogram ins(%t : memref<?xi8>) outs(%bins : memref<256xi64>) {
  ^bb0(%b: i8):
    atlas.yield %b : i8
  }
  atlas.return
}

// -----

// The map's output is wanted: it stays, and the histogram reads the input.
// CHECK-LABEL: atlas.kernel @classify_histogram
// CHECK: atlas.map ins(%data
// CHECK: atlas.histogram ins(%data
atlas.kernel @classify_histogram(%data: memref<?xi8> {atlas.in},
    %classes: memref<?xi8> {atlas.out, atlas.length = "dim(data)"}, %bins: memref<96xi64> {atlas.out}) {
  atlas.map ins(%data : memref<?xi8>) outs(%classes : memref<?xi8>) {
  ^bb0(%b: i8):
    %c = atlas.r96.classify %b : i8
    atlas.yield %c : i8
  }
  atlas.histogram ins(%classes : memref<?xi8>) outs(%bins : memref<96xi64>) {
  ^bb0(%b: i8):
    atlas.yield %b : i8
  }
  atlas.return
}

// -----

// Two reductions over one buffer are one with two accumulators.
// CHECK-LABEL: atlas.kernel @min_max
// CHECK: atlas.reduce ins(%x : memref<?xi32>) init(%{{.*}}, %{{.*}} : i32, i32)
// CHECK: combine minu, maxu
// CHECK-NOT: atlas.reduce
// CHECK: atlas.return
atlas.kernel @min_max(%x: memref<?xi32> {atlas.in}) -> (i32, i32) {
  %lo = arith.constant -1 : i32
  %hi = arith.constant 0 : i32
  %a = atlas.reduce ins(%x : memref<?xi32>) init(%lo : i32) {
  ^bb0(%e: i32):
    atlas.yield %e : i32
  } combine minu
  %b = atlas.reduce ins(%x : memref<?xi32>) init(%hi : i32) {
  ^bb0(%e: i32):
    atlas.yield %e : i32
  } combine maxu
  atlas.return %a, %b : i32, i32
}

// -----

// A write in between keeps them apart.
// CHECK-LABEL: atlas.kernel @write_between
// CHECK: atlas.reduce
// CHECK: memref.store
// CHECK: atlas.reduce
atlas.kernel @write_between(%x: memref<?xi32> {atlas.inout}) -> (i32, i32) {
  %c0 = arith.constant 0 : index
  %lo = arith.constant -1 : i32
  %hi = arith.constant 0 : i32
  %a = atlas.reduce ins(%x : memref<?xi32>) init(%lo : i32) {
  ^bb0(%e: i32):
    atlas.yield %e : i32
  } combine minu
  memref.store %a, %x[%c0] : memref<?xi32>
  %b = atlas.reduce ins(%x : memref<?xi32>) init(%hi : i32) {
  ^bb0(%e: i32):
    atlas.yield %e : i32
  } combine maxu
  atlas.return %a, %b : i32, i32
}

// -----

// Float orders do not mix.
// CHECK-LABEL: atlas.kernel @orders
// CHECK-COUNT-2: atlas.reduce
atlas.kernel @orders(%x: memref<?xf32> {atlas.in}) -> (f32, f32) {
  %z = arith.constant 0.0 : f32
  %a = atlas.reduce ins(%x : memref<?xf32>) init(%z : f32) {
  ^bb0(%e: f32):
    atlas.yield %e : f32
  } combine addf
  %b = atlas.reduce ins(%x : memref<?xf32>) init(%z : f32) order sequential {
  ^bb0(%e: f32):
    atlas.yield %e : f32
  } combine addf
  atlas.return %a, %b : f32, f32
}

// -----

// Map into map into reduce: one reduction.
// CHECK-LABEL: atlas.kernel @chain
// CHECK-NOT: atlas.map
// CHECK: atlas.reduce ins(%x
// CHECK: arith.mulf
// CHECK: arith.addf
atlas.kernel @chain(%x: memref<?xf32> {atlas.in}) -> f32 {
  %c0 = arith.constant 0 : index
  %z = arith.constant 0.0 : f32
  %n = memref.dim %x, %c0 : memref<?xf32>
  %t = memref.alloc(%n) : memref<?xf32>
  %u = memref.alloc(%n) : memref<?xf32>
  atlas.map ins(%x : memref<?xf32>) outs(%t : memref<?xf32>) {
  ^bb0(%e: f32):
    %s = arith.mulf %e, %e : f32
    atlas.yield %s : f32
  }
  atlas.map ins(%t, %x : memref<?xf32>, memref<?xf32>) outs(%u : memref<?xf32>) {
  ^bb0(%e: f32, %f: f32):
    %s = arith.addf %e, %f : f32
    atlas.yield %s : f32
  }
  %r = atlas.reduce ins(%u : memref<?xf32>) init(%z : f32) {
  ^bb0(%e: f32):
    atlas.yield %e : f32
  } combine addf
  atlas.return %r : f32
}

// -----

// The temporary is read again later: the map stays.
// CHECK-LABEL: atlas.kernel @read_again
// CHECK: atlas.map
// CHECK: memref.load
atlas.kernel @read_again(%x: memref<?xi32> {atlas.in}) -> (i32, i32) {
  %c0 = arith.constant 0 : index
  %z = arith.constant 0 : i32
  %n = memref.dim %x, %c0 : memref<?xi32>
  %t = memref.alloc(%n) : memref<?xi32>
  atlas.map ins(%x : memref<?xi32>) outs(%t : memref<?xi32>) {
  ^bb0(%e: i32):
    %s = arith.muli %e, %e : i32
    atlas.yield %s : i32
  }
  %r = atlas.reduce ins(%t : memref<?xi32>) init(%z : i32) {
  ^bb0(%e: i32):
    atlas.yield %e : i32
  } combine addi
  %first = memref.load %t[%c0] : memref<?xi32>
  atlas.return %r, %first : i32, i32
}

// -----

// The table changes before the consumer runs: the map stays.
// CHECK-LABEL: atlas.kernel @table_changes
// CHECK: atlas.map ins(%x
// CHECK: memref.store
// CHECK: atlas.reduce ins(%{{.*}} : memref<?xi8>)
atlas.kernel @table_changes(%x: memref<?xi8> {atlas.in}, %k: i8) -> i8 {
  %c0 = arith.constant 0 : index
  %z = arith.constant 0 : i8
  %n = memref.dim %x, %c0 : memref<?xi8>
  %u = memref.alloc(%n) : memref<?xi8>
  %t = memref.alloc() : memref<256xi8>
  atlas.map outs(%t : memref<256xi8>) {
    atlas.yield %k : i8
  }
  atlas.map ins(%x : memref<?xi8>) outs(%u : memref<?xi8>) {
  ^bb0(%e: i8):
    %i = arith.index_castui %e : i8 to index
    %l = memref.load %t[%i] : memref<256xi8>
    atlas.yield %l : i8
  }
  memref.store %z, %t[%c0] : memref<256xi8>
  %r = atlas.reduce ins(%u : memref<?xi8>) init(%z : i8) {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  } combine xor
  atlas.return %r : i8
}
