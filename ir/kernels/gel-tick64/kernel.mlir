// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One decay step of graph evolution in f64: products that fall below the floor
// are dropped, the others decay. Results: how many were dropped, how many decayed.

atlas.kernel @gel_tick64(%weight: memref<?xf64> {atlas.in, atlas.constant},
    %factor: f64, %floor: f64,
    %out: memref<?xf64> {atlas.out, atlas.length = "dim(weight)"},
    %keep: memref<?xi8> {atlas.out, atlas.length = "dim(weight)"}) -> (i64, i64)
    attributes {contract = #atlas.contract<"C-ATLAS-GEL-TICK64">,
                exactness = #atlas<exactness bit_exact>} {
  %zero = arith.constant 0 : i64

  // |y| < floor is written as -floor < y < floor. A weight that is dropped or does
  // not change in value (-0 for 0) stays as it is.
  atlas.map ins(%weight : memref<?xf64>)
      outs(%out, %keep : memref<?xf64>, memref<?xi8>) {
  ^bb0(%w: f64):
    %y = arith.mulf %w, %factor : f64
    %under = arith.cmpf olt, %y, %floor : f64
    %minus = arith.negf %floor : f64
    %over = arith.cmpf ogt, %y, %minus : f64
    %below = arith.andi %under, %over : i1
    %differs = arith.cmpf une, %y, %w : f64
    %decayed = arith.select %differs, %y, %w : f64
    %value = arith.select %below, %w, %decayed : f64
    %none = arith.constant 0 : i8
    %one = arith.constant 1 : i8
    %kept = arith.select %below, %none, %one : i8
    atlas.yield %value, %kept : f64, i8
  }
  %dropped = atlas.reduce ins(%keep : memref<?xi8>) init(%zero : i64) widen i64 {
  ^bb0(%kept: i8):
    %none = arith.constant 0 : i8
    %drop = arith.cmpi eq, %kept, %none : i8
    atlas.yield %drop : i1
  } combine addi
  // What is dropped is as it was, so a changed value is one that decayed.
  %decayed = atlas.reduce ins(%weight, %out : memref<?xf64>, memref<?xf64>)
      init(%zero : i64) widen i64 {
  ^bb0(%w: f64, %value: f64):
    %differs = arith.cmpf une, %value, %w : f64
    atlas.yield %differs : i1
  } combine addi
  atlas.return %dropped, %decayed : i64, i64
}
