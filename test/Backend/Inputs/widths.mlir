// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Widths that a device may lack, in bodies whose buffers do not show them.

// 64-bit integers inside.
atlas.kernel @wide_inside(%x: memref<?xi32> {atlas.in},
    %y: memref<?xi32> {atlas.out, atlas.length = "dim(x)"}) {
  atlas.map ins(%x : memref<?xi32>) outs(%y : memref<?xi32>) {
  ^bb0(%e: i32):
    %shift = arith.constant 31 : i64
    %w = arith.extui %e : i32 to i64
    %square = arith.muli %w, %w : i64
    %high = arith.shrui %square, %shift : i64
    %r = arith.trunci %high : i64 to i32
    atlas.yield %r : i32
  }
  atlas.return
}

// Bytes in buffers.
atlas.kernel @bytes(%x: memref<?xi8> {atlas.in},
    %y: memref<?xi8> {atlas.out, atlas.length = "dim(x)"}) {
  atlas.map ins(%x : memref<?xi8>) outs(%y : memref<?xi8>) {
  ^bb0(%e: i8):
    %r = arith.addi %e, %e : i8
    atlas.yield %r : i8
  }
  atlas.return
}

// Doubles inside.
atlas.kernel @double_inside(%x: memref<?xf32> {atlas.in},
    %y: memref<?xf32> {atlas.out, atlas.length = "dim(x)"}) {
  atlas.map ins(%x : memref<?xf32>) outs(%y : memref<?xf32>) {
  ^bb0(%e: f32):
    %w = arith.extf %e : f32 to f64
    %square = arith.mulf %w, %w : f64
    %sum = arith.addf %square, %w : f64
    %r = arith.truncf %sum : f64 to f32
    atlas.yield %r : f32
  }
  atlas.return
}
