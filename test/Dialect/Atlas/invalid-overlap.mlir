// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Outputs that may be, or overlap, another buffer of the operation: by what the
// kernel lets its caller pass, by what is chosen while it runs, in helpers.
//
// RUN: atlas-opt %s --split-input-file --verify-diagnostics

// expected-note @+1 {{'o' and 'a' may overlap by atlas.inplace or atlas.overlap, declared here}}
atlas.kernel @map(%a: memref<16xi8> {atlas.in}, %o: memref<16xi8> {atlas.out, atlas.overlap}) {
  // expected-error @+1 {{'atlas.map' op writes a buffer that may overlap input 0; expected another buffer, such as a temporary}}
  atlas.map ins(%a : memref<16xi8>) outs(%o : memref<16xi8>) {
  ^bb0(%x: i8):
    atlas.yield %x : i8
  }
  atlas.return
}

// -----

// expected-note @+1 {{'p' and 'o' may overlap by atlas.inplace or atlas.overlap, declared here}}
atlas.kernel @outputs(%o: memref<16xi8> {atlas.out}, %p: memref<16xi8> {atlas.out, atlas.inplace = ["o"]}, %v: i8) {
  // expected-error @+1 {{writes a buffer that may be output 0; expected another buffer}}
  atlas.map outs(%o, %p : memref<16xi8>, memref<16xi8>) {
    atlas.yield %v, %v : i8, i8
  }
  atlas.return
}

// -----

// Elements of another width are at other positions.
// expected-note @+1 {{'o' and 'a' may overlap by}}
atlas.kernel @scan(%a: memref<16xi8> {atlas.in}, %o: memref<16xi16> {atlas.out, atlas.overlap}, %z: i16) {
  // expected-error @+1 {{'atlas.scan' op writes a buffer that may overlap input 0; expected another buffer}}
  atlas.scan ins(%a : memref<16xi8>) outs(%o : memref<16xi16>) init(%z : i16) inclusive {
  ^bb0(%x: i8):
    %w = arith.extui %x : i8 to i16
    atlas.yield %w : i16
  } combine addi
  atlas.return
}

// -----

// expected-note @+1 {{'b' and 'a' may overlap by}}
atlas.kernel @histogram(%a: memref<256xi64> {atlas.in}, %b: memref<256xi64> {atlas.out, atlas.inplace = ["a"]}) {
  // expected-error @+1 {{'atlas.histogram' op writes a buffer that may be input 0; expected another buffer}}
  atlas.histogram ins(%a : memref<256xi64>) outs(%b : memref<256xi64>) {
  ^bb0(%x: i64):
    atlas.yield %x : i64
  }
  atlas.return
}

// -----

// expected-note @+1 {{'o' and 'a' may overlap by}}
atlas.kernel @gather(%a: memref<16xi8> {atlas.in}, %i: memref<16xi32> {atlas.in}, %o: memref<16xi8> {atlas.out, atlas.inplace = ["a"]}) {
  // expected-error @+1 {{'atlas.gather' op writes a buffer that may be input 0; expected another buffer}}
  atlas.gather ins(%a, %i : memref<16xi8>, memref<16xi32>) outs(%o : memref<16xi8>)
  atlas.return
}

// -----

// expected-note @+1 {{'o' and 'i' may overlap by}}
atlas.kernel @scatter(%v: memref<16xi8> {atlas.in}, %i: memref<16xi8> {atlas.inout, atlas.inplace = ["o"]}, %o: memref<16xi8> {atlas.inout}) {
  // expected-error @+1 {{'atlas.scatter' op writes a buffer that may be input 1; expected another buffer}}
  atlas.scatter ins(%v, %i : memref<16xi8>, memref<16xi8>) outs(%o : memref<16xi8>) unique
  atlas.return
}

// -----

// expected-note @+1 {{'o' and 't' may overlap by}}
atlas.kernel @table(%a: memref<16xi8> {atlas.in}, %t: memref<256xi8> {atlas.table}, %o: memref<256xi8> {atlas.out, atlas.inplace = ["t"]}) {
  // expected-error @+1 {{'atlas.map' op writes a buffer that may overlap the table its region reads; expected another buffer}}
  atlas.map outs(%o : memref<256xi8>) {
  ^bb0(%i: index):
    %x = memref.load %t[%i] : memref<256xi8>
    atlas.yield %x : i8
  }
  atlas.return
}

// -----

