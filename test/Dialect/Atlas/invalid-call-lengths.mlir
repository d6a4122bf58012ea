// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Calls that pass a buffer of another length than the callee declares, or of
// which that cannot be shown.
//
// RUN: atlas-opt %s --split-input-file --verify-diagnostics

// expected-note @+1 {{callee declared here}}
atlas.kernel @quad(%x: memref<?xi8> {atlas.in},
    %y: memref<?xi8> {atlas.out, atlas.length = "dim(x) * 4"}) {
  atlas.return
}
atlas.pipeline @static(%x: memref<8xi8> {atlas.in}) {
  %y = memref.alloc() : memref<31xi8>
  %a = memref.cast %x : memref<8xi8> to memref<?xi8>
  %b = memref.cast %y : memref<31xi8> to memref<?xi8>
  // expected-error @+1 {{'atlas.call' op passes a buffer of length 31 as 'y', whose length is dim(x) * 4; expected 32, computed from the same dimensions and scalars or declared with atlas.length}}
  atlas.call @quad(%a, %b) : (memref<?xi8>, memref<?xi8>) -> ()
  atlas.return
}

// -----

// expected-note @+1 {{callee declared here}}
atlas.kernel @table(%x: memref<?xi8> {atlas.in, atlas.length = "n"}, %n: i8) {
  atlas.return
}
// A scalar is read as an unsigned number.
atlas.pipeline @constant_scalar(%x: memref<?xi8> {atlas.in}) {
  %n = arith.constant -1 : i8
  %c = arith.constant -1 : index
  %y = memref.alloc(%c) : memref<?xi8>
  // expected-error @+1 {{passes a buffer of length -1 as 'x', whose length is n; expected 255}}
  atlas.call @table(%y, %n) : (memref<?xi8>, i8) -> ()
  atlas.return
}

// -----

// expected-note @+1 {{callee declared here}}
atlas.kernel @quad(%x: memref<?xi8> {atlas.in},
    %y: memref<?xi8> {atlas.out, atlas.length = "dim(x) * 4"}) {
  atlas.return
}
atlas.pipeline @dynamic(%data: memref<?xi8> {atlas.in}, %n: i64) {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %d = memref.dim %data, %c0 : memref<?xi8>
  %t = arith.muli %d, %c3 : index
  %y = memref.alloc(%t) : memref<?xi8>
  // expected-error @+1 {{passes a buffer of length dim(data) * 3 as 'y', whose length is dim(x) * 4; expected dim(data) * 4, computed}}
  atlas.call @quad(%data, %y) : (memref<?xi8>, memref<?xi8>) -> ()
  atlas.return
}

// -----

// expected-note @+1 {{callee declared here}}
atlas.kernel @same(%x: memref<?xi8> {atlas.in},
    %y: memref<?xi8> {atlas.in, atlas.length = "dim(x)"}) {
  atlas.return
}
// Nothing relates two arguments of the pipeline.
atlas.pipeline @independent(%a: memref<?xi8> {atlas.in}, %b: memref<?xi8> {atlas.in}) {
  // expected-error @+1 {{passes a buffer of length dim(b) as 'y', whose length is dim(x); expected dim(a), computed}}
  atlas.call @same(%a, %b) : (memref<?xi8>, memref<?xi8>) -> ()
  atlas.return
}

// -----

// expected-note @+1 {{callee declared here}}
atlas.kernel @same(%x: memref<?xi8> {atlas.in},
    %y: memref<?xi8> {atlas.in, atlas.length = "dim(x)"}) {
  atlas.return
}
// The cast is of the signed number.
atlas.pipeline @unknown(%a: memref<?xi8> {atlas.in, atlas.length = "n"}, %n: i32) {
  %c1 = arith.constant 1 : index
  %i = arith.index_cast %n : i32 to index
  %j = arith.subi %i, %c1 : index
  %b = memref.alloc(%j) : memref<?xi8>
  // expected-error @+1 {{passes a buffer of length 'arith.index_cast' - 1 as 'y', whose length is dim(x); expected n, computed}}
  atlas.call @same(%a, %b) : (memref<?xi8>, memref<?xi8>) -> ()
  atlas.return
}

// -----

// expected-note @+1 {{callee declared here}}
atlas.kernel @pages(%x: memref<?xi8> {atlas.in},
    %z: memref<?xi8> {atlas.out, atlas.length = "dim(x) exactdiv 256"}) {
  atlas.return
}
atlas.pipeline @remainder(%data: memref<?xi8> {atlas.in}) {
  %c0 = arith.constant 0 : index
  %c256 = arith.constant 256 : index
  %d = memref.dim %data, %c0 : memref<?xi8>
  %p = arith.divui %d, %c256 : index
  %z = memref.alloc(%p) : memref<?xi8>
  // expected-error @+1 {{passes sizes for which the length of 'z', dim(x) exactdiv 256, may leave a remainder; expected an atlas.length of the pipeline that contains (dim(data) exactdiv 256)}}
  atlas.call @pages(%data, %z) : (memref<?xi8>, memref<?xi8>) -> ()
  atlas.return
}

// -----

// expected-note @+1 {{callee declared here}}
atlas.kernel @pages(%x: memref<?xi8> {atlas.in},
    %z: memref<?xi8> {atlas.out, atlas.length = "dim(x) exactdiv n * 4"}, %n: i8) {
  atlas.return
}
atlas.pipeline @by_zero(%x: memref<64xi8> {atlas.in}) {
  %n = arith.constant 0 : i8
  %a = memref.cast %x : memref<64xi8> to memref<?xi8>
  %y = memref.alloc() : memref<0xi8>
  %z = memref.cast %y : memref<0xi8> to memref<?xi8>
  // expected-error @+1 {{may leave a remainder; expected an atlas.length of the pipeline that contains (64 exactdiv 0)}}
  atlas.call @pages(%a, %z, %n) : (memref<?xi8>, memref<?xi8>, i8) -> ()
  atlas.return
}

// -----

// expected-note @+1 {{callee declared here}}
atlas.kernel @near(%x: memref<?xi8> {atlas.in},
    %y: memref<?xi8> {atlas.in, atlas.length = "dim(x) min 5 max 3 floordiv 2 + dim(x) * dim(x) - 1"}) {
  atlas.return
}
// Lengths that refer to each other, and one that leaves 64 bits, say nothing.
atlas.pipeline @nothing_known(%a: memref<?xi8> {atlas.in, atlas.length = "dim(b)"},
    %b: memref<?xi8> {atlas.in, atlas.length = "dim(a) * 9223372036854775807 * 2"}) {
  // expected-error @+1 {{passes a buffer of length ... as 'y', whose length is dim(x) min 5}}
  atlas.call @near(%a, %b) : (memref<?xi8>, memref<?xi8>) -> ()
  atlas.return
}
