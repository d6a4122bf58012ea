// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Best-first propagation over a prepared graph (contract t1, sections 2 to 7).
//
// Positions are nodes in the order of (key_rank, node id); t1-prepare makes
// `starts`, `words`, `ids` and `positions`. With other contents results differ,
// but nothing outside of the buffers is read or written: positions are clamped.
//
// A node's state is two words: the bits of its sum, and its layer plus one (0:
// not touched), so that a clean state is zero.
//
// Counters: 0 pops, 1 propagations, 2 radius_cap_hits, 3 layer_cap_hits,
// 4 node_budget_hits, 5 frontier_evicted, 6 dedupe_hits, 7 visited_evicted.
// Places: 0 touched nodes, 1 decay entries; the window's 2 first, 3 count; the
// seen list's 4 first, 5 count.

// A queue entry as one number, smallest first (contract, sections 5 and 10):
//   63..33  0x7FFFFFFF - bits(|delta|)     larger |delta| first
//   32..1   position                       then key_rank, then node
//   0       0 if delta is negative         -x before +x
func.func private @entry(%delta: f32, %position: index) -> i64
    attributes {always_inline} {
  %c1 = arith.constant 1 : i64
  %c31 = arith.constant 31 : i64
  %c33 = arith.constant 33 : i64
  %ones = arith.constant -1 : i32
  %bits = arith.bitcast %delta : f32 to i32
  %not = arith.xori %bits, %ones : i32
  // Bits 30..0 of %not are the first field, and bit 31 the last.
  %x = arith.extui %not : i32 to i64
  %high = arith.shli %x, %c33 : i64
  %low = arith.shrui %x, %c31 : i64
  %p = arith.index_cast %position : index to i64
  %middle = arith.shli %p, %c1 : i64
  %ends = arith.ori %high, %low : i64
  %entry = arith.ori %ends, %middle : i64
  return %entry : i64
}

func.func private @delta_of(%entry: i64) -> f32 attributes {always_inline} {
  %c31 = arith.constant 31 : i64
  %c33 = arith.constant 33 : i64
  %ones = arith.constant -1 : i32
  %first = arith.shrui %entry, %c33 : i64
  %last = arith.shli %entry, %c31 : i64
  %both = arith.ori %first, %last : i64
  %x = arith.trunci %both : i64 to i32
  %bits = arith.xori %x, %ones : i32
  %delta = arith.bitcast %bits : i32 to f32
  return %delta : f32
}

func.func private @position_of(%entry: i64) -> index attributes {always_inline} {
  %c1 = arith.constant 1 : i64
  %shifted = arith.shrui %entry, %c1 : i64
  %p = arith.trunci %shifted : i64 to i32
  %position = arith.index_castui %p : i32 to index
  return %position : index
}

func.func private @magnitude(%x: f32) -> f32 attributes {always_inline} {
  %mask = arith.constant 0x7fffffff : i32
  %bits = arith.bitcast %x : f32 to i32
  %positive = arith.andi %bits, %mask : i32
  %size = arith.bitcast %positive : i32 to f32
  return %size : f32
}

func.func private @is_finite(%x: f32) -> i1 attributes {always_inline} {
  %infinity = arith.constant 0x7f800000 : f32
  %size = func.call @magnitude(%x) : (f32) -> f32
  %finite = arith.cmpf olt, %size, %infinity : f32
  return %finite : i1
}

// Adds a node to a first-in first-out list of at most %limit > 0 nodes, all
// marked with %bit. True if the oldest one had to leave.
func.func private @append(%ring: memref<?xi32>, %marks: memref<?xi8>, %bit: i8,
                          %limit: index, %places: memref<6xindex>, %first: index,
                          %node: index) -> i1 attributes {always_inline} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %ones = arith.constant -1 : i8
  %count = arith.addi %first, %c1 : index
  %n = memref.load %places[%count] : memref<6xindex>
  %oldest = memref.load %places[%first] : memref<6xindex>
  %full = arith.cmpi uge, %n, %limit : index
  scf.if %full {
    %gone32 = memref.load %ring[%oldest] : memref<?xi32>
    %gone = arith.index_castui %gone32 : i32 to index
    %mark = memref.load %marks[%gone] : memref<?xi8>
    %others = arith.xori %bit, %ones : i8
    %rest = arith.andi %mark, %others : i8
    memref.store %rest, %marks[%gone] : memref<?xi8>
    %next = arith.addi %oldest, %c1 : index
    %wraps = arith.cmpi eq, %next, %limit : index
    %start = arith.select %wraps, %c0, %next : index
    memref.store %start, %places[%first] : memref<6xindex>
  } else {
    %more = arith.addi %n, %c1 : index
    memref.store %more, %places[%count] : memref<6xindex>
  }
  // A full ring is written where the oldest node was.
  %end = arith.addi %oldest, %n : index
  %over = arith.subi %end, %limit : index
  %inside = arith.cmpi ult, %end, %limit : index
  %at = arith.select %inside, %end, %over : index
  %node32 = arith.index_cast %node : index to i32
  memref.store %node32, %ring[%at] : memref<?xi32>
  %old = memref.load %marks[%node] : memref<?xi8>
  %new = arith.ori %old, %bit : i8
  memref.store %new, %marks[%node] : memref<?xi8>
  return %full : i1
}

