// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The strategy queue:buckets: a bucket for each value of the top 12 bits of a
// key, in no order, so that a push is an append. The first bucket in use is
// made the hot one: its keys are sorted into a run, from which pops take them.
// Pushes into the hot bucket or before it go to a small heap beside the run.
//
// From 1,024 keys on the scratch is
//
//   0        chunks taken so far, chunk 0 included
//   1        first of the chunks to use again; 0: none
//   2        keys in the heap
//   16       a cursor for each bucket; 0: empty
//   4112     a bit for each bucket in use
//   4176     256 counters for sorting
//   4432     chunks of 16 words: the chunk before it in its bucket, 15 keys
//   area     n words: the heap from the start on, the run before the end
//
// A bucket fills its last chunk from the end; the cursor is the place of the
// next key in it, counted from 4432, and a multiple of 16 if it is full. With
// fewer keys there is the heap alone, at 16.
//
// State: 0 surplus: keys minus pops to come, which pops do not change
//        1 the surplus at which a push has to look around
//        2 pops to come (2^62: any number)
//        3 first bucket behind the hot one     4 number of buckets from there
//        on that take keys; those behind have been given up
//        5 the run's next key                  6 the run's end
//        7 least key of the heap, or all ones  8 capacity n    9 area

//===----------------------------------------------------------------------===//
// Words, bits, chunks
//===----------------------------------------------------------------------===//

func.func private @atlas.queue.buckets.get(%s: !s, %at: index) -> index
    attributes {always_inline} {
  %word = memref.load %s[%at] : !s
  %value = arith.index_cast %word : i64 to index
  return %value : index
}

func.func private @atlas.queue.buckets.set(%s: !s, %at: index, %value: index)
    attributes {always_inline} {
  %word = arith.index_cast %value : index to i64
  memref.store %word, %s[%at] : !s
  return
}

// The place in the scratch of the word that says whether a bucket is in use,
// and its bit.
func.func private @atlas.queue.buckets.bit(%bucket: index) -> (index, i64)
    attributes {always_inline} {
  %c6 = arith.constant 6 : index
  %c63 = arith.constant 63 : index
  %words = arith.constant 4112 : index
  %one = arith.constant 1 : i64
  %word = arith.shrui %bucket, %c6 : index
  %at = arith.addi %words, %word : index
  %low = arith.andi %bucket, %c63 : index
  %shift = arith.index_cast %low : index to i64
  %bit = arith.shli %one, %shift : i64
  return %at, %bit : index, i64
}

