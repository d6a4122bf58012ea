// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A search over windows has each of its forms once, whatever it chooses between:
// for windows that reach back before the first element, one vector; for the others,
// four vectors side by side. Both for calm elements and for others: what both need
// stands in front of the branch.
// RUN: atlas-jit emit %s:choice --target cpu --hw x86-64-v4 --format llvm -o - | FileCheck %s --check-prefix=CHOICE
// RUN: atlas-jit emit %s:known --target cpu --hw x86-64-v4 --format llvm -o - | FileCheck %s --check-prefix=KNOWN
// RUN: atlas-jit emit %s:columns --target cpu --hw x86-64-v4 --format llvm -o - | FileCheck %s --check-prefix=COLUMNS
// RUN: atlas-opt %s --atlas-kernels-to-functions --atlas-to-cpu=target=x86-64-v4 | FileCheck %s

// The sum and the fold of a window of run-time length: 1 + 4 each, in vectors of
// eight. The fall is a choice: its fold stands under a branch on %line, in both forms.
// CHOICE-LABEL: define i64 @choice(
// CHOICE-COUNT-10: fadd <8 x double>
// CHOICE-NOT: fadd
// CHOICE: ret i64
// CHOICE-LABEL: define i32 @choice.packed(
// CHECK-LABEL: func.func @choice(
// CHECK-SAME: %[[LINE:[a-z0-9]+]]: i8
// CHECK: %[[IS:.*]] = arith.trunci %[[LINE]] : i8 to i1
// CHECK: scf.while
// CHECK: scf.if %[[IS]]
// CHECK: scf.while
// CHECK: scf.if %[[IS]]
// CHECK-NOT: scf.if %[[IS]]
// CHECK: func.func @choice.packed(
atlas.kernel @choice(%line: i1, %x: memref<?xf64> {atlas.in}, %length: i64, %cut: f64,
    %limit: f64) -> i64 {
  %zero = arith.constant 0.0 : f64
  %n = arith.index_cast %length : i64 to index
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>):
    %full = atlas.window.full %w last %n : !atlas.window<f64>
    %sum = atlas.window.sum %w last %n sequential : !atlas.window<f64>
    %low = arith.cmpf olt, %sum, %cut : f64
    %p = arith.andi %full, %low : i1
    %new = atlas.window.newest %w : !atlas.window<f64>
    %bent = atlas.window.fold %w last %n init(%zero : f64) {
    ^bb0(%k: index, %y: f64, %so_far: f64):
      %square = arith.mulf %y, %y : f64
      %more = arith.addf %so_far, %square : f64
      atlas.yield %more : f64
    } : !atlas.window<f64>
    %old = atlas.window.oldest %w last %n : !atlas.window<f64>
    %ends = arith.subf %old, %new : f64
    %fall = arith.select %line, %bent, %ends : f64
    %steep = arith.cmpf ogt, %fall, %limit : f64
    %q = arith.andi %full, %steep : i1
    %fires = arith.ori %p, %q : i1
    atlas.yield %fires : i1
  }
  atlas.return %i : i64
}

// The same with windows in registers: four additions of a sum for 1 + 4 vectors.
// KNOWN-LABEL: define i64 @known(
// KNOWN-COUNT-20: fadd <8 x double>
// KNOWN-NOT: fadd
// KNOWN: ret i64
atlas.kernel @known(%line: i1, %x: memref<?xf64> {atlas.in}, %limit: f64) -> i64 {
  %n = arith.constant 4 : index
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>):
    %new = atlas.window.newest %w : !atlas.window<f64>
    %sum = atlas.window.sum %w last %n sequential : !atlas.window<f64>
    %old = atlas.window.oldest %w last %n : !atlas.window<f64>
    %ends = arith.subf %old, %new : f64
    %fall = arith.select %line, %sum, %ends : f64
    %steep = arith.cmpf ogt, %fall, %limit : f64
    atlas.yield %steep : i1
  }
  atlas.return %i : i64
}

// Lanes across the items of a batch: one addition, whether windows are full or not,
// and whether the items fill a vector or not.
// COLUMNS-LABEL: define {{.*}}@columns{{.*}}(
// COLUMNS: fadd <8 x double>
// COLUMNS-NOT: fadd
// COLUMNS: define i32 @columns.packed(
atlas.kernel @columns(%x: memref<?x?xf64> {atlas.in}, %cut: f64, %length: i64,
    %out: memref<?xi64> {atlas.out, atlas.length = "dim(x, 1)"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.index_cast %length : i64 to index
  %tokens = memref.dim %x, %c0 : memref<?x?xf64>
  %rows = memref.dim %x, %c1 : memref<?x?xf64>
  atlas.batch (%r) in (%rows) {
    %s = memref.subview %x[0, %r] [%tokens, 1] [1, 1]
        : memref<?x?xf64> to memref<?xf64, strided<[?], offset: ?>>
    %i = atlas.find ins(%s : memref<?xf64, strided<[?], offset: ?>>) window {
    ^bb0(%w: !atlas.window<f64>):
      %full = atlas.window.full %w last %n : !atlas.window<f64>
      %sum = atlas.window.sum %w last %n sequential : !atlas.window<f64>
      %low = arith.cmpf olt, %sum, %cut : f64
      %p = arith.andi %full, %low : i1
      atlas.yield %p : i1
    }
    memref.store %i, %out[%r] : memref<?xi64>
  }
  atlas.return
}
