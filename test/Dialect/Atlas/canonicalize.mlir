// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Folds and canonical forms, each with its negative.
// RUN: atlas-opt %s --canonicalize --cse | FileCheck %s

// CHECK-LABEL: func.func @classify_twice
// CHECK-COUNT-1: atlas.r96.classify
// CHECK-NOT: atlas.r96.classify
// CHECK: return
func.func @classify_twice(%b: i8) -> i8 {
  %c = atlas.r96.classify %b : i8
  %d = atlas.r96.classify %c : i8
  return %d : i8
}

// 200 mod 96 = 8.
// CHECK-LABEL: func.func @classify_constant
// CHECK: %[[C:.*]] = arith.constant 8 : i8
// CHECK: return %[[C]]
func.func @classify_constant() -> i8 {
  %b = arith.constant 200 : i8
  %c = atlas.r96.classify %b : i8
  return %c : i8
}

// CHECK-LABEL: func.func @harmonizes
// CHECK: %[[TRUE:.*]] = arith.constant true
// CHECK: %[[H:.*]] = atlas.r96.harmonizes %arg0, %arg1
// CHECK: return %[[TRUE]], %[[H]], %[[H]]
func.func @harmonizes(%a: i8, %b: i8) -> (i1, i1, i1) {
  %x = arith.constant 200 : i8
  %y = arith.constant 88 : i8
  %k = atlas.r96.harmonizes %x, %y : i8 -> i1
  %c = atlas.r96.classify %a : i8
  %h = atlas.r96.harmonizes %c, %b : i8 -> i1
  %g = atlas.r96.harmonizes %a, %b : i8 -> i1
  return %k, %h, %g : i1, i1, i1
}

// A residue of a residue, of a narrow value, and of a constant.
// CHECK-LABEL: func.func @residues
// CHECK-DAG: %[[SIX:.*]] = arith.constant 6 : i8
// CHECK-DAG: %[[M:.*]] = atlas.mod %arg0 mod 96 : i64 -> i8
// CHECK-DAG: %[[N:.*]] = atlas.mod %arg1 mod 96 : i8 -> i8
// CHECK: return %[[M]], %[[N]], %[[SIX]]
func.func @residues(%s: i64, %b: i8) -> (i8, i8, i8) {
  %m = atlas.mod %s mod 192 : i64 -> i64
  %n = atlas.mod %m mod 96 : i64 -> i8
  %w = arith.extui %b : i8 to i64
  %o = atlas.mod %w mod 96 : i64 -> i8
  %k = arith.constant 198 : i64
  %p = atlas.mod %k mod 96 : i64 -> i8
  return %n, %o, %p : i8, i8, i8
}

// 100 is no multiple of 96: both residues stay.
// CHECK-LABEL: func.func @other_modulus
// CHECK-COUNT-2: atlas.mod
func.func @other_modulus(%s: i64) -> i8 {
  %m = atlas.mod %s mod 100 : i64 -> i64
  %n = atlas.mod %m mod 96 : i64 -> i8
  return %n : i8
}

// (5 - 7) mod 96 = 94, x - x = 0, x + 0 = x mod 96.
// CHECK-LABEL: func.func @modular
// CHECK-DAG: %[[D:.*]] = arith.constant 94 : i8
// CHECK-DAG: %[[Z:.*]] = arith.constant 0 : i8
// CHECK-DAG: %[[M:.*]] = atlas.mod %arg0 mod 96
// CHECK: return %[[D]], %[[Z]], %[[M]]
func.func @modular(%x: i64) -> (i8, i8, i8) {
  %five = arith.constant 5 : i64
  %seven = arith.constant 7 : i64
  %zero = arith.constant 0 : i64
  %a = atlas.modsub %five, %seven mod 96 : i64 -> i8
  %b = atlas.modsub %x, %x mod 96 : i64 -> i8
  %c = atlas.modadd %x, %zero mod 96 : i64 -> i8
  return %a, %b, %c : i8, i8, i8
}

// CHECK-LABEL: func.func @boundary
// CHECK-DAG: arith.constant 12287 : i32
// CHECK-DAG: arith.constant -1 : i32
func.func @boundary() -> (i32, i32) {
  %p = arith.constant 47 : i16
  %q = arith.constant 48 : i16
  %o = arith.constant 255 : i8
  %a = atlas.boundary.encode %p, %o : i16, i8 -> i32
  %b = atlas.boundary.encode %q, %o : i16, i8 -> i32
  return %a, %b : i32, i32
}

// CHECK-LABEL: atlas.kernel @delta
// CHECK: %[[Z:.*]] = arith.constant 0 : i8
// CHECK: %[[D:.*]] = atlas.conserved.delta %a, %b
// CHECK: atlas.return %[[Z]], %[[D]]
atlas.kernel @delta(%a: memref<?xi8> {atlas.in}, %b: memref<?xi8> {atlas.in, atlas.length = "dim(a)"}) -> (i8, i8) {
  %same = atlas.conserved.delta %a, %a : memref<?xi8>, memref<?xi8> -> i8
  %other = atlas.conserved.delta %a, %b : memref<?xi8>, memref<?xi8> -> i8
  atlas.return %same, %other : i8, i8
}

// Empty ranges have their value at compile time.
// CHECK-LABEL: atlas.kernel @empty
// CHECK-DAG: %[[I:.*]] = arith.constant 0 : i64
// CHECK-DAG: %[[T:.*]] = arith.constant true
// CHECK-NOT: atlas.map
// CHECK: atlas.return %{{.*}}, %[[I]], %[[T]]
atlas.kernel @empty(%a: memref<0xi8> {atlas.in}, %o: memref<0xi8> {atlas.out}, %z: i64) -> (i64, i64, i1) {
  %s = atlas.reduce ins(%a : memref<0xi8>) init(%z : i64) widen i64 {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  } combine addi
  atlas.map ins(%a : memref<0xi8>) outs(%o : memref<0xi8>) {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  }
  %f = atlas.find ins(%a : memref<0xi8>) {
  ^bb0(%e: i8):
    %p = arith.cmpi eq, %e, %e : i8
    atlas.yield %p : i1
  }
  %c = atlas.conserved.check %a : memref<0xi8> -> i1
  atlas.return %s, %f, %c : i64, i64, i1
}

// A buffer given twice is read once; one that is not looked at is not read.
// CHECK-LABEL: atlas.kernel @inputs
// CHECK: atlas.map ins(%a : memref<?xi8>) outs
// CHECK: ^bb0(%[[X:.*]]: i8):
// CHECK: arith.muli %[[X]], %[[X]]
atlas.kernel @inputs(%a: memref<?xi8> {atlas.in}, %b: memref<?xi8> {atlas.in, atlas.length = "dim(a)"},
    %o: memref<?xi8> {atlas.out, atlas.length = "dim(a)"}) {
  atlas.map ins(%a, %b, %a : memref<?xi8>, memref<?xi8>, memref<?xi8>) outs(%o : memref<?xi8>) {
  ^bb0(%x: i8, %y: i8, %z: i8):
    %s = arith.muli %x, %z : i8
    atlas.yield %s : i8
  }
  atlas.return
}
