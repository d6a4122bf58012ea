// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tables of a call that could change while the kernel runs.
//
// RUN: atlas-opt %s --split-input-file --verify-diagnostics

// expected-note @+1 {{callee declared here}}
atlas.kernel @look(%t: memref<256xi8> {atlas.table}, %o: memref<256xi8> {atlas.out}) {
  atlas.return
}

atlas.pipeline @changing_table(%a: memref<256xi8> {atlas.in}, %o: memref<256xi8> {atlas.out}) {
  // expected-error @+1 {{'atlas.call' op passes a buffer that may change as the table 't'; expected an atlas.table argument, a constant memref.global or a temporary that the call does not write}}
  atlas.call @look(%a, %o) : (memref<256xi8>, memref<256xi8>) -> ()
  atlas.return
}

// -----

// expected-note @+1 {{callee declared here}}
atlas.kernel @look(%t: memref<256xi8> {atlas.table}, %o: memref<128xi8> {atlas.out}) {
  atlas.return
}

atlas.pipeline @written_table() {
  %t = memref.alloc() : memref<256xi8>
  %v = memref.subview %t[0] [128] [1] : memref<256xi8> to memref<128xi8, strided<[1]>>
  %w = memref.cast %v : memref<128xi8, strided<[1]>> to memref<128xi8>
  // expected-error @+1 {{passes a buffer that may change as the table 't'}}
  atlas.call @look(%t, %w) : (memref<256xi8>, memref<128xi8>) -> ()
  atlas.return
}
