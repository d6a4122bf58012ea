// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Fusion across aliasing rules of kernels, and the positions that regions see.
//
// RUN: atlas-opt %s --atlas-fuse --canonicalize | FileCheck %s

// The output is apart from the input: the histogram need not wait for stores.
// CHECK-LABEL: atlas.kernel @apart
// CHECK: atlas.histogram ins(%a :
// CHECK-NEXT: ^bb0(%[[X:.*]]: i8):
// CHECK-NEXT: %[[C:.*]] = atlas.r96.classify %[[X]]
// CHECK-NEXT: atlas.yield %[[C]]
atlas.kernel @apart(%a: memref<?xi8> {atlas.in},
    %o: memref<?xi8> {atlas.out, atlas.length = "dim(a)"}, %h: memref<96xi64> {atlas.out}) {
  atlas.map ins(%a : memref<?xi8>) outs(%o : memref<?xi8>) {
  ^bb0(%b: i8):
    %c = atlas.r96.classify %b : i8
    atlas.yield %c : i8
  }
  atlas.histogram ins(%o : memref<?xi8>) outs(%h : memref<96xi64>) {
  ^bb0(%b: i8):
    atlas.yield %b : i8
  }
  atlas.return
}

// The output may be the input: after the map the old bytes may be gone.
// CHECK-LABEL: atlas.kernel @inplace
// CHECK: atlas.histogram ins(%o :
atlas.kernel @inplace(%a: memref<?xi8> {atlas.in},
    %o: memref<?xi8> {atlas.out, atlas.length = "dim(a)", atlas.inplace = ["a"]},
    %h: memref<96xi64> {atlas.out}) {
  atlas.map ins(%a : memref<?xi8>) outs(%o : memref<?xi8>) {
  ^bb0(%b: i8):
    %c = atlas.r96.classify %b : i8
    atlas.yield %c : i8
  }
  atlas.histogram ins(%o : memref<?xi8>) outs(%h : memref<96xi64>) {
  ^bb0(%b: i8):
    atlas.yield %b : i8
  }
  atlas.return
}

// A map over an output that may be the input of the temporary's producer reads
// each element before it writes that position.
// CHECK-LABEL: atlas.kernel @elementwise
// CHECK-NOT: memref.alloc
// CHECK: atlas.map ins(%a : memref<16xi8>) outs(%o : memref<16xi8>)
atlas.kernel @elementwise(%a: memref<16xi8> {atlas.in},
    %o: memref<16xi8> {atlas.out, atlas.inplace = ["a"]}) {
  %t = memref.alloc() : memref<16xi8>
  atlas.map ins(%a : memref<16xi8>) outs(%t : memref<16xi8>) {
  ^bb0(%b: i8):
    %c = atlas.r96.classify %b : i8
    atlas.yield %c : i8
  }
  atlas.map ins(%t : memref<16xi8>) outs(%o : memref<16xi8>) {
  ^bb0(%b: i8):
    %c = arith.addi %b, %b : i8
    atlas.yield %c : i8
  }
  atlas.return
}

// Any overlap: positions differ, so an element may be written before it is read.
// CHECK-LABEL: atlas.kernel @overlap
// CHECK: memref.alloc
// CHECK: atlas.map ins(%a :
// CHECK: atlas.map ins(%{{.*}} : memref<16xi8>) outs(%o :
atlas.kernel @overlap(%a: memref<16xi8> {atlas.in},
    %o: memref<16xi8> {atlas.out, atlas.overlap}) {
  %t = memref.alloc() : memref<16xi8>
  atlas.map ins(%a : memref<16xi8>) outs(%t : memref<16xi8>) {
  ^bb0(%b: i8):
    %c = atlas.r96.classify %b : i8
    atlas.yield %c : i8
  }
  atlas.map ins(%t : memref<16xi8>) outs(%o : memref<16xi8>) {
  ^bb0(%b: i8):
    %c = arith.addi %b, %b : i8
    atlas.yield %c : i8
  }
  atlas.return
}

