// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Buffers of one operation whose lengths are visibly equal, in each way of
// saying so. Passes refuse nothing of it.
//
// RUN: atlas-opt %s | FileCheck %s
// RUN: atlas-opt %s --canonicalize --cse -o /dev/null
// RUN: atlas-opt %s --atlas-host-pipeline -o /dev/null

// CHECK-LABEL: atlas.kernel @declared
atlas.kernel @declared(%a: memref<?xi8> {atlas.in, atlas.length = "n"}, %b: memref<?xi8> {atlas.in, atlas.length = "n"},
                       %o: memref<?xi8> {atlas.out, atlas.length = "dim(b)"}, %n: i64) {
  atlas.map ins(%a, %b : memref<?xi8>, memref<?xi8>) outs(%o : memref<?xi8>) {
  ^bb0(%x: i8, %y: i8):
    %s = arith.addi %x, %y : i8
    atlas.yield %s : i8
  }
  atlas.return
}

// A declaration fixes what a type leaves open, and a cast may say so.
// CHECK-LABEL: atlas.kernel @fixed
atlas.kernel @fixed(%a: memref<?xi8> {atlas.in, atlas.length = "64"}, %b: memref<64xi8> {atlas.in},
                    %s: memref<?xi64> {atlas.inout, atlas.length = "1"}) -> i8 {
  %c = memref.cast %a : memref<?xi8> to memref<64xi8>
  %d = atlas.conserved.delta %c, %b : memref<64xi8>, memref<64xi8> -> i8
  atlas.conserved.update %s, %a : memref<?xi64>, memref<?xi8>
  atlas.return %d : i8
}

// Temporaries and views, of sizes computed alike.
// CHECK-LABEL: atlas.kernel @temporary
atlas.kernel @temporary(%a: memref<?xi8> {atlas.in}, %b: memref<?xi8> {atlas.in, atlas.length = "2 * dim(a) + 3"}, %z: i8) {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %n = memref.dim %a, %c0 : memref<?xi8>
  %nn = arith.addi %n, %n : index
  %m = arith.addi %nn, %c3 : index
  %t = memref.alloc(%m) : memref<?xi8>
  memref.copy %b, %t : memref<?xi8> to memref<?xi8>
  %w = memref.subview %t[3] [%n] [1] : memref<?xi8> to memref<?xi8, strided<[1], offset: 3>>
  atlas.scan ins(%a : memref<?xi8>) outs(%w : memref<?xi8, strided<[1], offset: 3>>) init(%z : i8) inclusive {
  ^bb0(%x: i8):
    atlas.yield %x : i8
  } combine addi
  atlas.return
}

// The source of a gather and the output of a scatter have lengths of their own.
// CHECK-LABEL: atlas.kernel @indexed
atlas.kernel @indexed(%a: memref<?xi8> {atlas.in}, %i: memref<?xi32> {atlas.in}, %v: memref<?xi8> {atlas.out, atlas.length = "dim(i)"},
                      %o: memref<?xi8> {atlas.inout}) {
  atlas.gather ins(%a, %i : memref<?xi8>, memref<?xi32>) outs(%v : memref<?xi8>)
  atlas.scatter ins(%v, %i : memref<?xi8>, memref<?xi32>) outs(%o : memref<?xi8>) unique
  atlas.return
}

// Rows of two buffers, and either of two buffers of one length.
// CHECK-LABEL: atlas.kernel @rows
atlas.kernel @rows(%a: memref<?x?xi8> {atlas.in}, %b: memref<?x16xi8> {atlas.in, atlas.length = "dim(a)"},
                   %o: memref<?x16xi8> {atlas.out, atlas.length = "dim(a)"}, %c: i1) {
  %c0 = arith.constant 0 : index
  %h = memref.dim %a, %c0 : memref<?x?xi8>
  %s = arith.select %c, %b, %b : memref<?x16xi8>
  atlas.map ins(%s : memref<?x16xi8>) outs(%o : memref<?x16xi8>) {
  ^bb0(%x: i8):
    atlas.yield %x : i8
  }
  atlas.batch (%i) in (%h) {
    %x = memref.subview %a[%i, 0] [1, 16] [1, 1] : memref<?x?xi8> to memref<16xi8, strided<[1], offset: ?>>
    %y = memref.subview %o[%i, 0] [1, 16] [1, 1] : memref<?x16xi8> to memref<16xi8, strided<[1], offset: ?>>
    %w = memref.cast %x : memref<16xi8, strided<[1], offset: ?>> to memref<?xi8, strided<[1], offset: ?>>
    atlas.map ins(%w : memref<?xi8, strided<[1], offset: ?>>) outs(%y : memref<16xi8, strided<[1], offset: ?>>) {
    ^bb0(%e: i8):
      atlas.yield %e : i8
    }
  }
  atlas.return
}

// One buffer has the length it has.
func.func private @keep(%b: memref<?xi8>) -> i64 {
  %s = atlas.conserved.sum %b : memref<?xi8> -> i64
  atlas.map ins(%b : memref<?xi8>) outs(%b : memref<?xi8>) {
  ^bb0(%x: i8):
    atlas.yield %x : i8
  }
  return %s : i64
}
// CHECK-LABEL: atlas.kernel @helper
atlas.kernel @helper(%a: memref<?xi8> {atlas.inout}) -> i64 {
  %s = func.call @keep(%a) : (memref<?xi8>) -> i64
  atlas.return %s : i64
}

// Nothing runs what no kernel calls.
// CHECK-LABEL: func.func private @unused
func.func private @unused(%a: memref<?xi8>, %b: memref<?xi8>) -> i8 {
  %d = atlas.conserved.delta %a, %b : memref<?xi8>, memref<?xi8> -> i8
  return %d : i8
}