// A new chunk behind the full one of a bucket, or its first: the cursor.
func.func private @atlas.queue.buckets.chunk(%s: !s, %bucket: index, %cursor: index)
    -> index attributes {passthrough = ["noinline"]} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c15 = arith.constant 15 : index
  %c16 = arith.constant 16 : index
  %pool = arith.constant 4432 : index
  %free = func.call @atlas.queue.buckets.get(%s, %c1) : (!s, index) -> index
  %again = arith.cmpi ne, %free, %c0 : index
  %chunk = scf.if %again -> index {
    %at = arith.muli %free, %c16 : index
    %place = arith.addi %pool, %at : index
    %next = func.call @atlas.queue.buckets.get(%s, %place) : (!s, index) -> index
    func.call @atlas.queue.buckets.set(%s, %c1, %next) : (!s, index, index) -> ()
    scf.yield %free : index
  } else {
    %fresh = func.call @atlas.queue.buckets.get(%s, %c0) : (!s, index) -> index
    %taken = arith.addi %fresh, %c1 : index
    func.call @atlas.queue.buckets.set(%s, %c0, %taken) : (!s, index, index) -> ()
    scf.yield %fresh : index
  }
  %start = arith.muli %chunk, %c16 : index
  %link = arith.addi %pool, %start : index
  %before = arith.shrui %cursor, %c4 : index
  func.call @atlas.queue.buckets.set(%s, %link, %before) : (!s, index, index) -> ()
  %bit:2 = func.call @atlas.queue.buckets.bit(%bucket) : (index) -> (index, i64)
  %bits = memref.load %s[%bit#0] : !s
  %with = arith.ori %bits, %bit#1 : i64
  memref.store %with, %s[%bit#0] : !s
  %last = arith.addi %start, %c15 : index
  return %last : index
}

// Gives a chunk back; the chunk before it.
func.func private @atlas.queue.buckets.release(%s: !s, %chunk: index) -> index
    attributes {always_inline} {
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %pool = arith.constant 4432 : index
  %start = arith.muli %chunk, %c16 : index
  %link = arith.addi %pool, %start : index
  %before = func.call @atlas.queue.buckets.get(%s, %link) : (!s, index) -> index
  %free = func.call @atlas.queue.buckets.get(%s, %c1) : (!s, index) -> index
  func.call @atlas.queue.buckets.set(%s, %link, %free) : (!s, index, index) -> ()
  func.call @atlas.queue.buckets.set(%s, %c1, %chunk) : (!s, index, index) -> ()
  return %before : index
}

// Says that a bucket is empty.
func.func private @atlas.queue.buckets.clear(%s: !s, %bucket: index)
    attributes {always_inline} {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %ones = arith.constant -1 : i64
  %at = arith.addi %c16, %bucket : index
  func.call @atlas.queue.buckets.set(%s, %at, %c0) : (!s, index, index) -> ()
  %bit:2 = func.call @atlas.queue.buckets.bit(%bucket) : (index) -> (index, i64)
  %bits = memref.load %s[%bit#0] : !s
  %mask = arith.xori %bit#1, %ones : i64
  %without = arith.andi %bits, %mask : i64
  memref.store %without, %s[%bit#0] : !s
  return
}

// Adds a key to a bucket.
func.func private @atlas.queue.buckets.append(%s: !s, %bucket: index, %key: i64)
    attributes {always_inline} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c15 = arith.constant 15 : index
  %c16 = arith.constant 16 : index
  %pool = arith.constant 4432 : index
  %where = arith.addi %c16, %bucket : index
  %cursor = func.call @atlas.queue.buckets.get(%s, %where) : (!s, index) -> index
  %rest = arith.andi %cursor, %c15 : index
  %full = arith.cmpi eq, %rest, %c0 : index
  %at = scf.if %full -> index {
    %new = func.call @atlas.queue.buckets.chunk(%s, %bucket, %cursor)
        : (!s, index, index) -> index
    scf.yield %new : index
  } else {
    scf.yield %cursor : index
  }
  %place = arith.addi %pool, %at : index
  memref.store %key, %s[%place] : !s
  %next = arith.subi %at, %c1 : index
  func.call @atlas.queue.buckets.set(%s, %where, %next) : (!s, index, index) -> ()
  return
}

//===----------------------------------------------------------------------===//
// Buckets
//===----------------------------------------------------------------------===//

// The first bucket in use from %low on; there is one.
func.func private @atlas.queue.buckets.first(%s: !s, %low: index) -> index {
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %c63 = arith.constant 63 : index
  %words = arith.constant 4112 : index
  %zero = arith.constant 0 : i64
  %ones = arith.constant -1 : i64
  %word = arith.shrui %low, %c6 : index
  %inWord = arith.andi %low, %c63 : index
  %shift = arith.index_cast %inWord : index to i64
  %mask = arith.shli %ones, %shift : i64
  %found:2 = scf.while (%w = %word, %m = %mask) : (index, i64) -> (index, i64) {
    %at = arith.addi %words, %w : index
    %all = memref.load %s[%at] : !s
    %bits = arith.andi %all, %m : i64
    %none = arith.cmpi eq, %bits, %zero : i64
    scf.condition(%none) %w, %bits : index, i64
  } do {
  ^bb0(%w: index, %bits: i64):
    %next = arith.addi %w, %c1 : index
    scf.yield %next, %ones : index, i64
  }
  %low64 = math.cttz %found#1 : i64
  %bit = arith.index_cast %low64 : i64 to index
  %start = arith.shli %found#0, %c6 : index
  %bucket = arith.addi %start, %bit : index
  return %bucket : index
}

// One more than the last bucket in use; 0 if there is none.
func.func private @atlas.queue.buckets.last(%s: !s) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %c64 = arith.constant 64 : index
  %before = arith.constant 4111 : index
  %zero = arith.constant 0 : i64
  %false = arith.constant false
  // %w counts words from 1 on.
  %found:2 = scf.while (%w = %c64) : (index) -> (index, i64) {
    %left = arith.cmpi ne, %w, %c0 : index
    %look:2 = scf.if %left -> (i1, i64) {
      %at = arith.addi %before, %w : index
      %bits = memref.load %s[%at] : !s
      %none = arith.cmpi eq, %bits, %zero : i64
      scf.yield %none, %bits : i1, i64
    } else {
      scf.yield %false, %zero : i1, i64
    }
    scf.condition(%look#0) %w, %look#1 : index, i64
  } do {
  ^bb0(%w: index, %bits: i64):
    %next = arith.subi %w, %c1 : index
    scf.yield %next : index
  }
  // The leading zeros of no word at all are those of word 0.
  %zeros64 = math.ctlz %found#1 : i64
  %zeros = arith.index_cast %zeros64 : i64 to index
  %end = arith.shli %found#0, %c6 : index
  %isAny = arith.cmpi ne, %end, %c0 : index
  %after = arith.subi %end, %zeros : index
  %last = arith.select %isAny, %after, %c0 : index
  return %last : index
}

// Keys in a bucket that is not empty.
func.func private @atlas.queue.buckets.count(%s: !s, %bucket: index) -> index {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c15 = arith.constant 15 : index
  %c16 = arith.constant 16 : index
  %pool = arith.constant 4432 : index
  %where = arith.addi %c16, %bucket : index
  %cursor = func.call @atlas.queue.buckets.get(%s, %where) : (!s, index) -> index
  %rest = arith.andi %cursor, %c15 : index
  %top = arith.subi %c15, %rest : index
  %chunk = arith.shrui %cursor, %c4 : index
  %sum:2 = scf.while (%c = %chunk, %n = %top) : (index, index) -> (index, index) {
    %start = arith.muli %c, %c16 : index
    %link = arith.addi %pool, %start : index
    %before = func.call @atlas.queue.buckets.get(%s, %link) : (!s, index) -> index
    %more = arith.cmpi ne, %before, %c0 : index
    scf.condition(%more) %before, %n : index, index
  } do {
  ^bb0(%c: index, %n: index):
    %next = arith.addi %n, %c15 : index
    scf.yield %c, %next : index, index
  }
  return %sum#1 : index
}

// Empties a bucket and forgets its keys.
func.func private @atlas.queue.buckets.drop(%s: !s, %bucket: index) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c16 = arith.constant 16 : index
  %where = arith.addi %c16, %bucket : index
  %cursor = func.call @atlas.queue.buckets.get(%s, %where) : (!s, index) -> index
  %last = arith.shrui %cursor, %c4 : index
  %end = scf.while (%chunk = %last) : (index) -> index {
    %more = arith.cmpi ne, %chunk, %c0 : index
    scf.condition(%more) %chunk : index
  } do {
  ^bb0(%chunk: index):
    %before = func.call @atlas.queue.buckets.release(%s, %chunk) : (!s, index) -> index
    scf.yield %before : index
  }
  func.call @atlas.queue.buckets.clear(%s, %bucket) : (!s, index) -> ()
  return
}

// Empties a bucket into the words from %to on; the number of its keys.
func.func private @atlas.queue.buckets.gather(%s: !s, %bucket: index, %to: index)
    -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c15 = arith.constant 15 : index
  %c16 = arith.constant 16 : index
  %pool = arith.constant 4432 : index
  %where = arith.addi %c16, %bucket : index
  %cursor = func.call @atlas.queue.buckets.get(%s, %where) : (!s, index) -> index
  %last = arith.shrui %cursor, %c4 : index
  %free = arith.andi %cursor, %c15 : index
  %end:3 = scf.while (%chunk = %last, %empty = %free, %n = %c0)
      : (index, index, index) -> (index, index, index) {
    %more = arith.cmpi ne, %chunk, %c0 : index
    scf.condition(%more) %chunk, %empty, %n : index, index, index
  } do {
  ^bb0(%chunk: index, %empty: index, %n: index):
    %start = arith.muli %chunk, %c16 : index
    %words = arith.addi %pool, %start : index
    %one = arith.addi %empty, %c1 : index
    %out = arith.addi %to, %n : index
    scf.for %i = %one to %c16 step %c1 {
      %from = arith.addi %words, %i : index
      %key = memref.load %s[%from] : !s
      %nth = arith.subi %i, %one : index
      %place = arith.addi %out, %nth : index
      memref.store %key, %s[%place] : !s
    }
    %size = arith.subi %c15, %empty : index
    %sum = arith.addi %n, %size : index
    %before = func.call @atlas.queue.buckets.release(%s, %chunk) : (!s, index) -> index
    scf.yield %before, %c0, %sum : index, index, index
  }
  func.call @atlas.queue.buckets.clear(%s, %bucket) : (!s, index) -> ()
  return %end#2 : index
}

