// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Halting decisions for many streams of scores: the first token of each row at
// which the hard limit, the mean of a window or the drop over a trend fires.
// Kernels for other layouts and scores are edits of this one: run
// scripts/variants.py after a change.

!score = f64
!scores = memref<?x!score>
!row = memref<?x!score, strided<[1], offset: ?>>
!measures = memref<?xf64>

// What a score counts as.
func.func private @halt_clean(%score: !score) -> f64 {
  %zero = arith.constant 0.0 : f64
  %least = arith.constant 0xFFEFFFFFFFFFFFFF : f64
  %most = arith.constant 0x7FEFFFFFFFFFFFFF : f64
  %above = arith.cmpf oge, %score, %least : f64
  %below = arith.cmpf ole, %score, %most : f64
  %good = arith.andi %above, %below : i1
  %clean = arith.select %good, %score, %zero : f64
  return %clean : f64
}

// Whether a score is NaN or infinite.
func.func private @halt_is_bad(%score: !score) -> i1 {
  %least = arith.constant 0xFFEFFFFFFFFFFFFF : f64
  %most = arith.constant 0x7FEFFFFFFFFFFFFF : f64
  %true = arith.constant true
  %above = arith.cmpf oge, %score, %least : f64
  %below = arith.cmpf ole, %score, %most : f64
  %good = arith.andi %above, %below : i1
  %bad = arith.xori %good, %true : i1
  return %bad : i1
}