// The start: no counts, nothing in the lists, the power of layer 0. It is a function
// so that these stay in memory: promoted, they are 16 values that the loop carries
// from branch to branch, more than there are registers.
func.func private @clear(%places: memref<6xindex>, %counters: memref<8xi64>,
                         %power: memref<1xf64>, %maxd: memref<1xf32>,
                         %deepest: memref<1xi32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %c8 = arith.constant 8 : index
  %zero = arith.constant 0 : i64
  %one = arith.constant 1.0 : f64
  %none = arith.constant 0.0 : f32
  %seeds = arith.constant 1 : i32
  scf.for %i = %c0 to %c6 step %c1 {
    memref.store %c0, %places[%i] : memref<6xindex>
  }
  scf.for %i = %c0 to %c8 step %c1 {
    memref.store %zero, %counters[%i] : memref<8xi64>
  }
  memref.store %one, %power[%c0] : memref<1xf64>
  memref.store %none, %maxd[%c0] : memref<1xf32>
  memref.store %seeds, %deepest[%c0] : memref<1xi32>
  return
}

// Counts %what more.
func.func private @count(%counters: memref<8xi64>, %which: index, %what: i64)
    attributes {always_inline} {
  %old = memref.load %counters[%which] : memref<8xi64>
  %new = arith.addi %old, %what : i64
  memref.store %new, %counters[%which] : memref<8xi64>
  return
}

// push(v, t) of section 7. True unless the queue has no room for the entry.
func.func private @push(
    %queue: !atlas.queue, %v: index, %t: f32, %evicts: i1, %window: i1,
    %ring: memref<?xi32>, %marks: memref<?xi8>, %limit: index,
    %places: memref<6xindex>, %counters: memref<8xi64>) -> i1 {
  %first = arith.constant 2 : index
  %frontier_evicted = arith.constant 5 : index
  %dedupe_hits = arith.constant 6 : index
  %one = arith.constant 1 : i64
  %inWindow = arith.constant 1 : i8
  %true = arith.constant true
  %false = arith.constant false
  %known = scf.if %window -> i1 {
    %mark = memref.load %marks[%v] : memref<?xi8>
    %low = arith.trunci %mark : i8 to i1
    scf.yield %low : i1
  } else {
    scf.yield %false : i1
  }
  %room = scf.if %known -> i1 {
    func.call @count(%counters, %dedupe_hits, %one) : (memref<8xi64>, index, i64) -> ()
    scf.yield %true : i1
  } else {
    %entry = func.call @entry(%t, %v) : (f32, index) -> i64
    %any, %last, %inserted = atlas.queue.push_evict %queue, %entry if %evicts
    scf.if %any {
      func.call @count(%counters, %frontier_evicted, %one) : (memref<8xi64>, index, i64) -> ()
    }
    %remembers = arith.andi %window, %inserted : i1
    scf.if %remembers {
      %dropped = func.call @append(%ring, %marks, %inWindow, %limit, %places, %first, %v)
          : (memref<?xi32>, memref<?xi8>, i8, index, memref<6xindex>, index, index) -> i1
    }
    %has_room = arith.ori %evicts, %inserted : i1
    scf.yield %has_room : i1
  }
  return %room : i1
}

// What is wrong with the parameters (section 2): 0, 805 or 806.
func.func private @check(
    %rate: f32, %floor: f32, %node_budget: f32, %radius_cap: i32,
    %iter_cap_layers: i32, %queue_budget: i64, %relax_cap: i64, %frontier: i32,
    %visited: i32, %dedupe_window: i32) -> i32 {
  %zero = arith.constant 0 : i32
  %off = arith.constant -1 : i64
  %bad_float = arith.constant 805 : i32
  %bad_cap = arith.constant 806 : i32
  %rate_ok = func.call @is_finite(%rate) : (f32) -> i1
  %floor_ok = func.call @is_finite(%floor) : (f32) -> i1
  %budget_ok = arith.cmpf ord, %node_budget, %node_budget : f32
  %decay_ok = arith.andi %rate_ok, %floor_ok : i1
  %floats_ok = arith.andi %decay_ok, %budget_ok : i1
  %least_cap = arith.minsi %radius_cap, %iter_cap_layers : i32
  %least_list = arith.minsi %visited, %dedupe_window : i32
  %least_on = arith.minsi %least_list, %frontier : i32
  %least = arith.minsi %least_cap, %least_on : i32
  %caps_ok = arith.cmpi sge, %least, %zero : i32
  %least_stop = arith.minsi %queue_budget, %relax_cap : i64
  %stops_ok = arith.cmpi sge, %least_stop, %off : i64
  %limits_ok = arith.andi %caps_ok, %stops_ok : i1
  %limits = arith.select %limits_ok, %zero, %bad_cap : i32
  %code = arith.select %floats_ok, %limits, %bad_float : i32
  return %code : i32
}

