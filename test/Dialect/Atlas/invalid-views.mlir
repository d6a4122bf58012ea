// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Outputs that are views of the buffer of an input.
//
// RUN: atlas-opt %s --split-input-file --verify-diagnostics

// expected-note @+1 {{of this buffer}}
atlas.kernel @map_shifted(%a: memref<9xi8> {atlas.inout}) {
  %x = memref.subview %a[0] [8] [1] : memref<9xi8> to memref<8xi8, strided<[1]>>
  %y = memref.subview %a[1] [8] [1] : memref<9xi8> to memref<8xi8, strided<[1], offset: 1>>
  // expected-error @+1 {{'atlas.map' op writes a view of the buffer that is also input 0, at other positions; expected equal or separate views, or another buffer}}
  atlas.map ins(%x : memref<8xi8, strided<[1]>>) outs(%y : memref<8xi8, strided<[1], offset: 1>>) {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  }
  atlas.return
}

// -----

// expected-note @+1 {{of this buffer}}
atlas.kernel @map_outputs(%a: memref<8xi8> {atlas.out}, %v: i8) {
  %x = memref.cast %a : memref<8xi8> to memref<?xi8>
  // expected-error @+1 {{writes a view of the buffer that is also output 0; expected separate views, or another buffer}}
  atlas.map outs(%a, %x : memref<8xi8>, memref<?xi8>) {
    atlas.yield %v, %v : i8, i8
  }
  atlas.return
}

// -----

// expected-note @+1 {{of this buffer}}
atlas.kernel @map_unknown(%a: memref<?xi8> {atlas.inout}, %at: i64) {
  %i = arith.index_cast %at : i64 to index
  %x = memref.subview %a[0] [8] [1] : memref<?xi8> to memref<8xi8, strided<[1]>>
  %y = memref.subview %a[%i] [8] [1] : memref<?xi8> to memref<8xi8, strided<[1], offset: ?>>
  // expected-error @+1 {{writes a view of the buffer that is also input 0, at other positions that may overlap; expected equal or separate views, or another buffer}}
  atlas.map ins(%x : memref<8xi8, strided<[1]>>) outs(%y : memref<8xi8, strided<[1], offset: ?>>) {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  }
  atlas.return
}

// -----

// Half of the second view lies in the first one.
// expected-note @+1 {{of this buffer}}
atlas.kernel @scan_shifted(%a: memref<16x16xi8> {atlas.inout}, %z: i8) {
  %x = memref.subview %a[2, 0] [1, 8] [1, 1] : memref<16x16xi8> to memref<8xi8, strided<[1], offset: 32>>
  %w = memref.subview %a[2, 2] [1, 12] [1, 1] : memref<16x16xi8> to memref<12xi8, strided<[1], offset: 34>>
  %y = memref.subview %w[2] [8] [1] : memref<12xi8, strided<[1], offset: 34>> to memref<8xi8, strided<[1], offset: 36>>
  // expected-error @+1 {{'atlas.scan' op writes a view of the buffer that is also input 0, at other positions; expected equal or separate}}
  atlas.scan ins(%x : memref<8xi8, strided<[1], offset: 32>>) outs(%y : memref<8xi8, strided<[1], offset: 36>>) init(%z : i8) inclusive {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  } combine addi
  atlas.return
}

// -----

// The same elements: a histogram clears its bins first.
// expected-note @+1 {{of this buffer}}
atlas.kernel @histogram_cast(%a: memref<256xi8> {atlas.inout}) {
  %x = memref.cast %a : memref<256xi8> to memref<?xi8>
  // expected-error @+1 {{'atlas.histogram' op writes a view of the buffer that is also input 0; expected separate views, or another buffer}}
  atlas.histogram ins(%x : memref<?xi8>) outs(%a : memref<256xi8>) {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  }
  atlas.return
}

// -----

// expected-note @+1 {{of this buffer}}
atlas.kernel @gather_part(%a: memref<32xi8> {atlas.inout}, %i: memref<8xi8> {atlas.in}) {
  %y = memref.subview %a[4] [8] [1] : memref<32xi8> to memref<8xi8, strided<[1], offset: 4>>
  // expected-error @+1 {{'atlas.gather' op writes a view of the buffer that is also input 0, at other positions; expected separate views}}
  atlas.gather ins(%a, %i : memref<32xi8>, memref<8xi8>) outs(%y : memref<8xi8, strided<[1], offset: 4>>)
  atlas.return
}

// -----

// expected-note @+1 {{of this buffer}}
atlas.kernel @scatter_indices(%a: memref<32xi8> {atlas.inout}, %v: memref<8xi8> {atlas.in}) {
  %i = memref.subview %a[0] [8] [1] : memref<32xi8> to memref<8xi8, strided<[1]>>
  // expected-error @+1 {{'atlas.scatter' op writes a view of the buffer that is also input 1; expected separate views}}
  atlas.scatter ins(%v, %i : memref<8xi8>, memref<8xi8, strided<[1]>>) outs(%a : memref<32xi8>) unique
  atlas.return
}