atlas.kernel @halt_batch(%scores: !scores {atlas.in},
    %offsets: memref<?xi64> {atlas.in, atlas.signed},
    %hard_limit: f64 {atlas.constant},
    %window: i64 {atlas.constant}, %window_threshold: f64 {atlas.constant},
    %trend: i64 {atlas.constant}, %trend_threshold: f64 {atlas.constant},
    %regression: i64 {atlas.constant, atlas.default = 0 : i64},
    %per_row: i64 {atlas.constant, atlas.default = 0 : i64},
    %measure: i64 {atlas.constant, atlas.default = 0 : i64},
    %hard_limits: memref<?xf64> {atlas.in, atlas.default = 0x7FF8000000000000 : f64,
        atlas.length = "per_row * (dim(offsets) - 1)"},
    %window_thresholds: memref<?xf64> {atlas.in, atlas.default = 0x7FF8000000000000 : f64,
        atlas.length = "per_row * (dim(offsets) - 1)"},
    %trend_thresholds: memref<?xf64> {atlas.in, atlas.default = 0x7FF8000000000000 : f64,
        atlas.length = "per_row * (dim(offsets) - 1)"},
    %halt_index: memref<?xi32> {atlas.out, atlas.signed, atlas.length = "dim(offsets) - 1"},
    %reason: memref<?xi8> {atlas.out, atlas.length = "dim(offsets) - 1"},
    %emitted: memref<?xi32> {atlas.out, atlas.length = "dim(offsets) - 1"},
    %observed: memref<?xi32> {atlas.out, atlas.length = "dim(offsets) - 1"},
    %value: !measures {atlas.out, atlas.length = "measure * (dim(offsets) - 1)"},
    %avg: !measures {atlas.out, atlas.length = "measure * (dim(offsets) - 1)"},
    %min: !measures {atlas.out, atlas.length = "measure * (dim(offsets) - 1)"})
    attributes {contract = #atlas.contract<"C-ATLAS-HALT-BATCH">,
                exactness = #atlas<exactness bit_exact>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %off = arith.constant 0 : i64
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %two = arith.constant 2.0 : f64
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
  %size = memref.dim %scores, %c0 : !scores
  %rows = memref.dim %halt_index, %c0 : memref<?xi32>
  %line = arith.cmpi ne, %regression, %off : i64
  %own = arith.cmpi ne, %per_row, %off : i64
  %measured = arith.cmpi ne, %measure, %off : i64

  // The line through a trend: the numbers of its scores less their mean, and the
  // sum of the squares of that. No row has a trend longer than all scores. The line
  // of a single score is flat: its slope is 0 over infinity.
  %t_count = arith.uitofp %trend : i64 to f64
  %t_less = arith.subf %t_count, %one : f64
  %middle = arith.divf %t_less, %two : f64
  %t_known = arith.minui %t, %size : index
  %t_needed = arith.select %line, %t_known, %c0 : index
  %spread = scf.for %k = %c0 to %t_needed step %c1 iter_args(%so_far = %zero) -> (f64) {
    %number = arith.index_cast %k : index to i64
    %x = arith.uitofp %number : i64 to f64
    %from_middle = arith.subf %x, %middle : f64
    %square = arith.mulf %from_middle, %from_middle : f64
    %next = arith.addf %so_far, %square : f64
    scf.yield %next : f64
  }
  %tiny = arith.constant 1.0e-12 : f64
  %flat = arith.cmpf ole, %spread, %tiny : f64
  %infinity = arith.constant 0x7FF0000000000000 : f64
  %divisor = arith.select %flat, %infinity, %spread : f64

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
    %s = memref.subview %scores[%from] [%count] [1] : !scores to !row

    // The thresholds: of the row where the table has one, else those of all.
    %limits:3 = scf.if %own -> (f64, f64, f64) {
      %l = memref.load %hard_limits[%row] : memref<?xf64>
      %no_l = arith.cmpf uno, %l, %l : f64
      %this_l = arith.select %no_l, %hard_limit, %l : f64
      %a = memref.load %window_thresholds[%row] : memref<?xf64>
      %no_a = arith.cmpf uno, %a, %a : f64
      %this_a = arith.select %no_a, %window_threshold, %a : f64
      %d = memref.load %trend_thresholds[%row] : memref<?xf64>
      %no_d = arith.cmpf uno, %d, %d : f64
      %this_d = arith.select %no_d, %trend_threshold, %d : f64
      scf.yield %this_l, %this_a, %this_d : f64, f64, f64
    } else {
      scf.yield %hard_limit, %window_threshold, %trend_threshold : f64, f64, f64
    }

    // The first token at which a rule fires, or whose score is bad.
    %first = atlas.find ins(%s : !row) window {
    ^bb0(%win: !atlas.window<f64>):
      %newest = atlas.window.newest %win : !atlas.window<f64>
      %hard = arith.cmpf olt, %newest, %limits#0 : f64

      %w_full = atlas.window.full %win last %w : !atlas.window<f64>
      %sum = atlas.window.sum %win last %w sequential : !atlas.window<f64>
      %mean = arith.divf %sum, %w_count : f64
      %low = arith.cmpf olt, %mean, %limits#1 : f64
      %window_fires = arith.andi %w_full, %low : i1

      %t_full = atlas.window.full %win last %t : !atlas.window<f64>
      %total = atlas.window.sum %win last %t sequential : !atlas.window<f64>
      %centre = arith.divf %total, %t_count : f64
      %above = atlas.window.fold %win last %t init(%zero : f64) {
      ^bb0(%k: index, %y: f64, %so_far: f64):
        %number = arith.index_cast %k : index to i64
        %x = arith.uitofp %number : i64 to f64
        %from_middle = arith.subf %x, %middle : f64
        %from_centre = arith.subf %y, %centre : f64
        %part = arith.mulf %from_middle, %from_centre : f64
        %more = arith.addf %so_far, %part : f64
        atlas.yield %more : f64
      } : !atlas.window<f64>
      %slope = arith.divf %above, %divisor : f64
      %down = arith.negf %slope : f64
      %line_drop = arith.mulf %down, %t_less : f64
      %oldest = atlas.window.oldest %win last %t : !atlas.window<f64>
      %ends_drop = arith.subf %oldest, %newest : f64
      %drop = arith.select %line, %line_drop, %ends_drop : f64
      %steep = arith.cmpf ogt, %drop, %limits#2 : f64
      %trend_fires = arith.andi %t_full, %steep : i1

      %early = arith.ori %hard, %window_fires : i1
      %halt = arith.ori %early, %trend_fires : i1

      %no_less = arith.cmpf oge, %newest, %least : f64
      %no_more = arith.cmpf ole, %newest, %most : f64
      %good = arith.andi %no_less, %no_more : i1
      %bad = arith.xori %good, %true : i1
      %fires = arith.ori %halt, %bad : i1
      atlas.yield %fires : i1
    }

    // A bad score counts as 0.0: below the hard limit, mostly. Where it is not,
    // the row is searched again with such scores replaced, which is rare.
    %first_index = arith.index_cast %first : i64 to index
    %stopped = arith.cmpi ult, %first_index, %count : index
    %passes = arith.cmpf uge, %zero, %limits#0 : f64
    %may_differ = arith.andi %stopped, %passes : i1
    %doubtful = scf.if %may_differ -> i1 {
      %raw = memref.load %s[%first_index] : !row
      %bad = func.call @halt_is_bad(%raw) : (!score) -> i1
      scf.yield %bad : i1
    } else {
      %false = arith.constant false
      scf.yield %false : i1
    }
    %found = scf.if %doubtful -> i64 {
      %exact = atlas.find ins(%s : !row) attributes {atlas.rare} map {
      ^bb0(%score: !score):
        %above = arith.cmpf oge, %score, %least : f64
        %below = arith.cmpf ole, %score, %most : f64
        %good = arith.andi %above, %below : i1
        %clean = arith.select %good, %score, %zero : f64
        atlas.yield %clean : f64
      } window {
      ^bb0(%win: !atlas.window<f64>):
        %newest = atlas.window.newest %win : !atlas.window<f64>
        %hard = arith.cmpf olt, %newest, %limits#0 : f64

        %w_full = atlas.window.full %win last %w : !atlas.window<f64>
        %sum = atlas.window.sum %win last %w sequential : !atlas.window<f64>
        %mean = arith.divf %sum, %w_count : f64
        %low = arith.cmpf olt, %mean, %limits#1 : f64
        %window_fires = arith.andi %w_full, %low : i1

        %t_full = atlas.window.full %win last %t : !atlas.window<f64>
        %total = atlas.window.sum %win last %t sequential : !atlas.window<f64>
        %centre = arith.divf %total, %t_count : f64
        %above = atlas.window.fold %win last %t init(%zero : f64) {
        ^bb0(%k: index, %y: f64, %so_far: f64):
          %number = arith.index_cast %k : index to i64
          %x = arith.uitofp %number : i64 to f64
          %from_middle = arith.subf %x, %middle : f64
          %from_centre = arith.subf %y, %centre : f64
          %part = arith.mulf %from_middle, %from_centre : f64
          %more = arith.addf %so_far, %part : f64
          atlas.yield %more : f64
        } : !atlas.window<f64>
        %slope = arith.divf %above, %divisor : f64
        %down = arith.negf %slope : f64
        %line_drop = arith.mulf %down, %t_less : f64
        %oldest = atlas.window.oldest %win last %t : !atlas.window<f64>
        %ends_drop = arith.subf %oldest, %newest : f64
        %drop = arith.select %line, %line_drop, %ends_drop : f64
        %steep = arith.cmpf ogt, %drop, %limits#2 : f64
        %trend_fires = arith.andi %t_full, %steep : i1

        %early = arith.ori %hard, %window_fires : i1
        %halt = arith.ori %early, %trend_fires : i1
        atlas.yield %halt : i1
      }
      scf.yield %exact : i64
    } else {
      scf.yield %first : i64
    }

    // Which rule it was, and the number that decided; the hard limit goes first,
    // then the window.
    %i = arith.index_cast %found : i64 to index
    %past = arith.addi %i, %c1 : index
    %halted = arith.cmpi ult, %i, %count : index
    %why:2 = scf.if %halted -> (i8, f64) {
      %raw = memref.load %s[%i] : !row
      %score = func.call @halt_clean(%raw) : (!score) -> f64
      %hard = arith.cmpf olt, %score, %limits#0 : f64
      %full = arith.cmpi uge, %past, %w : index
      %length = arith.select %full, %w, %c0 : index
      %start = arith.subi %past, %length : index
      %sum = scf.for %j = %start to %past step %c1 iter_args(%so_far = %zero) -> (f64) {
        %raw_j = memref.load %s[%j] : !row
        %x = func.call @halt_clean(%raw_j) : (!score) -> f64
        %more = arith.addf %so_far, %x : f64
        scf.yield %more : f64
      }
      %mean = arith.divf %sum, %w_count : f64
      %low = arith.cmpf olt, %mean, %limits#1 : f64
      %window_fires = arith.andi %full, %low : i1
      %drop = scf.if %measured -> f64 {
        %t_length = arith.minui %t, %past : index
        %t_start = arith.subi %past, %t_length : index
        %fall = scf.if %line -> f64 {
          %total = scf.for %j = %t_start to %past step %c1 iter_args(%so_far = %zero) -> (f64) {
            %raw_j = memref.load %s[%j] : !row
            %y = func.call @halt_clean(%raw_j) : (!score) -> f64
            %more = arith.addf %so_far, %y : f64
            scf.yield %more : f64
          }
          %centre = arith.divf %total, %t_count : f64
          %above = scf.for %j = %t_start to %past step %c1 iter_args(%so_far = %zero) -> (f64) {
            %k = arith.subi %j, %t_start : index
            %number = arith.index_cast %k : index to i64
            %x = arith.uitofp %number : i64 to f64
            %from_middle = arith.subf %x, %middle : f64
            %raw_j = memref.load %s[%j] : !row
            %y = func.call @halt_clean(%raw_j) : (!score) -> f64
            %from_centre = arith.subf %y, %centre : f64
            %part = arith.mulf %from_middle, %from_centre : f64
            %more = arith.addf %so_far, %part : f64
            scf.yield %more : f64
          }
          %slope = arith.divf %above, %divisor : f64
          %down = arith.negf %slope : f64
          %line_drop = arith.mulf %down, %t_less : f64
          scf.yield %line_drop : f64
        } else {
          %exists = arith.cmpi ne, %t_length, %c0 : index
          %oldest = scf.if %exists -> f64 {
            %raw_oldest = memref.load %s[%t_start] : !row
            %y = func.call @halt_clean(%raw_oldest) : (!score) -> f64
            scf.yield %y : f64
          } else {
            scf.yield %zero : f64
          }
          %ends_drop = arith.subf %oldest, %score : f64
          scf.yield %ends_drop : f64
        }
        scf.yield %fall : f64
      } else {
        scf.yield %zero : f64
      }
      %soft = arith.select %window_fires, %window_reason, %trend_reason : i8
      %soft_value = arith.select %window_fires, %mean, %drop : f64
      %which = arith.select %hard, %hard_reason, %soft : i8
      %number = arith.select %hard, %score, %soft_value : f64
      scf.yield %which, %number : i8, f64
    } else {
      scf.yield %none, %zero : i8, f64
    }
    %at = arith.trunci %found : i64 to i32
    %index = arith.select %halted, %at, %minus_one : i32
    %scored = arith.extui %halted : i1 to i32
    %seen = arith.addi %at, %scored : i32
    memref.store %index, %halt_index[%row] : memref<?xi32>
    memref.store %why#0, %reason[%row] : memref<?xi8>
    memref.store %at, %emitted[%row] : memref<?xi32>
    memref.store %seen, %observed[%row] : memref<?xi32>

    // Mean and minimum of what was scored, in [0, 1] and at least +0.0.
    scf.if %measured {
      %stop = arith.select %halted, %past, %count : index
      %all:2 = scf.for %j = %c0 to %stop step %c1
          iter_args(%so_far = %zero, %low = %most) -> (f64, f64) {
        %raw_j = memref.load %s[%j] : !row
        %x = func.call @halt_clean(%raw_j) : (!score) -> f64
        %more = arith.addf %so_far, %x : f64
        %lower = arith.minimumf %low, %x : f64
        scf.yield %more, %lower : f64, f64
      }
      %any = arith.cmpi ne, %stop, %c0 : index
      %n = arith.index_cast %stop : index to i64
      %n_count = arith.uitofp %n : i64 to f64
      %mean = arith.divf %all#0, %n_count : f64
      %positive = arith.cmpf ogt, %mean, %zero : f64
      %at_most = arith.minimumf %mean, %one : f64
      %unit = arith.select %positive, %at_most, %zero : f64
      %at_least = arith.maximumf %all#1, %zero : f64
      %lowest = arith.select %any, %at_least, %zero : f64
      memref.store %why#1, %value[%row] : !measures
      memref.store %unit, %avg[%row] : !measures
      memref.store %lowest, %min[%row] : !measures
    }
  }
  atlas.return
}
