// fading.mlir - a halting rule of one's own: streams that fade.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   atlas-jit run examples/fading.mlir --in scores=scores.npy --set keep=0.8 --out halts=-
//
// For each row of scores the first token at which the mean of the last 8 scores
// is below `keep` times the score 16 tokens before, or at which the last three
// scores fell one after the other; the number of tokens if there is none. Sums go
// from the oldest score to the newest on every target, so the decision has the
// same bits everywhere. NaN is below nothing and no fall.

atlas.kernel @fading(%scores: memref<?x?xf64> {atlas.in}, %keep: f64,
    %halts: memref<?xi64> {atlas.out, atlas.length = "dim(scores, 0)"})
    attributes {exactness = #atlas<exactness bit_exact>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %c16 = arith.constant 16 : index
  %c17 = arith.constant 17 : index
  %eighth = arith.constant 0.125 : f64
  %rows = memref.dim %scores, %c0 : memref<?x?xf64>
  %tokens = memref.dim %scores, %c1 : memref<?x?xf64>

  atlas.batch (%row) in (%rows) {
    %stream = memref.subview %scores[%row, 0] [1, %tokens] [1, 1]
        : memref<?x?xf64> to memref<?xf64, strided<[1], offset: ?>>
    %first = atlas.find ins(%stream : memref<?xf64, strided<[1], offset: ?>>) window {
    ^bb0(%win: !atlas.window<f64>):
      // Zeros lie before the first score; what is not there decides nothing.
      %sum = atlas.window.sum %win last %c8 sequential : !atlas.window<f64>
      %mean = arith.mulf %sum, %eighth : f64
      %past = atlas.window.at %win back %c16 : !atlas.window<f64>
      %floor = arith.mulf %keep, %past : f64
      %below = arith.cmpf olt, %mean, %floor : f64
      %known = atlas.window.full %win last %c17 : !atlas.window<f64>
      %fades = arith.andi %below, %known : i1

      %a = atlas.window.at %win back %c3 : !atlas.window<f64>
      %b = atlas.window.at %win back %c2 : !atlas.window<f64>
      %c = atlas.window.at %win back %c1 : !atlas.window<f64>
      %d = atlas.window.newest %win : !atlas.window<f64>
      %fall1 = arith.cmpf ogt, %a, %b : f64
      %fall2 = arith.cmpf ogt, %b, %c : f64
      %fall3 = arith.cmpf ogt, %c, %d : f64
      %four = atlas.window.full %win last %c4 : !atlas.window<f64>
      %fall12 = arith.andi %fall1, %fall2 : i1
      %fall34 = arith.andi %fall3, %four : i1
      %falls = arith.andi %fall12, %fall34 : i1

      %halt = arith.ori %fades, %falls : i1
      atlas.yield %halt : i1
    }
    memref.store %first, %halts[%row] : memref<?xi64>
  }
  atlas.return
}
