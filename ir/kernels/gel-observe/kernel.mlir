// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Strengthens the edges between the best of the items that were active together,
// pair by pair, and appends the edges that do not exist.
//
// The items are sorted by (score descending, id ascending). Their pairs go into a
// hash table that is at most half full; one walk over the edges says where each
// pair has its edge, a second walk over the pairs does the work.

// A place of a buffer that holds numbers.
func.func private @get(%buffer: memref<?xi64>, %at: index) -> index
    attributes {passthrough = ["alwaysinline"]} {
  %word = memref.load %buffer[%at] : memref<?xi64>
  %number = arith.index_cast %word : i64 to index
  return %number : index
}
func.func private @put(%buffer: memref<?xi64>, %at: index, %number: index)
    attributes {passthrough = ["alwaysinline"]} {
  %word = arith.index_cast %number : index to i64
  memref.store %word, %buffer[%at] : memref<?xi64>
  return
}

// |w|, by clearing the sign.
func.func private @magnitude(%w: f64) -> f64 attributes {passthrough = ["alwaysinline"]} {
  %mask = arith.constant 0x7FFFFFFFFFFFFFFF : i64
  %bits = arith.bitcast %w : f64 to i64
  %clear = arith.andi %bits, %mask : i64
  %size = arith.bitcast %clear : i64 to f64
  return %size : f64
}

// A key whose unsigned order is the order of the signed ids.
func.func private @id_key(%id: i32) -> i64 attributes {passthrough = ["alwaysinline"]} {
  %bias = arith.constant 0x80000000 : i64
  %wide = arith.extsi %id : i32 to i64
  %key = arith.addi %wide, %bias : i64
  return %key : i64
}

// A key whose unsigned order is the descending order of the scores: the bits of
// a negative score as they are, else all but the sign
// turned over. -0 equals 0.
func.func private @score_key(%score: f64) -> i64
    attributes {passthrough = ["alwaysinline"]} {
  %zero = arith.constant 0.0 : f64
  %none = arith.constant 0 : i64
  %mask = arith.constant 0x7FFFFFFFFFFFFFFF : i64
  %sum = arith.addf %score, %zero : f64
  %bits = arith.bitcast %sum : f64 to i64
  %isNegative = arith.cmpi slt, %bits, %none : i64
  %turned = arith.xori %bits, %mask : i64
  %key = arith.select %isNegative, %bits, %turned : i64
  return %key : i64
}