//===----------------------------------------------------------------------===//
// The run
//===----------------------------------------------------------------------===//

// Sorts keys that are few or almost in order, there or into another place.
func.func private @atlas.queue.buckets.insertion(%s: !s, %from: index, %to: index,
                                                 %count: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %false = arith.constant false
  scf.for %i = %c0 to %count step %c1 {
    %source = arith.addi %from, %i : index
    %key = memref.load %s[%source] : !s
    %at = arith.addi %to, %i : index
    %end = scf.while (%place = %at) : (index) -> index {
      %inner = arith.cmpi ne, %place, %to : index
      %moves = scf.if %inner -> i1 {
        %before = arith.subi %place, %c1 : index
        %other = memref.load %s[%before] : !s
        %larger = arith.cmpi ugt, %other, %key : i64
        scf.if %larger {
          memref.store %other, %s[%place] : !s
        }
        scf.yield %larger : i1
      } else {
        scf.yield %false : i1
      }
      scf.condition(%moves) %place : index
    } do {
    ^bb0(%place: index):
      %before = arith.subi %place, %c1 : index
      scf.yield %before : index
    }
    memref.store %key, %s[%end] : !s
  }
  return
}

// Counts the keys of each digit, which is (key >> %shift) & %mask, and makes the
// counters the places of the groups from %to on; the size of the largest group.
func.func private @atlas.queue.buckets.tally(%s: !s, %from: index, %to: index,
                                             %count: index, %shift: i64, %mask: index)
    -> i64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %counters = arith.constant 4176 : index
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %digits = arith.addi %mask, %c1 : index
  %mask64 = arith.index_cast %mask : index to i64
  scf.for %d = %c0 to %digits step %c1 {
    %at = arith.addi %counters, %d : index
    memref.store %zero, %s[%at] : !s
  }
  scf.for %i = %c0 to %count step %c1 {
    %at = arith.addi %from, %i : index
    %key = memref.load %s[%at] : !s
    %part = arith.shrui %key, %shift : i64
    %digit64 = arith.andi %part, %mask64 : i64
    %digit = arith.index_cast %digit64 : i64 to index
    %counter = arith.addi %counters, %digit : index
    %n = memref.load %s[%counter] : !s
    %more = arith.addi %n, %one : i64
    memref.store %more, %s[%counter] : !s
  }
  %to64 = arith.index_cast %to : index to i64
  %ends:2 = scf.for %d = %c0 to %digits step %c1
      iter_args(%place = %to64, %most = %zero) -> (i64, i64) {
    %counter = arith.addi %counters, %d : index
    %n = memref.load %s[%counter] : !s
    memref.store %place, %s[%counter] : !s
    %next = arith.addi %place, %n : i64
    %mostNow = arith.maxui %most, %n : i64
    scf.yield %next, %mostNow : i64, i64
  }
  return %ends#1 : i64
}

// Copies keys to the places that were counted, in order within a group.
func.func private @atlas.queue.buckets.deal(%s: !s, %from: index, %count: index,
                                            %shift: i64, %mask: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %counters = arith.constant 4176 : index
  %one = arith.constant 1 : i64
  %mask64 = arith.index_cast %mask : index to i64
  scf.for %i = %c0 to %count step %c1 {
    %at = arith.addi %from, %i : index
    %key = memref.load %s[%at] : !s
    %part = arith.shrui %key, %shift : i64
    %digit64 = arith.andi %part, %mask64 : i64
    %digit = arith.index_cast %digit64 : i64 to index
    %counter = arith.addi %counters, %digit : index
    %place64 = memref.load %s[%counter] : !s
    %next = arith.addi %place64, %one : i64
    memref.store %next, %s[%counter] : !s
    %place = arith.index_cast %place64 : i64 to index
    memref.store %key, %s[%place] : !s
  }
  return
}

// Both, unless a group has more than %limit keys; the size of the largest one.
func.func private @atlas.queue.buckets.pass(%s: !s, %from: index, %to: index,
                                            %count: index, %shift: i64, %mask: index,
                                            %limit: i64) -> i64 {
  %most = func.call @atlas.queue.buckets.tally(%s, %from, %to, %count, %shift, %mask)
      : (!s, index, index, index, i64, index) -> i64
  %deals = arith.cmpi ule, %most, %limit : i64
  scf.if %deals {
    func.call @atlas.queue.buckets.deal(%s, %from, %count, %shift, %mask)
        : (!s, index, index, i64, index) -> ()
  }
  return %most : i64
}

// The same for many keys, by up to 16 bits: by the lower ones there, and back by
// the upper ones, which leaves groups of equal bits in order; then over again.
// The longest run of keys that are equal in these bits.
func.func private @atlas.queue.buckets.spread_many(%s: !s, %from: index, %to: index,
                                                   %count: index, %shift: index,
                                                   %bits: index) -> i64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %upper_mask = arith.constant 255 : index
  %any = arith.constant -1 : i64
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %lower = arith.subi %bits, %c8 : index
  %lower_digits = arith.shli %c1, %lower : index
  %lower_mask = arith.subi %lower_digits, %c1 : index
  %shift64 = arith.index_cast %shift : index to i64
  %upper_shift = arith.addi %shift, %lower : index
  %upper64 = arith.index_cast %upper_shift : index to i64
  %lower_most = func.call @atlas.queue.buckets.pass(%s, %from, %to, %count, %shift64, %lower_mask, %any)
      : (!s, index, index, index, i64, index, i64) -> i64
  %upper_most = func.call @atlas.queue.buckets.pass(%s, %to, %from, %count, %upper64, %upper_mask, %any)
      : (!s, index, index, index, i64, index, i64) -> i64
  %end:3 = scf.for %i = %c0 to %count step %c1
      iter_args(%before = %zero, %length = %zero, %most = %zero) -> (i64, i64, i64) {
    %at = arith.addi %from, %i : index
    %key = memref.load %s[%at] : !s
    %place = arith.addi %to, %i : index
    memref.store %key, %s[%place] : !s
    %part = arith.shrui %key, %shift64 : i64
    %same = arith.cmpi eq, %part, %before : i64
    %more = arith.addi %length, %one : i64
    %now = arith.select %same, %more, %one : i64
    %mostNow = arith.maxui %most, %now : i64
    scf.yield %part, %now, %mostNow : i64, i64, i64
  }
  return %end#2 : i64
}

