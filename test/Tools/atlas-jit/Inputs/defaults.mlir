// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// sum of x[i] * w[i] * scale + offset; only x must be given.
atlas.kernel @weigh(%x: memref<?xf32> {atlas.in},
    %w: memref<?xf32> {atlas.in, atlas.length = "dim(x)", atlas.default = 1.0 : f32},
    %scale: f32 {atlas.default = 0.5 : f32},
    %offset: i64 {atlas.signed, atlas.default = -3 : i64},
    %o: memref<?xf32> {atlas.out, atlas.length = "dim(x)"}) -> (i64 {atlas.signed}) {
  atlas.map ins(%x, %w : memref<?xf32>, memref<?xf32>) outs(%o : memref<?xf32>) {
  ^bb0(%a: f32, %b: f32):
    %ab = arith.mulf %a, %b : f32
    %scaled = arith.mulf %ab, %scale : f32
    atlas.yield %scaled : f32
  }
  atlas.return %offset : i64
}