// Sorts pairs of a key and a value by unsigned key: a radix sort, one stable pass
// for each byte in which keys differ. The spare buffers are as long.
func.func private @sort(%keys: memref<?xi64>, %values: memref<?xi64>,
    %spareKeys: memref<?xi64>, %spareValues: memref<?xi64>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %c64 = arith.constant 64 : index
  %c256 = arith.constant 256 : index
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %byte = arith.constant 255 : i64
  %ones = arith.constant -1 : i64
  %places = memref.alloca() : memref<256xi64>

  %bits:2 = scf.for %i = %c0 to %n step %c1
      iter_args(%any = %zero, %all = %ones) -> (i64, i64) {
    %key = memref.load %keys[%i] : memref<?xi64>
    %or = arith.ori %any, %key : i64
    %and = arith.andi %all, %key : i64
    scf.yield %or, %and : i64, i64
  }
  %differing = arith.xori %bits#0, %bits#1 : i64
  scf.for %from = %c0 to %c64 step %c8 {
    %shift = arith.index_cast %from : index to i64
    %moved = arith.shrui %differing, %shift : i64
    %inByte = arith.andi %moved, %byte : i64
    %isNeeded = arith.cmpi ne, %inByte, %zero : i64
    %isSorting = arith.cmpi ugt, %n, %c1 : index
    %pass = arith.andi %isNeeded, %isSorting : i1
    scf.if %pass {
      scf.for %d = %c0 to %c256 step %c1 {
        memref.store %zero, %places[%d] : memref<256xi64>
      }
      scf.for %i = %c0 to %n step %c1 {
        %key = memref.load %keys[%i] : memref<?xi64>
        %high = arith.shrui %key, %shift : i64
        %digit = arith.andi %high, %byte : i64
        %at = arith.index_cast %digit : i64 to index
        %count = memref.load %places[%at] : memref<256xi64>
        %more = arith.addi %count, %one : i64
        memref.store %more, %places[%at] : memref<256xi64>
      }
      %end = scf.for %d = %c0 to %c256 step %c1 iter_args(%sum = %zero) -> (i64) {
        %count = memref.load %places[%d] : memref<256xi64>
        memref.store %sum, %places[%d] : memref<256xi64>
        %next = arith.addi %sum, %count : i64
        scf.yield %next : i64
      }
      scf.for %i = %c0 to %n step %c1 {
        %key = memref.load %keys[%i] : memref<?xi64>
        %value = memref.load %values[%i] : memref<?xi64>
        %high = arith.shrui %key, %shift : i64
        %digit = arith.andi %high, %byte : i64
        %at = arith.index_cast %digit : i64 to index
        %place = memref.load %places[%at] : memref<256xi64>
        %after = arith.addi %place, %one : i64
        memref.store %after, %places[%at] : memref<256xi64>
        %to = arith.index_cast %place : i64 to index
        memref.store %key, %spareKeys[%to] : memref<?xi64>
        memref.store %value, %spareValues[%to] : memref<?xi64>
      }
      scf.for %i = %c0 to %n step %c1 {
        %key = memref.load %spareKeys[%i] : memref<?xi64>
        %value = memref.load %spareValues[%i] : memref<?xi64>
        memref.store %key, %keys[%i] : memref<?xi64>
        memref.store %value, %values[%i] : memref<?xi64>
      }
    }
  }
  return
}

// The place of a pair in the table, or the free place where it belongs. A free
// place has the edge -2, a pair that is entered -1 or its edge.
func.func private @find(%pairs: memref<?xi64>, %edges: memref<?xi64>, %room: index,
    %a: i32, %b: i32) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n16 = arith.constant 16 : i64
  %n32 = arith.constant 32 : i64
  %free = arith.constant -2 : i64
  %golden = arith.constant 0x9E3779B97F4A7C15 : i64
  %lower = arith.minsi %a, %b : i32
  %upper = arith.maxsi %a, %b : i32
  %low = arith.extui %lower : i32 to i64
  %high = arith.extui %upper : i32 to i64
  %lowUp = arith.shli %low, %n32 : i64
  %pair = arith.ori %lowUp, %high : i64
  %product = arith.muli %pair, %golden : i64
  %hash = arith.shrui %product, %n16 : i64
  %start = arith.index_cast %hash : i64 to index
  %first = arith.remui %start, %room : index
  %place = scf.while (%at = %first) : (index) -> index {
    %edge = memref.load %edges[%at] : memref<?xi64>
    %other = memref.load %pairs[%at] : memref<?xi64>
    %isTaken = arith.cmpi ne, %edge, %free : i64
    %differs = arith.cmpi ne, %other, %pair : i64
    %goOn = arith.andi %isTaken, %differs : i1
    scf.condition(%goOn) %at : index
  } do {
  ^bb0(%at: index):
    %after = arith.addi %at, %c1 : index
    %isEnd = arith.cmpi eq, %after, %room : index
    %next = arith.select %isEnd, %c0, %after : index
    scf.yield %next : index
  }
  memref.store %pair, %pairs[%place] : memref<?xi64>
  return %place : index
}

// The pair after (i, j) among `used` items.
func.func private @next_pair(%i: index, %j: index, %used: index) -> (index, index)
    attributes {passthrough = ["alwaysinline"]} {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %nextJ = arith.addi %j, %c1 : index
  %isEnd = arith.cmpi eq, %nextJ, %used : index
  %nextI = arith.addi %i, %c1 : index
  %firstJ = arith.addi %i, %c2 : index
  %newI = arith.select %isEnd, %nextI, %i : index
  %newJ = arith.select %isEnd, %firstJ, %nextJ : index
  return %newI, %newJ : index, index
}