// Equal buffers, but not equal parts of them.
// expected-note @+1 {{'o' and 'a' may overlap by}}
atlas.kernel @parts(%a: memref<16xi8> {atlas.in}, %o: memref<16xi8> {atlas.out, atlas.inplace = ["a"]}) {
  %x = memref.subview %a[0] [8] [1] : memref<16xi8> to memref<8xi8, strided<[1]>>
  %y = memref.subview %o[4] [8] [1] : memref<16xi8> to memref<8xi8, strided<[1], offset: 4>>
  // expected-error @+1 {{'atlas.map' op writes a buffer that may overlap input 0}}
  atlas.map ins(%x : memref<8xi8, strided<[1]>>) outs(%y : memref<8xi8, strided<[1], offset: 4>>) {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  }
  atlas.return
}

// -----

atlas.kernel @selected(%a: memref<16xi8> {atlas.inout}, %b: memref<16xi8> {atlas.inout}, %c: i1) {
  // expected-note @+1 {{which buffer it is, is decided here}}
  %o = arith.select %c, %a, %b : memref<16xi8>
  %x = memref.subview %a[0] [8] [1] : memref<16xi8> to memref<8xi8, strided<[1]>>
  %y = memref.subview %o[1] [8] [1] : memref<16xi8> to memref<8xi8, strided<[1], offset: 1>>
  // expected-error @+1 {{'atlas.map' op writes a buffer that may overlap input 0}}
  atlas.map ins(%x : memref<8xi8, strided<[1]>>) outs(%y : memref<8xi8, strided<[1], offset: 1>>) {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  }
  atlas.return
}

// -----

atlas.kernel @carried(%a: memref<256xi8> {atlas.inout}, %b: memref<256xi8> {atlas.inout}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  // expected-note @+1 {{which buffer it is, is decided here}}
  %r:2 = scf.for %i = %c0 to %c4 step %c1 iter_args(%x = %a, %y = %b) -> (memref<256xi8>, memref<256xi8>) {
    // expected-error @+1 {{'atlas.histogram' op writes a buffer that may overlap input 0}}
    atlas.histogram ins(%x : memref<256xi8>) outs(%y : memref<256xi8>) {
    ^bb0(%e: i8):
      atlas.yield %e : i8
    }
    scf.yield %a, %a : memref<256xi8>, memref<256xi8>
  }
  atlas.return
}

// -----

memref.global "private" @bins : memref<256xi8>
atlas.kernel @global() {
  // expected-note @+1 {{which buffer it is, is decided here}}
  %a = memref.get_global @bins : memref<256xi8>
  %b = memref.get_global @bins : memref<256xi8>
  // expected-error @+1 {{'atlas.histogram' op writes a buffer that may overlap input 0}}
  atlas.histogram ins(%b : memref<256xi8>) outs(%a : memref<256xi8>) {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  }
  atlas.return
}

// -----

func.func private @same(%b: memref<16xi8>) -> memref<16xi8> {
  return %b : memref<16xi8>
}
atlas.kernel @returned(%a: memref<16xi8> {atlas.inout}, %i: memref<16xi8> {atlas.in}) {
  // expected-note @+1 {{which buffer it is, is decided here}}
  %b = func.call @same(%a) : (memref<16xi8>) -> memref<16xi8>
  // expected-error @+1 {{'atlas.gather' op writes a buffer that may overlap input 0}}
  atlas.gather ins(%a, %i : memref<16xi8>, memref<16xi8>) outs(%b : memref<16xi8>)
  atlas.return
}

// -----

// expected-note @+1 {{the arguments of a helper may be one buffer}}
func.func private @count(%a: memref<256xi8>, %b: memref<256xi8>) {
  // expected-error @+1 {{'atlas.histogram' op writes a buffer that may overlap input 0}}
  atlas.histogram ins(%a : memref<256xi8>) outs(%b : memref<256xi8>) {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  }
  return
}
atlas.kernel @helper(%a: memref<256xi8> {atlas.inout}) {
  func.call @count(%a, %a) : (memref<256xi8>, memref<256xi8>) -> ()
  atlas.return
}

// -----

// A pipeline passes what it has chosen to its kernels.
// expected-note @+1 {{callee declared here}}
atlas.kernel @k(%x: memref<16xi8> {atlas.in}, %y: memref<16xi8> {atlas.out}) {
  atlas.return
}
atlas.pipeline @call(%a: memref<16xi8> {atlas.inout}, %b: memref<16xi8> {atlas.inout}, %c: i1) {
  %o = arith.select %c, %a, %b : memref<16xi8>
  // expected-error @+1 {{passes buffers that may overlap as 'x' and 'y', of which 'y' is written; expected different buffers, or atlas.overlap}}
  atlas.call @k(%a, %o) : (memref<16xi8>, memref<16xi8>) -> ()
  atlas.return
}
