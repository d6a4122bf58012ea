// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Checks a graph of T1 and puts it in the order in which it is walked: nodes are
// renamed to their positions in the order of (key_rank, node), and the three
// numbers of each edge lie together, row by row. A row of r edges is 3r words at
// words[3 * starts[position]]:
//
//   r targets (positions) | r weights (their bits) | r multipliers (their bits)

// True if a float is NaN or infinite.
func.func private @is_wild(%x: f32) -> i1 attributes {passthrough = ["alwaysinline"]} {
  %exponent = arith.constant 0x7F800000 : i32
  %bits = arith.bitcast %x : f32 to i32
  %field = arith.andi %bits, %exponent : i32
  %isFull = arith.cmpi eq, %field, %exponent : i32
  return %isFull : i1
}

// What one check found (code and place), or else what the checks after it found.
func.func private @found(%isBad: i1, %code: i32, %at: i64, %thenCode: i32, %thenAt: i64)
    -> (i32, i64) attributes {passthrough = ["alwaysinline"]} {
  %first = arith.select %isBad, %code, %thenCode : i32
  %place = arith.select %isBad, %at, %thenAt : i64
  return %first, %place : i32, i64
}

// The bits in which ranks differ; 0 too if they ascend already.
func.func private @differing_bits(%ranks: memref<?xi32>, %n: index) -> i32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %ones = arith.constant -1 : i32
  %least = arith.constant -0x80000000 : i32
  %true = arith.constant true
  %all:4 = scf.for %i = %c0 to %n step %c1
      iter_args(%or = %zero, %and = %ones, %last = %least, %ascends = %true)
      -> (i32, i32, i32, i1) {
    %rank = memref.load %ranks[%i] : memref<?xi32>
    %anyBit = arith.ori %or, %rank : i32
    %allBits = arith.andi %and, %rank : i32
    %isNext = arith.cmpi sge, %rank, %last : i32
    %still = arith.andi %ascends, %isNext : i1
    scf.yield %anyBit, %allBits, %rank, %still : i32, i32, i32, i1
  }
  %differing = arith.xori %all#0, %all#1 : i32
  %bits = arith.select %all#3, %zero, %differing : i32
  return %bits : i32
}

// One stable pass of a radix sort: `ids` by the 11 bits of their ranks at `shift`.
func.func private @sort_by_digit(%ranks: memref<?xi32>, %shift: i32, %ids: memref<?xi32>,
    %spare: memref<?xi32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2048 = arith.constant 2048 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %places = memref.alloca() : memref<2048xi32>
  scf.for %d = %c0 to %c2048 step %c1 {
    memref.store %zero, %places[%d] : memref<2048xi32>
  }
  scf.for %i = %c0 to %n step %c1 {
    %rank = memref.load %ranks[%i] : memref<?xi32>
    %digit = func.call @digit(%rank, %shift) : (i32, i32) -> index
    %count = memref.load %places[%digit] : memref<2048xi32>
    %more = arith.addi %count, %one : i32
    memref.store %more, %places[%digit] : memref<2048xi32>
  }
  %end = scf.for %d = %c0 to %c2048 step %c1 iter_args(%sum = %zero) -> (i32) {
    %count = memref.load %places[%d] : memref<2048xi32>
    memref.store %sum, %places[%d] : memref<2048xi32>
    %next = arith.addi %sum, %count : i32
    scf.yield %next : i32
  }
  scf.for %i = %c0 to %n step %c1 {
    %id = memref.load %ids[%i] : memref<?xi32>
    %node = arith.index_castui %id : i32 to index
    %rank = memref.load %ranks[%node] : memref<?xi32>
    %digit = func.call @digit(%rank, %shift) : (i32, i32) -> index
    %place = memref.load %places[%digit] : memref<2048xi32>
    %after = arith.addi %place, %one : i32
    memref.store %after, %places[%digit] : memref<2048xi32>
    %to = arith.index_castui %place : i32 to index
    memref.store %id, %spare[%to] : memref<?xi32>
  }
  scf.for %i = %c0 to %n step %c1 {
    %id = memref.load %spare[%i] : memref<?xi32>
    memref.store %id, %ids[%i] : memref<?xi32>
  }
  return
}

// 11 bits of a rank, whose signed order is the unsigned order of rank ^ 2^31.
func.func private @digit(%rank: i32, %shift: i32) -> index
    attributes {passthrough = ["alwaysinline"]} {
  %sign = arith.constant -0x80000000 : i32
  %mask = arith.constant 2047 : i32
  %biased = arith.xori %rank, %sign : i32
  %moved = arith.shrui %biased, %shift : i32
  %low = arith.andi %moved, %mask : i32
  %digit = arith.index_castui %low : i32 to index
  return %digit : index
}