// Copies keys so that groups of equal digits lie in order: the digit is made of
// the highest bits in which keys differ, so that groups hold a few keys. False,
// and the keys are where they were in some order, if one of them would hold many.
func.func private @atlas.queue.buckets.spread(%s: !s, %from: index, %to: index,
                                              %count: index) -> i1 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %c16 = arith.constant 16 : index
  %c62 = arith.constant 62 : index
  %c64 = arith.constant 64 : index
  %large = arith.constant 32 : i64
  %zero = arith.constant 0 : i64

  // As many bits as make groups of two to four.
  %count64 = arith.index_cast %count : index to i64
  %lead64 = math.ctlz %count64 : i64
  %lead = arith.index_cast %lead64 : i64 to index
  %log = arith.subi %c62, %lead : index
  %bits = arith.minui %log, %c16 : index
  %first = memref.load %s[%from] : !s
  %differing = scf.for %i = %c1 to %count step %c1 iter_args(%all = %zero) -> i64 {
    %at = arith.addi %from, %i : index
    %key = memref.load %s[%at] : !s
    %other = arith.xori %key, %first : i64
    %more = arith.ori %all, %other : i64
    scf.yield %more : i64
  }
  %equal64 = math.ctlz %differing : i64
  %equal = arith.index_cast %equal64 : i64 to index
  %top = arith.subi %c64, %equal : index
  %atLeast = arith.maxui %top, %bits : index
  %shift = arith.subi %atLeast, %bits : index
  // Keys that are equal in all lower bits need no more.
  %isLast = arith.cmpi eq, %shift, %c0 : index
  %any = arith.constant -1 : i64
  %limit = arith.select %isLast, %any, %large : i64
  %isMany = arith.cmpi ugt, %bits, %c8 : index
  %most = scf.if %isMany -> i64 {
    %longest = func.call @atlas.queue.buckets.spread_many(%s, %from, %to, %count, %shift, %bits)
        : (!s, index, index, index, index, index) -> i64
    scf.yield %longest : i64
  } else {
    %shift64 = arith.index_cast %shift : index to i64
    %digits = arith.shli %c1, %bits : index
    %mask = arith.subi %digits, %c1 : index
    %largest = func.call @atlas.queue.buckets.pass(%s, %from, %to, %count, %shift64, %mask, %limit)
        : (!s, index, index, index, i64, index, i64) -> i64
    scf.yield %largest : i64
  }
  %does = arith.cmpi ule, %most, %limit : i64
  return %does : i1
}

// Sorts keys into another place; false, and they stay in some order, if that is
// slow.
func.func private @atlas.queue.buckets.sort(%s: !s, %from: index, %to: index,
                                            %count: index) -> i1 {
  %few = arith.constant 24 : index
  %true = arith.constant true
  %isFew = arith.cmpi ule, %count, %few : index
  %spread = scf.if %isFew -> i1 {
    scf.yield %true : i1
  } else {
    %did = func.call @atlas.queue.buckets.spread(%s, %from, %to, %count)
        : (!s, index, index, index) -> i1
    scf.yield %did : i1
  }
  scf.if %spread {
    %source = arith.select %isFew, %from, %to : index
    func.call @atlas.queue.buckets.insertion(%s, %source, %to, %count)
        : (!s, index, index, index) -> ()
  }
  return %spread : i1
}

//===----------------------------------------------------------------------===//
// The heap
//===----------------------------------------------------------------------===//

// Looks up the least key of the heap.
func.func private @atlas.queue.buckets.note_top(%s: !s, %state: memref<10xindex>) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c7 = arith.constant 7 : index
  %c9 = arith.constant 9 : index
  %ones = arith.constant -1 : index
  %count = func.call @atlas.queue.buckets.get(%s, %c2) : (!s, index) -> index
  %some = arith.cmpi ne, %count, %c0 : index
  %top = scf.if %some -> index {
    %area = memref.load %state[%c9] : memref<10xindex>
    %key = func.call @atlas.queue.buckets.get(%s, %area) : (!s, index) -> index
    scf.yield %key : index
  } else {
    scf.yield %ones : index
  }
  memref.store %top, %state[%c7] : memref<10xindex>
  return
}

// Adds a key to the heap.
func.func private @atlas.queue.buckets.late(%s: !s, %state: memref<10xindex>, %key: i64) {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c7 = arith.constant 7 : index
  %c9 = arith.constant 9 : index
  %area = memref.load %state[%c9] : memref<10xindex>
  %count = func.call @atlas.queue.buckets.get(%s, %c2) : (!s, index) -> index
  func.call @atlas.queue.up(%s, %area, %count, %key) : (!s, index, index, i64) -> ()
  %more = arith.addi %count, %c1 : index
  func.call @atlas.queue.buckets.set(%s, %c2, %more) : (!s, index, index) -> ()
  %top = func.call @atlas.queue.buckets.get(%s, %area) : (!s, index) -> index
  memref.store %top, %state[%c7] : memref<10xindex>
  return
}

// Takes the least key of the heap.
func.func private @atlas.queue.buckets.early(%s: !s, %state: memref<10xindex>) -> i64
    attributes {passthrough = ["noinline"]} {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c9 = arith.constant 9 : index
  %area = memref.load %state[%c9] : memref<10xindex>
  %count = func.call @atlas.queue.buckets.get(%s, %c2) : (!s, index) -> index
  %key = func.call @atlas.queue.take(%s, %area, %count) : (!s, index, index) -> i64
  %less = arith.subi %count, %c1 : index
  func.call @atlas.queue.buckets.set(%s, %c2, %less) : (!s, index, index) -> ()
  func.call @atlas.queue.buckets.note_top(%s, %state) : (!s, memref<10xindex>) -> ()
  return %key : i64
}

