// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Kernels and their helpers write no buffer that the kernel declares read-only.
//
// RUN: atlas-opt %s --split-input-file --verify-diagnostics

func.func private @store(%b: memref<?xi8>, %i: index, %v: i8) {
  // expected-note @+1 {{found here}}
  memref.store %v, %b[%i] : memref<?xi8>
  return
}
// expected-note @+1 {{declared here}}
atlas.kernel @in_batch(%a: memref<?xi8> {atlas.in}, %n: i64, %v: i8) {
  %c = arith.index_cast %n : i64 to index
  atlas.batch (%i) in (%c) {
    // expected-error @+1 {{'func.call' op passes 'a', which the kernel declares read-only, to 'store', which may write it; expected atlas.out or atlas.inout, or a helper that only reads}}
    func.call @store(%a, %i, %v) : (memref<?xi8>, index, i8) -> ()
    atlas.yield
  }
  atlas.return
}

// -----

// expected-note @+1 {{nothing is known without a body}}
func.func private @elsewhere(memref<?xi8>)
// expected-note @+1 {{declared here}}
atlas.kernel @external(%a: memref<?xi8> {atlas.table}) {
  // expected-error @+1 {{passes 'a', which the kernel declares read-only, to 'elsewhere', which may write it}}
  func.call @elsewhere(%a) : (memref<?xi8>) -> ()
  atlas.return
}

// -----

// Through helpers, views, branches and loops.
func.func private @inner(%x: memref<4xi8>, %b: memref<4xi8>, %v: i8) {
  %c0 = arith.constant 0 : index
  // expected-note @+1 {{found here}}
  memref.store %v, %b[%c0] : memref<4xi8>
  func.call @outer(%x, %b, %v) : (memref<4xi8>, memref<4xi8>, i8) -> ()
  return
}
func.func private @outer(%b: memref<4xi8>, %t: memref<4xi8>, %v: i8) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %yes = arith.cmpi eq, %v, %v : i8
  %s = scf.for %i = %c0 to %c1 step %c1 iter_args(%m = %t) -> memref<4xi8> {
    %z = scf.if %yes -> memref<4xi8> {
      scf.yield %b : memref<4xi8>
    } else {
      scf.yield %m : memref<4xi8>
    }
    func.call @inner(%t, %m, %v) : (memref<4xi8>, memref<4xi8>, i8) -> ()
    scf.yield %z : memref<4xi8>
  }
  return
}
// expected-note @+1 {{declared here}}
atlas.kernel @nested(%a: memref<16xi8> {atlas.in}, %o: memref<4xi8> {atlas.out}, %v: i8) {
  %w = memref.subview %a[0] [4] [1] : memref<16xi8> to memref<4xi8, strided<[1]>>
  %x = memref.cast %w : memref<4xi8, strided<[1]>> to memref<4xi8>
  // expected-error @+1 {{passes 'a', which the kernel declares read-only, to 'outer'}}
  func.call @outer(%x, %o, %v) : (memref<4xi8>, memref<4xi8>, i8) -> ()
  atlas.return
}

// -----

// A buffer that comes back could be written by the kernel.
func.func private @same(%b: memref<4xi8>) -> memref<4xi8> {
  // expected-note @+1 {{found here}}
  return %b : memref<4xi8>
}
// expected-note @+1 {{declared here}}
atlas.kernel @returned(%a: memref<4xi8> {atlas.in}, %v: i8) {
  %c0 = arith.constant 0 : index
  // expected-error @+1 {{passes 'a', which the kernel declares read-only, to 'same'}}
  %b = func.call @same(%a) : (memref<4xi8>) -> memref<4xi8>
  memref.store %v, %b[%c0] : memref<4xi8>
  atlas.return
}

// -----

// Operations of the dialect write too.
func.func private @clear(%b: memref<4xi8>, %v: i8) {
  // expected-note @+1 {{found here}}
  atlas.map outs(%b : memref<4xi8>) {
    atlas.yield %v : i8
  }
  return
}
// expected-note @+1 {{declared here}}
atlas.kernel @map(%a: memref<4xi8> {atlas.in}, %v: i8) {
  // expected-error @+1 {{passes 'a', which the kernel declares read-only, to 'clear'}}
  func.call @clear(%a, %v) : (memref<4xi8>, i8) -> ()
  atlas.return
}

// -----

// Also in the kernel itself.
// expected-note @+1 {{declared here}}
atlas.kernel @select(%a: memref<4xi8> {atlas.in}, %o: memref<4xi8> {atlas.out}, %v: i8, %c: i1) {
  %c0 = arith.constant 0 : index
  %s = arith.select %c, %a, %o : memref<4xi8>
  // expected-error @+1 {{'memref.store' op may write 'a', which the kernel declares read-only; expected atlas.out or atlas.inout}}
  memref.store %v, %s[%c0] : memref<4xi8>
  atlas.return
}

// -----

