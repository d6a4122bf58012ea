// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Refusals of histograms, searches, gathers, scatters and batches.
// What regions hold is in invalid-regions.mlir.
//
// RUN: atlas-opt %s --split-input-file --verify-diagnostics

func.func @histogram_alias(%a: memref<?xi64>) {
  // expected-error @+1 {{writes the buffer that is also input 0; expected another output}}
  atlas.histogram ins(%a : memref<?xi64>) outs(%a : memref<?xi64>) {
  ^bb0(%x: i64):
    atlas.yield %x : i64
  }
  return
}

// -----

func.func @histogram_count(%a: memref<?xi8>, %b: memref<?xi64>) {
  // expected-error @+1 {{yields 3 values; expected a bin index, optionally followed by a weight}}
  atlas.histogram ins(%a : memref<?xi8>) outs(%b : memref<?xi64>) {
  ^bb0(%x: i8):
    // expected-note @+1 {{yielded here}}
    atlas.yield %x, %x, %x : i8, i8, i8
  }
  return
}

// -----

func.func @histogram_index(%a: memref<?xf32>, %b: memref<?xi64>) {
  // expected-error @+1 {{'atlas.histogram' op yields index type 'f32'; bins are indexed by integers}}
  atlas.histogram ins(%a : memref<?xf32>) outs(%b : memref<?xi64>) {
  ^bb0(%x: f32):
    // expected-note @+1 {{yielded here}}
    atlas.yield %x : f32
  }
  return
}

// -----

func.func @histogram_outside(%a: memref<?xi8>, %b: memref<96xi64>) {
  // expected-error @+1 {{yields an index of at least 96; expected less than 96, the number of bins}}
  atlas.histogram ins(%a : memref<?xi8>) outs(%b : memref<96xi64>) {
  ^bb0(%x: i8):
    %c = arith.constant 96 : i8
    // expected-note @+1 {{yielded here}}
    atlas.yield %c : i8
  }
  return
}

// -----

// Proved from bounds: residues below 96, plus 100.
func.func @histogram_outside_range(%a: memref<?xi8>, %b: memref<96xi64>) {
  // expected-error @+1 {{yields an index of at least 100; expected less than 96, the number of bins}}
  atlas.histogram ins(%a : memref<?xi8>) outs(%b : memref<96xi64>) {
  ^bb0(%x: i8):
    %h = arith.constant 100 : i8
    %r = atlas.r96.classify %x : i8
    %c = arith.addi %r, %h : i8
    // expected-note @+1 {{yielded here}}
    atlas.yield %c : i8
  }
  return
}

// -----

// Not provable: dropped at run time.
func.func @histogram_maybe_outside(%a: memref<?xi8>, %b: memref<96xi64>) {
  atlas.histogram ins(%a : memref<?xi8>) outs(%b : memref<96xi64>) {
  ^bb0(%x: i8):
    atlas.yield %x : i8
  }
  return
}

// -----

func.func @histogram_float_count(%a: memref<?xi8>, %b: memref<?xf32>) {
  // expected-error @+1 {{counts into bins of 'f32'; expected integer bins, or a weight}}
  atlas.histogram ins(%a : memref<?xi8>) outs(%b : memref<?xf32>) {
  ^bb0(%x: i8):
    atlas.yield %x : i8
  }
  return
}

// -----

func.func @histogram_weight(%a: memref<?xi8>, %b: memref<?xi64>) {
  // expected-error @+1 {{yields 'i8' for the weight; expected 'i64'}}
  atlas.histogram ins(%a : memref<?xi8>) outs(%b : memref<?xi64>) {
  ^bb0(%x: i8):
    // expected-note @+1 {{yielded here}}
    atlas.yield %x, %x : i8, i8
  }
  return
}

// -----

