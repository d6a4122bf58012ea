// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Components that fall apart without their weak edges, best first.
//
// Nodes are numbered in ascending order by sorting the ends of all edges. Sets of
// nodes joined edge by edge give the components, once over all edges and once over
// those that stay; a part belongs to the component of its first node.

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

// Numbers the nodes of all edges in ascending order: `ids` gets the nodes, `ends`
// the numbers of src[e] at e and of dst[e] at m + e. Returns how many there are.
func.func private @number_nodes(%src: memref<?xi32>, %dst: memref<?xi32>,
    %keys: memref<?xi64>, %order: memref<?xi64>, %spareKeys: memref<?xi64>,
    %spareOrder: memref<?xi64>, %ends: memref<?xi64>, %ids: memref<?xi64>,
    %m: index) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %none = arith.constant -1 : i64
  %bias = arith.constant 0x80000000 : i64
  %all = arith.muli %m, %c2 : index
  scf.for %e = %c0 to %m step %c1 {
    %a = memref.load %src[%e] : memref<?xi32>
    %b = memref.load %dst[%e] : memref<?xi32>
    %keyA = func.call @id_key(%a) : (i32) -> i64
    %keyB = func.call @id_key(%b) : (i32) -> i64
    %other = arith.addi %m, %e : index
    memref.store %keyA, %keys[%e] : memref<?xi64>
    memref.store %keyB, %keys[%other] : memref<?xi64>
    func.call @put(%order, %e, %e) : (memref<?xi64>, index, index) -> ()
    func.call @put(%order, %other, %other) : (memref<?xi64>, index, index) -> ()
  }
  func.call @sort(%keys, %order, %spareKeys, %spareOrder, %all)
      : (memref<?xi64>, memref<?xi64>, memref<?xi64>, memref<?xi64>, index) -> ()
  %result:2 = scf.for %i = %c0 to %all step %c1 iter_args(%count = %c0, %last = %none)
      -> (index, i64) {
    %key = memref.load %keys[%i] : memref<?xi64>
    %isNew = arith.cmpi ne, %key, %last : i64
    %more = arith.addi %count, %c1 : index
    %after = arith.select %isNew, %more, %count : index
    %number = arith.subi %after, %c1 : index
    %id = arith.subi %key, %bias : i64
    memref.store %id, %ids[%number] : memref<?xi64>
    %end = func.call @get(%order, %i) : (memref<?xi64>, index) -> index
    func.call @put(%ends, %end, %number) : (memref<?xi64>, index, index) -> ()
    scf.yield %after, %key : index, i64
  }
  return %result#0 : index
}

// The smallest node of the set that a node is in; halves the way to it.
func.func private @root(%parents: memref<?xi64>, %node: index) -> index {
  %root = scf.while (%at = %node) : (index) -> index {
    %parent = func.call @get(%parents, %at) : (memref<?xi64>, index) -> index
    %goOn = arith.cmpi ne, %parent, %at : index
    scf.condition(%goOn) %at : index
  } do {
  ^bb0(%at: index):
    %parent = func.call @get(%parents, %at) : (memref<?xi64>, index) -> index
    %grandparent = func.call @get(%parents, %parent) : (memref<?xi64>, index) -> index
    func.call @put(%parents, %at, %grandparent) : (memref<?xi64>, index, index) -> ()
    scf.yield %grandparent : index
  }
  return %root : index
}

