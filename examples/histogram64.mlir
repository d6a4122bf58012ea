// histogram64.mlir - 64-bin histogram of u16 samples.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   atlas-jit run examples/histogram64.mlir --in samples=samples.npy --out bins=-
//
// The upper six bits of a sample are its bin. The region is the whole kernel:
// how bins are counted (sub-tables, bit-slicing, threads) is the compiler's
// choice for the CPU at hand.

atlas.kernel @histogram64(%samples: memref<?xi16> {atlas.in},
                          %bins: memref<64xi64> {atlas.out}) {
  atlas.histogram ins(%samples : memref<?xi16>) outs(%bins : memref<64xi64>) {
  ^bb0(%sample: i16):
    %ten = arith.constant 10 : i16
    %bin = arith.shrui %sample, %ten : i16
    atlas.yield %bin : i16
  }
  atlas.return
}