func.func @histogram_order(%a: memref<?xi8>, %b: memref<?xf32>, %w: f32) {
  // expected-error @+1 {{adds weights of type 'f32' in no fixed order; expected order_free}}
  atlas.histogram ins(%a : memref<?xi8>) outs(%b : memref<?xf32>) {
  ^bb0(%x: i8):
    // expected-note @+1 {{yielded here}}
    atlas.yield %x, %w : i8, f32
  }
  return
}

// -----

atlas.kernel @histogram_exactness(%a: memref<?xi8> {atlas.in}, %b: memref<?xf32> {atlas.out}, %w: f32) {
  // expected-error @+1 {{has order_free floats in a kernel of exactness bit_exact; expected bounded_ulp}}
  atlas.histogram ins(%a : memref<?xi8>) outs(%b : memref<?xf32>) order_free {
  ^bb0(%x: i8):
    atlas.yield %x, %w : i8, f32
  }
  atlas.return
}

// -----

func.func @find(%a: memref<?xi8>) {
  // expected-error @+1 {{yields 'i8' for the predicate; expected 'i1'}}
  %0 = atlas.find ins(%a : memref<?xi8>) {
  ^bb0(%x: i8):
    // expected-note @+1 {{yielded here}}
    atlas.yield %x : i8
  }
  return
}

// -----

func.func @gather_type(%a: memref<?xi8>, %i: memref<?xi32>, %o: memref<?xi16>) {
  // expected-error @+1 {{source has elements of type 'i8'; expected 'i16', as the output}}
  atlas.gather ins(%a, %i : memref<?xi8>, memref<?xi32>) outs(%o : memref<?xi16>)
  return
}

// -----

func.func @gather_length(%a: memref<?xi8>, %i: memref<4xi32>, %o: memref<5xi8>) {
  // expected-error @+1 {{output is 'memref<5xi8>'; expected the length of the indices, 'memref<4xi32>'}}
  atlas.gather ins(%a, %i : memref<?xi8>, memref<4xi32>) outs(%o : memref<5xi8>)
  return
}

// -----

func.func @gather_alias(%a: memref<?xi8>, %i: memref<?xi32>) {
  // expected-error @+1 {{writes the buffer that is also input 0; expected another output}}
  atlas.gather ins(%a, %i : memref<?xi8>, memref<?xi32>) outs(%a : memref<?xi8>)
  return
}

// -----

func.func @gather_index(%a: memref<?xi8>, %i: memref<?xf32>, %o: memref<?xi8>) {
  // expected-error @+1 {{operand #1 must be rank 1 buffer of i8 i16 i32 i64 with stride 1}}
  atlas.gather ins(%a, %i : memref<?xi8>, memref<?xf32>) outs(%o : memref<?xi8>)
  return
}

// -----

func.func @scatter_length(%a: memref<4xi8>, %i: memref<5xi32>, %o: memref<?xi8>) {
  // expected-error @+1 {{values is 'memref<4xi8>'; expected the length of the indices, 'memref<5xi32>'}}
  atlas.scatter ins(%a, %i : memref<4xi8>, memref<5xi32>) outs(%o : memref<?xi8>) unique
  return
}

// -----

func.func @scatter_kind(%a: memref<?xi8>, %i: memref<?xi32>, %o: memref<?xi8>) {
  // expected-error @+1 {{combines elements of type 'i8' with 'addf'; expected an integer kind}}
  atlas.scatter ins(%a, %i : memref<?xi8>, memref<?xi32>) outs(%o : memref<?xi8>) combine <addf>
  return
}

// -----

func.func @batch_args(%n: index) {
  // expected-error @+1 {{region takes ('index', 'index'); expected one 'index', the item}}
  "atlas.batch"(%n) ({
  ^bb0(%i: index, %j: index):
    atlas.yield
  }) : (index) -> ()
  return
}

// -----

func.func @batch_yield(%n: index) {
  // expected-error @+1 {{yields 1 values; items have no results}}
  atlas.batch (%i) in (%n) {
    // expected-note @+1 {{yielded here}}
    atlas.yield %i : index
  }
  return
}
