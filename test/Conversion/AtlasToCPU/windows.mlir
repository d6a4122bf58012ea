// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Windows in lanes: every addition of every window, in its order, and no other.
// An addition that is dropped, regrouped or fused fails here.
// RUN: atlas-opt %s --atlas-host-pipeline=target=x86-64-v4 | FileCheck %s --check-prefix=REPORT
// RUN: atlas-jit emit %s:mean4 --target cpu --hw x86-64-v4 --format llvm -o - | FileCheck %s --check-prefix=IR
// RUN: atlas-jit emit %s:bits4 --target cpu --hw x86-64-v4 --format llvm -o - | FileCheck %s --check-prefix=BITS
// RUN: atlas-jit emit %s:mean4 --target cpu --hw x86-64-v4 --format asm -o - | FileCheck %s --check-prefix=AVX512
// RUN: atlas-jit emit %s:mean4 --target cpu --hw x86-64-v3 --format asm -o - | FileCheck %s --check-prefix=AVX2
// RUN: atlas-jit emit %s:mean4 --target cpu --hw aarch64 --format asm -o - | FileCheck %s --check-prefix=ARM
// RUN: atlas-jit emit %s:fall --target cpu --hw x86-64-v4 --format asm -o - | FileCheck %s --check-prefix=FALL512
// RUN: atlas-jit emit %s:fall --target cpu --hw x86-64-v3 --format asm -o - | FileCheck %s --check-prefix=FALL256
// RUN: atlas-jit emit %s:any_length --target cpu --hw x86-64-v4 --format asm -o - | FileCheck %s --check-prefix=LOADS512
// RUN: atlas-jit emit %s:calm --target cpu --hw x86-64-v4 --format asm -o - | FileCheck %s --check-prefix=CALM512
// RUN: atlas-jit emit %s:column_means --target cpu --hw x86-64-v4 --format llvm -o - | FileCheck %s --check-prefix=COLUMNS
// RUN: atlas-jit emit %s:any_length --target cpu --hw x86-64-v3 --format asm -o - | FileCheck %s --check-prefix=LOADS256

// Three additions for four scores; one vector while windows fill, and four vectors
// side by side, the last of which repeat some positions: 3 + 12, each form once. The
// first addition, of +0.0, is left out where the sum is only compared. Side by side, odd shifts are
// loads; none of them lies before the vector that the search started with.
// REPORT-LABEL: llvm.func @mean4.packed
// REPORT-SAME: find: shifts (block declined: the predicate looks at windows; columns declined: no windows over columns)
// IR-LABEL: define i64 @mean4(
// IR-COUNT-15: fadd <8 x double> %
// IR-NOT: fadd
// IR: ret i64
// What most steps are: four loads, four comparisons with the floor, one branch.
// AVX512-LABEL: mean4:
// AVX512: vcmplepd %zmm{{.*}}, %zmm{{.*}}, %k
// AVX512: {{vpermt2pd|vpermi2pd|valignq}} {{.*}}%zmm
// AVX512-DAG: vaddpd -24(%rdi,%r{{.*}},8), %zmm
// AVX512-DAG: vaddpd -8(%rdi,%r{{.*}},8), %zmm
// AVX512-DAG: vaddpd 168(%rdi,%r{{.*}},8), %zmm
// AVX512-DAG: vaddpd 184(%rdi,%r{{.*}},8), %zmm
// AVX512: kunpck
// AVX512-NOT: vfmadd
// AVX2-LABEL: mean4:
// AVX2-COUNT-15: vaddpd {{.*}}%ymm
// AVX2-NOT: vaddpd
// AVX2-NOT: vfmadd
// ARM-LABEL: mean4:
// ARM: ext v
// ARM: fadd v
// ARM-NOT: fmla
atlas.kernel @mean4(%x: memref<?xf64> {atlas.in}, %cut: f64) -> i64 {
  %n = arith.constant 4 : index
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

// A sum whose bits count starts from +0.0: 4 + 16.
// BITS-LABEL: define i64 @bits4(
// BITS: fadd <8 x double> %{{.*}}, zeroinitializer
// BITS-COUNT-19: fadd <8 x double>
// BITS-NOT: fadd
// BITS: ret i64
atlas.kernel @bits4(%x: memref<?xf64> {atlas.in}, %limit: i64) -> i64 {
  %n = arith.constant 4 : index
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>):
    %sum = atlas.window.sum %w last %n sequential : !atlas.window<f64>
    %bits = arith.bitcast %sum : f64 to i64
    %p = arith.cmpi slt, %bits, %limit : i64
    atlas.yield %p : i1
  }
  atlas.return %i : i64
}

// A product and a sum stay two operations.
// FALL512-LABEL: fall:
// FALL512: vmulpd {{.*}}%zmm
// FALL512: vaddpd {{.*}}%zmm
// FALL512-NOT: vfmadd
// FALL256-LABEL: fall:
// FALL256: vmulpd {{.*}}%ymm
// FALL256: vaddpd {{.*}}%ymm
// FALL256-NOT: vfmadd
atlas.kernel @fall(%x: memref<?xf64> {atlas.in}, %a: f64, %cut: f64) -> i64 {
  %k = arith.constant 3 : index
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>):
    %old = atlas.window.at %w back %k : !atlas.window<f64>
    %new = atlas.window.newest %w : !atlas.window<f64>
    %scaled = arith.mulf %old, %a : f64
    %both = arith.addf %scaled, %new : f64
    %p = arith.cmpf olt, %both, %cut : f64
    atlas.yield %p : i1
  }
  atlas.return %i : i64
}

