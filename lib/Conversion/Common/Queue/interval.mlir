// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The strategy queue:interval: a heap of both ends, for queues that remove their
// largest key. Node i has the places 2 i and 2 i + 1, its low and its high key;
// both of its children 2 i + 1 and 2 i + 2 lie between them. So the low keys are
// a heap with the smallest key first, and the high keys one with the largest
// first. The last node may have one key, which is both. State: 0 the number of
// keys, 1 the capacity, 2 pops to come.

func.func private @atlas.queue.interval.init(%s: !s, %state: memref<10xindex>,
                                             %capacity: index, %pops: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  memref.store %c0, %state[%c0] : memref<10xindex>
  memref.store %capacity, %state[%c1] : memref<10xindex>
  memref.store %pops, %state[%c2] : memref<10xindex>
  return
}

func.func private @atlas.queue.interval.size(%s: !s, %state: memref<10xindex>) -> index {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %count = memref.load %state[%c0] : memref<10xindex>
  %pops = memref.load %state[%c2] : memref<10xindex>
  %size = arith.minui %count, %pops : index
  return %size : index
}

// The place of the high key of a node.
func.func private @atlas.queue.interval.high(%node: index, %count: index) -> index {
  %c1 = arith.constant 1 : index
  %low = arith.shli %node, %c1 : index
  %high = arith.addi %low, %c1 : index
  %inside = arith.cmpi ult, %high, %count : index
  %place = arith.select %inside, %high, %low : index
  return %place : index
}

