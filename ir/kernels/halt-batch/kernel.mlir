// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Halting decisions for many streams of scores: the first token of each row at
// which the hard limit, the mean of a window or the drop over a trend fires.

atlas.kernel @halt_batch(%scores: memref<?xf64> {atlas.in},
    %offsets: memref<?xi64> {atlas.in, atlas.signed},
    %hard_limit: f64 {atlas.constant},
    %window: i64 {atlas.constant}, %window_threshold: f64 {atlas.constant},
    %trend: i64 {atlas.constant}, %trend_threshold: f64 {atlas.constant},
    %halt_index: memref<?xi32> {atlas.out, atlas.signed, atlas.length = "dim(offsets) - 1"},
    %reason: memref<?xi8> {atlas.out, atlas.length = "dim(offsets) - 1"},
    %emitted: memref<?xi32> {atlas.out, atlas.length = "dim(offsets) - 1"},
    %observed: memref<?xi32> {atlas.out, atlas.length = "dim(offsets) - 1"})
    attributes {contract = #atlas.contract<"C-ATLAS-HALT-BATCH">,
                exactness = #atlas<exactness bit_exact>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f64
  %least = arith.constant 0xFFEFFFFFFFFFFFFF : f64
  %most = arith.constant 0x7FEFFFFFFFFFFFFF : f64
  %none = arith.constant 0 : i8
  %hard_reason = arith.constant 1 : i8
  %window_reason = arith.constant 2 : i8
  %trend_reason = arith.constant 3 : i8
  %true = arith.constant true
  %minus_one = arith.constant -1 : i32

  %w = arith.index_cast %window : i64 to index
  %t = arith.index_cast %trend : i64 to index
  %w_count = arith.uitofp %window : i64 to f64
  %size = memref.dim %scores, %c0 : memref<?xf64>
  %rows = memref.dim %halt_index, %c0 : memref<?xi32>

  atlas.batch (%row) in (%rows) {
    // Scores from..to; offsets that leave the buffer are cut off.
    %next = arith.addi %row, %c1 : index
    %begin = memref.load %offsets[%row] : memref<?xi64>
    %end = memref.load %offsets[%next] : memref<?xi64>
    %begin_index = arith.index_cast %begin : i64 to index
    %end_index = arith.index_cast %end : i64 to index
    %begin_good = arith.maxsi %begin_index, %c0 : index
    %from = arith.minsi %begin_good, %size : index
    %end_good = arith.maxsi %end_index, %from : index
    %to = arith.minsi %end_good, %size : index
    %count = arith.subi %to, %from : index
    %s = memref.subview %scores[%from] [%count] [1]
        : memref<?xf64> to memref<?xf64, strided<[1], offset: ?>>

    // The first token at which a rule fires, or whose score is bad.
    %first = atlas.find ins(%s : memref<?xf64, strided<[1], offset: ?>>) window {
    ^bb0(%win: !atlas.window<f64>):
      %newest = atlas.window.newest %win : !atlas.window<f64>
      %hard = arith.cmpf olt, %newest, %hard_limit : f64

      %w_full = atlas.window.full %win last %w : !atlas.window<f64>
      %sum = atlas.window.sum %win last %w sequential : !atlas.window<f64>
      %mean = arith.divf %sum, %w_count : f64
      %low = arith.cmpf olt, %mean, %window_threshold : f64
      %window_fires = arith.andi %w_full, %low : i1

      %t_full = atlas.window.full %win last %t : !atlas.window<f64>
      %oldest = atlas.window.oldest %win last %t : !atlas.window<f64>
      %drop = arith.subf %oldest, %newest : f64
      %steep = arith.cmpf ogt, %drop, %trend_threshold : f64
      %trend_fires = arith.andi %t_full, %steep : i1

      %early = arith.ori %hard, %window_fires : i1
      %halt = arith.ori %early, %trend_fires : i1

      %above = arith.cmpf oge, %newest, %least : f64
      %below = arith.cmpf ole, %newest, %most : f64
      %good = arith.andi %above, %below : i1
      %bad = arith.xori %good, %true : i1
      %stop = arith.ori %halt, %bad : i1
      atlas.yield %stop : i1
    }

    // A bad score counts as 0.0: below the hard limit, mostly. Where it is not,
    // the row is searched again with such scores replaced.
    %first_index = arith.index_cast %first : i64 to index
    %stopped = arith.cmpi ult, %first_index, %count : index
    %passes = arith.cmpf uge, %zero, %hard_limit : f64
    %doubtful = arith.andi %stopped, %passes : i1
    %found = scf.if %doubtful -> i64 {
      %exact = atlas.find ins(%s : memref<?xf64, strided<[1], offset: ?>>) map {
      ^bb0(%score: f64):
        %above = arith.cmpf oge, %score, %least : f64
        %below = arith.cmpf ole, %score, %most : f64
        %good = arith.andi %above, %below : i1
        %clean = arith.select %good, %score, %zero : f64
        atlas.yield %clean : f64
      } window {
      ^bb0(%win: !atlas.window<f64>):
        %newest = atlas.window.newest %win : !atlas.window<f64>
        %hard = arith.cmpf olt, %newest, %hard_limit : f64

        %w_full = atlas.window.full %win last %w : !atlas.window<f64>
        %sum = atlas.window.sum %win last %w sequential : !atlas.window<f64>
        %mean = arith.divf %sum, %w_count : f64
        %low = arith.cmpf olt, %mean, %window_threshold : f64
        %window_fires = arith.andi %w_full, %low : i1

        %t_full = atlas.window.full %win last %t : !atlas.window<f64>
        %oldest = atlas.window.oldest %win last %t : !atlas.window<f64>
        %drop = arith.subf %oldest, %newest : f64
        %steep = arith.cmpf ogt, %drop, %trend_threshold : f64
        %trend_fires = arith.andi %t_full, %steep : i1

        %early = arith.ori %hard, %window_fires : i1
        %halt = arith.ori %early, %trend_fires : i1
        atlas.yield %halt : i1
      }
      scf.yield %exact : i64
    } else {
      scf.yield %first : i64
    }

    // Which rule it was; the hard limit goes first, then the window.
    %i = arith.index_cast %found : i64 to index
    %past = arith.addi %i, %c1 : index
    %halted = arith.cmpi ult, %i, %count : index
    %why = scf.if %halted -> i8 {
      %score = memref.load %s[%i] : memref<?xf64, strided<[1], offset: ?>>
      %above = arith.cmpf oge, %score, %least : f64
      %below = arith.cmpf ole, %score, %most : f64
      %good = arith.andi %above, %below : i1
      %clean = arith.select %good, %score, %zero : f64
      %hard = arith.cmpf olt, %clean, %hard_limit : f64
      %full = arith.cmpi uge, %past, %w : index
      %length = arith.select %full, %w, %c0 : index
      %start = arith.subi %past, %length : index
      %last = memref.subview %s[%start] [%length] [1]
          : memref<?xf64, strided<[1], offset: ?>> to memref<?xf64, strided<[1], offset: ?>>
      %sum = atlas.reduce ins(%last : memref<?xf64, strided<[1], offset: ?>>)
          init(%zero : f64) order sequential {
      ^bb0(%x: f64):
        %x_above = arith.cmpf oge, %x, %least : f64
        %x_below = arith.cmpf ole, %x, %most : f64
        %x_good = arith.andi %x_above, %x_below : i1
        %x_clean = arith.select %x_good, %x, %zero : f64
        atlas.yield %x_clean : f64
      } combine addf
      %mean = arith.divf %sum, %w_count : f64
      %low = arith.cmpf olt, %mean, %window_threshold : f64
      %window_fires = arith.andi %full, %low : i1
      %soft = arith.select %window_fires, %window_reason, %trend_reason : i8
      %which = arith.select %hard, %hard_reason, %soft : i8
      scf.yield %which : i8
    } else {
      scf.yield %none : i8
    }
    %at = arith.trunci %found : i64 to i32
    %index = arith.select %halted, %at, %minus_one : i32
    %scored = arith.extui %halted : i1 to i32
    %seen = arith.addi %at, %scored : i32
    memref.store %index, %halt_index[%row] : memref<?xi32>
    memref.store %why, %reason[%row] : memref<?xi8>
    memref.store %at, %emitted[%row] : memref<?xi32>
    memref.store %seen, %observed[%row] : memref<?xi32>
  }
  atlas.return
}
