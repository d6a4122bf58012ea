// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Views of one buffer that may be input and output of one operation: equal, or
// visibly apart. Passes that see more do not refuse what verified.
//
// RUN: atlas-opt %s -o /dev/null
// RUN: atlas-opt %s --canonicalize --cse -o /dev/null
// RUN: atlas-opt %s --atlas-host-pipeline -o /dev/null
// RUN: atlas-opt %s --atlas-levels-pipeline | FileCheck %s

// CHECK: module attributes {atlas.checked}

!row = memref<?xi8, strided<[1], offset: ?>>

// CHECK-LABEL: atlas.kernel @equal
atlas.kernel @equal(%a: memref<16xi8> {atlas.inout}) {
  %x = memref.subview %a[4] [8] [1] : memref<16xi8> to memref<8xi8, strided<[1], offset: 4>>
  %w = memref.subview %a[1] [15] [1] : memref<16xi8> to memref<15xi8, strided<[1], offset: 1>>
  %y = memref.subview %w[3] [8] [1] : memref<15xi8, strided<[1], offset: 1>> to memref<8xi8, strided<[1], offset: 4>>
  atlas.map ins(%x : memref<8xi8, strided<[1], offset: 4>>) outs(%y : memref<8xi8, strided<[1], offset: 4>>) {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  }
  atlas.return
}

// CHECK-LABEL: atlas.kernel @halves
atlas.kernel @halves(%a: memref<?xi8> {atlas.inout, atlas.length = "dim(b) * 2"}, %b: memref<?xi8> {atlas.in}) {
  %c0 = arith.constant 0 : index
  %n = memref.dim %b, %c0 : memref<?xi8>
  %x = memref.subview %a[0] [%n] [1] : memref<?xi8> to memref<?xi8, strided<[1]>>
  %y = memref.subview %a[%n] [%n] [1] : memref<?xi8> to !row
  atlas.map ins(%x : memref<?xi8, strided<[1]>>) outs(%y : !row) {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  }
  atlas.return
}

// Each row from the one above.
// CHECK-LABEL: atlas.kernel @rows
atlas.kernel @rows(%a: memref<?x?xi8> {atlas.inout}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %h = memref.dim %a, %c0 : memref<?x?xi8>
  %w = memref.dim %a, %c1 : memref<?x?xi8>
  scf.for %i = %c1 to %h step %c1 {
    %above = arith.subi %i, %c1 : index
    %x = memref.subview %a[%above, 0] [1, %w] [1, 1] : memref<?x?xi8> to !row
    %y = memref.subview %a[%i, 0] [1, %w] [1, 1] : memref<?x?xi8> to !row
    atlas.map ins(%x : !row) outs(%y : !row) {
    ^bb0(%e: i8):
      atlas.yield %e : i8
    }
  }
  atlas.return
}

// CHECK-LABEL: atlas.kernel @columns
atlas.kernel @columns(%a: memref<4x64xi8> {atlas.inout}) {
  %x = memref.subview %a[0, 0] [4, 16] [1, 1] : memref<4x64xi8> to memref<4x16xi8, strided<[64, 1]>>
  %y = memref.subview %a[0, 16] [4, 16] [1, 1] : memref<4x64xi8> to memref<4x16xi8, strided<[64, 1], offset: 16>>
  atlas.map ins(%x : memref<4x16xi8, strided<[64, 1]>>) outs(%y : memref<4x16xi8, strided<[64, 1], offset: 16>>) {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  }
  atlas.return
}

// Scratch in front of the data.
// CHECK-LABEL: atlas.kernel @histogram
atlas.kernel @histogram(%a: memref<512xi8> {atlas.inout}) {
  %x = memref.subview %a[256] [256] [1] : memref<512xi8> to memref<256xi8, strided<[1], offset: 256>>
  %y = memref.subview %a[0] [256] [1] : memref<512xi8> to memref<256xi8, strided<[1]>>
  atlas.histogram ins(%x : memref<256xi8, strided<[1], offset: 256>>) outs(%y : memref<256xi8, strided<[1]>>) {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  }
  atlas.return
}

// Rows of two buffers that may be equal, a selected input, and memmove.
// CHECK-LABEL: atlas.kernel @tolerant
atlas.kernel @tolerant(%a: memref<4x16xi8> {atlas.in}, %b: memref<4x16xi8> {atlas.in}, %o: memref<4x16xi8> {atlas.out, atlas.inplace = ["a"]},
                       %s: memref<16xi8> {atlas.in}, %d: memref<16xi8> {atlas.out, atlas.overlap}, %c: i1) -> i32 {
  %c4 = arith.constant 4 : index
  atlas.batch (%i) in (%c4) {
    %x = memref.subview %a[%i, 0] [1, 16] [1, 1] : memref<4x16xi8> to memref<16xi8, strided<[1], offset: ?>>
    %y = memref.subview %o[%i, 0] [1, 16] [1, 1] : memref<4x16xi8> to memref<16xi8, strided<[1], offset: ?>>
    atlas.map ins(%x : memref<16xi8, strided<[1], offset: ?>>) outs(%y : memref<16xi8, strided<[1], offset: ?>>) {
    ^bb0(%e: i8):
      atlas.yield %e : i8
    }
  }
  %t = memref.alloc() : memref<4x16xi8>
  %z = arith.select %c, %a, %b : memref<4x16xi8>
  atlas.map ins(%z : memref<4x16xi8>) outs(%t : memref<4x16xi8>) {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  }
  %code = atlas.conserved.copy %d, %s : memref<16xi8>, memref<16xi8> -> i32
  atlas.return %code : i32
}

atlas.kernel @inplace(%x: memref<8xi8> {atlas.in}, %y: memref<8xi8> {atlas.out, atlas.inplace = ["x"]}) {
  atlas.map ins(%x : memref<8xi8>) outs(%y : memref<8xi8>) {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  }
  atlas.return
}

// Whatever the view is, it equals itself.
// CHECK-LABEL: atlas.kernel @itself
atlas.pipeline @itself(%a: memref<16xi8> {atlas.inout}) {
  %v = memref.reinterpret_cast %a to offset: [0], sizes: [8], strides: [1] : memref<16xi8> to memref<8xi8>
  atlas.call @inplace(%v, %v) : (memref<8xi8>, memref<8xi8>) -> ()
  atlas.return
}