// Components over the edges with |w| >= least (all of them, NaN too, if that is
// negative), numbered by their smallest nodes:
// `of` is the component of a node or -1, members[starts[c]] .. are the nodes of c,
// ascending. Returns how many there are.
func.func private @components(%ends: memref<?xi64>, %weight: memref<?xf64>, %least: f64,
    %of: memref<?xi64>, %starts: memref<?xi64>, %members: memref<?xi64>,
    %nodes: index, %m: index) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %none = arith.constant -1 : i64
  scf.for %i = %c0 to %nodes step %c1 {
    memref.store %none, %of[%i] : memref<?xi64>
  }
  %nothing = arith.constant 0.0 : f64
  %every = arith.cmpf olt, %least, %nothing : f64
  // Sets of nodes: `of` holds parents, of which no one is larger than its child.
  scf.for %e = %c0 to %m step %c1 {
    %w = memref.load %weight[%e] : memref<?xf64>
    %size = func.call @magnitude(%w) : (f64) -> f64
    %isLarge = arith.cmpf oge, %size, %least : f64
    %isChosen = arith.ori %isLarge, %every : i1
    scf.if %isChosen {
      %other = arith.addi %m, %e : index
      %a = func.call @get(%ends, %e) : (memref<?xi64>, index) -> index
      %b = func.call @get(%ends, %other) : (memref<?xi64>, index) -> index
      func.call @touch(%of, %a) : (memref<?xi64>, index) -> ()
      func.call @touch(%of, %b) : (memref<?xi64>, index) -> ()
      %rootA = func.call @root(%of, %a) : (memref<?xi64>, index) -> index
      %rootB = func.call @root(%of, %b) : (memref<?xi64>, index) -> index
      %lower = arith.minui %rootA, %rootB : index
      %upper = arith.maxui %rootA, %rootB : index
      func.call @put(%of, %upper, %lower) : (memref<?xi64>, index, index) -> ()
    }
  }
  // A root is the smallest node of its set, so every parent is numbered before.
  %count = scf.for %i = %c0 to %nodes step %c1 iter_args(%next = %c0) -> (index) {
    %parent = memref.load %of[%i] : memref<?xi64>
    %isIn = arith.cmpi ne, %parent, %none : i64
    %after = scf.if %isIn -> (index) {
      %above = arith.index_cast %parent : i64 to index
      %isRoot = arith.cmpi eq, %above, %i : index
      %its = func.call @get(%of, %above) : (memref<?xi64>, index) -> index
      %number = arith.select %isRoot, %next, %its : index
      func.call @put(%of, %i, %number) : (memref<?xi64>, index, index) -> ()
      %more = arith.addi %next, %c1 : index
      %then = arith.select %isRoot, %more, %next : index
      scf.yield %then : index
    } else {
      scf.yield %next : index
    }
    scf.yield %after : index
  }
  func.call @group(%of, %starts, %members, %nodes, %count)
      : (memref<?xi64>, memref<?xi64>, memref<?xi64>, index, index) -> ()
  return %count : index
}

// Makes a node a set of its own unless it is in one.
func.func private @touch(%parents: memref<?xi64>, %node: index)
    attributes {passthrough = ["alwaysinline"]} {
  %none = arith.constant -1 : i64
  %parent = memref.load %parents[%node] : memref<?xi64>
  %isNew = arith.cmpi eq, %parent, %none : i64
  scf.if %isNew {
    func.call @put(%parents, %node, %node) : (memref<?xi64>, index, index) -> ()
  }
  return
}

// Collects the nodes of each component: counts, where each one starts, and a
// stable fill that moves the starts to the ends and back.
func.func private @group(%of: memref<?xi64>, %starts: memref<?xi64>,
    %members: memref<?xi64>, %nodes: index, %count: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %none = arith.constant -1 : i64
  %end = arith.addi %count, %c1 : index
  scf.for %i = %c0 to %end step %c1 {
    func.call @put(%starts, %i, %c0) : (memref<?xi64>, index, index) -> ()
  }
  scf.for %i = %c0 to %nodes step %c1 {
    %word = memref.load %of[%i] : memref<?xi64>
    %isIn = arith.cmpi ne, %word, %none : i64
    scf.if %isIn {
      %component = arith.index_cast %word : i64 to index
      %unused = func.call @advance(%starts, %component) : (memref<?xi64>, index) -> index
    }
  }
  %sum = scf.for %i = %c0 to %end step %c1 iter_args(%before = %c0) -> (index) {
    %size = func.call @get(%starts, %i) : (memref<?xi64>, index) -> index
    func.call @put(%starts, %i, %before) : (memref<?xi64>, index, index) -> ()
    %after = arith.addi %before, %size : index
    scf.yield %after : index
  }
  scf.for %i = %c0 to %nodes step %c1 {
    %word = memref.load %of[%i] : memref<?xi64>
    %isIn = arith.cmpi ne, %word, %none : i64
    scf.if %isIn {
      %component = arith.index_cast %word : i64 to index
      %to = func.call @advance(%starts, %component) : (memref<?xi64>, index) -> index
      func.call @put(%members, %to, %i) : (memref<?xi64>, index, index) -> ()
    }
  }
  %first = scf.for %i = %c0 to %end step %c1 iter_args(%before = %c0) -> (index) {
    %ends = func.call @get(%starts, %i) : (memref<?xi64>, index) -> index
    func.call @put(%starts, %i, %before) : (memref<?xi64>, index, index) -> ()
    scf.yield %ends : index
  }
  return
}