// The table goes round once before it is written.
// expected-note @+1 {{declared here}}
atlas.kernel @loop(%t: memref<4xi8> {atlas.table}, %o: memref<4xi8> {atlas.out}, %v: i8) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %last = scf.for %i = %c0 to %c4 step %c1 iter_args(%m = %o) -> memref<4xi8> {
    // expected-error @+1 {{'atlas.map' op may write 't', which the kernel declares read-only}}
    atlas.map outs(%m : memref<4xi8>) {
      atlas.yield %v : i8
    }
    scf.yield %t : memref<4xi8>
  }
  atlas.return
}

// -----

// expected-note @+1 {{declared here}}
atlas.kernel @branch(%a: memref<4xi8> {atlas.in}, %o: memref<4xi8> {atlas.out}, %v: i8, %c: i1) {
  %c0 = arith.constant 0 : index
  %s = scf.if %c -> memref<4xi8> {
    scf.yield %o : memref<4xi8>
  } else {
    scf.yield %a : memref<4xi8>
  }
  %w = memref.subview %s[1] [2] [1] : memref<4xi8> to memref<2xi8, strided<[1], offset: 1>>
  // expected-error @+1 {{'memref.store' op may write 'a'}}
  memref.store %v, %w[%c0] : memref<2xi8, strided<[1], offset: 1>>
  atlas.return
}

// -----

func.func private @set(%b: memref<4xi8>, %v: i8) {
  %c0 = arith.constant 0 : index
  // expected-note @+1 {{found here}}
  memref.store %v, %b[%c0] : memref<4xi8>
  return
}
// expected-note @+1 {{declared here}}
atlas.kernel @selected(%a: memref<4xi8> {atlas.in}, %o: memref<4xi8> {atlas.out}, %v: i8, %c: i1) {
  %s = arith.select %c, %a, %o : memref<4xi8>
  // expected-error @+1 {{'func.call' op passes 'a', which the kernel declares read-only, to 'set', which may write it}}
  func.call @set(%s, %v) : (memref<4xi8>, i8) -> ()
  atlas.return
}

// -----

atlas.kernel @out(%o: memref<4xi8> {atlas.out}) {
  atlas.return
}
// expected-note @+1 {{declared here}}
atlas.pipeline @called(%a: memref<4xi8> {atlas.in}, %o: memref<4xi8> {atlas.out}, %c: i1) {
  %s = arith.select %c, %a, %o : memref<4xi8>
  // expected-error @+1 {{'atlas.call' op may write 'a', which the kernel declares read-only}}
  atlas.call @out(%s) : (memref<4xi8>) -> ()
  atlas.return
}

// -----

// As a number the buffer leaves sight.
// expected-note @+1 {{declared here}}
atlas.kernel @pointer(%a: memref<4xi8> {atlas.in}) {
  // expected-error @+1 {{'memref.extract_aligned_pointer_as_index' op writes 'a'}}
  %p = memref.extract_aligned_pointer_as_index %a : memref<4xi8> -> index
  atlas.return
}

// -----

// Selected to be read, or among buffers that may be written.
atlas.kernel @reads(%a: memref<4xi8> {atlas.in}, %t: memref<4xi8> {atlas.table}, %o: memref<4xi8> {atlas.out},
                    %p: memref<4xi8> {atlas.inout}, %c: i1) {
  %c0 = arith.constant 0 : index
  %from = arith.select %c, %a, %t : memref<4xi8>
  %to = arith.select %c, %o, %p : memref<4xi8>
  %v = memref.load %from[%c0] : memref<4xi8>
  memref.store %v, %to[%c0] : memref<4xi8>
  atlas.map ins(%from : memref<4xi8>) outs(%to : memref<4xi8>) {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  }
  atlas.return
}

// -----

// Reading is fine, also with recursion; so is writing what may be written.
func.func private @copy(%from: memref<?xi8>, %to: memref<?xi8>, %i: index) -> i8 {
  %c0 = arith.constant 0 : index
  %n = memref.dim %from, %c0 : memref<?xi8>
  %x = memref.load %from[%i] : memref<?xi8>
  memref.store %x, %to[%i] : memref<?xi8>
  %t = memref.alloc(%n) : memref<?xi8>
  memref.copy %from, %t : memref<?xi8> to memref<?xi8>
  %y = func.call @copy(%from, %to, %n) : (memref<?xi8>, memref<?xi8>, index) -> i8
  return %y : i8
}
func.func private @other(memref<?xi8>)
atlas.kernel @fine(%a: memref<?xi8> {atlas.in}, %o: memref<?xi8> {atlas.out, atlas.length = "dim(a)"}) {
  %c0 = arith.constant 0 : index
  %x = func.call @copy(%a, %o, %c0) : (memref<?xi8>, memref<?xi8>, index) -> i8
  func.call @other(%o) : (memref<?xi8>) -> ()
  atlas.return
}