// The factor of layer %d (section 3). Layers are reached one after the other, so
// that at most one power is missing.
func.func private @decay_of(%decay: memref<?xf32>, %power: memref<1xf64>,
                            %places: memref<6xindex>, %d: index, %rate: f32,
                            %floor: f32) -> f32 attributes {always_inline} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %last = memref.load %places[%c1] : memref<6xindex>
  %missing = arith.cmpi ugt, %d, %last : index
  %value = scf.if %missing -> f32 {
    %rate64 = arith.extf %rate : f32 to f64
    %p = memref.load %power[%c0] : memref<1xf64>
    %next = arith.mulf %p, %rate64 : f64
    memref.store %next, %power[%c0] : memref<1xf64>
    %x = arith.truncf %next : f64 to f32
    %above = arith.cmpf oge, %x, %floor : f32
    %new = arith.select %above, %x, %floor : f32
    memref.store %new, %decay[%d] : memref<?xf32>
    memref.store %d, %places[%c1] : memref<6xindex>
    scf.yield %new : f32
  } else {
    %known = memref.load %decay[%d] : memref<?xf32>
    scf.yield %known : f32
  }
  return %value : f32
}

// Notes a node whose state is no longer clean.
func.func private @touch(%touched: memref<?xi32>, %places: memref<6xindex>,
                         %position: index) attributes {always_inline} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = memref.load %places[%c0] : memref<6xindex>
  %position32 = arith.index_cast %position : index to i32
  memref.store %position32, %touched[%n] : memref<?xi32>
  %more = arith.addi %n, %c1 : index
  memref.store %more, %places[%c0] : memref<6xindex>
  return
}

// maxd = max(maxd, size) of section 4, which a NaN leaves alone.
func.func private @note_size(%maxd: memref<1xf32>, %size: f32)
    attributes {always_inline} {
  %c0 = arith.constant 0 : index
  %most = memref.load %maxd[%c0] : memref<1xf32>
  %larger = arith.cmpf ogt, %size, %most : f32
  %now = arith.select %larger, %size, %most : f32
  memref.store %now, %maxd[%c0] : memref<1xf32>
  return
}

// Seed number %i: its position, and its weight as a contribution. Cold, so that the
// loop over edges keeps no register for it.
func.func private @seed(%seed_nodes: memref<?xi32>, %seed_weights: memref<?xf32>,
                        %positions: memref<?xi32>, %i: index) -> (i32, f32)
    attributes {passthrough = ["cold"]} {
  %none = arith.constant 0.0 : f32
  %s32 = memref.load %seed_nodes[%i] : memref<?xi32>
  %s = arith.index_castui %s32 : i32 to index
  %v32 = memref.load %positions[%s] : memref<?xi32>
  %weight = memref.load %seed_weights[%i] : memref<?xf32>
  // -0.0 and 0.0 are one entry.
  %is_zero = arith.cmpf oeq, %weight, %none : f32
  %t = arith.select %is_zero, %none, %weight : f32
  return %v32, %t : i32, f32
}