// -----

// expected-note @+1 {{of this buffer}}
atlas.kernel @strided(%a: memref<8x8xi8> {atlas.inout}) {
  %x = memref.subview %a[0, 0] [4, 8] [2, 1] : memref<8x8xi8> to memref<4x8xi8, strided<[16, 1]>>
  %y = memref.subview %a[1, 0] [4, 8] [1, 1] : memref<8x8xi8> to memref<4x8xi8, strided<[8, 1], offset: 8>>
  // expected-error @+1 {{input 0, at other positions that may overlap}}
  atlas.map ins(%x : memref<4x8xi8, strided<[16, 1]>>) outs(%y : memref<4x8xi8, strided<[8, 1], offset: 8>>) {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  }
  atlas.return
}

// -----

// expected-note @+1 {{callee declared here}}
atlas.kernel @k(%x: memref<?xi8> {atlas.in}, %y: memref<?xi8> {atlas.out, atlas.inplace = ["x"]}) {
  atlas.return
}
// The same start, but not the same length.
atlas.pipeline @call_part(%a: memref<16xi8> {atlas.inout}) {
  %x = memref.cast %a : memref<16xi8> to memref<?xi8>
  %v = memref.subview %a[0] [8] [1] : memref<16xi8> to memref<8xi8, strided<[1]>>
  %y = memref.cast %v : memref<8xi8, strided<[1]>> to memref<?xi8>
  // expected-error @+1 {{passes views of one buffer as 'x' and 'y', of which 'y' is written; expected different buffers, or atlas.overlap}}
  atlas.call @k(%x, %y) : (memref<?xi8>, memref<?xi8>) -> ()
  atlas.return
}

// -----

// expected-note @+1 {{callee declared here}}
atlas.kernel @k(%x: memref<?xi8> {atlas.in}, %y: memref<16xi8> {atlas.out}) {
  atlas.return
}
atlas.pipeline @call_cast(%a: memref<16xi8> {atlas.inout}) {
  %x = memref.cast %a : memref<16xi8> to memref<?xi8>
  // expected-error @+1 {{passes one buffer as 'x' and 'y', of which 'y' is written; expected different buffers, or atlas.inplace}}
  atlas.call @k(%x, %a) : (memref<?xi8>, memref<16xi8>) -> ()
  atlas.return
}

// -----

// expected-note @+1 {{callee declared here}}
atlas.kernel @k(%x: memref<16xi8> {atlas.in}, %y: memref<16xi8> {atlas.out}) {
  atlas.return
}
// What the pipeline tolerates, its kernels must.
atlas.pipeline @call_inplace(%a: memref<16xi8> {atlas.in}, %b: memref<16xi8> {atlas.out, atlas.inplace = ["a"]}) {
  // expected-error @+1 {{passes buffers that the pipeline lets overlap as 'x' and 'y', of which 'y' is written; expected different buffers, or atlas.inplace}}
  atlas.call @k(%a, %b) : (memref<16xi8>, memref<16xi8>) -> ()
  atlas.return
}

// -----

// expected-note @+1 {{callee declared here}}
atlas.kernel @k(%x: memref<?xi8> {atlas.in}, %y: memref<16xi8> {atlas.out, atlas.inplace = ["x"]}) {
  atlas.return
}
atlas.kernel @any(%x: memref<16xi8> {atlas.in}, %y: memref<16xi8> {atlas.out, atlas.overlap}) {
  atlas.return
}
atlas.pipeline @call_overlap(%a: memref<16xi8> {atlas.in}, %b: memref<16xi8> {atlas.out, atlas.inplace = ["a"]}) {
  atlas.call @any(%a, %b) : (memref<16xi8>, memref<16xi8>) -> ()
  %w = memref.cast %a : memref<16xi8> to memref<?xi8>
  atlas.call @k(%w, %b) : (memref<?xi8>, memref<16xi8>) -> ()
  %v = memref.subview %a[0] [8] [1] : memref<16xi8> to memref<8xi8, strided<[1]>>
  %x = memref.cast %v : memref<8xi8, strided<[1]>> to memref<?xi8>
  // expected-error @+1 {{passes buffers that the pipeline lets overlap as 'x' and 'y', of which 'y' is written; expected different buffers, or atlas.overlap}}
  atlas.call @k(%x, %b) : (memref<?xi8>, memref<16xi8>) -> ()
  atlas.return
}

// -----

// Passes are not held to what was checked on the source.
module attributes {atlas.checked} {
  atlas.kernel @checked(%a: memref<9xi8> {atlas.inout}) {
    %x = memref.subview %a[0] [8] [1] : memref<9xi8> to memref<8xi8, strided<[1]>>
    %y = memref.subview %a[1] [8] [1] : memref<9xi8> to memref<8xi8, strided<[1], offset: 1>>
    atlas.map ins(%x : memref<8xi8, strided<[1]>>) outs(%y : memref<8xi8, strided<[1], offset: 1>>) {
    ^bb0(%e: i8):
      atlas.yield %e : i8
    }
    atlas.return
  }
}
