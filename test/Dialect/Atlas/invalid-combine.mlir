// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Refusals of reductions and scans.
// What regions hold is in invalid-regions.mlir.
//
// RUN: atlas-opt %s --split-input-file --verify-diagnostics

func.func @reduce_inputs(%z: i64) {
  // expected-error @+1 {{'atlas.reduce' op has no inputs; expected at least one, which gives the range}}
  %0 = "atlas.reduce"(%z) <{kinds = [#atlas.kind<addi>], operandSegmentSizes = array<i32: 0, 1>}> ({
    atlas.yield %z : i64
  }, {}) : (i64) -> i64
  return
}

// -----

func.func @reduce_shape(%a: memref<4xi64>, %b: memref<5xi64>, %z: i64) {
  // expected-error @+1 {{input 1 is 'memref<5xi64>'; expected the shape of the first one, 'memref<4xi64>'}}
  %0 = atlas.reduce ins(%a, %b : memref<4xi64>, memref<5xi64>) init(%z : i64) {
  ^bb0(%x: i64, %y: i64):
    atlas.yield %x : i64
  } combine addi
  return
}

// -----

func.func @reduce_inits(%a: memref<?xi64>) {
  // expected-error @+1 {{has no accumulators; expected at least one init}}
  "atlas.reduce"(%a) <{kinds = [#atlas.kind<addi>], operandSegmentSizes = array<i32: 1, 0>}> ({
  ^bb0(%x: i64):
    atlas.yield
  }, {}) : (memref<?xi64>) -> ()
  return
}

// -----

func.func @reduce_results(%a: memref<?xi64>, %z: i64) {
  // expected-error @+1 {{has results of type ('i32'); expected the types of the inits, ('i64')}}
  %0 = "atlas.reduce"(%a, %z) <{kinds = [#atlas.kind<addi>], operandSegmentSizes = array<i32: 1, 1>}> ({
  ^bb0(%x: i64):
    atlas.yield %x : i64
  }, {}) : (memref<?xi64>, i64) -> i32
  return
}

// -----

func.func @reduce_type(%a: memref<?xi64>, %z: index) {
  // expected-error @+1 {{accumulates 'index'; expected an integer, f16, f32 or f64}}
  %0 = atlas.reduce ins(%a : memref<?xi64>) init(%z : index) {
  ^bb0(%x: i64):
    atlas.yield %z : index
  } combine addi
  return
}

// -----

func.func @reduce_neither(%a: memref<?xi64>, %z: i64) {
  // expected-error @+1 {{has neither combine kinds nor a combiner region; expected one of them}}
  %0 = "atlas.reduce"(%a, %z) <{operandSegmentSizes = array<i32: 1, 1>}> ({
  ^bb0(%x: i64):
    atlas.yield %x : i64
  }, {}) : (memref<?xi64>, i64) -> i64
  return
}

// -----

func.func @reduce_both(%a: memref<?xi64>, %z: i64) {
  // expected-error @+1 {{has both combine kinds and a combiner region; expected one of them}}
  %0 = "atlas.reduce"(%a, %z) <{kinds = [#atlas.kind<addi>], operandSegmentSizes = array<i32: 1, 1>}> ({
  ^bb0(%x: i64):
    atlas.yield %x : i64
  }, {
  ^bb0(%l: i64, %r: i64):
    atlas.yield %l : i64
  }) : (memref<?xi64>, i64) -> i64
  return
}

// -----

func.func @reduce_kind_count(%a: memref<?xi64>, %z: i64) {
  // expected-error @+1 {{has 2 combine kinds; expected one, or one for each of the 3 accumulators}}
  %0:3 = atlas.reduce ins(%a : memref<?xi64>) init(%z, %z, %z : i64, i64, i64) {
  ^bb0(%x: i64):
    atlas.yield %x, %x, %x : i64, i64, i64
  } combine addi, minu
  return
}

// -----

func.func @reduce_kind(%a: memref<?xf32>, %z: f32) {
  // expected-error @+1 {{combines accumulator 0 of type 'f32' with 'minu'; expected a float kind}}
  %0 = atlas.reduce ins(%a : memref<?xf32>) init(%z : f32) {
  ^bb0(%x: f32):
    atlas.yield %x : f32
  } combine minu
  return
}

