// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Lengths that a callee declares hold for what a pipeline passes, and the proof
// survives other passes.
//
// RUN: atlas-opt %s -o /dev/null
// RUN: atlas-opt %s --canonicalize --cse -o /dev/null
// RUN: atlas-opt %s --atlas-levels-pipeline | FileCheck %s
// CHECK-NOT: atlas.call

atlas.kernel @quad(%x: memref<?xi8> {atlas.in},
    %y: memref<?xi8> {atlas.out, atlas.length = "dim(x) * 4"}) {
  atlas.return
}
atlas.kernel @fill(%y: memref<?xi8> {atlas.out, atlas.length = "n * 2 + 1"}, %n: i32) {
  atlas.return
}
atlas.kernel @pages(%x: memref<?xi8> {atlas.in},
    %y: memref<?xi8> {atlas.out, atlas.length = "dim(x) exactdiv 256 * 256"},
    %z: memref<?xi8> {atlas.out, atlas.length = "dim(x) exactdiv 256"}) {
  atlas.return
}
atlas.kernel @blocks(%x: memref<?xi8> {atlas.in},
    %y: memref<?xi8> {atlas.out, atlas.length = "dim(x) ceildiv 64 max 1"},
    %z: memref<?xi8> {atlas.out, atlas.length = "10 min dim(x)"}) {
  atlas.return
}
atlas.kernel @square(%x: memref<?x?xi8> {atlas.in, atlas.length = "dim(x, 1)"},
    %y: memref<16xi8> {atlas.out, atlas.length = "dim(x) floordiv 2 * 2"}) {
  atlas.return
}

// CHECK-LABEL: atlas.kernel @static
atlas.pipeline @static(%x: memref<8xi8> {atlas.in}, %m: memref<16x16xi8> {atlas.in}) {
  %y = memref.alloc() : memref<32xi8>
  %a = memref.cast %x : memref<8xi8> to memref<?xi8>
  %b = memref.cast %y : memref<32xi8> to memref<?xi8>
  atlas.call @quad(%a, %b) : (memref<?xi8>, memref<?xi8>) -> ()
  %s = memref.alloc() : memref<16xi8>
  %d = memref.cast %m : memref<16x16xi8> to memref<?x?xi8>
  atlas.call @square(%d, %s) : (memref<?x?xi8>, memref<16xi8>) -> ()
  %n = arith.constant -56 : i8
  %w = arith.extui %n : i8 to i32
  %f = memref.alloc() : memref<401xi8>
  %g = memref.cast %f : memref<401xi8> to memref<?xi8>
  atlas.call @fill(%g, %w) : (memref<?xi8>, i32) -> ()
  atlas.return
}

// In any order, through dim and casts.
// CHECK-LABEL: atlas.kernel @dynamic
atlas.pipeline @dynamic(%x: memref<?xi8> {atlas.in}, %n: i32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %d = memref.dim %x, %c0 : memref<?xi8>
  %t = arith.muli %d, %c3 : index
  %q = arith.addi %d, %t : index
  %y = memref.alloc(%q) : memref<?xi8>
  atlas.call @quad(%x, %y) : (memref<?xi8>, memref<?xi8>) -> ()
  %i = arith.index_castui %n : i32 to index
  %i2 = arith.muli %c2, %i : index
  %i3 = arith.addi %c1, %i2 : index
  %z = memref.alloc(%i3) : memref<?xi8>
  atlas.call @fill(%z, %n) : (memref<?xi8>, i32) -> ()
  atlas.return
}

// CHECK-LABEL: atlas.kernel @rounded
atlas.pipeline @rounded(%x: memref<?xi8> {atlas.in}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c10 = arith.constant 10 : index
  %c64 = arith.constant 64 : index
  %d = memref.dim %x, %c0 : memref<?xi8>
  %b = arith.ceildivui %d, %c64 : index
  %m = arith.maxui %b, %c1 : index
  %y = memref.alloc(%m) : memref<?xi8>
  %l = arith.minui %d, %c10 : index
  %z = memref.alloc(%l) : memref<?xi8>
  atlas.call @blocks(%x, %y, %z) : (memref<?xi8>, memref<?xi8>, memref<?xi8>) -> ()
  atlas.return
}

// What the pipeline declares is checked when it is called.
// CHECK-LABEL: atlas.kernel @declared
atlas.pipeline @declared(%x: memref<?xi8> {atlas.in, atlas.length = "n"}, %n: i64,
    %y: memref<?xi8> {atlas.out, atlas.length = "2 * n + 2 * dim(x)"}) {
  atlas.call @quad(%x, %y) : (memref<?xi8>, memref<?xi8>) -> ()
  atlas.return
}

// So are its divisions: 256 pages of n bytes are n bytes.
// CHECK-LABEL: atlas.kernel @exact
atlas.pipeline @exact(%x: memref<?xi8> {atlas.in},
    %z: memref<?xi8> {atlas.out, atlas.length = "dim(x) exactdiv 256"}) {
  %c0 = arith.constant 0 : index
  %c256 = arith.constant 256 : index
  %d = memref.dim %x, %c0 : memref<?xi8>
  %y = memref.alloc(%d) : memref<?xi8>
  atlas.call @pages(%x, %y, %z) : (memref<?xi8>, memref<?xi8>, memref<?xi8>) -> ()
  %p = arith.divui %d, %c256 : index
  %w = memref.alloc(%p) : memref<?xi8>
  atlas.call @pages(%x, %y, %w) : (memref<?xi8>, memref<?xi8>, memref<?xi8>) -> ()
  atlas.return
}

// CHECK-LABEL: atlas.kernel @multiple
atlas.pipeline @multiple(%x: memref<?xi8> {atlas.in, atlas.length = "pages * 512"}, %pages: i64) {
  %c0 = arith.constant 0 : index
  %d = memref.dim %x, %c0 : memref<?xi8>
  %y = memref.alloc(%d) : memref<?xi8>
  %p = arith.index_cast %pages : i64 to index
  %q = arith.addi %p, %p : index
  %z = memref.alloc(%q) : memref<?xi8>
  atlas.call @pages(%x, %y, %z) : (memref<?xi8>, memref<?xi8>, memref<?xi8>) -> ()
  atlas.return
}
