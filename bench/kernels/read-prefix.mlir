// read-prefix.mlir - the yardstick of rows that are read up to some place.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For each row of words the exclusive or of the first lengths[row] of them: no more
// than reading costs, of the words that a search over the same rows has to read.

atlas.kernel @read_prefix(%words: memref<?xi64> {atlas.in},
    %offsets: memref<?xi64> {atlas.in, atlas.signed},
    %lengths: memref<?xi32> {atlas.in, atlas.signed, atlas.length = "dim(offsets) - 1"},
    %out: memref<?xi64> {atlas.out, atlas.length = "dim(offsets) - 1"}) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i64
  %size = memref.dim %words, %c0 : memref<?xi64>
  %rows = memref.dim %out, %c0 : memref<?xi64>
  atlas.batch (%row) in (%rows) {
    %begin = memref.load %offsets[%row] : memref<?xi64>
    %length = memref.load %lengths[%row] : memref<?xi32>
    %begin_index = arith.index_cast %begin : i64 to index
    %begin_good = arith.maxsi %begin_index, %c0 : index
    %from = arith.minsi %begin_good, %size : index
    %left = arith.subi %size, %from : index
    %length_index = arith.index_cast %length : i32 to index
    %length_good = arith.maxsi %length_index, %c0 : index
    %count = arith.minsi %length_good, %left : index
    %part = memref.subview %words[%from] [%count] [1]
        : memref<?xi64> to memref<?xi64, strided<[1], offset: ?>>
    %all = atlas.reduce ins(%part : memref<?xi64, strided<[1], offset: ?>>) init(%zero : i64) {
    ^bb0(%word: i64):
      atlas.yield %word : i64
    } combine xor
    memref.store %all, %out[%row] : memref<?xi64>
  }
  atlas.return
}