// Outside of kernels nothing is known about aliasing.
// CHECK-LABEL: func.func @unknown
// CHECK: atlas.reduce ins(%{{.*}}) init
// CHECK: atlas.map
// CHECK: atlas.reduce
func.func @unknown(%a: memref<16xi8>, %o: memref<16xi8>, %z: i64, %v: i8) -> (i64, i64) {
  %0 = atlas.reduce ins(%a : memref<16xi8>) init(%z : i64) widen i64 {
  ^bb0(%b: i8):
    atlas.yield %b : i8
  } combine addi
  atlas.map outs(%o : memref<16xi8>) {
    atlas.yield %v : i8
  }
  %1 = atlas.reduce ins(%a : memref<16xi8>) init(%z : i64) widen i64 {
  ^bb0(%b: i8):
    atlas.yield %b : i8
  } combine addi
  return %0, %1 : i64, i64
}

// Positions of the producer become positions of scan and find.
// CHECK-LABEL: atlas.kernel @positions
// CHECK-NOT: memref.alloc
// CHECK: atlas.scan ins(%a : memref<?xi32>)
// CHECK-NEXT: ^bb0(%[[X:.*]]: i32, %[[I:.*]]: index):
// CHECK-NEXT: %[[K:.*]] = arith.index_cast %[[I]]
// CHECK-NEXT: arith.addi %[[X]], %[[K]]
// CHECK: atlas.find ins(%a : memref<?xi32>)
// CHECK-NEXT: ^bb0(%{{.*}}: i32, %{{.*}}: index):
atlas.kernel @positions(%a: memref<?xi32> {atlas.in},
    %o: memref<?xi32> {atlas.out, atlas.length = "dim(a)"}) -> i64 {
  %c0 = arith.constant 0 : index
  %z = arith.constant 0 : i32
  %n = memref.dim %a, %c0 : memref<?xi32>
  %t = memref.alloc(%n) : memref<?xi32>
  atlas.map ins(%a : memref<?xi32>) outs(%t : memref<?xi32>) {
  ^bb0(%x: i32, %i: index):
    %k = arith.index_cast %i : index to i32
    %y = arith.addi %x, %k : i32
    atlas.yield %y : i32
  }
  atlas.scan ins(%t : memref<?xi32>) outs(%o : memref<?xi32>) init(%z : i32) inclusive {
  ^bb0(%x: i32):
    atlas.yield %x : i32
  } combine addi
  %p = atlas.find ins(%t : memref<?xi32>) {
  ^bb0(%x: i32):
    %is = arith.cmpi eq, %x, %z : i32
    atlas.yield %is : i1
  }
  atlas.return %p : i64
}

// A length declared as that of a buffer of fixed length is that length.
// CHECK-LABEL: atlas.kernel @lengths
// CHECK: atlas.reduce ins(%a, %b :
// CHECK-NOT: atlas.reduce
atlas.kernel @lengths(%a: memref<256xi8> {atlas.in},
    %b: memref<?xi8> {atlas.in, atlas.length = "dim(a)"}) -> (i64, i64) {
  %z = arith.constant 0 : i64
  %0 = atlas.reduce ins(%a : memref<256xi8>) init(%z : i64) widen i64 {
  ^bb0(%x: i8):
    atlas.yield %x : i8
  } combine addi
  %1 = atlas.reduce ins(%b : memref<?xi8>) init(%z : i64) widen i64 {
  ^bb0(%x: i8):
    atlas.yield %x : i8
  } combine addi
  atlas.return %0, %1 : i64, i64
}

// Also behind a cast.
// CHECK-LABEL: func.func @cast_lengths
// CHECK: atlas.reduce ins(%{{.*}}, %{{.*}} : memref<?xi8>, memref<256xi8>)
// CHECK-NOT: atlas.reduce
func.func @cast_lengths(%b: memref<256xi8>, %z: i64, %v: i8) -> (i64, i64) {
  %a = memref.alloc() : memref<256xi8>
  %d = memref.cast %a : memref<256xi8> to memref<?xi8>
  %r = atlas.conserved.fixup %a : memref<256xi8> -> i8
  %0 = atlas.reduce ins(%d : memref<?xi8>) init(%z : i64) widen i64 {
  ^bb0(%x: i8):
    atlas.yield %x : i8
  } combine addi
  %1 = atlas.reduce ins(%b : memref<256xi8>) init(%z : i64) widen i64 {
  ^bb0(%x: i8):
    atlas.yield %x : i8
  } combine addi
  return %0, %1 : i64, i64
}
