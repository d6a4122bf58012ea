// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// T1 on a graph as it comes: t1-prepare, then t1-propagate.
// Parts: t1-prepare, t1-propagate
//
// What the graph's checks found comes before what the seeds' and parameters' checks
// found, but for a seed that is no node (804), which comes before NaN and infinity
// (805): together that is the order of contract t1, section 2.

atlas.pipeline @t1(%indptr: memref<?xi32> {atlas.in, atlas.signed},
    %indices: memref<?xi32> {atlas.in, atlas.signed},
    %weights: memref<?xf32> {atlas.in, atlas.length = "dim(indices)"},
    %rel_code: memref<?xi32> {atlas.in, atlas.signed, atlas.length = "dim(indices)",
        atlas.default = 0 : i32},
    %rel_mult: memref<?xf32> {atlas.in, atlas.length = "dim(indices)",
        atlas.default = 1.0 : f32},
    %key_rank: memref<?xi32> {atlas.in, atlas.signed, atlas.length = "dim(indptr) - 1",
        atlas.default = 0 : i32},
    %seed_nodes: memref<?xi32> {atlas.in, atlas.signed},
    %seed_weights: memref<?xf32> {atlas.in, atlas.length = "dim(seed_nodes)",
        atlas.default = 1.0 : f32},
    %rate: f32 {atlas.default = 0.6 : f32}, %floor: f32 {atlas.default = 0.05 : f32},
    %radius_cap: i32 {atlas.signed, atlas.default = 4 : i32},
    %iter_cap_layers: i32 {atlas.signed, atlas.default = 50 : i32},
    %node_budget: f32 {atlas.default = 1.5 : f32},
    %queue_budget: i64 {atlas.signed, atlas.default = 10000 : i64},
    %relax_cap: i64 {atlas.signed, atlas.default = -1 : i64},
    %frontier: i32 {atlas.signed, atlas.default = 0 : i32},
    %visited: i32 {atlas.signed, atlas.default = 0 : i32},
    %dedupe_window: i32 {atlas.signed, atlas.default = 0 : i32},
    %capacity: i64 {atlas.signed, atlas.default = 0 : i64},
    %d_nodes: memref<?xi32> {atlas.out, atlas.signed, atlas.count = "count",
        atlas.length = "dim(indptr) - 1"},
    %d_vals: memref<?xf32> {atlas.out, atlas.count = "count",
        atlas.length = "dim(indptr) - 1"})
    -> (i32 {atlas.name = "status", atlas.signed}, i64 {atlas.name = "at", atlas.signed},
        i64 {atlas.name = "count", atlas.signed}, i64 {atlas.name = "pops", atlas.signed},
        i64 {atlas.name = "iters", atlas.signed},
        i64 {atlas.name = "propagations", atlas.signed},
        i64 {atlas.name = "radius_cap_hits", atlas.signed},
        i64 {atlas.name = "layer_cap_hits", atlas.signed},
        i64 {atlas.name = "node_budget_hits", atlas.signed},
        i64 {atlas.name = "frontier_evicted", atlas.signed},
        i64 {atlas.name = "dedupe_hits", atlas.signed},
        i64 {atlas.name = "visited_evicted", atlas.signed},
        f32 {atlas.name = "max_delta_local"})
    attributes {contract = #atlas.contract<"C-ATLAS-T1">,
                exactness = #atlas<exactness bit_exact>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %length = memref.dim %indptr, %c0 : memref<?xi32>
  %m = memref.dim %indices, %c0 : memref<?xi32>
  %n = arith.subi %length, %c1 : index
  %wordCount = arith.muli %m, %c3 : index
  %starts = memref.alloc(%length) : memref<?xi32>
  %words = memref.alloc(%wordCount) : memref<?xi32>
  %ids = memref.alloc(%n) : memref<?xi32>
  %positions = memref.alloc(%n) : memref<?xi32>
  %graph:2 = atlas.call @t1_prepare(%indptr, %indices, %weights, %rel_code, %rel_mult,
      %key_rank, %starts, %words, %ids, %positions) : (memref<?xi32>, memref<?xi32>,
      memref<?xf32>, memref<?xi32>, memref<?xf32>, memref<?xi32>, memref<?xi32>,
      memref<?xi32>, memref<?xi32>, memref<?xi32>) -> (i32, i64)

  // The queue never holds more than the pops to come, so twice a budget of up to
  // 2^23 is room enough; beyond that the caller says how much.
  %none = arith.constant 0 : i64
  %two = arith.constant 2 : i64
  %usual = arith.constant 65536 : i64
  %most = arith.constant 8388608 : i64
  %atLeastNone = arith.maxsi %queue_budget, %none : i64
  %budget = arith.minsi %atLeastNone, %most : i64
  %twice = arith.muli %budget, %two : i64
  %enough = arith.addi %twice, %usual : i64
  %room = arith.maxsi %enough, %capacity : i64
  %r:13 = atlas.call @t1_propagate(%starts, %words, %ids, %positions, %seed_nodes,
      %seed_weights, %rate, %floor, %radius_cap, %iter_cap_layers, %node_budget,
      %queue_budget, %relax_cap, %frontier, %visited, %dedupe_window, %room, %d_nodes,
      %d_vals) : (memref<?xi32>, memref<?xi32>, memref<?xi32>, memref<?xi32>,
      memref<?xi32>, memref<?xf32>, f32, f32, i32, i32, f32, i64, i64, i32, i32, i32,
      i64, memref<?xi32>, memref<?xf32>) -> (i32, i64, i64, i64, i64, i64, i64, i64,
      i64, i64, i64, i64, f32)

  %good = arith.constant 0 : i32
  %badSeed = arith.constant 804 : i32
  %badFloat = arith.constant 805 : i32
  %zero = arith.constant 0.0 : f32
  %isGraph = arith.cmpi eq, %graph#0, %good : i32
  %isFloat = arith.cmpi eq, %graph#0, %badFloat : i32
  %isSeed = arith.cmpi eq, %r#0, %badSeed : i32
  %seedFirst = arith.andi %isFloat, %isSeed : i1
  %second = arith.ori %isGraph, %seedFirst : i1
  %status = arith.select %second, %r#0, %graph#0 : i32
  %at = arith.select %second, %r#1, %graph#1 : i64
  %count = arith.select %isGraph, %r#2, %none : i64
  %pops = arith.select %isGraph, %r#3, %none : i64
  %iters = arith.select %isGraph, %r#4, %none : i64
  %propagations = arith.select %isGraph, %r#5, %none : i64
  %radiusHits = arith.select %isGraph, %r#6, %none : i64
  %layerHits = arith.select %isGraph, %r#7, %none : i64
  %budgetHits = arith.select %isGraph, %r#8, %none : i64
  %evicted = arith.select %isGraph, %r#9, %none : i64
  %dedupeHits = arith.select %isGraph, %r#10, %none : i64
  %visitedEvicted = arith.select %isGraph, %r#11, %none : i64
  %largest = arith.select %isGraph, %r#12, %zero : f32
  atlas.return %status, %at, %count, %pops, %iters, %propagations, %radiusHits,
      %layerHits, %budgetHits, %evicted, %dedupeHits, %visitedEvicted, %largest
      : i32, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, f32
}