// Makes the first bucket in use the hot one: its keys become the run, or the heap.
func.func private @atlas.queue.buckets.heat(%s: !s, %state: memref<10xindex>) {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %c6 = arith.constant 6 : index
  %c8 = arith.constant 8 : index
  %c9 = arith.constant 9 : index
  %false = arith.constant false
  %low = memref.load %state[%c3] : memref<10xindex>
  %span = memref.load %state[%c4] : memref<10xindex>
  %end = memref.load %state[%c6] : memref<10xindex>
  %capacity = memref.load %state[%c8] : memref<10xindex>
  %area = memref.load %state[%c9] : memref<10xindex>
  %bucket = func.call @atlas.queue.buckets.first(%s, %low) : (!s, index) -> index
  %count = func.call @atlas.queue.buckets.gather(%s, %bucket, %area)
      : (!s, index, index) -> index
  %start = arith.subi %end, %count : index
  %both = arith.muli %count, %c2 : index
  %fits = arith.cmpi ule, %both, %capacity : index
  %sorted = scf.if %fits -> i1 {
    %did = func.call @atlas.queue.buckets.sort(%s, %area, %start, %count)
        : (!s, index, index, index) -> i1
    scf.yield %did : i1
  } else {
    scf.yield %false : i1
  }
  scf.if %sorted {
    memref.store %start, %state[%c5] : memref<10xindex>
  } else {
    scf.for %i = %c1 to %count step %c1 {
      %at = arith.addi %area, %i : index
      %key = memref.load %s[%at] : !s
      func.call @atlas.queue.up(%s, %area, %i, %key) : (!s, index, index, i64) -> ()
    }
    func.call @atlas.queue.buckets.set(%s, %c2, %count) : (!s, index, index) -> ()
  }
  %lowNow = arith.addi %bucket, %c1 : index
  %behind = arith.addi %low, %span : index
  %spanNow = arith.subi %behind, %lowNow : index
  memref.store %lowNow, %state[%c3] : memref<10xindex>
  memref.store %spanNow, %state[%c4] : memref<10xindex>
  return
}

// A pop when the run is used up; there is a key.
func.func private @atlas.queue.buckets.refill(%s: !s, %state: memref<10xindex>) -> i64
    attributes {passthrough = ["noinline"]} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c5 = arith.constant 5 : index
  %c6 = arith.constant 6 : index
  %count = func.call @atlas.queue.buckets.get(%s, %c2) : (!s, index) -> index
  %isCold = arith.cmpi eq, %count, %c0 : index
  scf.if %isCold {
    func.call @atlas.queue.buckets.heat(%s, %state) : (!s, memref<10xindex>) -> ()
  }
  %runAt = memref.load %state[%c5] : memref<10xindex>
  %end = memref.load %state[%c6] : memref<10xindex>
  %hasRun = arith.cmpi ne, %runAt, %end : index
  %taken = scf.if %hasRun -> i64 {
    %key = memref.load %s[%runAt] : !s
    %next = arith.addi %runAt, %c1 : index
    memref.store %next, %state[%c5] : memref<10xindex>
    scf.yield %key : i64
  } else {
    %key = func.call @atlas.queue.buckets.early(%s, %state)
        : (!s, memref<10xindex>) -> i64
    scf.yield %key : i64
  }
  return %taken : i64
}

//===----------------------------------------------------------------------===//
// Eviction
//===----------------------------------------------------------------------===//

// Place and key of the largest key in a bucket that is not empty.
func.func private @atlas.queue.buckets.worst(%s: !s, %bucket: index) -> (index, i64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c15 = arith.constant 15 : index
  %c16 = arith.constant 16 : index
  %pool = arith.constant 4432 : index
  %zero = arith.constant 0 : i64
  %where = arith.addi %c16, %bucket : index
  %cursor = func.call @atlas.queue.buckets.get(%s, %where) : (!s, index) -> index
  %last = arith.shrui %cursor, %c4 : index
  %free = arith.andi %cursor, %c15 : index
  %newest = arith.addi %cursor, %c1 : index
  %guess = arith.addi %pool, %newest : index
  %end:4 = scf.while (%chunk = %last, %empty = %free, %at = %guess, %most = %zero)
      : (index, index, index, i64) -> (index, index, index, i64) {
    %more = arith.cmpi ne, %chunk, %c0 : index
    scf.condition(%more) %chunk, %empty, %at, %most : index, index, index, i64
  } do {
  ^bb0(%chunk: index, %empty: index, %at: index, %most: i64):
    %start = arith.muli %chunk, %c16 : index
    %words = arith.addi %pool, %start : index
    %one = arith.addi %empty, %c1 : index
    %best:2 = scf.for %i = %one to %c16 step %c1
        iter_args(%place = %at, %largest = %most) -> (index, i64) {
      %from = arith.addi %words, %i : index
      %key = memref.load %s[%from] : !s
      %larger = arith.cmpi uge, %key, %largest : i64
      %placeNow = arith.select %larger, %from, %place : index
      %largestNow = arith.maxui %key, %largest : i64
      scf.yield %placeNow, %largestNow : index, i64
    }
    %before = func.call @atlas.queue.buckets.get(%s, %words) : (!s, index) -> index
    scf.yield %before, %c0, %best#0, %best#1 : index, index, index, i64
  }
  return %end#2, %end#3 : index, i64
}

// Removes the key at a place of a bucket: the newest key takes it.
func.func private @atlas.queue.buckets.remove(%s: !s, %bucket: index, %place: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c15 = arith.constant 15 : index
  %c16 = arith.constant 16 : index
  %pool = arith.constant 4432 : index
  %where = arith.addi %c16, %bucket : index
  %cursor = func.call @atlas.queue.buckets.get(%s, %where) : (!s, index) -> index
  %newest = arith.addi %cursor, %c1 : index
  %from = arith.addi %pool, %newest : index
  %key = memref.load %s[%from] : !s
  memref.store %key, %s[%place] : !s
  %rest = arith.andi %newest, %c15 : index
  %isEmpty = arith.cmpi eq, %rest, %c15 : index
  scf.if %isEmpty {
    %chunk = arith.shrui %newest, %c4 : index
    %before = func.call @atlas.queue.buckets.release(%s, %chunk) : (!s, index) -> index
    %isLast = arith.cmpi eq, %before, %c0 : index
    scf.if %isLast {
      func.call @atlas.queue.buckets.clear(%s, %bucket) : (!s, index) -> ()
    } else {
      %full = arith.shli %before, %c4 : index
      func.call @atlas.queue.buckets.set(%s, %where, %full) : (!s, index, index) -> ()
    }
  } else {
    func.call @atlas.queue.buckets.set(%s, %where, %newest) : (!s, index, index) -> ()
  }
  return
}