// The nodes in the order of (rank, node): ascending nodes, then stable passes over
// the digits in which ranks differ.
func.func private @order_nodes(%ranks: memref<?xi32>, %ids: memref<?xi32>,
    %spare: memref<?xi32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c11 = arith.constant 11 : index
  %c32 = arith.constant 32 : index
  %zero = arith.constant 0 : i32
  %mask = arith.constant 2047 : i32
  func.call @count_up(%ids, %n) : (memref<?xi32>, index) -> ()
  %bits = func.call @differing_bits(%ranks, %n) : (memref<?xi32>, index) -> i32
  scf.for %from = %c0 to %c32 step %c11 {
    %shift = arith.index_cast %from : index to i32
    %moved = arith.shrui %bits, %shift : i32
    %digit = arith.andi %moved, %mask : i32
    %differs = arith.cmpi ne, %digit, %zero : i32
    scf.if %differs {
      func.call @sort_by_digit(%ranks, %shift, %ids, %spare, %n)
          : (memref<?xi32>, i32, memref<?xi32>, memref<?xi32>, index) -> ()
    }
  }
  return
}

// 0, 1, 2, ...
func.func private @count_up(%numbers: memref<?xi32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %number = arith.index_cast %i : index to i32
    memref.store %number, %numbers[%i] : memref<?xi32>
  }
  return
}