// The items that count, best first: their positions go to `order`.
func.func private @choose(%ids: memref<?xi32>, %scores: memref<?xf64>, %threshold: f64,
    %keys: memref<?xi64>, %order: memref<?xi64>, %spareKeys: memref<?xi64>,
    %spareOrder: memref<?xi64>, %k: index) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %used = scf.for %i = %c0 to %k step %c1 iter_args(%count = %c0) -> (index) {
    %score = memref.load %scores[%i] : memref<?xf64>
    %counts = arith.cmpf oge, %score, %threshold : f64 // false for NaN
    %more = scf.if %counts -> (index) {
      %id = memref.load %ids[%i] : memref<?xi32>
      %key = func.call @id_key(%id) : (i32) -> i64
      memref.store %key, %keys[%count] : memref<?xi64>
      func.call @put(%order, %count, %i) : (memref<?xi64>, index, index) -> ()
      %next = arith.addi %count, %c1 : index
      scf.yield %next : index
    } else {
      scf.yield %count : index
    }
    scf.yield %more : index
  }
  func.call @sort(%keys, %order, %spareKeys, %spareOrder, %used)
      : (memref<?xi64>, memref<?xi64>, memref<?xi64>, memref<?xi64>, index) -> ()
  scf.for %i = %c0 to %used step %c1 {
    %item = func.call @get(%order, %i) : (memref<?xi64>, index) -> index
    %score = memref.load %scores[%item] : memref<?xf64>
    %key = func.call @score_key(%score) : (f64) -> i64
    memref.store %key, %keys[%i] : memref<?xi64>
  }
  func.call @sort(%keys, %order, %spareKeys, %spareOrder, %used)
      : (memref<?xi64>, memref<?xi64>, memref<?xi64>, memref<?xi64>, index) -> ()
  return %used : index
}

// The weight of an edge after one observation.
func.func private @strengthen(%w: f64, %proportional: i1, %alpha: f64, %clampMin: f64,
    %clampMax: f64) -> f64 attributes {passthrough = ["alwaysinline"]} {
  %one = arith.constant 1.0 : f64
  %size = func.call @magnitude(%w) : (f64) -> f64
  %isSmall = arith.cmpf olt, %size, %one : f64
  %bounded = arith.select %isSmall, %size, %one : f64
  %room = arith.subf %one, %bounded : f64
  %part = arith.mulf %alpha, %room : f64
  %step = arith.select %proportional, %part, %alpha : f64
  %sum = arith.addf %w, %step : f64
  %isOver = arith.cmpf ogt, %sum, %clampMax : f64
  %isUnder = arith.cmpf olt, %sum, %clampMin : f64
  %notUnder = arith.select %isUnder, %clampMin, %sum : f64
  %result = arith.select %isOver, %clampMax, %notUnder : f64
  return %result : f64
}