// At run-time lengths: four vectors side by side, an unaligned load for each
// addition.
// REPORT-LABEL: llvm.func @any_length.packed
// REPORT-SAME: find: loads (block declined: {{.*}}; shifts declined: the length of a window is known at run time only; columns declined: no windows over columns)
// LOADS512-LABEL: any_length:
// LOADS512: vaddpd -192(%{{.*}}), %zmm
// LOADS512-NEXT: vaddpd -128(%{{.*}}), %zmm
// LOADS512-NEXT: vaddpd -64(%{{.*}}), %zmm
// LOADS512-NEXT: vaddpd (%{{.*}}), %zmm
// LOADS256-LABEL: any_length:
// LOADS256: vaddpd -96(%{{.*}}), %ymm
// LOADS256-NEXT: vaddpd -64(%{{.*}}), %ymm
// LOADS256-NEXT: vaddpd -32(%{{.*}}), %ymm
// LOADS256-NEXT: vaddpd (%{{.*}}), %ymm
atlas.kernel @any_length(%x: memref<?xf64> {atlas.in}, %length: i64, %cut: f64) -> i64 {
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

// Where all elements are at least the limit divided by the length and a little
// more, nothing is added: a step is four loads and as many comparisons with the
// floor. Only the comparisons that are left are made then, here with the newest.
// CALM512-LABEL: calm:
// CALM512: vmovupd 192(
// CALM512-COUNT-4: vcmplepd
// CALM512-NOT: vaddpd
// CALM512: kortestb
atlas.kernel @calm(%x: memref<?xf64> {atlas.in}, %length: i64, %count: f64,
    %mean: f64, %least: f64) -> i64 {
  %n = arith.index_cast %length : i64 to index
  %i = atlas.find ins(%x : memref<?xf64>) window {
  ^bb0(%w: !atlas.window<f64>):
    %full = atlas.window.full %w last %n : !atlas.window<f64>
    %sum = atlas.window.sum %w last %n sequential : !atlas.window<f64>
    %average = arith.divf %sum, %count : f64
    %low = arith.cmpf olt, %average, %mean : f64
    %p = arith.andi %full, %low : i1
    %new = atlas.window.newest %w : !atlas.window<f64>
    %hard = arith.cmpf olt, %new, %least : f64
    %q = arith.ori %p, %hard : i1
    atlas.yield %q : i1
  }
  atlas.return %i : i64
}

// Columns: lanes are items of the batch.
// REPORT-LABEL: llvm.func @column_means.packed
// REPORT-SAME: find: columns (
// COLUMNS-LABEL: define void @column_means(
// COLUMNS: fadd <8 x double>
// COLUMNS-NOT: load double
// COLUMNS: ret void
atlas.kernel @column_means(%x: memref<?x?xf64> {atlas.in}, %cut: f64, %other: f64,
    %choice: i1, %out: memref<?xi64> {atlas.out, atlas.length = "dim(x, 1)"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 4 : index
  %tokens = memref.dim %x, %c0 : memref<?x?xf64>
  %rows = memref.dim %x, %c1 : memref<?x?xf64>
  atlas.batch (%r) in (%rows) {
    %s = memref.subview %x[0, %r] [%tokens, 1] [1, 1]
        : memref<?x?xf64> to memref<?xf64, strided<[?], offset: ?>>
    %i = atlas.find ins(%s : memref<?xf64, strided<[?], offset: ?>>) window {
    ^bb0(%w: !atlas.window<f64>):
      %full = atlas.window.full %w last %n : !atlas.window<f64>
      %sum = atlas.window.sum %w last %n sequential : !atlas.window<f64>
      %limit = arith.select %choice, %cut, %other : f64
      %low = arith.cmpf olt, %sum, %limit : f64
      %p = arith.andi %full, %low : i1
      atlas.yield %p : i1
    }
    memref.store %i, %out[%r] : memref<?xi64>
  }
  atlas.return
}

// What has no lanes takes the plain loop, and says why.
// REPORT-LABEL: llvm.func @long.packed
// REPORT-SAME: find: loads ({{.*}}; shifts declined: a window is longer than 64; columns declined: no windows over columns)
atlas.kernel @long(%x: memref<?xi32> {atlas.in}) -> i64 {
  %n = arith.constant 65 : index
  %i = atlas.find ins(%x : memref<?xi32>) window {
  ^bb0(%w: !atlas.window<i32>):
    %sum = atlas.window.sum %w last %n sequential : !atlas.window<i32>
    %k = arith.constant 7 : i32
    %p = arith.cmpi eq, %sum, %k : i32
    atlas.yield %p : i1
  }
  atlas.return %i : i64
}

// REPORT-LABEL: llvm.func @division.packed
// REPORT-SAME: find: scalar ({{.*}}shifts declined: the region holds an operation that may trap 'arith.divui'
atlas.kernel @division(%x: memref<?xi32> {atlas.in}) -> i64 {
  %i = atlas.find ins(%x : memref<?xi32>) window {
  ^bb0(%w: !atlas.window<i32>):
    %new = atlas.window.newest %w : !atlas.window<i32>
    %k = arith.constant 7 : i32
    %q = arith.divui %k, %new : i32
    %p = arith.cmpi eq, %q, %k : i32
    atlas.yield %p : i1
  }
  atlas.return %i : i64
}