// Makes room for %key by removing the largest key of the heap or the run, if
// that is not smaller; one of them holds a key. Returns whether it did, and the
// largest key of all.
func.func private @atlas.queue.buckets.evict_hot(%s: !s, %state: memref<10xindex>,
                                                 %key: i64) -> (i1, i64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c5 = arith.constant 5 : index
  %c6 = arith.constant 6 : index
  %c9 = arith.constant 9 : index
  %zero = arith.constant 0 : i64
  %runAt = memref.load %state[%c5] : memref<10xindex>
  %end = memref.load %state[%c6] : memref<10xindex>
  %area = memref.load %state[%c9] : memref<10xindex>
  %count = func.call @atlas.queue.buckets.get(%s, %c2) : (!s, index) -> index
  %hasLate = arith.cmpi ne, %count, %c0 : index
  %late:2 = scf.if %hasLate -> (index, i64) {
    %most:2 = func.call @atlas.queue.largest(%s, %area, %count)
        : (!s, index, index) -> (index, i64)
    scf.yield %most#0, %most#1 : index, i64
  } else {
    scf.yield %c0, %zero : index, i64
  }
  %hasRun = arith.cmpi ne, %runAt, %end : index
  %run = scf.if %hasRun -> i64 {
    %at = arith.subi %end, %c1 : index
    %most = memref.load %s[%at] : !s
    scf.yield %most : i64
  } else {
    scf.yield %zero : i64
  }
  %largest = arith.maxui %late#1, %run : i64
  %fits = arith.cmpi ule, %key, %largest : i64
  scf.if %fits {
    %larger = arith.cmpi uge, %run, %late#1 : i64
    %fromRun = arith.andi %hasRun, %larger : i1
    scf.if %fromRun {
      // The run keeps its end, so that the heap has room: the others move up.
      %less = arith.addi %runAt, %c1 : index
      %length = arith.subi %end, %less : index
      scf.for %i = %c0 to %length step %c1 {
        %back = arith.subi %end, %i : index
        %to = arith.subi %back, %c1 : index
        %from = arith.subi %back, %c2 : index
        %moved = memref.load %s[%from] : !s
        memref.store %moved, %s[%to] : !s
      }
      memref.store %less, %state[%c5] : memref<10xindex>
    } else {
      %last = arith.subi %count, %c1 : index
      func.call @atlas.queue.buckets.set(%s, %c2, %last) : (!s, index, index) -> ()
      %isOther = arith.cmpi ne, %late#0, %last : index
      scf.if %isOther {
        %place = arith.addi %area, %last : index
        %moved = memref.load %s[%place] : !s
        func.call @atlas.queue.up(%s, %area, %late#0, %moved)
            : (!s, index, index, i64) -> ()
      }
      func.call @atlas.queue.buckets.note_top(%s, %state) : (!s, memref<10xindex>) -> ()
    }
  }
  %evicted = arith.maxui %largest, %key : i64
  return %fits, %evicted : i1, i64
}

// The same over all keys, of which there is at least one.
func.func private @atlas.queue.buckets.evict(%s: !s, %state: memref<10xindex>, %key: i64)
    -> (i1, i64) attributes {passthrough = ["noinline"]} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c52 = arith.constant 52 : i64
  %all = arith.constant 4096 : index
  %false = arith.constant false
  %c3 = arith.constant 3 : index
  %low = memref.load %state[%c3] : memref<10xindex>
  %hasBuckets = arith.cmpi ne, %low, %all : index
  %last = scf.if %hasBuckets -> index {
    %found = func.call @atlas.queue.buckets.last(%s) : (!s) -> index
    scf.yield %found : index
  } else {
    scf.yield %c0 : index
  }
  %isCold = arith.cmpi ne, %last, %c0 : index
  %result:2 = scf.if %isCold -> (i1, i64) {
    %bucket = arith.subi %last, %c1 : index
    %digit64 = arith.shrui %key, %c52 : i64
    %digit = arith.index_cast %digit64 : i64 to index
    %isBehind = arith.cmpi ugt, %digit, %bucket : index
    %cold:2 = scf.if %isBehind -> (i1, i64) {
      scf.yield %false, %key : i1, i64
    } else {
      %most:2 = func.call @atlas.queue.buckets.worst(%s, %bucket)
          : (!s, index) -> (index, i64)
      %fits = arith.cmpi ule, %key, %most#1 : i64
      scf.if %fits {
        func.call @atlas.queue.buckets.remove(%s, %bucket, %most#0)
            : (!s, index, index) -> ()
      }
      %evicted = arith.maxui %key, %most#1 : i64
      scf.yield %fits, %evicted : i1, i64
    }
    scf.yield %cold#0, %cold#1 : i1, i64
  } else {
    %hot:2 = func.call @atlas.queue.buckets.evict_hot(%s, %state, %key)
        : (!s, memref<10xindex>, i64) -> (i1, i64)
    scf.yield %hot#0, %hot#1 : i1, i64
  }
  return %result#0, %result#1 : i1, i64
}

// Gives up buckets that the pops to come cannot reach. Returns the surplus at which
// to try again.
func.func private @atlas.queue.buckets.trim(%s: !s, %state: memref<10xindex>) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %step = arith.constant 128 : index
  %far = arith.constant 2048 : index
  %false = arith.constant false
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %surplus = memref.load %state[%c0] : memref<10xindex>
  %low = memref.load %state[%c3] : memref<10xindex>
  %span = memref.load %state[%c4] : memref<10xindex>
  %end:3 = scf.while (%over = %surplus, %buckets = %span)
      : (index, index) -> (index, index, index) {
    %last = func.call @atlas.queue.buckets.last(%s) : (!s) -> index
    %isCold = arith.cmpi ugt, %last, %low : index
    %look:4 = scf.if %isCold -> (i1, index, index, index) {
      %bucket = arith.subi %last, %c1 : index
      %count = func.call @atlas.queue.buckets.count(%s, %bucket) : (!s, index) -> index
      %rest = arith.subi %over, %count : index
      %drops = arith.cmpi sge, %over, %count : index
      %now:3 = scf.if %drops -> (index, index, index) {
        func.call @atlas.queue.buckets.drop(%s, %bucket) : (!s, index) -> ()
        %left = arith.subi %bucket, %low : index
        scf.yield %rest, %left, %step : index, index, index
      } else {
        %missing = arith.subi %count, %over : index
        %wait = arith.maxsi %missing, %step : index
        scf.yield %over, %buckets, %wait : index, index, index
      }
      scf.yield %drops, %now#0, %now#1, %now#2 : i1, index, index, index
    } else {
      scf.yield %false, %over, %buckets, %far : i1, index, index, index
    }
    scf.condition(%look#0) %look#1, %look#2, %look#3 : index, index, index
  } do {
  ^bb0(%over: index, %buckets: index, %wait: index):
    scf.yield %over, %buckets : index, index
  }
  %again = arith.addi %end#0, %end#2 : index
  memref.store %end#0, %state[%c0] : memref<10xindex>
  memref.store %end#1, %state[%c4] : memref<10xindex>
  return %again : index
}

//===----------------------------------------------------------------------===//
// The operations
//===----------------------------------------------------------------------===//

func.func private @atlas.queue.buckets.init(%s: !s, %state: memref<10xindex>,
                                            %capacity: index, %pops: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %c6 = arith.constant 6 : index
  %c7 = arith.constant 7 : index
  %c8 = arith.constant 8 : index
  %c9 = arith.constant 9 : index
  %c14 = arith.constant 14 : index
  %c15 = arith.constant 15 : index
  %c16 = arith.constant 16 : index
  %none = arith.constant -1 : index
  %step = arith.constant 128 : index
  %many = arith.constant 1024 : index
  %pool = arith.constant 4432 : index
  %spare = arith.constant 4097 : index
  %all = arith.constant 4096 : index
  %clear = arith.constant 4160 : index
  %any = arith.constant 0x4000000000000000 : index

  %isMany = arith.cmpi uge, %capacity, %many : index
  %up = arith.addi %capacity, %c14 : index
  %full = arith.divui %up, %c15 : index
  %chunks = arith.addi %full, %spare : index
  %words = arith.muli %chunks, %c16 : index
  %behind = arith.addi %pool, %words : index
  %area = arith.select %isMany, %behind, %c16 : index
  %span = arith.select %isMany, %all, %c0 : index
  %low = arith.subi %all, %span : index
  scf.if %isMany {
    %cursors = memref.subview %s[%c16] [%clear] [1]
        : !s to memref<?xi64, strided<[1], offset: ?>>
    atlas.map outs(%cursors : memref<?xi64, strided<[1], offset: ?>>) {
      %zero = arith.constant 0 : i64
      atlas.yield %zero : i64
    }
    func.call @atlas.queue.buckets.set(%s, %c0, %c1) : (!s, index, index) -> ()
    func.call @atlas.queue.buckets.set(%s, %c1, %c0) : (!s, index, index) -> ()
  }
  %some = arith.cmpi ne, %capacity, %c0 : index
  scf.if %some {
    func.call @atlas.queue.buckets.set(%s, %c2, %c0) : (!s, index, index) -> ()
  }
  %left = arith.minui %pops, %any : index
  %surplus = arith.subi %c0, %left : index
  %room = arith.subi %capacity, %left : index
  %canForget = arith.cmpi ule, %left, %capacity : index
  %soon = arith.minsi %room, %step : index
  %limit = arith.select %canForget, %soon, %room : index
  %end = arith.addi %area, %capacity : index
  memref.store %surplus, %state[%c0] : memref<10xindex>
  memref.store %limit, %state[%c1] : memref<10xindex>
  memref.store %left, %state[%c2] : memref<10xindex>
  memref.store %low, %state[%c3] : memref<10xindex>
  memref.store %span, %state[%c4] : memref<10xindex>
  memref.store %end, %state[%c5] : memref<10xindex>
  memref.store %end, %state[%c6] : memref<10xindex>
  memref.store %none, %state[%c7] : memref<10xindex>
  memref.store %capacity, %state[%c8] : memref<10xindex>
  memref.store %area, %state[%c9] : memref<10xindex>
  return
}

func.func private @atlas.queue.buckets.size(%s: !s, %state: memref<10xindex>) -> index
    attributes {always_inline} {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %surplus = memref.load %state[%c0] : memref<10xindex>
  %pops = memref.load %state[%c2] : memref<10xindex>
  %count = arith.addi %surplus, %pops : index
  %size = arith.minui %count, %pops : index
  return %size : index
}

// What a push does at its limit: looks for room. Returns 0 to refuse the key, 1
// to forget it, 2 to insert it.
func.func private @atlas.queue.buckets.make_room(%s: !s, %state: memref<10xindex>,
                                                 %key: i64) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c8 = arith.constant 8 : index
  %all = arith.constant 4096 : index
  %pops = memref.load %state[%c2] : memref<10xindex>
  %low = memref.load %state[%c3] : memref<10xindex>
  %capacity = memref.load %state[%c8] : memref<10xindex>
  %room = arith.subi %capacity, %pops : index
  %canForget = arith.cmpi ule, %pops, %capacity : index
  %hasBuckets = arith.cmpi ne, %low, %all : index
  %trims = arith.andi %canForget, %hasBuckets : i1
  %again = scf.if %trims -> index {
    %trimmed = func.call @atlas.queue.buckets.trim(%s, %state)
        : (!s, memref<10xindex>) -> index
    scf.yield %trimmed : index
  } else {
    scf.yield %room : index
  }
  %limit = arith.minsi %again, %room : index
  memref.store %limit, %state[%c1] : memref<10xindex>
  %surplus = memref.load %state[%c0] : memref<10xindex>
  %isRoom = arith.cmpi slt, %surplus, %room : index
  %result = scf.if %isRoom -> index {
    scf.yield %c2 : index
  } else {
    %some = arith.cmpi ne, %capacity, %c0 : index
    %evicts = arith.andi %canForget, %some : i1
    %done = scf.if %evicts -> index {
      %evicted:2 = func.call @atlas.queue.buckets.evict(%s, %state, %key)
          : (!s, memref<10xindex>, i64) -> (i1, i64)
      %fewer = arith.subi %surplus, %c1 : index
      %what = arith.select %evicted#0, %c2, %c1 : index
      %now = arith.select %evicted#0, %fewer, %surplus : index
      memref.store %now, %state[%c0] : memref<10xindex>
      scf.yield %what : index
    } else {
      %what = arith.select %canForget, %c1, %c0 : index
      scf.yield %what : index
    }
    scf.yield %done : index
  }
  return %result : index
}

