// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Refusals of maps and what all data-parallel operations share.
// What regions hold is in invalid-regions.mlir.
//
// RUN: atlas-opt %s --split-input-file --verify-diagnostics

func.func @buffer_element(%a: memref<?xi1>) {
  // expected-error @+1 {{operand #0 must be variadic of rank 1 or 2 buffer of i8 i16 i32 i64 f16 f32 f64 with innermost stride 1}}
  "atlas.map"(%a, %a) <{operandSegmentSizes = array<i32: 1, 1>}> ({
  ^bb0(%x: i1):
    atlas.yield %x : i1
  }) : (memref<?xi1>, memref<?xi1>) -> ()
  return
}

// -----

func.func @map_no_outputs(%a: memref<?xi8>) {
  // expected-error @+1 {{'atlas.map' op has no outputs; expected at least one}}
  "atlas.map"(%a) <{operandSegmentSizes = array<i32: 1, 0>}> ({
  ^bb0(%x: i8):
    atlas.yield
  }) : (memref<?xi8>) -> ()
  return
}

// -----

func.func @map_outputs(%a: memref<4xi8>, %b: memref<5xi8>, %v: i8) {
  // expected-error @+1 {{output 1 is 'memref<5xi8>'; expected the shape of the first one, 'memref<4xi8>'}}
  atlas.map outs(%a, %b : memref<4xi8>, memref<5xi8>) {
    atlas.yield %v, %v : i8, i8
  }
  return
}

// -----

func.func @map_input(%a: memref<4xi8>, %b: memref<5xi8>) {
  // expected-error @+1 {{input 0 is 'memref<5xi8>'; expected the shape of output 0, 'memref<4xi8>'}}
  atlas.map ins(%b : memref<5xi8>) outs(%a : memref<4xi8>) {
  ^bb0(%x: i8):
    atlas.yield %x : i8
  }
  return
}

// -----

func.func @map_twice(%a: memref<?xi8>, %v: i8) {
  // expected-error @+1 {{names output 0 twice; expected distinct outputs}}
  atlas.map outs(%a, %a : memref<?xi8>, memref<?xi8>) {
    atlas.yield %v, %v : i8, i8
  }
  return
}

// -----

func.func @map_args(%a: memref<?xi8>) {
  // expected-error @+1 {{region takes 3 arguments; expected 1 (one per input) or 2 (with the position)}}
  atlas.map ins(%a : memref<?xi8>) outs(%a : memref<?xi8>) {
  ^bb0(%x: i8, %i: index, %j: index):
    atlas.yield %x : i8
  }
  return
}

// -----

func.func @map_arg_type(%a: memref<?xi8>, %o: memref<?xi16>) {
  // expected-error @+1 {{region argument 0 is 'i16'; expected 'i8', the element type of input 0}}
  atlas.map ins(%a : memref<?xi8>) outs(%o : memref<?xi16>) {
  ^bb0(%x: i16):
    atlas.yield %x : i16
  }
  return
}

// -----

func.func @map_position(%a: memref<?xi8>) {
  // expected-error @+1 {{region argument 1 is 'i64'; expected 'index', the position}}
  atlas.map ins(%a : memref<?xi8>) outs(%a : memref<?xi8>) {
  ^bb0(%x: i8, %i: i64):
    atlas.yield %x : i8
  }
  return
}

// -----

func.func @map_yield_count(%a: memref<?xi8>) {
  // expected-error @+1 {{yields 0 values; expected 1, one per output}}
  atlas.map ins(%a : memref<?xi8>) outs(%a : memref<?xi8>) {
  ^bb0(%x: i8):
    // expected-note @+1 {{yielded here}}
    atlas.yield
  }
  return
}

// -----

func.func @map_yield_type(%a: memref<?xi8>, %v: i16) {
  // expected-error @+1 {{yields 'i16' for output 0; expected 'i8'}}
  atlas.map outs(%a : memref<?xi8>) {
    // expected-note @+1 {{yielded here}}
    atlas.yield %v : i16
  }
  return
}
