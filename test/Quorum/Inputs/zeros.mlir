// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where the sign of a zero, infinities and NaN decide.

// -0.0 + 0.0 is +0.0; a driver that takes x + 0.0 for x keeps the sign. x - x is NaN
// for infinities, 0 * x for those and for NaN; x / 0 is infinite, or NaN for zeros.
atlas.kernel @zeros(%x: memref<?xf32> {atlas.in},
                    %sum: memref<?xf32> {atlas.out, atlas.length = "dim(x)"},
                    %difference: memref<?xf32> {atlas.out, atlas.length = "dim(x)"},
                    %product: memref<?xf32> {atlas.out, atlas.length = "dim(x)"},
                    %quotient: memref<?xf32> {atlas.out, atlas.length = "dim(x)"})
    attributes {exactness = #atlas<exactness bit_exact>} {
  atlas.map ins(%x : memref<?xf32>)
      outs(%sum, %difference, %product, %quotient
           : memref<?xf32>, memref<?xf32>, memref<?xf32>, memref<?xf32>) {
  ^bb0(%a: f32):
    %zero = arith.constant 0.0 : f32
    %s = arith.addf %a, %zero : f32
    %d = arith.subf %a, %a : f32
    %p = arith.mulf %a, %zero : f32
    %q = arith.divf %a, %zero : f32
    atlas.yield %s, %d, %p, %q : f32, f32, f32, f32
  }
  atlas.return
}

// Nothing added to +0.0 is +0.0, not the -0.0 that a sum begins with.
atlas.kernel @dot(%x: memref<?xf32> {atlas.in},
                  %y: memref<?xf32> {atlas.in, atlas.length = "dim(x)"},
                  %sum: memref<1xf32> {atlas.out})
    attributes {exactness = #atlas<exactness ordered_float>} {
  %zero = arith.constant 0.0 : f32
  %r = atlas.reduce ins(%x, %y : memref<?xf32>, memref<?xf32>) init(%zero : f32) {
  ^bb0(%a: f32, %b: f32):
    %p = arith.mulf %a, %b : f32
    atlas.yield %p : f32
  } combine addf
  %c0 = arith.constant 0 : index
  memref.store %r, %sum[%c0] : memref<1xf32>
  atlas.return
}

// The place of a positive number, -1 of another.
atlas.kernel @marks(%x: memref<?xi32> {atlas.in, atlas.signed},
                    %mark: memref<?xi64> {atlas.out, atlas.signed, atlas.length = "dim(x)"})
    attributes {exactness = #atlas<exactness bit_exact>} {
  atlas.map ins(%x : memref<?xi32>) outs(%mark : memref<?xi64>) {
  ^bb0(%a: i32):
    %zero = arith.constant 0 : i32
    %none = arith.constant -1 : index
    %isPositive = arith.cmpi sgt, %a, %zero : i32
    %at = arith.index_cast %a : i32 to index
    %which = arith.select %isPositive, %at, %none : index
    %word = arith.index_cast %which : index to i64
    atlas.yield %word : i64
  }
  atlas.return
}