// A push that is no mere append.
func.func private @atlas.queue.buckets.push_slow(%s: !s, %state: memref<10xindex>,
                                                 %key: i64) -> i1
    attributes {passthrough = ["noinline"]} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c52 = arith.constant 52 : i64
  %surplus = memref.load %state[%c0] : memref<10xindex>
  %limit = memref.load %state[%c1] : memref<10xindex>
  %atLimit = arith.cmpi sge, %surplus, %limit : index
  %room = scf.if %atLimit -> index {
    %made = func.call @atlas.queue.buckets.make_room(%s, %state, %key)
        : (!s, memref<10xindex>, i64) -> index
    scf.yield %made : index
  } else {
    scf.yield %c2 : index
  }
  // Buckets may just have been given up.
  %low = memref.load %state[%c3] : memref<10xindex>
  %span = memref.load %state[%c4] : memref<10xindex>
  %bucket64 = arith.shrui %key, %c52 : i64
  %bucket = arith.index_cast %bucket64 : i64 to index
  %behind = arith.addi %low, %span : index
  %isKept = arith.cmpi ult, %bucket, %behind : index
  %isLate = arith.cmpi ult, %bucket, %low : index
  %isWanted = arith.ori %isLate, %isKept : i1
  %isRoom = arith.cmpi eq, %room, %c2 : index
  %inserts = arith.andi %isRoom, %isWanted : i1
  scf.if %inserts {
    scf.if %isLate {
      func.call @atlas.queue.buckets.late(%s, %state, %key) : (!s, memref<10xindex>, i64) -> ()
    } else {
      func.call @atlas.queue.buckets.append(%s, %bucket, %key) : (!s, index, i64) -> ()
    }
    %now = memref.load %state[%c0] : memref<10xindex>
    %more = arith.addi %now, %c1 : index
    memref.store %more, %state[%c0] : memref<10xindex>
  }
  %ok = arith.cmpi ne, %room, %c0 : index
  return %ok : i1
}

