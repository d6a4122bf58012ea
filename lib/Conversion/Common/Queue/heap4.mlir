// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The strategy queue:heap4: one 4-ary heap from the start of the scratch on. A
// push and a pop move a key along a path; finding the largest key looks at all
// leaves. State: 0 the number of keys, 1 the capacity, 2 pops to come.

func.func private @atlas.queue.heap4.init(%s: !s, %state: memref<10xindex>,
                                          %capacity: index, %pops: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  memref.store %c0, %state[%c0] : memref<10xindex>
  memref.store %capacity, %state[%c1] : memref<10xindex>
  memref.store %pops, %state[%c2] : memref<10xindex>
  return
}

func.func private @atlas.queue.heap4.size(%s: !s,
                                          %state: memref<10xindex>) -> index {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %count = memref.load %state[%c0] : memref<10xindex>
  %pops = memref.load %state[%c2] : memref<10xindex>
  %size = arith.minui %count, %pops : index
  return %size : index
}

// Puts a key in the place of the largest one; false, and nothing, if none of
// %count keys is larger. Returns the largest of all.
func.func private @atlas.queue.heap4.replace(%s: !s, %count: index,
                                             %key: i64) -> (i1, i64) {
  %c0 = arith.constant 0 : index
  %false = arith.constant false
  %some = arith.cmpi ne, %count, %c0 : index
  %result:2 = scf.if %some -> (i1, i64) {
    %most:2 = func.call @atlas.queue.largest(%s, %c0, %count)
        : (!s, index, index) -> (index, i64)
    %fits = arith.cmpi ule, %key, %most#1 : i64
    scf.if %fits {
      func.call @atlas.queue.up(%s, %c0, %most#0, %key)
          : (!s, index, index, i64) -> ()
    }
    %evicted = arith.maxui %key, %most#1 : i64
    scf.yield %fits, %evicted : i1, i64
  } else {
    scf.yield %false, %key : i1, i64
  }
  return %result#0, %result#1 : i1, i64
}

func.func private @atlas.queue.heap4.push(%s: !s, %state: memref<10xindex>,
                                          %key: i64) -> i1 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %true = arith.constant true
  %count = memref.load %state[%c0] : memref<10xindex>
  %capacity = memref.load %state[%c1] : memref<10xindex>
  %isRoom = arith.cmpi ult, %count, %capacity : index
  %inserted = scf.if %isRoom -> i1 {
    func.call @atlas.queue.up(%s, %c0, %count, %key)
        : (!s, index, index, i64) -> ()
    %more = arith.addi %count, %c1 : index
    memref.store %more, %state[%c0] : memref<10xindex>
    scf.yield %true : i1
  } else {
    // As many keys as there are pops to come: the last one is forgotten.
    %pops = memref.load %state[%c2] : memref<10xindex>
    %forgets = arith.cmpi ule, %pops, %capacity : index
    scf.if %forgets {
      %replaced:2 = func.call @atlas.queue.heap4.replace(%s, %count, %key)
          : (!s, index, i64) -> (i1, i64)
    }
    scf.yield %forgets : i1
  }
  return %inserted : i1
}

func.func private @atlas.queue.heap4.pop(%s: !s, %state: memref<10xindex>)
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
    %least = func.call @atlas.queue.take(%s, %c0, %count)
        : (!s, index, index) -> i64
    %fewer = arith.subi %count, %c1 : index
    %left = arith.subi %pops, %c1 : index
    memref.store %fewer, %state[%c0] : memref<10xindex>
    memref.store %left, %state[%c2] : memref<10xindex>
    scf.yield %least : i64
  } else {
    scf.yield %none : i64
  }
  return %key, %valid : i64, i1
}

func.func private @atlas.queue.heap4.push_evict(%s: !s,
                                                %state: memref<10xindex>, %key: i64,
                                                %may: i1) -> (i1, i64, i1) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %true = arith.constant true
  %false = arith.constant false
  %none = arith.constant 0 : i64
  %count = memref.load %state[%c0] : memref<10xindex>
  %capacity = memref.load %state[%c1] : memref<10xindex>
  %pops = memref.load %state[%c2] : memref<10xindex>
  %size = arith.minui %count, %pops : index
  %isFull = arith.cmpi eq, %size, %capacity : index
  %evicts = arith.andi %isFull, %may : i1
  %result:3 = scf.if %evicts -> (i1, i64, i1) {
    %replaced:2 = func.call @atlas.queue.heap4.replace(%s, %count, %key)
        : (!s, index, i64) -> (i1, i64)
    scf.yield %true, %replaced#1, %replaced#0 : i1, i64, i1
  } else {
    %inserted = func.call @atlas.queue.heap4.push(%s, %state, %key)
        : (!s, memref<10xindex>, i64) -> i1
    scf.yield %false, %none, %inserted : i1, i64, i1
  }
  return %result#0, %result#1, %result#2 : i1, i64, i1
}
