// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Searches over windows: syntax, generic form, bytecode.
// RUN: atlas-opt %s | FileCheck %s
// RUN: atlas-opt %s | atlas-opt | FileCheck %s
// RUN: atlas-opt %s --mlir-print-op-generic | atlas-opt | FileCheck %s
// RUN: atlas-opt %s --emit-bytecode | atlas-opt | FileCheck %s

// CHECK-LABEL: atlas.kernel @questions(
atlas.kernel @questions(%x: memref<?xi32> {atlas.in}, %length: i64) -> i64 {
  // CHECK: %[[N:.*]] = arith.index_cast %length
  %n = arith.index_cast %length : i64 to index
  %c3 = arith.constant 3 : index
  // CHECK: %[[I:.*]] = atlas.find ins(%x : memref<?xi32>) window {
  // CHECK-NEXT: ^bb0(%[[W:.*]]: !atlas.window<i32>):
  %i = atlas.find ins(%x : memref<?xi32>) window {
  ^bb0(%w: !atlas.window<i32>):
    // CHECK-NEXT: atlas.window.newest %[[W]] : !atlas.window<i32>
    %new = atlas.window.newest %w : !atlas.window<i32>
    // CHECK-NEXT: atlas.window.at %[[W]] back %{{.*}} : !atlas.window<i32>
    %at = atlas.window.at %w back %c3 : !atlas.window<i32>
    // CHECK-NEXT: atlas.window.oldest %[[W]] last %[[N]] : !atlas.window<i32>
    %old = atlas.window.oldest %w last %n : !atlas.window<i32>
    // CHECK-NEXT: atlas.window.full %[[W]] last %[[N]] : !atlas.window<i32>
    %full = atlas.window.full %w last %n : !atlas.window<i32>
    // CHECK-NEXT: atlas.window.sum %[[W]] last %[[N]] sequential : !atlas.window<i32>
    %sum = atlas.window.sum %w last %n sequential : !atlas.window<i32>
    // CHECK: atlas.window.fold %[[W]] last %[[N]] init(%{{.*}} : i64) {
    // CHECK-NEXT: ^bb0(%{{.*}}: index, %{{.*}}: i32, %{{.*}}: i64):
    // CHECK: atlas.yield %{{.*}} : i64
    // CHECK-NEXT: } : !atlas.window<i32>
    %fold = atlas.window.fold %w last %n init(%length : i64) {
    ^bb0(%k: index, %e: i32, %so_far: i64):
      %wide = arith.extsi %e : i32 to i64
      %next = arith.addi %so_far, %wide : i64
      atlas.yield %next : i64
    } : !atlas.window<i32>
    %short = arith.trunci %fold : i64 to i32
    %a = arith.addi %new, %at : i32
    %part = arith.addi %old, %sum : i32
    %b = arith.addi %part, %short : i32
    %up = arith.cmpi ugt, %a, %b : i32
    %p = arith.andi %full, %up : i1
    atlas.yield %p : i1
  }
  atlas.return %i : i64
}

// CHECK-LABEL: atlas.kernel @mapped(
atlas.kernel @mapped(%x: memref<?xf32> {atlas.in},
    %y: memref<?xi8> {atlas.in, atlas.length = "dim(x)"}) -> i64 {
  %c1 = arith.constant 1 : index
  // CHECK: atlas.find ins(%x, %y : memref<?xf32>, memref<?xi8>) map {
  // CHECK-NEXT: ^bb0(%{{.*}}: f32, %{{.*}}: i8, %{{.*}}: index):
  // CHECK: atlas.yield %{{.*}}, %{{.*}}, %{{.*}} : f64, i8, i64
  // CHECK-NEXT: } window {
  // CHECK-NEXT: ^bb0(%{{.*}}: !atlas.window<f64>, %{{.*}}: !atlas.window<i8>, %{{.*}}: !atlas.window<i64>, %{{.*}}: index):
  %i = atlas.find ins(%x, %y : memref<?xf32>, memref<?xi8>) map {
  ^bb0(%e: f32, %b: i8, %i: index):
    %wide = arith.extf %e : f32 to f64
    %k = arith.index_cast %i : index to i64
    atlas.yield %wide, %b, %k : f64, i8, i64
  } window {
  ^bb0(%w: !atlas.window<f64>, %v: !atlas.window<i8>, %u: !atlas.window<i64>, %i: index):
    %a = atlas.window.at %w back %c1 : !atlas.window<f64>
    %b = atlas.window.newest %w : !atlas.window<f64>
    %c = atlas.window.newest %v : !atlas.window<i8>
    %d = atlas.window.newest %u : !atlas.window<i64>
    %zero = arith.constant 0 : i8
    %k = arith.index_cast %i : index to i64
    %up = arith.cmpf olt, %a, %b : f64
    %on = arith.cmpi ne, %c, %zero : i8
    %same = arith.cmpi eq, %d, %k : i64
    %p = arith.andi %up, %on : i1
    %q = arith.andi %p, %same : i1
    atlas.yield %q : i1
  }
  atlas.return %i : i64
}
