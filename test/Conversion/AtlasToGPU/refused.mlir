// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What has no form is refused where it stands, never lowered to something else.
//
// RUN: atlas-opt --atlas-gpu-pipeline --split-input-file --verify-diagnostics %s

atlas.kernel @ordered(%x: memref<?xf32> {atlas.in}) -> f32 {
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?xf32>
  %c1 = arith.constant 1 : index
  %half = memref.alloca() : memref<1xf32>
  memref.store %zero, %half[%c0] : memref<1xf32>
  scf.for %i = %c0 to %n step %c1 {
    %part = memref.subview %x[0] [%i] [1] : memref<?xf32> to memref<?xf32, strided<[1]>>
    // expected-error@+1 {{ATL0601: a float reduction in canonical order has no form here on this target}}
    %s = atlas.reduce ins(%part : memref<?xf32, strided<[1]>>) init(%zero : f32) {
    ^bb0(%e: f32):
      atlas.yield %e : f32
    } combine addf
    memref.store %s, %half[%c0] : memref<1xf32>
  }
  %r = memref.load %half[%c0] : memref<1xf32>
  atlas.return %r : f32
}

// -----

atlas.kernel @witness(%a: memref<?xi8> {atlas.in}, %b: memref<?xi8> {atlas.in}) -> i1 {
  // expected-error @below {{'atlas.witness.generate' op ATL0601: is a call into the runtime}}
  %w = atlas.witness.generate %a : memref<?xi8> -> !atlas.witness
  %v = atlas.witness.verify %w, %b : memref<?xi8> -> i1
  atlas.return %v : i1
}
