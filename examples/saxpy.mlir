// saxpy.mlir - r[i] = a * x[i] + y[i] in f32.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   atlas-jit run examples/saxpy.mlir --set a=2.5 --in x=x.npy --in y=y.npy --out r=r.npy
//
// The product and the sum are rounded one after the other: Atlas never fuses
// them, so every tier, ISA level and thread count gives the same bits.

atlas.kernel @saxpy(%a: f32,
                    %x: memref<?xf32> {atlas.in},
                    %y: memref<?xf32> {atlas.in, atlas.length = "dim(x)"},
                    %r: memref<?xf32> {atlas.out, atlas.length = "dim(x)"})
    attributes {exactness = #atlas<exactness bit_exact>} {
  atlas.map ins(%x, %y : memref<?xf32>, memref<?xf32>) outs(%r : memref<?xf32>) {
  ^bb0(%xi: f32, %yi: f32):
    %product = arith.mulf %a, %xi : f32
    %sum = arith.addf %product, %yi : f32
    atlas.yield %sum : f32
  }
  atlas.return
}