// Adds one to a number and returns what it was.
func.func private @advance(%buffer: memref<?xi64>, %at: index) -> index
    attributes {passthrough = ["alwaysinline"]} {
  %c1 = arith.constant 1 : index
  %old = func.call @get(%buffer, %at) : (memref<?xi64>, index) -> index
  %new = arith.addi %old, %c1 : index
  func.call @put(%buffer, %at, %new) : (memref<?xi64>, index, index) -> ()
  return %old : index
}

// Appends the ids of the nodes of a component to a list; returns its new length.
func.func private @append(%list: memref<?xi32>, %length: index, %component: index,
    %starts: memref<?xi64>, %members: memref<?xi64>, %ids: memref<?xi64>) -> index {
  %c1 = arith.constant 1 : index
  %after = arith.addi %component, %c1 : index
  %begin = func.call @get(%starts, %component) : (memref<?xi64>, index) -> index
  %end = func.call @get(%starts, %after) : (memref<?xi64>, index) -> index
  %result = scf.for %i = %begin to %end step %c1 iter_args(%at = %length) -> (index) {
    %node = func.call @get(%members, %i) : (memref<?xi64>, index) -> index
    %wide = memref.load %ids[%node] : memref<?xi64>
    %id = arith.trunci %wide : i64 to i32
    memref.store %id, %list[%at] : memref<?xi32>
    %next = arith.addi %at, %c1 : index
    scf.yield %next : index
  }
  return %result : index
}

// How many edges each component has, and how many of them are weak.
func.func private @count_edges(%ends: memref<?xi64>, %weight: memref<?xf64>, %least: f64,
    %of: memref<?xi64>, %inside: memref<?xi64>, %removed: memref<?xi64>, %m: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %e = %c0 to %m step %c1 {
    %a = func.call @get(%ends, %e) : (memref<?xi64>, index) -> index
    %component = func.call @get(%of, %a) : (memref<?xi64>, index) -> index
    %x = func.call @advance(%inside, %component) : (memref<?xi64>, index) -> index
    %w = memref.load %weight[%e] : memref<?xf64>
    %size = func.call @magnitude(%w) : (f64) -> f64
    %isWeak = arith.cmpf ult, %size, %least : f64
    scf.if %isWeak {
      %y = func.call @advance(%removed, %component) : (memref<?xi64>, index) -> index
    }
  }
  return
}

// How many parts each component has, and how many nodes the smallest of them.
func.func private @count_parts(%partStarts: memref<?xi64>, %partMembers: memref<?xi64>,
    %of: memref<?xi64>, %counts: memref<?xi64>, %smallest: memref<?xi64>, %parts: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %p = %c0 to %parts step %c1 {
    %after = arith.addi %p, %c1 : index
    %begin = func.call @get(%partStarts, %p) : (memref<?xi64>, index) -> index
    %end = func.call @get(%partStarts, %after) : (memref<?xi64>, index) -> index
    %size = arith.subi %end, %begin : index
    %first = func.call @get(%partMembers, %begin) : (memref<?xi64>, index) -> index
    %component = func.call @get(%of, %first) : (memref<?xi64>, index) -> index
    %x = func.call @advance(%counts, %component) : (memref<?xi64>, index) -> index
    // No index: at first it is larger than any.
    %its = arith.index_cast %size : index to i64
    %least = memref.load %smallest[%component] : memref<?xi64>
    %lesser = arith.minsi %least, %its : i64
    memref.store %lesser, %smallest[%component] : memref<?xi64>
  }
  return
}