// -----

func.func @reduce_int_kind(%a: memref<?xi8>, %z: i8) {
  // expected-error @+1 {{combines accumulator 1 of type 'i8' with 'addf'; expected an integer kind}}
  %0:2 = atlas.reduce ins(%a : memref<?xi8>) init(%z, %z : i8, i8) {
  ^bb0(%x: i8):
    atlas.yield %x, %x : i8, i8
  } combine addi, addf
  return
}

// -----

func.func @reduce_widen(%a: memref<?xi8>, %z: i32) {
  // expected-error @+1 {{widens to 'i64' but accumulates 'i32'; expected one integer type for both}}
  %0 = atlas.reduce ins(%a : memref<?xi8>) init(%z : i32) widen i64 {
  ^bb0(%x: i8):
    atlas.yield %x : i8
  } combine addi
  return
}

// -----

func.func @reduce_mod_alone(%a: memref<?xi8>, %z: i8) {
  // expected-error @+1 {{has mod 96 without widen; expected a positive modulus and widen}}
  %0 = atlas.reduce ins(%a : memref<?xi8>) init(%z : i8) mod 96 {
  ^bb0(%x: i8):
    atlas.yield %x : i8
  } combine addi
  return
}

// -----

func.func @reduce_mod_sign(%a: memref<?xi8>, %z: i64) {
  // expected-error @+1 {{has mod -1; expected a positive modulus and widen}}
  %0 = atlas.reduce ins(%a : memref<?xi8>) init(%z : i64) widen i64 mod -1 {
  ^bb0(%x: i8):
    atlas.yield %x : i8
  } combine addi
  return
}

// -----

func.func @reduce_mod_kind(%a: memref<?xi8>, %z: i64) {
  // expected-error @+1 {{has mod 96 with a combination other than addi; residues are defined for sums}}
  %0 = atlas.reduce ins(%a : memref<?xi8>) init(%z : i64) widen i64 mod 96 {
  ^bb0(%x: i8):
    atlas.yield %x : i8
  } combine maxu
  return
}

// -----

func.func @reduce_yield_wide(%a: memref<?xi64>, %z: i32) {
  // expected-error @+1 {{yields 'i64' for accumulator 0; expected an integer no wider than 'i32'}}
  %0 = atlas.reduce ins(%a : memref<?xi64>) init(%z : i32) widen i32 {
  ^bb0(%x: i64):
    // expected-note @+1 {{yielded here}}
    atlas.yield %x : i64
  } combine addi
  return
}

// -----

func.func @reduce_yield_type(%a: memref<?xi8>, %z: i64) {
  // expected-error @+1 {{yields 'i8' for accumulator 0; expected 'i64'}}
  %0 = atlas.reduce ins(%a : memref<?xi8>) init(%z : i64) {
  ^bb0(%x: i8):
    // expected-note @+1 {{yielded here}}
    atlas.yield %x : i8
  } combine addi
  return
}

// -----

func.func @combiner_args(%a: memref<?xi64>, %z: i64) {
  // expected-error @+1 {{combiner takes 1 arguments; expected 2: left values, then right values}}
  %0 = atlas.reduce ins(%a : memref<?xi64>) init(%z : i64) {
  ^bb0(%x: i64):
    atlas.yield %x : i64
  } combine {
  ^bb0(%l: i64):
    atlas.yield %l : i64
  }
  return
}

// -----

func.func @combiner_arg_type(%a: memref<?xi64>, %z: i64) {
  // expected-error @+1 {{combiner argument 1 is 'i32'; expected 'i64'}}
  %0 = atlas.reduce ins(%a : memref<?xi64>) init(%z : i64) {
  ^bb0(%x: i64):
    atlas.yield %x : i64
  } combine {
  ^bb0(%l: i64, %r: i32):
    atlas.yield %l : i64
  }
  return
}

// -----