// Puts a key to the low place of a node, or further up: low keys above that are
// larger make room.
func.func private @atlas.queue.interval.up_low(%s: !s, %node: index, %key: i64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %false = arith.constant false
  %end:2 = scf.while (%i = %node) : (index) -> (index, index) {
    %inner = arith.cmpi ne, %i, %c0 : index
    %step:2 = scf.if %inner -> (i1, index) {
      %before = arith.subi %i, %c1 : index
      %up = arith.shrui %before, %c1 : index
      %from = arith.shli %up, %c1 : index
      %above = memref.load %s[%from] : !s
      %larger = arith.cmpi ugt, %above, %key : i64
      scf.if %larger {
        %to = arith.shli %i, %c1 : index
        memref.store %above, %s[%to] : !s
      }
      scf.yield %larger, %up : i1, index
    } else {
      scf.yield %false, %i : i1, index
    }
    scf.condition(%step#0) %i, %step#1 : index, index
  } do {
  ^bb0(%i: index, %up: index):
    scf.yield %up : index
  }
  %place = arith.shli %end#0, %c1 : index
  memref.store %key, %s[%place] : !s
  return
}

// The same for the high place of a node among %count keys.
func.func private @atlas.queue.interval.up_high(%s: !s, %node: index, %count: index,
                                                %key: i64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %false = arith.constant false
  %end:2 = scf.while (%i = %node) : (index) -> (index, index) {
    %inner = arith.cmpi ne, %i, %c0 : index
    %step:2 = scf.if %inner -> (i1, index) {
      %before = arith.subi %i, %c1 : index
      %up = arith.shrui %before, %c1 : index
      %from = func.call @atlas.queue.interval.high(%up, %count) : (index, index) -> index
      %above = memref.load %s[%from] : !s
      %smaller = arith.cmpi ult, %above, %key : i64
      scf.if %smaller {
        %to = func.call @atlas.queue.interval.high(%i, %count) : (index, index) -> index
        memref.store %above, %s[%to] : !s
      }
      scf.yield %smaller, %up : i1, index
    } else {
      scf.yield %false, %i : i1, index
    }
    scf.condition(%step#0) %i, %step#1 : index, index
  } do {
  ^bb0(%i: index, %up: index):
    scf.yield %up : index
  }
  %place = func.call @atlas.queue.interval.high(%end#0, %count) : (index, index) -> index
  memref.store %key, %s[%place] : !s
  return
}

// Adds a key to %count keys. It is compared with the other key of its node, which
// moves to the high place if the new one is smaller, or with the low key above.
func.func private @atlas.queue.interval.insert(%s: !s, %count: index, %key: i64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %largest = arith.constant -1 : i64
  %more = arith.addi %count, %c1 : index
  %node = arith.shrui %count, %c1 : index
  %odd = arith.andi %count, %c1 : index
  %isPair = arith.cmpi ne, %odd, %c0 : index
  %some = arith.cmpi ne, %count, %c0 : index
  %other = scf.if %some -> i64 {
    %beside = arith.subi %count, %c1 : index
    %above = arith.subi %node, %c1 : index
    %half = arith.shrui %above, %c1 : index
    %up = arith.shli %half, %c1 : index
    %place = arith.select %isPair, %beside, %up : index
    %known = memref.load %s[%place] : !s
    scf.yield %known : i64
  } else {
    scf.yield %largest : i64
  }
  %below = arith.cmpi ult, %key, %other : i64
  %moves = arith.andi %isPair, %below : i1
  scf.if %moves {
    memref.store %other, %s[%count] : !s
  }
  %isFirst = arith.cmpi eq, %count, %c0 : index
  %isLow = arith.ori %isFirst, %below : i1
  scf.if %isLow {
    func.call @atlas.queue.interval.up_low(%s, %node, %key) : (!s, index, i64) -> ()
  } else {
    func.call @atlas.queue.interval.up_high(%s, %node, %more, %key)
        : (!s, index, index, i64) -> ()
  }
  return
}

// Exchanges a key with the one at a place if %swaps; what is to be placed then.
func.func private @atlas.queue.interval.exchange(%s: !s, %place: index, %key: i64,
                                                 %other: i64, %swaps: i1) -> i64 {
  scf.if %swaps {
    memref.store %key, %s[%place] : !s
  }
  %now = arith.select %swaps, %other, %key : i64
  return %now : i64
}

// Puts a key to the low place of the root, or further down: smaller low keys
// below make room. The key and the high key of a node change places if they must.
func.func private @atlas.queue.interval.down_low(%s: !s, %count: index, %key: i64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %false = arith.constant false
  %end:3 = scf.while (%i = %c0, %k = %key) : (index, i64) -> (index, i64, index) {
    %twice = arith.shli %i, %c1 : index
    %left = arith.addi %twice, %c1 : index
    %leftAt = arith.shli %left, %c1 : index
    %inner = arith.cmpi ult, %leftAt, %count : index
    %step:2 = scf.if %inner -> (i1, index) {
      %rightAt = arith.addi %leftAt, %c2 : index
      %hasRight = arith.cmpi ult, %rightAt, %count : index
      %otherAt = arith.select %hasRight, %rightAt, %leftAt : index
      %a = memref.load %s[%leftAt] : !s
      %b = memref.load %s[%otherAt] : !s
      %isRight = arith.cmpi ult, %b, %a : i64
      %least = arith.minui %a, %b : i64
      %leastAt = arith.select %isRight, %otherAt, %leftAt : index
      %child = arith.shrui %leastAt, %c1 : index
      %smaller = arith.cmpi ult, %least, %k : i64
      scf.if %smaller {
        memref.store %least, %s[%twice] : !s
      }
      scf.yield %smaller, %child : i1, index
    } else {
      scf.yield %false, %i : i1, index
    }
    scf.condition(%step#0) %i, %k, %step#1 : index, i64, index
  } do {
  ^bb0(%i: index, %k: i64, %child: index):
    %low = arith.shli %child, %c1 : index
    %highAt = arith.addi %low, %c1 : index
    %hasHigh = arith.cmpi ult, %highAt, %count : index
    %next = scf.if %hasHigh -> i64 {
      %high = memref.load %s[%highAt] : !s
      %swaps = arith.cmpi ugt, %k, %high : i64
      %now = func.call @atlas.queue.interval.exchange(%s, %highAt, %k, %high, %swaps)
          : (!s, index, i64, i64, i1) -> i64
      scf.yield %now : i64
    } else {
      scf.yield %k : i64
    }
    scf.yield %child, %next : index, i64
  }
  %place = arith.shli %end#0, %c1 : index
  memref.store %end#1, %s[%place] : !s
  return
}

// The same from the high place of the root: larger high keys below make room.
func.func private @atlas.queue.interval.down_high(%s: !s, %count: index, %key: i64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %false = arith.constant false
  %end:3 = scf.while (%i = %c0, %k = %key) : (index, i64) -> (index, i64, index) {
    %twice = arith.shli %i, %c1 : index
    %left = arith.addi %twice, %c1 : index
    %leftLow = arith.shli %left, %c1 : index
    %inner = arith.cmpi ult, %leftLow, %count : index
    %step:2 = scf.if %inner -> (i1, index) {
      %right = arith.addi %left, %c1 : index
      %rightLow = arith.shli %right, %c1 : index
      %hasRight = arith.cmpi ult, %rightLow, %count : index
      %other = arith.select %hasRight, %right, %left : index
      %leftAt = func.call @atlas.queue.interval.high(%left, %count)
          : (index, index) -> index
      %otherAt = func.call @atlas.queue.interval.high(%other, %count)
          : (index, index) -> index
      %a = memref.load %s[%leftAt] : !s
      %b = memref.load %s[%otherAt] : !s
      %isOther = arith.cmpi ugt, %b, %a : i64
      %most = arith.maxui %a, %b : i64
      %child = arith.select %isOther, %other, %left : index
      %larger = arith.cmpi ugt, %most, %k : i64
      scf.if %larger {
        %to = func.call @atlas.queue.interval.high(%i, %count) : (index, index) -> index
        memref.store %most, %s[%to] : !s
      }
      scf.yield %larger, %child : i1, index
    } else {
      scf.yield %false, %i : i1, index
    }
    scf.condition(%step#0) %i, %k, %step#1 : index, i64, index
  } do {
  ^bb0(%i: index, %k: i64, %child: index):
    %lowAt = arith.shli %child, %c1 : index
    %highAt = arith.addi %lowAt, %c1 : index
    %hasHigh = arith.cmpi ult, %highAt, %count : index
    %next = scf.if %hasHigh -> i64 {
      %low = memref.load %s[%lowAt] : !s
      %swaps = arith.cmpi ult, %k, %low : i64
      %now = func.call @atlas.queue.interval.exchange(%s, %lowAt, %k, %low, %swaps)
          : (!s, index, i64, i64, i1) -> i64
      scf.yield %now : i64
    } else {
      scf.yield %k : i64
    }
    scf.yield %child, %next : index, i64
  }
  %place = func.call @atlas.queue.interval.high(%end#0, %count) : (index, index) -> index
  memref.store %end#1, %s[%place] : !s
  return
}

// Puts a key in the place of the largest one; false, and nothing, if none of
// %count keys is as large. Returns the largest of all.
func.func private @atlas.queue.interval.replace(%s: !s, %count: index, %key: i64)
    -> (i1, i64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %false = arith.constant false
  %some = arith.cmpi ne, %count, %c0 : index
  %result:2 = scf.if %some -> (i1, i64) {
    %place = func.call @atlas.queue.interval.high(%c0, %count) : (index, index) -> index
    %most = memref.load %s[%place] : !s
    %fits = arith.cmpi ule, %key, %most : i64
    scf.if %fits {
      %low = memref.load %s[%c0] : !s
      %isPair = arith.cmpi ne, %place, %c0 : index
      %below = arith.cmpi ult, %key, %low : i64
      %swaps = arith.andi %isPair, %below : i1
      %now = func.call @atlas.queue.interval.exchange(%s, %c0, %key, %low, %swaps)
          : (!s, index, i64, i64, i1) -> i64
      func.call @atlas.queue.interval.down_high(%s, %count, %now) : (!s, index, i64) -> ()
    }
    %evicted = arith.maxui %key, %most : i64
    scf.yield %fits, %evicted : i1, i64
  } else {
    scf.yield %false, %key : i1, i64
  }
  return %result#0, %result#1 : i1, i64
}

// Adds a key if there is room, else puts it in the place of the largest one if
// that may be; `replace` says what is returned then.
func.func private @atlas.queue.interval.put(%s: !s, %state: memref<10xindex>, %key: i64,
                                            %isRoom: i1, %replaces: i1) -> (i1, i64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %true = arith.constant true
  %false = arith.constant false
  %count = memref.load %state[%c0] : memref<10xindex>
  %result:2 = scf.if %isRoom -> (i1, i64) {
    func.call @atlas.queue.interval.insert(%s, %count, %key) : (!s, index, i64) -> ()
    %more = arith.addi %count, %c1 : index
    memref.store %more, %state[%c0] : memref<10xindex>
    scf.yield %true, %key : i1, i64
  } else {
    %replaced:2 = scf.if %replaces -> (i1, i64) {
      %fits, %most = func.call @atlas.queue.interval.replace(%s, %count, %key)
          : (!s, index, i64) -> (i1, i64)
      scf.yield %fits, %most : i1, i64
    } else {
      scf.yield %false, %key : i1, i64
    }
    scf.yield %replaced#0, %replaced#1 : i1, i64
  }
  return %result#0, %result#1 : i1, i64
}

func.func private @atlas.queue.interval.push(%s: !s, %state: memref<10xindex>, %key: i64)
    -> i1 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %count = memref.load %state[%c0] : memref<10xindex>
  %capacity = memref.load %state[%c1] : memref<10xindex>
  %pops = memref.load %state[%c2] : memref<10xindex>
  // As many keys as there are pops to come: the last one is forgotten.
  %canForget = arith.cmpi ule, %pops, %capacity : index
  %most = arith.minui %pops, %capacity : index
  %isRoom = arith.cmpi ult, %count, %most : index
  %put:2 = func.call @atlas.queue.interval.put(%s, %state, %key, %isRoom, %canForget)
      : (!s, memref<10xindex>, i64, i1, i1) -> (i1, i64)
  %inserted = arith.ori %isRoom, %canForget : i1
  return %inserted : i1
}

func.func private @atlas.queue.interval.pop(%s: !s, %state: memref<10xindex>)
    -> (i64, i1) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %none = arith.constant 0 : i64
  %count = memref.load %state[%c0] : memref<10xindex>
  %pops = memref.load %state[%c2] : memref<10xindex>
  %size = arith.minui %count, %pops : index
  %valid = arith.cmpi ne, %size, %c0 : index
  %key = scf.if %valid -> i64 {
    %least = memref.load %s[%c0] : !s
    %fewer = arith.subi %count, %c1 : index
    %left = arith.subi %pops, %c1 : index
    memref.store %fewer, %state[%c0] : memref<10xindex>
    memref.store %left, %state[%c2] : memref<10xindex>
    %moved = memref.load %s[%fewer] : !s
    func.call @atlas.queue.interval.down_low(%s, %fewer, %moved) : (!s, index, i64) -> ()
    scf.yield %least : i64
  } else {
    scf.yield %none : i64
  }
  return %key, %valid : i64, i1
}

func.func private @atlas.queue.interval.push_evict(%s: !s, %state: memref<10xindex>,
                                                   %key: i64, %may: i1) -> (i1, i64, i1) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %none = arith.constant 0 : i64
  %count = memref.load %state[%c0] : memref<10xindex>
  %capacity = memref.load %state[%c1] : memref<10xindex>
  %pops = memref.load %state[%c2] : memref<10xindex>
  %size = arith.minui %count, %pops : index
  %isFull = arith.cmpi eq, %size, %capacity : index
  %evicts = arith.andi %isFull, %may : i1
  // What is forgotten, because no pop will come for it, is not evicted.
  %canForget = arith.cmpi ule, %pops, %capacity : index
  %replaces = arith.ori %may, %canForget : i1
  %most = arith.minui %pops, %capacity : index
  %isRoom = arith.cmpi ult, %count, %most : index
  %put:2 = func.call @atlas.queue.interval.put(%s, %state, %key, %isRoom, %replaces)
      : (!s, memref<10xindex>, i64, i1, i1) -> (i1, i64)
  %inserted = arith.ori %isRoom, %canForget : i1
  %evicted = arith.select %evicts, %put#1, %none : i64
  %survived = arith.select %evicts, %put#0, %inserted : i1
  return %evicts, %evicted, %survived : i1, i64, i1
}
