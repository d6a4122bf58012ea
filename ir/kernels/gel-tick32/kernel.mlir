// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One decay step of graph evolution in f32: out = weights * m with m the larger
// of rate and floor; the result counts the weights that changed in value.

atlas.kernel @gel_tick32(%weights: memref<?xf32> {atlas.in, atlas.constant},
    %rate: f32, %floor: f32,
    %out: memref<?xf32> {atlas.out, atlas.length = "dim(weights)"}) -> i64
    attributes {contract = #atlas.contract<"C-ATLAS-GEL-TICK32">,
                exactness = #atlas<exactness bit_exact>} {
  %zero = arith.constant 0 : i64

  // The comparison and the select as the contract writes them, no maximum: at
  // equal values (0 and -0) the floor is taken.
  atlas.map ins(%weights : memref<?xf32>) outs(%out : memref<?xf32>) {
  ^bb0(%w: f32):
    %above = arith.cmpf ogt, %rate, %floor : f32
    %m = arith.select %above, %rate, %floor : f32
    %y = arith.mulf %w, %m : f32
    atlas.yield %y : f32
  }
  // By value, so -0 equals 0.
  %changed = atlas.reduce ins(%weights, %out : memref<?xf32>, memref<?xf32>)
      init(%zero : i64) widen i64 {
  ^bb0(%w: f32, %y: f32):
    %differs = arith.cmpf une, %y, %w : f32
    atlas.yield %differs : i1
  } combine addi
  atlas.return %changed : i64
}
