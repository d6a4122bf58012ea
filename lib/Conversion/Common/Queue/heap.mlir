// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What queue strategies share: the capacity that a scratch holds, and a 4-ary
// heap of the `count` keys at s[base ..], smallest first. The children of place
// i are 4 i + 1 .. 4 i + 4. Nothing outside of [base, base + count) is touched.
// Before this text comes !s, the type of the scratch.

// The most keys for which the formula of !atlas.queue gives at most %length.
func.func private @atlas.queue.room(%length: index) -> index {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %c17 = arith.constant 17 : index
  %header = arith.constant 16 : index
  %many = arith.constant 1024 : index
  %buckets = arith.constant 70016 : index
  %few = arith.constant 1023 : index
  %most = arith.maxui %length, %header : index
  %keys = arith.subi %most, %header : index
  %keys8 = arith.muli %keys, %c8 : index
  %plain = arith.divui %keys8, %c17 : index
  %above = arith.maxui %keys, %buckets : index
  %rest = arith.subi %above, %buckets : index
  %rest8 = arith.muli %rest, %c8 : index
  %bucketed = arith.divui %rest8, %c17 : index
  %small = arith.minui %plain, %few : index
  %isMany = arith.cmpi uge, %bucketed, %many : index
  %room = arith.select %isMany, %bucketed, %small : index
  return %room : index
}

// Puts a key to place %at, or further up where larger keys make room for it.
func.func private @atlas.queue.up(%s: !s, %base: index, %at: index,
                                  %key: i64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %false = arith.constant false
  %end:2 = scf.while (%i = %at) : (index) -> (index, index) {
    %inner = arith.cmpi ne, %i, %c0 : index
    %step:2 = scf.if %inner -> (i1, index) {
      %before = arith.subi %i, %c1 : index
      %up = arith.divui %before, %c4 : index
      %from = arith.addi %base, %up : index
      %parent = memref.load %s[%from] : !s
      %larger = arith.cmpi ugt, %parent, %key : i64
      scf.if %larger {
        %to = arith.addi %base, %i : index
        memref.store %parent, %s[%to] : !s
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
  %place = arith.addi %base, %end#0 : index
  memref.store %key, %s[%place] : !s
  return
}

// The smallest child of place %i and its key; %first is below %count.
func.func private @atlas.queue.child(%s: !s, %base: index,
                                     %count: index, %first: index)
    -> (index, i64) {
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %behind = arith.addi %first, %c4 : index
  %end = arith.minui %behind, %count : index
  %place = arith.addi %base, %first : index
  %key = memref.load %s[%place] : !s
  %second = arith.addi %first, %c1 : index
  %least:2 = scf.for %c = %second to %end step %c1
      iter_args(%at = %first, %best = %key) -> (index, i64) {
    %here = arith.addi %base, %c : index
    %other = memref.load %s[%here] : !s
    %smaller = arith.cmpi ult, %other, %best : i64
    %atNow = arith.select %smaller, %c, %at : index
    %bestNow = arith.minui %other, %best : i64
    scf.yield %atNow, %bestNow : index, i64
  }
  return %least#0, %least#1 : index, i64
}

// Puts a key to the root, or further down where smaller keys make room for it.
func.func private @atlas.queue.down(%s: !s, %base: index,
                                    %count: index, %key: i64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %false = arith.constant false
  %end:2 = scf.while (%i = %c0) : (index) -> (index, index) {
    %four = arith.muli %i, %c4 : index
    %first = arith.addi %four, %c1 : index
    %inner = arith.cmpi ult, %first, %count : index
    %step:2 = scf.if %inner -> (i1, index) {
      %child:2 = func.call @atlas.queue.child(%s, %base, %count, %first)
          : (!s, index, index, index) -> (index, i64)
      %smaller = arith.cmpi ult, %child#1, %key : i64
      scf.if %smaller {
        %to = arith.addi %base, %i : index
        memref.store %child#1, %s[%to] : !s
      }
      scf.yield %smaller, %child#0 : i1, index
    } else {
      scf.yield %false, %i : i1, index
    }
    scf.condition(%step#0) %i, %step#1 : index, index
  } do {
  ^bb0(%i: index, %child: index):
    scf.yield %child : index
  }
  %place = arith.addi %base, %end#0 : index
  memref.store %key, %s[%place] : !s
  return
}

// Removes the smallest of %count > 0 keys.
func.func private @atlas.queue.take(%s: !s, %base: index,
                                    %count: index) -> i64 {
  %c1 = arith.constant 1 : index
  %least = memref.load %s[%base] : !s
  %rest = arith.subi %count, %c1 : index
  %place = arith.addi %base, %rest : index
  %moved = memref.load %s[%place] : !s
  func.call @atlas.queue.down(%s, %base, %rest, %moved)
      : (!s, index, index, i64) -> ()
  return %least : i64
}

// Place and key of the largest of %count > 0 keys, which is a leaf.
func.func private @atlas.queue.largest(%s: !s, %base: index,
                                       %count: index) -> (index, i64) {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %more = arith.addi %count, %c2 : index
  %leaf = arith.divui %more, %c4 : index
  %place = arith.addi %base, %leaf : index
  %key = memref.load %s[%place] : !s
  %next = arith.addi %leaf, %c1 : index
  %most:2 = scf.for %i = %next to %count step %c1
      iter_args(%at = %leaf, %best = %key) -> (index, i64) {
    %here = arith.addi %base, %i : index
    %other = memref.load %s[%here] : !s
    %larger = arith.cmpi ugt, %other, %best : i64
    %atNow = arith.select %larger, %i, %at : index
    %bestNow = arith.maxui %other, %best : i64
    scf.yield %atNow, %bestNow : index, i64
  }
  return %most#0, %most#1 : index, i64
}