func.func private @atlas.queue.buckets.push(%s: !s, %state: memref<10xindex>, %key: i64)
    -> i1 attributes {always_inline} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c52 = arith.constant 52 : i64
  %true = arith.constant true
  %surplus = memref.load %state[%c0] : memref<10xindex>
  %limit = memref.load %state[%c1] : memref<10xindex>
  %low = memref.load %state[%c3] : memref<10xindex>
  %span = memref.load %state[%c4] : memref<10xindex>
  %bucket64 = arith.shrui %key, %c52 : i64
  %bucket = arith.index_cast %bucket64 : i64 to index
  %behind = arith.subi %bucket, %low : index
  %isCold = arith.cmpi ult, %behind, %span : index
  %isRoom = arith.cmpi slt, %surplus, %limit : index
  %isFast = arith.andi %isCold, %isRoom : i1
  // Behind the buckets that take keys it is forgotten.
  %isHot = arith.cmpi ult, %bucket, %low : index
  %isSlow = arith.ori %isHot, %isCold : i1
  %inserted = scf.if %isFast -> i1 {
    func.call @atlas.queue.buckets.append(%s, %bucket, %key) : (!s, index, i64) -> ()
    %more = arith.addi %surplus, %c1 : index
    memref.store %more, %state[%c0] : memref<10xindex>
    scf.yield %true : i1
  } else {
    %done = scf.if %isSlow -> i1 {
      %slow = func.call @atlas.queue.buckets.push_slow(%s, %state, %key)
          : (!s, memref<10xindex>, i64) -> i1
      scf.yield %slow : i1
    } else {
      scf.yield %true : i1
    }
    scf.yield %done : i1
  }
  return %inserted : i1
}

func.func private @atlas.queue.buckets.pop(%s: !s, %state: memref<10xindex>) -> (i64, i1)
    attributes {always_inline} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c5 = arith.constant 5 : index
  %c6 = arith.constant 6 : index
  %c7 = arith.constant 7 : index
  %none = arith.constant 0 : i64
  %pops = memref.load %state[%c2] : memref<10xindex>
  %size = func.call @atlas.queue.buckets.size(%s, %state) : (!s, memref<10xindex>) -> index
  %valid = arith.cmpi ne, %size, %c0 : index
  %key = scf.if %valid -> i64 {
    %left = arith.subi %pops, %c1 : index
    memref.store %left, %state[%c2] : memref<10xindex>
    %runAt = memref.load %state[%c5] : memref<10xindex>
    %end = memref.load %state[%c6] : memref<10xindex>
    %hasRun = arith.cmpi ne, %runAt, %end : index
    %taken = scf.if %hasRun -> i64 {
      %next = memref.load %s[%runAt] : !s
      %top = memref.load %state[%c7] : memref<10xindex>
      %late = arith.index_cast %top : index to i64
      %isLate = arith.cmpi ult, %late, %next : i64
      %least = scf.if %isLate -> i64 {
        %early = func.call @atlas.queue.buckets.early(%s, %state)
            : (!s, memref<10xindex>) -> i64
        scf.yield %early : i64
      } else {
        %after = arith.addi %runAt, %c1 : index
        memref.store %after, %state[%c5] : memref<10xindex>
        scf.yield %next : i64
      }
      scf.yield %least : i64
    } else {
      %new = func.call @atlas.queue.buckets.refill(%s, %state)
          : (!s, memref<10xindex>) -> i64
      scf.yield %new : i64
    }
    scf.yield %taken : i64
  } else {
    scf.yield %none : i64
  }
  return %key, %valid : i64, i1
}

func.func private @atlas.queue.buckets.push_evict(%s: !s, %state: memref<10xindex>, %key: i64,
                                                  %may: i1)
    -> (i1, i64, i1) attributes {always_inline} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %none = arith.constant 0 : i64
  %true = arith.constant true
  %false = arith.constant false
  %size = func.call @atlas.queue.buckets.size(%s, %state) : (!s, memref<10xindex>) -> index
  %capacity = memref.load %state[%c8] : memref<10xindex>
  %isWhole = arith.cmpi eq, %size, %capacity : index
  %isFull = arith.andi %isWhole, %may : i1
  %isEmpty = arith.cmpi eq, %size, %c0 : index
  %result:3 = scf.if %isFull -> (i1, i64, i1) {
    %evicted:2 = scf.if %isEmpty -> (i1, i64) {
      scf.yield %false, %key : i1, i64
    } else {
      %largest:2 = func.call @atlas.queue.buckets.evict(%s, %state, %key)
          : (!s, memref<10xindex>, i64) -> (i1, i64)
      scf.yield %largest#0, %largest#1 : i1, i64
    }
    scf.yield %true, %evicted#1, %evicted#0 : i1, i64, i1
  } else {
    scf.yield %false, %none, %true : i1, i64, i1
  }
  %survived = scf.if %result#2 -> i1 {
    scf.if %isFull {
      %surplus = memref.load %state[%c0] : memref<10xindex>
      %fewer = arith.subi %surplus, %c1 : index
      memref.store %fewer, %state[%c0] : memref<10xindex>
    }
    %inserted = func.call @atlas.queue.buckets.push(%s, %state, %key)
        : (!s, memref<10xindex>, i64) -> i1
    scf.yield %inserted : i1
  } else {
    scf.yield %false : i1
  }
  return %result#0, %result#1, %survived : i1, i64, i1
}