// Sections 4 and 7 over a fresh queue; %status becomes 0, or 310 if the queue is
// full.
func.func private @walk(
    %queue: !atlas.queue, %evicts: i1, %uses_visited: i1, %uses_window: i1,
    %has_relax_cap: i1, %starts: memref<?xi32>, %words: memref<?xi32>, %positions: memref<?xi32>,
    %seed_nodes: memref<?xi32>, %seed_weights: memref<?xf32>,
    %rate: f32, %floor: f32, %radius_cap: i32, %iter_cap_layers: i32,
    %node_budget: f32, %queue_budget: i64, %relax_cap: i64,
    %states: memref<?xi32>, %touched: memref<?xi32>, %marks: memref<?xi8>, %decay: memref<?xf32>,
    %window_ring: memref<?xi32>, %window_limit: index,
    %seen_ring: memref<?xi32>, %seen_limit: index, %places: memref<6xindex>,
    %counters: memref<8xi64>, %power: memref<1xf64>, %maxd: memref<1xf32>,
    %deepest: memref<1xi32>, %status: memref<1xi32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %two8 = arith.constant 2 : i8
  %zero8 = arith.constant 0 : i8
  %zero32 = arith.constant 0 : i32
  %one32 = arith.constant 1 : i32
  %positive = arith.constant 0x7fffffff : i32
  %zero64 = arith.constant 0 : i64
  %one64 = arith.constant 1 : i64
  %threshold = arith.constant 0x322BCC77 : f32 // nearest to 1e-8
  %queue_full = arith.constant 310 : i32
  %true = arith.constant true
  %false = arith.constant false
  %no_room = arith.constant 0x100000000 : i64
  %dropped_bits = arith.constant 0xffffffff : i64
  %least = arith.constant -0x8000000000000000 : i64
  %propagations = arith.constant 1 : index
  %radius_cap_hits = arith.constant 2 : index
  %layer_cap_hits = arith.constant 3 : index
  %node_budget_hits = arith.constant 4 : index
  %visited_evicted = arith.constant 7 : index
  %seen_first = arith.constant 4 : index
  %nodes = memref.dim %positions, %c0 : memref<?xi32>
  %last = arith.subi %nodes, %c1 : index
  %k = memref.dim %seed_nodes, %c0 : memref<?xi32>
  %edges_words = memref.dim %words, %c0 : memref<?xi32>
  %edges = arith.divui %edges_words, %c3 : index
  memref.store %zero32, %status[%c0] : memref<1xi32>

  // Each turn spreads one row, and adds and pushes in one place: first the seeds,
  // whatever the caps say, then the edges of each entry that is taken.
  %any_seeds = arith.cmpi ne, %k, %c0 : index
  %end:2 = scf.while (%more = %any_seeds, %seeding = %any_seeds) : (i1, i1) -> (i64, i1) {
    %n = memref.load %counters[%c0] : memref<8xi64>
    %within = arith.cmpi ult, %n, %queue_budget : i64
    %goes_on = arith.andi %more, %within : i1
    %takes = arith.cmpi ugt, %goes_on, %seeding : i1
    %taken:2 = scf.if %takes -> (i64, i1) {
      %entry, %found = atlas.queue.pop %queue
      scf.yield %entry, %found : i64, i1
    } else {
      scf.yield %zero64, %seeding : i64, i1
    }
    scf.condition(%taken#1) %taken#0, %seeding : i64, i1
  } do {
  ^bb0(%entry: i64, %seeding: i1):
    // For the seeds node 0 stands here, of which nothing is asked.
    %popped = arith.select %seeding, %zero64, %one64 : i64
    func.call @count(%counters, %c0, %popped) : (memref<8xi64>, index, i64) -> ()
    %u_any = func.call @position_of(%entry) : (i64) -> index
    %u = arith.minui %u_any, %last : index
    %c = func.call @delta_of(%entry) : (i64) -> f32

    // The visited step of section 7.
    %is_pop = arith.xori %seeding, %true : i1
    %looks = arith.andi %uses_visited, %is_pop : i1
    %skips = scf.if %looks -> i1 {
      %mark = memref.load %marks[%u] : memref<?xi8>
      %bit = arith.andi %mark, %two8 : i8
      %was_seen = arith.cmpi ne, %bit, %zero8 : i8
      scf.if %was_seen {
      } else {
        %dropped = func.call @append(%seen_ring, %marks, %two8, %seen_limit, %places,
            %seen_first, %u)
            : (memref<?xi32>, memref<?xi8>, i8, index, memref<6xindex>, index, index) -> i1
        %gone = arith.extui %dropped : i1 to i64
        func.call @count(%counters, %visited_evicted, %gone) : (memref<8xi64>, index, i64) -> ()
      }
      scf.yield %was_seen : i1
    } else {
      scf.yield %false : i1
    }

    %more = scf.if %skips -> i1 {
      scf.yield %true : i1
    } else {
      // d = dist[u] + 1, as it is stored; of the seeds it is 0.
      %at = arith.muli %u, %c2 : index
      %layer_at = arith.addi %at, %c1 : index
      %acc32 = memref.load %states[%at] : memref<?xi32>
      %acc = arith.bitcast %acc32 : i32 to f32
      %layer = memref.load %states[%layer_at] : memref<?xi32>
      %d = arith.select %seeding, %zero32, %layer : i32
      %deep = memref.load %deepest[%c0] : memref<1xi32>
      %deep_now = arith.maxui %deep, %d : i32
      memref.store %deep_now, %deepest[%c0] : memref<1xi32>
      %acc_size = func.call @magnitude(%acc) : (f32) -> f32
      %over = arith.cmpf oge, %acc_size, %node_budget : f32
      %refused = arith.andi %over, %is_pop : i1
      %expanded = scf.if %refused -> i1 {
        func.call @count(%counters, %node_budget_hits, %one64) : (memref<8xi64>, index, i64) -> ()
        scf.yield %true : i1
      } else {
        %u_next = arith.addi %u, %c1 : index
        %begin32 = memref.load %starts[%u] : memref<?xi32>
        %end32 = memref.load %starts[%u_next] : memref<?xi32>
        %end_any = arith.index_castui %end32 : i32 to index
        %end = arith.minui %end_any, %edges : index
        %begin_any = arith.index_castui %begin32 : i32 to index
        %begin = arith.minui %begin_any, %end : index
        %edges_of_u = arith.subi %end, %begin : index
        %length = arith.select %seeding, %k, %edges_of_u : index
        %length64 = arith.index_cast %length : index to i64
        // The two caps do not depend on the edge.
        %too_far = arith.cmpi sgt, %d, %radius_cap : i32
        %too_deep = arith.cmpi sgt, %d, %iter_cap_layers : i32
        %capped = arith.ori %too_far, %too_deep : i1
        %row = scf.if %capped -> i1 {
          %which = arith.select %too_far, %radius_cap_hits, %layer_cap_hits : index
          func.call @count(%counters, %which, %length64) : (memref<8xi64>, index, i64) -> ()
          scf.yield %true : i1
        } else {
          %d_next = arith.addi %d, %one32 : i32
          %d_index = arith.index_castui %d : i32 to index
          %d_inside = arith.minui %d_index, %nodes : index
          %decay_d = func.call @decay_of(%decay, %power, %places, %d_inside, %rate, %floor)
              : (memref<?xf32>, memref<1xf64>, memref<6xindex>, index, f32, f32) -> f32
          %targets_at = arith.muli %begin, %c3 : index
          %weights_at = arith.addi %targets_at, %length : index
          %mults_at = arith.addi %weights_at, %length : index
          // As numbers, the bits of floats from 0 on have their order, and all negative
          // ones are below them. No sum of seeds is refused.
          %budget_bits = arith.bitcast %node_budget : f32 to i32
          %budget = arith.select %seeding, %positive, %budget_bits : i32
          // Seeds are no propagations, and stay far below a cap of them.
          %p_now = memref.load %counters[%propagations] : memref<8xi64>
          %p_before = arith.select %seeding, %least, %p_now : i64
          // How many edges were dropped, and %no_room for each entry that the queue
          // had no room for: one number, because registers are few. At the
          // relaxation cap, or without room, the rest of the row is passed over.
          %row_end:2 = scf.for %e = %c0 to %length step %c1
              iter_args(%missing = %zero64, %stopped = %false) -> (i64, i1) {
            %next:2 = scf.if %stopped -> (i64, i1) {
              %passed = arith.addi %missing, %one64 : i64
              scf.yield %passed, %stopped : i64, i1
            } else {
              // Where to, how much, and whether that is too small to go there.
              %target:3 = scf.if %seeding -> (i32, f32, i1) {
                %v32, %t = func.call @seed(%seed_nodes, %seed_weights, %positions, %e)
                    : (memref<?xi32>, memref<?xf32>, memref<?xi32>, index) -> (i32, f32)
                scf.yield %v32, %t, %false : i32, f32, i1
              } else {
                // Three separately rounded products, in this order.
                %weight_at = arith.addi %weights_at, %e : index
                %weight32 = memref.load %words[%weight_at] : memref<?xi32>
                %weight = arith.bitcast %weight32 : i32 to f32
                %t1 = arith.mulf %c, %weight : f32
                %mult_at = arith.addi %mults_at, %e : index
                %mult32 = memref.load %words[%mult_at] : memref<?xi32>
                %mult = arith.bitcast %mult32 : i32 to f32
                %t2 = arith.mulf %t1, %mult : f32
                %t = arith.mulf %t2, %decay_d : f32
                %t_size = func.call @magnitude(%t) : (f32) -> f32
                %small = arith.cmpf ole, %t_size, %threshold : f32
                %v32 = scf.if %small -> i32 {
                  scf.yield %zero32 : i32
                } else {
                  %target_at = arith.addi %targets_at, %e : index
                  %v32 = memref.load %words[%target_at] : memref<?xi32>
                  scf.yield %v32 : i32
                }
                scf.yield %v32, %t, %small : i32, f32, i1
              }
              %edge:2 = scf.if %target#2 -> (i64, i1) {
                %dropped_now = arith.addi %missing, %one64 : i64
                scf.yield %dropped_now, %false : i64, i1
              } else {
                %v_any = arith.index_castui %target#0 : i32 to index
                %v = arith.minui %v_any, %last : index
                %v_at = arith.muli %v, %c2 : index
                %v_layer_at = arith.addi %v_at, %c1 : index
                %old32 = memref.load %states[%v_at] : memref<?xi32>
                %old = arith.bitcast %old32 : i32 to f32
                %sum = arith.addf %old, %target#1 : f32
                %sum32 = arith.bitcast %sum : f32 to i32
                memref.store %sum32, %states[%v_at] : memref<?xi32>
                %size = func.call @magnitude(%target#1) : (f32) -> f32
                func.call @note_size(%maxd, %size) : (memref<1xf32>, f32) -> ()
                // As unsigned numbers, -1 (not touched) is above every layer.
                %v_layer = memref.load %states[%v_layer_at] : memref<?xi32>
                %v_dist = arith.subi %v_layer, %one32 : i32
                %closer = arith.cmpi ult, %d, %v_dist : i32
                scf.if %closer {
                  memref.store %d_next, %states[%v_layer_at] : memref<?xi32>
                  %new = arith.cmpi eq, %v_layer, %zero32 : i32
                  scf.if %new {
                    func.call @touch(%touched, %places, %v)
                        : (memref<?xi32>, memref<6xindex>, index) -> ()
                  }
                }
                %sum_size = arith.andi %sum32, %positive : i32
                %below = arith.cmpi slt, %sum_size, %budget : i32
                %missing_now = scf.if %below -> i64 {
                  %pushed = func.call @push(%queue, %v, %target#1, %evicts, %uses_window,
                      %window_ring, %marks, %window_limit, %places, %counters)
                      : (!atlas.queue, index, f32, i1, i1, memref<?xi32>, memref<?xi8>,
                         index, memref<6xindex>, memref<8xi64>) -> i1
                  %without = arith.addi %missing, %no_room : i64
                  %after = arith.select %pushed, %missing, %without : i64
                  scf.yield %after : i64
                } else {
                  func.call @count(%counters, %node_budget_hits, %one64)
                      : (memref<8xi64>, index, i64) -> ()
                  scf.yield %missing : i64
                }
                %stops = scf.if %has_relax_cap -> i1 {
                  %e_next = arith.addi %e, %c1 : index
                  %e64 = arith.index_cast %e_next : index to i64
                  %dropped = arith.andi %missing, %dropped_bits : i64
                  %added64 = arith.subi %e64, %dropped : i64
                  %p_after = arith.addi %p_before, %added64 : i64
                  %reached = arith.cmpi sge, %p_after, %relax_cap : i64
                  scf.yield %reached : i1
                } else {
                  scf.yield %false : i1
                }
                %is_full = arith.cmpi ne, %missing_now, %missing : i64
                %ends = arith.ori %stops, %is_full : i1
                scf.yield %missing_now, %ends : i64, i1
              }
              scf.yield %edge#0, %edge#1 : i64, i1
            }
            scf.yield %next#0, %next#1 : i64, i1
          }
          %dropped = arith.andi %row_end#0, %dropped_bits : i64
          %all = arith.subi %length64, %dropped : i64
          %added = arith.select %seeding, %zero64, %all : i64
          func.call @count(%counters, %propagations, %added) : (memref<8xi64>, index, i64) -> ()
          %has_room = arith.cmpi eq, %row_end#0, %dropped : i64
          scf.if %has_room {
          } else {
            memref.store %queue_full, %status[%c0] : memref<1xi32>
          }
          %goes_on = arith.cmpi ugt, %has_room, %row_end#1 : i1
          scf.yield %goes_on : i1
        }
        scf.yield %row : i1
      }
      scf.yield %expanded : i1
    }
    scf.yield %more, %false : i1, i1
  }
  return
}

// Lists the touched nodes with |sum| >= T in ascending order of their ids
// (section 6); how many. `listed` has a bit for each node.
func.func private @collect(%states: memref<?xi32>, %touched: memref<?xi32>,
                           %count: index, %listed: memref<?xi64>,
                           %ids: memref<?xi32>, %positions: memref<?xi32>,
                           %last: index, %d_nodes: memref<?xi32>,
                           %d_vals: memref<?xf32>) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c6 = arith.constant 6 : index
  %c63 = arith.constant 63 : index
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %threshold = arith.constant 0x322BCC77 : f32
  scf.for %i = %c0 to %count step %c1 {
    %p32 = memref.load %touched[%i] : memref<?xi32>
    %p = arith.index_castui %p32 : i32 to index
    %at = arith.muli %p, %c2 : index
    %bits = memref.load %states[%at] : memref<?xi32>
    %sum = arith.bitcast %bits : i32 to f32
    %size = func.call @magnitude(%sum) : (f32) -> f32
    %lists = arith.cmpf oge, %size, %threshold : f32
    scf.if %lists {
      %id32 = memref.load %ids[%p] : memref<?xi32>
      %any = arith.index_castui %id32 : i32 to index
      %id = arith.minui %any, %last : index
      %word = arith.shrui %id, %c6 : index
      %low = arith.andi %id, %c63 : index
      %shift = arith.index_cast %low : index to i64
      %bit = arith.shli %one, %shift : i64
      %old = memref.load %listed[%word] : memref<?xi64>
      %new = arith.ori %old, %bit : i64
      memref.store %new, %listed[%word] : memref<?xi64>
    }
  }
  %words = memref.dim %listed, %c0 : memref<?xi64>
  %m = scf.for %w = %c0 to %words step %c1 iter_args(%at = %c0) -> index {
    %bits = memref.load %listed[%w] : memref<?xi64>
    %start = arith.shli %w, %c6 : index
    %end:2 = scf.while (%rest = %bits, %to = %at) : (i64, index) -> (i64, index) {
      %more = arith.cmpi ne, %rest, %zero : i64
      scf.condition(%more) %rest, %to : i64, index
    } do {
    ^bb0(%rest: i64, %to: index):
      %low = math.cttz %rest : i64
      %nth = arith.index_cast %low : i64 to index
      %id = arith.addi %start, %nth : index
      %id32 = arith.index_cast %id : index to i32
      memref.store %id32, %d_nodes[%to] : memref<?xi32>
      %p32 = memref.load %positions[%id] : memref<?xi32>
      %any = arith.index_castui %p32 : i32 to index
      %p = arith.minui %any, %last : index
      %place = arith.muli %p, %c2 : index
      %sum32 = memref.load %states[%place] : memref<?xi32>
      %sum = arith.bitcast %sum32 : i32 to f32
      memref.store %sum, %d_vals[%to] : memref<?xf32>
      %less = arith.subi %rest, %one : i64
      %others = arith.andi %rest, %less : i64
      %next = arith.addi %to, %c1 : index
      scf.yield %others, %next : i64, index
    }
    scf.yield %end#1 : index
  }
  return %m : index
}