atlas.kernel @gel_observe(%ids: memref<?xi32> {atlas.in, atlas.signed},
    %scores: memref<?xf64> {atlas.in, atlas.length = "dim(ids)"},
    %src: memref<?xi32> {atlas.in, atlas.signed},
    %dst: memref<?xi32> {atlas.in, atlas.signed, atlas.length = "dim(src)"},
    %weight: memref<?xf64> {atlas.in, atlas.length = "dim(src)"},
    %coact: memref<?xi64> {atlas.in, atlas.signed, atlas.length = "dim(src)"},
    %last_seen: memref<?xi64> {atlas.in, atlas.signed, atlas.length = "dim(src)"},
    %threshold: f64, %top_k: i64 {atlas.signed}, %pair_cap: i64 {atlas.signed},
    %proportional: i1, %alpha: f64, %clamp_min: f64, %clamp_max: f64,
    %turn: i64 {atlas.signed},
    %new_src: memref<?xi32> {atlas.out, atlas.signed, atlas.count = "edges",
        atlas.length = "dim(src) + ((dim(ids) min top_k max 0) * ((dim(ids) min top_k max 1) - 1) floordiv 2 min pair_cap max 0)"},
    %new_dst: memref<?xi32> {atlas.out, atlas.signed, atlas.count = "edges",
        atlas.length = "dim(new_src)"},
    %new_weight: memref<?xf64> {atlas.out, atlas.count = "edges",
        atlas.length = "dim(new_src)"},
    %new_coact: memref<?xi64> {atlas.out, atlas.signed, atlas.count = "edges",
        atlas.length = "dim(new_src)"},
    %new_last_seen: memref<?xi64> {atlas.out, atlas.signed, atlas.count = "edges",
        atlas.length = "dim(new_src)"}) -> (i64 {atlas.name = "edges", atlas.signed},
          i64 {atlas.name = "k_used", atlas.signed},
          i64 {atlas.name = "pairs_updated", atlas.signed})
    attributes {contract = #atlas.contract<"C-ATLAS-GEL-OBSERVE">,
                exactness = #atlas<exactness bit_exact>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %k = memref.dim %ids, %c0 : memref<?xi32>
  %m = memref.dim %src, %c0 : memref<?xi32>
  %room = memref.dim %new_src, %c0 : memref<?xi32>
  %mostPairs = arith.subi %room, %m : index
  %twice = arith.muli %mostPairs, %c2 : index
  %tableRoom = arith.addi %twice, %c1 : index
  %keys = memref.alloc(%k) : memref<?xi64>
  %order = memref.alloc(%k) : memref<?xi64>
  %spareKeys = memref.alloc(%k) : memref<?xi64>
  %spareOrder = memref.alloc(%k) : memref<?xi64>
  %pairs = memref.alloc(%tableRoom) : memref<?xi64>
  %edges = memref.alloc(%tableRoom) : memref<?xi64>

  %free = arith.constant -2 : i64
  %new = arith.constant -1 : i64
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %never = arith.constant -0x8000000000000000 : i64
  %none = arith.constant 0.0 : f64
  scf.for %e = %c0 to %m step %c1 {
    %a = memref.load %src[%e] : memref<?xi32>
    %b = memref.load %dst[%e] : memref<?xi32>
    %w = memref.load %weight[%e] : memref<?xf64>
    %count = memref.load %coact[%e] : memref<?xi64>
    %last = memref.load %last_seen[%e] : memref<?xi64>
    memref.store %a, %new_src[%e] : memref<?xi32>
    memref.store %b, %new_dst[%e] : memref<?xi32>
    memref.store %w, %new_weight[%e] : memref<?xf64>
    memref.store %count, %new_coact[%e] : memref<?xi64>
    memref.store %last, %new_last_seen[%e] : memref<?xi64>
  }

  // How many pairs there are: of the best top_k items, at most pair_cap.
  %kept = func.call @choose(%ids, %scores, %threshold, %keys, %order, %spareKeys,
      %spareOrder, %k) : (memref<?xi32>, memref<?xf64>, f64, memref<?xi64>,
      memref<?xi64>, memref<?xi64>, memref<?xi64>, index) -> index
  %topK = arith.index_cast %top_k : i64 to index
  %most = arith.maxsi %topK, %c0 : index
  %used = arith.minsi %kept, %most : index
  %orOne = arith.maxsi %used, %c1 : index
  %others = arith.subi %orOne, %c1 : index
  %ordered = arith.muli %used, %others : index
  %all = arith.divui %ordered, %c2 : index
  %pairCap = arith.index_cast %pair_cap : i64 to index
  %cap = arith.maxsi %pairCap, %c0 : index
  %count = arith.minsi %all, %cap : index

  // The pairs, then the edges that they have.
  scf.for %i = %c0 to %tableRoom step %c1 {
    memref.store %free, %edges[%i] : memref<?xi64>
  }
  %entered:2 = scf.for %p = %c0 to %count step %c1 iter_args(%i = %c0, %j = %c1)
      -> (index, index) {
    %itemA = func.call @get(%order, %i) : (memref<?xi64>, index) -> index
    %itemB = func.call @get(%order, %j) : (memref<?xi64>, index) -> index
    %a = memref.load %ids[%itemA] : memref<?xi32>
    %b = memref.load %ids[%itemB] : memref<?xi32>
    %place = func.call @find(%pairs, %edges, %tableRoom, %a, %b)
        : (memref<?xi64>, memref<?xi64>, index, i32, i32) -> index
    memref.store %new, %edges[%place] : memref<?xi64>
    %next:2 = func.call @next_pair(%i, %j, %used) : (index, index, index) -> (index, index)
    scf.yield %next#0, %next#1 : index, index
  }
  scf.for %e = %c0 to %m step %c1 {
    %a = memref.load %src[%e] : memref<?xi32>
    %b = memref.load %dst[%e] : memref<?xi32>
    %place = func.call @find(%pairs, %edges, %tableRoom, %a, %b)
        : (memref<?xi64>, memref<?xi64>, index, i32, i32) -> index
    %edge = memref.load %edges[%place] : memref<?xi64>
    %isWanted = arith.cmpi eq, %edge, %new : i64
    scf.if %isWanted {
      func.call @put(%edges, %place, %e) : (memref<?xi64>, index, index) -> ()
    }
  }

  %end:3 = scf.for %p = %c0 to %count step %c1
      iter_args(%i = %c0, %j = %c1, %edgeCount = %m) -> (index, index, index) {
    %itemA = func.call @get(%order, %i) : (memref<?xi64>, index) -> index
    %itemB = func.call @get(%order, %j) : (memref<?xi64>, index) -> index
    %a = memref.load %ids[%itemA] : memref<?xi32>
    %b = memref.load %ids[%itemB] : memref<?xi32>
    %place = func.call @find(%pairs, %edges, %tableRoom, %a, %b)
        : (memref<?xi64>, memref<?xi64>, index, i32, i32) -> index
    %known = memref.load %edges[%place] : memref<?xi64>
    %isNew = arith.cmpi eq, %known, %new : i64
    %after = scf.if %isNew -> (index) {
      func.call @put(%edges, %place, %edgeCount) : (memref<?xi64>, index, index) -> ()
      %lower = arith.minsi %a, %b : i32
      %upper = arith.maxsi %a, %b : i32
      memref.store %lower, %new_src[%edgeCount] : memref<?xi32>
      memref.store %upper, %new_dst[%edgeCount] : memref<?xi32>
      memref.store %none, %new_weight[%edgeCount] : memref<?xf64>
      memref.store %zero, %new_coact[%edgeCount] : memref<?xi64>
      memref.store %never, %new_last_seen[%edgeCount] : memref<?xi64>
      %more = arith.addi %edgeCount, %c1 : index
      scf.yield %more : index
    } else {
      scf.yield %edgeCount : index
    }
    %edge = func.call @get(%edges, %place) : (memref<?xi64>, index) -> index
    %w = memref.load %new_weight[%edge] : memref<?xf64>
    %stronger = func.call @strengthen(%w, %proportional, %alpha, %clamp_min, %clamp_max)
        : (f64, i1, f64, f64, f64) -> f64
    memref.store %stronger, %new_weight[%edge] : memref<?xf64>
    %times = memref.load %new_coact[%edge] : memref<?xi64>
    %timesMore = arith.addi %times, %one : i64
    memref.store %timesMore, %new_coact[%edge] : memref<?xi64>
    %last = memref.load %new_last_seen[%edge] : memref<?xi64>
    %hasTurn = arith.cmpi ne, %turn, %never : i64
    %seen = arith.select %hasTurn, %turn, %last : i64
    memref.store %seen, %new_last_seen[%edge] : memref<?xi64>
    %next:2 = func.call @next_pair(%i, %j, %used) : (index, index, index) -> (index, index)
    scf.yield %next#0, %next#1, %after : index, index, index
  }
  %edgesOut = arith.index_cast %end#2 : index to i64
  %usedOut = arith.index_cast %used : index to i64
  %countOut = arith.index_cast %count : index to i64
  atlas.return %edgesOut, %usedOut, %countOut : i64, i64, i64
}