atlas.kernel @gel_split_candidates(%src: memref<?xi32> {atlas.in, atlas.signed},
    %dst: memref<?xi32> {atlas.in, atlas.signed, atlas.length = "dim(src)"},
    %weight: memref<?xf64> {atlas.in, atlas.length = "dim(src)"},
    %weak_edge_thresh: f64, %min_component_size: i64 {atlas.signed},
    %original: memref<?xi32> {atlas.out, atlas.signed, atlas.count = "members",
        atlas.length = "2 * dim(src)"},
    %sizes: memref<?xi64> {atlas.out, atlas.signed, atlas.count = "candidates",
        atlas.length = "dim(src)"},
    %part_counts: memref<?xi64> {atlas.out, atlas.signed, atlas.count = "candidates",
        atlas.length = "dim(src)"},
    %removed_edges: memref<?xi64> {atlas.out, atlas.signed, atlas.count = "candidates",
        atlas.length = "dim(src)"},
    %orig_edges: memref<?xi64> {atlas.out, atlas.signed, atlas.count = "candidates",
        atlas.length = "dim(src)"},
    %part_nodes: memref<?xi32> {atlas.out, atlas.signed, atlas.count = "part_members",
        atlas.length = "2 * dim(src)"},
    %part_sizes: memref<?xi64> {atlas.out, atlas.signed, atlas.count = "parts",
        atlas.length = "dim(src)"})
    -> (i64 {atlas.name = "candidates", atlas.signed},
        i64 {atlas.name = "members", atlas.signed},
        i64 {atlas.name = "parts", atlas.signed},
        i64 {atlas.name = "part_members", atlas.signed})
    attributes {contract = #atlas.contract<"C-ATLAS-GEL-SPLIT-CANDIDATES">,
                exactness = #atlas<exactness bit_exact>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %none = arith.constant -1 : i64
  %two = arith.constant 2 : i64
  %zero = arith.constant 0 : i64
  %infinite = arith.constant 0x7FFFFFFFFFFFFFFF : i64
  %m = memref.dim %src, %c0 : memref<?xi32>
  %most = arith.muli %m, %c2 : index
  %mostStarts = arith.addi %most, %c1 : index
  %keys = memref.alloc(%most) : memref<?xi64>
  %order = memref.alloc(%most) : memref<?xi64>
  %spareKeys = memref.alloc(%most) : memref<?xi64>
  %spareOrder = memref.alloc(%most) : memref<?xi64>
  %ends = memref.alloc(%most) : memref<?xi64>
  %ids = memref.alloc(%most) : memref<?xi64>
  %of = memref.alloc(%most) : memref<?xi64>
  %starts = memref.alloc(%mostStarts) : memref<?xi64>
  %members = memref.alloc(%most) : memref<?xi64>
  %partOf = memref.alloc(%most) : memref<?xi64>
  %partStarts = memref.alloc(%mostStarts) : memref<?xi64>
  %partMembers = memref.alloc(%most) : memref<?xi64>
  %inside = memref.alloc(%m) : memref<?xi64>
  %removed = memref.alloc(%m) : memref<?xi64>
  %counts = memref.alloc(%m) : memref<?xi64>
  %smallest = memref.alloc(%m) : memref<?xi64>

  // A negative bound takes all edges.
  %any = arith.constant -1.0 : f64
  %nodeCount = func.call @number_nodes(%src, %dst, %keys, %order, %spareKeys,
      %spareOrder, %ends, %ids, %m) : (memref<?xi32>, memref<?xi32>, memref<?xi64>,
      memref<?xi64>, memref<?xi64>, memref<?xi64>, memref<?xi64>, memref<?xi64>,
      index) -> index
  %whole = func.call @components(%ends, %weight, %any, %of, %starts, %members,
      %nodeCount, %m) : (memref<?xi64>, memref<?xf64>, f64, memref<?xi64>,
      memref<?xi64>, memref<?xi64>, index, index) -> index
  %pieces = func.call @components(%ends, %weight, %weak_edge_thresh, %partOf,
      %partStarts, %partMembers, %nodeCount, %m) : (memref<?xi64>, memref<?xf64>, f64,
      memref<?xi64>, memref<?xi64>, memref<?xi64>, index, index) -> index
  scf.for %i = %c0 to %whole step %c1 {
    memref.store %zero, %inside[%i] : memref<?xi64>
    memref.store %zero, %removed[%i] : memref<?xi64>
    memref.store %zero, %counts[%i] : memref<?xi64>
    memref.store %infinite, %smallest[%i] : memref<?xi64>
  }
  func.call @count_edges(%ends, %weight, %weak_edge_thresh, %of, %inside, %removed, %m)
      : (memref<?xi64>, memref<?xf64>, f64, memref<?xi64>, memref<?xi64>, memref<?xi64>,
      index) -> ()
  func.call @count_parts(%partStarts, %partMembers, %of, %counts, %smallest, %pieces)
      : (memref<?xi64>, memref<?xi64>, memref<?xi64>, memref<?xi64>, memref<?xi64>,
      index) -> ()

  // Those with parts enough, all large enough, in the order of their smallest
  // nodes; then by removed edges, more first.
  %found = scf.for %i = %c0 to %whole step %c1 iter_args(%count = %c0) -> (index) {
    %partCount = memref.load %counts[%i] : memref<?xi64>
    %least = memref.load %smallest[%i] : memref<?xi64>
    %isSeveral = arith.cmpi sge, %partCount, %two : i64
    %isLarge = arith.cmpi sge, %least, %min_component_size : i64
    %isSplit = arith.andi %isSeveral, %isLarge : i1
    %after = scf.if %isSplit -> (index) {
      %edges = memref.load %removed[%i] : memref<?xi64>
      %key = arith.xori %edges, %none : i64
      memref.store %key, %keys[%count] : memref<?xi64>
      func.call @put(%order, %count, %i) : (memref<?xi64>, index, index) -> ()
      %next = arith.addi %count, %c1 : index
      scf.yield %next : index
    } else {
      scf.yield %count : index
    }
    scf.yield %after : index
  }
  func.call @sort(%keys, %order, %spareKeys, %spareOrder, %found)
      : (memref<?xi64>, memref<?xi64>, memref<?xi64>, memref<?xi64>, index) -> ()

  %end:3 = scf.for %i = %c0 to %found step %c1
      iter_args(%at = %c0, %part = %c0, %partAt = %c0) -> (index, index, index) {
    %component = func.call @get(%order, %i) : (memref<?xi64>, index) -> index
    %partCount = memref.load %counts[%component] : memref<?xi64>
    %edges = memref.load %inside[%component] : memref<?xi64>
    %weak = memref.load %removed[%component] : memref<?xi64>
    memref.store %partCount, %part_counts[%i] : memref<?xi64>
    memref.store %edges, %orig_edges[%i] : memref<?xi64>
    memref.store %weak, %removed_edges[%i] : memref<?xi64>
    %after = func.call @append(%original, %at, %component, %starts, %members, %ids)
        : (memref<?xi32>, index, index, memref<?xi64>, memref<?xi64>, memref<?xi64>) -> index
    %size = arith.subi %after, %at : index
    func.call @put(%sizes, %i, %size) : (memref<?xi64>, index, index) -> ()

    // Parts are numbered by their smallest nodes, so one that was not met has a
    // larger number than all that were.
    %behind = arith.addi %component, %c1 : index
    %begin = func.call @get(%starts, %component) : (memref<?xi64>, index) -> index
    %stop = func.call @get(%starts, %behind) : (memref<?xi64>, index) -> index
    %lists:3 = scf.for %n = %begin to %stop step %c1
        iter_args(%number = %part, %length = %partAt, %last = %none)
        -> (index, index, i64) {
      %node = func.call @get(%members, %n) : (memref<?xi64>, index) -> index
      %its = memref.load %partOf[%node] : memref<?xi64>
      %isNew = arith.cmpi sgt, %its, %last : i64
      %more:3 = scf.if %isNew -> (index, index, i64) {
        %piece = arith.index_cast %its : i64 to index
        %longer = func.call @append(%part_nodes, %length, %piece, %partStarts,
            %partMembers, %ids) : (memref<?xi32>, index, index, memref<?xi64>,
            memref<?xi64>, memref<?xi64>) -> index
        %partSize = arith.subi %longer, %length : index
        func.call @put(%part_sizes, %number, %partSize)
            : (memref<?xi64>, index, index) -> ()
        %next = arith.addi %number, %c1 : index
        scf.yield %next, %longer, %its : index, index, i64
      } else {
        scf.yield %number, %length, %last : index, index, i64
      }
      scf.yield %more#0, %more#1, %more#2 : index, index, i64
    }
    scf.yield %after, %lists#0, %lists#1 : index, index, index
  }
  %candidates = arith.index_cast %found : index to i64
  %all = arith.index_cast %end#0 : index to i64
  %parts = arith.index_cast %end#1 : index to i64
  %partMembersOut = arith.index_cast %end#2 : index to i64
  atlas.return %candidates, %all, %parts, %partMembersOut : i64, i64, i64, i64
}