atlas.kernel @t1_propagate(
    %starts: memref<?xi32> {atlas.in, atlas.length = "dim(ids) + 1"},
    %words: memref<?xi32> {atlas.in},
    %ids: memref<?xi32> {atlas.in},
    %positions: memref<?xi32> {atlas.in, atlas.length = "dim(ids)"},
    %seed_nodes: memref<?xi32> {atlas.in},
    %seed_weights: memref<?xf32> {atlas.in, atlas.length = "dim(seed_nodes)"},
    %rate: f32, %floor: f32,
    %radius_cap: i32 {atlas.signed}, %iter_cap_layers: i32 {atlas.signed},
    %node_budget: f32,
    %queue_budget: i64 {atlas.signed, atlas.constant},
    %relax_cap: i64 {atlas.signed, atlas.constant},
    %frontier: i32 {atlas.signed, atlas.constant},
    %visited: i32 {atlas.signed, atlas.constant},
    %dedupe_window: i32 {atlas.signed, atlas.constant},
    %capacity: i64,
    %d_nodes: memref<?xi32> {atlas.out, atlas.length = "dim(ids)", atlas.count = "count"},
    %d_vals: memref<?xf32> {atlas.out, atlas.length = "dim(ids)", atlas.count = "count"})
    -> (i32 {atlas.name = "status", atlas.signed}, i64 {atlas.name = "at", atlas.signed},
        i64 {atlas.name = "count"}, i64 {atlas.name = "pops"}, i64 {atlas.name = "iters"},
        i64 {atlas.name = "propagations"}, i64 {atlas.name = "radius_cap_hits"},
        i64 {atlas.name = "layer_cap_hits"}, i64 {atlas.name = "node_budget_hits"},
        i64 {atlas.name = "frontier_evicted"}, i64 {atlas.name = "dedupe_hits"},
        i64 {atlas.name = "visited_evicted"}, f32 {atlas.name = "max_delta_local"})
    attributes {contract = #atlas.contract<"C-ATLAS-T1-PROPAGATE">,
                exactness = #atlas<exactness bit_exact>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c63 = arith.constant 63 : index
  %c64 = arith.constant 64 : index
  %zero32 = arith.constant 0 : i32
  %one32 = arith.constant 1 : i32
  %zero64 = arith.constant 0 : i64
  %one64 = arith.constant 1 : i64
  %bad_seed_code = arith.constant 804 : i32
  %bad_float = arith.constant 805 : i32
  %true = arith.constant true
  %false = arith.constant false
  %nodes = memref.dim %ids, %c0 : memref<?xi32>
  %k = memref.dim %seed_nodes, %c0 : memref<?xi32>

  //--- Memory ----------------------------------------------------------------
  %two_each = arith.muli %nodes, %c2 : index
  %states = memref.alloc(%two_each) : memref<?xi32>
  %touched = memref.alloc(%nodes) : memref<?xi32>
  %more_bits = arith.addi %nodes, %c63 : index
  %bit_words = arith.divui %more_bits, %c64 : index
  %listed = memref.alloc(%bit_words) : memref<?xi64>
  %layers = arith.addi %nodes, %c1 : index
  %decay = memref.alloc(%layers) : memref<?xf32>
  // Of a list that could hold every node none is ever dropped.
  %window_any = arith.index_castui %dedupe_window : i32 to index
  %window_limit = arith.minui %window_any, %nodes : index
  %window_ring = memref.alloc(%window_limit) : memref<?xi32>
  %seen_any = arith.index_castui %visited : i32 to index
  %seen_limit = arith.minui %seen_any, %nodes : index
  %seen_ring = memref.alloc(%seen_limit) : memref<?xi32>
  %marks = memref.alloc(%nodes) : memref<?xi8> // 1: in the window, 2: seen
  // The formula of !atlas.queue.
  %c7_64 = arith.constant 7 : i64
  %c8_64 = arith.constant 8 : i64
  %c17_64 = arith.constant 17 : i64
  %header = arith.constant 16 : i64
  %many = arith.constant 1024 : i64
  %buckets = arith.constant 70016 : i64
  %key_bytes = arith.muli %capacity, %c17_64 : i64
  %key_bytes_up = arith.addi %key_bytes, %c7_64 : i64
  %key_words = arith.divui %key_bytes_up, %c8_64 : i64
  %with_header = arith.addi %key_words, %header : i64
  %thousands = arith.divui %capacity, %many : i64
  %is_large = arith.minui %thousands, %one64 : i64
  %bucket_words = arith.muli %is_large, %buckets : i64
  %scratch_words = arith.addi %with_header, %bucket_words : i64
  %scratch_length = arith.index_cast %scratch_words : i64 to index
  %scratch = memref.alloc(%scratch_length) : memref<?xi64>

  %places = memref.alloca() : memref<6xindex>
  %counters = memref.alloca() : memref<8xi64>
  %power = memref.alloca() : memref<1xf64>
  %maxd = memref.alloca() : memref<1xf32>
  %deepest = memref.alloca() : memref<1xi32> // plus one
  %status = memref.alloca() : memref<1xi32>
  func.call @clear(%places, %counters, %power, %maxd, %deepest)
      : (memref<6xindex>, memref<8xi64>, memref<1xf64>, memref<1xf32>, memref<1xi32>) -> ()

  //--- What is on --------------------------------------------------------------
  %uses_frontier = arith.cmpi sgt, %frontier, %zero32 : i32
  %uses_visited = arith.cmpi sgt, %visited, %zero32 : i32
  %uses_window = arith.cmpi sgt, %dedupe_window, %zero32 : i32
  %uses_marks = arith.ori %uses_visited, %uses_window : i1
  %has_relax_cap = arith.cmpi sge, %relax_cap, %zero64 : i64
  // A frontier beyond the capacity is a capacity.
  %frontier64 = arith.extui %frontier : i32 to i64
  %fits = arith.cmpi ule, %frontier64, %capacity : i64
  %evicts = arith.andi %uses_frontier, %fits : i1
  %room = arith.select %evicts, %frontier64, %capacity : i64
  // Entries behind as many as will be taken may be forgotten; a frontier counts
  // them. -1, off, is any number.
  %any = arith.constant -1 : i64
  %pops_to_come = arith.select %uses_frontier, %any, %queue_budget : i64

  //--- Checks (section 2), the first that fails is reported; seeds are few --------
  %nodes32 = arith.index_cast %nodes : index to i32
  %bad_seed = atlas.find ins(%seed_nodes : memref<?xi32>) attributes {atlas.rare} {
  ^bb0(%s: i32):
    %outside = arith.cmpi uge, %s, %nodes32 : i32
    atlas.yield %outside : i1
  }
  %bad_weight = atlas.find ins(%seed_weights : memref<?xf32>) attributes {atlas.rare} {
  ^bb0(%w: f32):
    %finite = func.call @is_finite(%w) : (f32) -> i1
    %bad = arith.xori %finite, %true : i1
    atlas.yield %bad : i1
  }
  %params_code = func.call @check(%rate, %floor, %node_budget, %radius_cap,
      %iter_cap_layers, %queue_budget, %relax_cap, %frontier, %visited,
      %dedupe_window) : (f32, f32, f32, i32, i32, i64, i64, i32, i32, i32) -> i32
  %k64 = arith.index_cast %k : index to i64
  %seeds_ok = arith.cmpi eq, %bad_seed, %k64 : i64
  %weights_ok = arith.cmpi eq, %bad_weight, %k64 : i64
  %weights_code = arith.select %weights_ok, %params_code, %bad_float : i32
  %weight_at_fault = arith.select %weights_ok, %any, %bad_weight : i64
  %code = arith.select %seeds_ok, %weights_code, %bad_seed_code : i32
  %bad_at = arith.select %seeds_ok, %weight_at_fault, %bad_seed : i64
  %valid = arith.cmpi eq, %code, %zero32 : i32

  %result:2 = scf.if %valid -> (index, i32) {
    atlas.map outs(%states : memref<?xi32>) {
      atlas.yield %zero32 : i32
    }
    // A 64th of the nodes.
    atlas.map outs(%listed : memref<?xi64>) attributes {atlas.rare} {
      atlas.yield %zero64 : i64
    }
    scf.if %uses_marks {
      atlas.map outs(%marks : memref<?xi8>) {
        %zero8 = arith.constant 0 : i8
        atlas.yield %zero8 : i8
      }
    }
    // Specialised, the loop is without what is off.
    %queue = atlas.queue.init %scratch capacity %room pops %pops_to_come : memref<?xi64>
    func.call @walk(%queue, %evicts, %uses_visited, %uses_window, %has_relax_cap,
        %starts, %words, %positions, %seed_nodes, %seed_weights, %rate, %floor,
        %radius_cap, %iter_cap_layers, %node_budget, %queue_budget, %relax_cap,
        %states, %touched, %marks, %decay, %window_ring,
        %window_limit, %seen_ring, %seen_limit, %places, %counters, %power, %maxd,
        %deepest, %status)
        : (!atlas.queue, i1, i1, i1, i1, memref<?xi32>, memref<?xi32>, memref<?xi32>,
           memref<?xi32>, memref<?xf32>, f32, f32, i32, i32, f32, i64, i64,
           memref<?xi32>, memref<?xi32>, memref<?xi8>, memref<?xf32>,
           memref<?xi32>, index, memref<?xi32>, index, memref<6xindex>,
           memref<8xi64>, memref<1xf64>, memref<1xf32>, memref<1xi32>,
           memref<1xi32>) -> ()
    %outcome = memref.load %status[%c0] : memref<1xi32>
    %complete = arith.cmpi eq, %outcome, %zero32 : i32
    %count = memref.load %places[%c0] : memref<6xindex>
    %listing = scf.if %complete -> index {
      %last = arith.subi %nodes, %c1 : index
      %m = func.call @collect(%states, %touched, %count, %listed, %ids, %positions,
          %last, %d_nodes, %d_vals)
          : (memref<?xi32>, memref<?xi32>, index, memref<?xi64>, memref<?xi32>,
             memref<?xi32>, index, memref<?xi32>, memref<?xf32>) -> index
      scf.yield %m : index
    } else {
      scf.yield %c0 : index
    }
    scf.yield %listing, %outcome : index, i32
  } else {
    scf.yield %c0, %code : index, i32
  }

  %m = arith.index_cast %result#0 : index to i64
  %deep = memref.load %deepest[%c0] : memref<1xi32>
  %deep_layer = arith.subi %deep, %one32 : i32
  %iters32 = arith.minsi %deep_layer, %iter_cap_layers : i32
  %iters_signed = arith.extsi %iters32 : i32 to i64
  %iters = arith.maxsi %iters_signed, %zero64 : i64
  %n0 = arith.constant 0 : index
  %n1 = arith.constant 1 : index
  %n2 = arith.constant 2 : index
  %n3 = arith.constant 3 : index
  %n4 = arith.constant 4 : index
  %n5 = arith.constant 5 : index
  %n6 = arith.constant 6 : index
  %n7 = arith.constant 7 : index
  %r_pops = memref.load %counters[%n0] : memref<8xi64>
  %r_propagations = memref.load %counters[%n1] : memref<8xi64>
  %r_radius = memref.load %counters[%n2] : memref<8xi64>
  %r_layer = memref.load %counters[%n3] : memref<8xi64>
  %r_budget = memref.load %counters[%n4] : memref<8xi64>
  %r_evicted = memref.load %counters[%n5] : memref<8xi64>
  %r_dedupe = memref.load %counters[%n6] : memref<8xi64>
  %r_visited = memref.load %counters[%n7] : memref<8xi64>
  %r_maxd = memref.load %maxd[%c0] : memref<1xf32>
  atlas.return %result#1, %bad_at, %m, %r_pops, %iters, %r_propagations, %r_radius,
      %r_layer, %r_budget, %r_evicted, %r_dedupe, %r_visited, %r_maxd
      : i32, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, f32
}