atlas.kernel @t1_prepare(%indptr: memref<?xi32> {atlas.in, atlas.signed},
    %indices: memref<?xi32> {atlas.in, atlas.signed},
    %weights: memref<?xf32> {atlas.in, atlas.length = "dim(indices)"},
    %rel_code: memref<?xi32> {atlas.in, atlas.signed, atlas.length = "dim(indices)"},
    %rel_mult: memref<?xf32> {atlas.in, atlas.length = "dim(indices)"},
    %key_rank: memref<?xi32> {atlas.in, atlas.signed, atlas.length = "dim(indptr) - 1"},
    %starts: memref<?xi32> {atlas.out, atlas.signed, atlas.length = "dim(indptr)"},
    %words: memref<?xi32> {atlas.out, atlas.signed, atlas.length = "3 * dim(indices)"},
    %ids: memref<?xi32> {atlas.out, atlas.signed, atlas.length = "dim(indptr) - 1"},
    %positions: memref<?xi32> {atlas.out, atlas.signed, atlas.length = "dim(indptr) - 1"})
    -> (i32 {atlas.name = "status", atlas.signed}, i64 {atlas.name = "at", atlas.signed})
    attributes {contract = #atlas.contract<"C-ATLAS-T1-PREPARE">,
                exactness = #atlas<exactness bit_exact>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %most = arith.constant 0x7FFFFFFF : index
  %zero = arith.constant 0 : i32
  %one64 = arith.constant 1 : i64
  %zero64 = arith.constant 0 : i64
  %nowhere = arith.constant -1 : i64
  %length = memref.dim %indptr, %c0 : memref<?xi32>
  %m = memref.dim %indices, %c0 : memref<?xi32>
  %n = arith.subi %length, %c1 : index
  %spare = memref.alloc(%n) : memref<?xi32>

  // The checks of contract t1, section 2, that concern the graph. Each search goes
  // over all elements, and the first check that failed decides.
  %badShape = arith.constant 801 : i32
  %badIndptr = arith.constant 802 : i32
  %badEdge = arith.constant 803 : i32
  %badFloat = arith.constant 805 : i32
  %manyNodes = arith.cmpi ugt, %n, %most : index
  %manyEdges = arith.cmpi ugt, %m, %most : index
  %isMany = arith.ori %manyNodes, %manyEdges : i1
  %first = memref.load %indptr[%c0] : memref<?xi32>
  %startsLate = arith.cmpi ne, %first, %zero : i32
  %before = memref.subview %indptr[0] [%n] [1]
      : memref<?xi32> to memref<?xi32, strided<[1]>>
  %after = memref.subview %indptr[1] [%n] [1]
      : memref<?xi32> to memref<?xi32, strided<[1], offset: 1>>
  %fall = atlas.find ins(%before, %after
      : memref<?xi32, strided<[1]>>, memref<?xi32, strided<[1], offset: 1>>) {
  ^bb0(%low: i32, %high: i32):
    %falls = arith.cmpi slt, %high, %low : i32
    atlas.yield %falls : i1
  }
  %n64 = arith.index_cast %n : index to i64
  %m64 = arith.index_cast %m : index to i64
  %n32 = arith.index_cast %n : index to i32
  %m32 = arith.index_cast %m : index to i32
  %decreases = arith.cmpi ne, %fall, %n64 : i64
  %fallAt = arith.addi %fall, %one64 : i64
  %last = memref.load %indptr[%n] : memref<?xi32>
  %endsWrong = arith.cmpi ne, %last, %m32 : i32
  %strayAt = atlas.find ins(%indices : memref<?xi32>) {
  ^bb0(%target: i32):
    %isStray = arith.cmpi uge, %target, %n32 : i32
    atlas.yield %isStray : i1
  }
  %hasStray = arith.cmpi ne, %strayAt, %m64 : i64
  %wildWeightAt = atlas.find ins(%weights : memref<?xf32>) {
  ^bb0(%x: f32):
    %isWild = func.call @is_wild(%x) : (f32) -> i1
    atlas.yield %isWild : i1
  }
  %hasWildWeight = arith.cmpi ne, %wildWeightAt, %m64 : i64
  %wildMultAt = atlas.find ins(%rel_mult : memref<?xf32>) {
  ^bb0(%x: f32):
    %isWild = func.call @is_wild(%x) : (f32) -> i1
    atlas.yield %isWild : i1
  }
  %hasWildMult = arith.cmpi ne, %wildMultAt, %m64 : i64

  // From the last check to the first.
  %f0:2 = func.call @found(%hasWildMult, %badFloat, %wildMultAt, %zero, %nowhere)
      : (i1, i32, i64, i32, i64) -> (i32, i64)
  %f1:2 = func.call @found(%hasWildWeight, %badFloat, %wildWeightAt, %f0#0, %f0#1)
      : (i1, i32, i64, i32, i64) -> (i32, i64)
  %f2:2 = func.call @found(%hasStray, %badEdge, %strayAt, %f1#0, %f1#1)
      : (i1, i32, i64, i32, i64) -> (i32, i64)
  %f3:2 = func.call @found(%endsWrong, %badIndptr, %n64, %f2#0, %f2#1)
      : (i1, i32, i64, i32, i64) -> (i32, i64)
  %f4:2 = func.call @found(%decreases, %badIndptr, %fallAt, %f3#0, %f3#1)
      : (i1, i32, i64, i32, i64) -> (i32, i64)
  %f5:2 = func.call @found(%startsLate, %badIndptr, %zero64, %f4#0, %f4#1)
      : (i1, i32, i64, i32, i64) -> (i32, i64)
  %status:2 = func.call @found(%isMany, %badShape, %nowhere, %f5#0, %f5#1)
      : (i1, i32, i64, i32, i64) -> (i32, i64)
  %isGood = arith.cmpi eq, %status#0, %zero : i32

  scf.if %isGood {
    func.call @order_nodes(%key_rank, %ids, %spare, %n)
        : (memref<?xi32>, memref<?xi32>, memref<?xi32>, index) -> ()
    scf.for %p = %c0 to %n step %c1 {
      %id = memref.load %ids[%p] : memref<?xi32>
      %node = arith.index_castui %id : i32 to index
      %position = arith.index_cast %p : index to i32
      memref.store %position, %positions[%node] : memref<?xi32>
    }
    %edges = scf.for %p = %c0 to %n step %c1 iter_args(%edge = %c0) -> (index) {
      %start = arith.index_cast %edge : index to i32
      memref.store %start, %starts[%p] : memref<?xi32>
      %id = memref.load %ids[%p] : memref<?xi32>
      %node = arith.index_castui %id : i32 to index
      %behind = arith.addi %node, %c1 : index
      %begin32 = memref.load %indptr[%node] : memref<?xi32>
      %end32 = memref.load %indptr[%behind] : memref<?xi32>
      %begin = arith.index_castui %begin32 : i32 to index
      %end = arith.index_castui %end32 : i32 to index
      %row = arith.subi %end, %begin : index
      %targets = arith.muli %edge, %c3 : index
      %factors = arith.addi %targets, %row : index
      %multipliers = arith.addi %factors, %row : index
      scf.for %e = %c0 to %row step %c1 {
        %from = arith.addi %begin, %e : index
        %target = memref.load %indices[%from] : memref<?xi32>
        %targetNode = arith.index_castui %target : i32 to index
        %position = memref.load %positions[%targetNode] : memref<?xi32>
        %weight = memref.load %weights[%from] : memref<?xf32>
        %mult = memref.load %rel_mult[%from] : memref<?xf32>
        %weightBits = arith.bitcast %weight : f32 to i32
        %multBits = arith.bitcast %mult : f32 to i32
        %to0 = arith.addi %targets, %e : index
        %to1 = arith.addi %factors, %e : index
        %to2 = arith.addi %multipliers, %e : index
        memref.store %position, %words[%to0] : memref<?xi32>
        memref.store %weightBits, %words[%to1] : memref<?xi32>
        memref.store %multBits, %words[%to2] : memref<?xi32>
      }
      %next = arith.addi %edge, %row : index
      scf.yield %next : index
    }
    memref.store %m32, %starts[%n] : memref<?xi32>
  } else {
    // A graph without edges, so that what reads it stays inside.
    func.call @count_up(%ids, %n) : (memref<?xi32>, index) -> ()
    func.call @count_up(%positions, %n) : (memref<?xi32>, index) -> ()
    scf.for %p = %c0 to %length step %c1 {
      memref.store %zero, %starts[%p] : memref<?xi32>
    }
  }
  atlas.return %status#0, %status#1 : i32, i64
}