atlas.kernel @reduce_free(%a: memref<?xf32> {atlas.in}) -> f32 {
  %z = arith.constant 0.0 : f32
  // expected-error @+1 {{'atlas.reduce' op has order free floats in a kernel of exactness bit_exact; expected bounded_ulp}}
  %0 = atlas.reduce ins(%a : memref<?xf32>) init(%z : f32) order free {
  ^bb0(%x: f32):
    atlas.yield %x : f32
  } combine addf
  atlas.return %0 : f32
}

// -----

func.func @reduce_kind_name(%a: memref<?xi64>, %z: i64) {
  %0 = atlas.reduce ins(%a : memref<?xi64>) init(%z : i64) {
  ^bb0(%x: i64):
    atlas.yield %x : i64
  // expected-error @+1 {{unknown combine kind 'sum'; expected addi addf muli mulf minu mins maxu maxs minimumf maximumf minnumf maxnumf and or xor, or a region}}
  } combine sum
  return
}

// -----

func.func @reduce_order_name(%a: memref<?xi64>, %z: i64) {
  // expected-error @+1 {{unknown order 'any'; expected canonical, sequential or free}}
  %0 = atlas.reduce ins(%a : memref<?xi64>) init(%z : i64) order any {
  ^bb0(%x: i64):
    atlas.yield %x : i64
  } combine addi
  return
}

// -----

func.func @scan_groups(%a: memref<?xi64>, %z: i64) {
  // expected-error @+1 {{'atlas.scan' takes one output and one init}}
  atlas.scan ins(%a : memref<?xi64>) outs(%a, %a : memref<?xi64>, memref<?xi64>) init(%z : i64) inclusive {
  ^bb0(%x: i64):
    atlas.yield %x : i64
  } combine addi
  return
}

// -----

func.func @scan_shape(%a: memref<4xi64>, %o: memref<5xi64>, %z: i64) {
  // expected-error @+1 {{buffer 1 is 'memref<5xi64>'; expected the shape of the first one, 'memref<4xi64>'}}
  atlas.scan ins(%a : memref<4xi64>) outs(%o : memref<5xi64>) init(%z : i64) inclusive {
  ^bb0(%x: i64):
    atlas.yield %x : i64
  } combine addi
  return
}

// -----

func.func @scan_init(%a: memref<?xi64>, %o: memref<?xi64>, %z: i32) {
  // expected-error @+1 {{has an init of type 'i32'; expected 'i64', the element type of the output}}
  atlas.scan ins(%a : memref<?xi64>) outs(%o : memref<?xi64>) init(%z : i32) inclusive {
  ^bb0(%x: i64):
    atlas.yield %x : i64
  } combine addi
  return
}

// -----

func.func @scan_order(%a: memref<?xf32>, %o: memref<?xf32>, %z: f32) {
  // expected-error @+1 {{has order canonical; a scan is sequential or free}}
  atlas.scan ins(%a : memref<?xf32>) outs(%o : memref<?xf32>) init(%z : f32) inclusive order canonical {
  ^bb0(%x: f32):
    atlas.yield %x : f32
  } combine addf
  return
}

// -----

func.func @scan_yield(%a: memref<?xi8>, %o: memref<?xi64>, %z: i64) {
  // expected-error @+1 {{yields 'i8' for the output; expected 'i64'}}
  atlas.scan ins(%a : memref<?xi8>) outs(%o : memref<?xi64>) init(%z : i64) inclusive {
  ^bb0(%x: i8):
    // expected-note @+1 {{yielded here}}
    atlas.yield %x : i8
  } combine addi
  return
}

// -----

atlas.kernel @scan_free(%a: memref<?xf32> {atlas.in}, %o: memref<?xf32> {atlas.out}, %z: f32)
    attributes {exactness = #atlas<exactness ordered_float>} {
  // expected-error @+1 {{has order free floats in a kernel of exactness ordered_float; expected bounded_ulp}}
  atlas.scan ins(%a : memref<?xf32>) outs(%o : memref<?xf32>) init(%z : f32) inclusive order free {
  ^bb0(%x: f32):
    atlas.yield %x : f32
  } combine addf
  atlas.return
}
