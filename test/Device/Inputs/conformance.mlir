// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One kernel for each capability that a kernel can ask for; conformance-*.test run
// them on devices and compare with the CPU. Rows are those of the capability bar.

// CAP-01: any number of buffers and scalars of mixed types, results through any.
atlas.kernel @mixed(%bytes: memref<?xi8> {atlas.in}, %add: i8,
    %words: memref<?xi32> {atlas.in, atlas.length = "dim(bytes)"}, %scale: f32,
    %longs: memref<?xi64> {atlas.inout, atlas.length = "dim(bytes)"}, %mask: i64,
    %shorts: memref<?xi16> {atlas.out, atlas.length = "dim(bytes)"},
    %floats: memref<?xf32> {atlas.out, atlas.length = "dim(bytes)"}) -> (i64, i8) {
  %zero = arith.constant 0 : i64
  %none = arith.constant 0 : i8
  atlas.map ins(%bytes, %words, %longs : memref<?xi8>, memref<?xi32>, memref<?xi64>)
      outs(%shorts, %floats, %longs : memref<?xi16>, memref<?xf32>, memref<?xi64>) {
  ^bb0(%b: i8, %w: i32, %l: i64):
    %sum = arith.addi %b, %add : i8
    %short = arith.extsi %sum : i8 to i16
    %number = arith.sitofp %w : i32 to f32
    %float = arith.mulf %number, %scale : f32
    %long = arith.xori %l, %mask : i64
    atlas.yield %short, %float, %long : i16, f32, i64
  }
  %r:2 = atlas.reduce ins(%longs, %bytes : memref<?xi64>, memref<?xi8>)
      init(%zero, %none : i64, i8) {
  ^bb0(%l: i64, %b: i8):
    atlas.yield %l, %b : i64, i8
  } combine addi, xor
  atlas.return %r#0, %r#1 : i64, i8
}

// CAP-02: computed indices, gather, scatter and 2-D access, with a guard.
atlas.kernel @transposed(%x: memref<?x12xi16> {atlas.in},
    %y: memref<?xi16> {atlas.out, atlas.length = "12 * dim(x)"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c12 = arith.constant 12 : index
  %rows = memref.dim %x, %c0 : memref<?x12xi16>
  atlas.batch (%r) in (%rows) {
    scf.for %c = %c0 to %c12 step %c1 {
      %e = memref.load %x[%r, %c] : memref<?x12xi16>
      %column = arith.muli %c, %rows : index
      %at = arith.addi %column, %r : index
      memref.store %e, %y[%at] : memref<?xi16>
    }
  }
  atlas.return
}
atlas.kernel @moved(%x: memref<?xi8> {atlas.in},
    %to: memref<?xi32> {atlas.out, atlas.length = "dim(x)"},
    %y: memref<?xi8> {atlas.inout, atlas.length = "dim(x)"},
    %back: memref<?xi8> {atlas.out, atlas.length = "dim(x)"}) {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %n = memref.dim %x, %c0 : memref<?xi8>
  %count = arith.index_cast %n : index to i32
  %last = arith.subi %count, %one : i32
  atlas.map ins(%x : memref<?xi8>) outs(%to : memref<?xi32>) {
  ^bb0(%e: i8, %i: index):
    %word = arith.index_cast %i : index to i32
    %there = arith.subi %last, %word : i32
    atlas.yield %there : i32
  }
  atlas.scatter ins(%x, %to : memref<?xi8>, memref<?xi32>) outs(%y : memref<?xi8>) unique
  atlas.gather ins(%y, %to : memref<?xi8>, memref<?xi32>) outs(%back : memref<?xi8>)
  atlas.return
}

// CAP-03: integers of every width, signed and unsigned.
atlas.kernel @widths(%a: memref<?xi8> {atlas.in},
    %b: memref<?xi16> {atlas.in, atlas.length = "dim(a)"},
    %c: memref<?xi32> {atlas.in, atlas.length = "dim(a)"},
    %d: memref<?xi64> {atlas.in, atlas.length = "dim(a)"},
    %p: memref<?xi8> {atlas.out, atlas.length = "dim(a)"},
    %q: memref<?xi16> {atlas.out, atlas.length = "dim(a)"},
    %r: memref<?xi32> {atlas.out, atlas.length = "dim(a)"},
    %s: memref<?xi64> {atlas.out, atlas.length = "dim(a)"}) {
  atlas.map ins(%a, %b, %c, %d : memref<?xi8>, memref<?xi16>, memref<?xi32>, memref<?xi64>)
      outs(%p, %q, %r, %s : memref<?xi8>, memref<?xi16>, memref<?xi32>, memref<?xi64>) {
  ^bb0(%i: i8, %j: i16, %k: i32, %l: i64):
    %nj = arith.trunci %j : i16 to i8
    %p0 = arith.maxsi %i, %nj : i8
    %p1 = arith.muli %p0, %nj : i8
    %wi = arith.extsi %i : i8 to i16
    %q0 = arith.minui %wi, %j : i16
    %q1 = arith.subi %q0, %wi : i16
    %wj = arith.extui %j : i16 to i32
    %r0 = arith.minsi %k, %wj : i32
    %wk = arith.extsi %k : i32 to i64
    %s0 = arith.muli %wk, %l : i64
    %s1 = arith.maxui %s0, %l : i64
    %less = arith.cmpi slt, %l, %wk : i64
    %s2 = arith.select %less, %s1, %wk : i64
    atlas.yield %p1, %q1, %r0, %s2 : i8, i16, i32, i64
  }
  atlas.return
}

// CAP-04: floats of 32 and 64 bits.
atlas.kernel @floats32(%x: memref<?xf32> {atlas.in},
    %y: memref<?xf32> {atlas.out, atlas.length = "dim(x)"}) {
  atlas.map ins(%x : memref<?xf32>) outs(%y : memref<?xf32>) {
  ^bb0(%e: f32):
    %two = arith.constant 2.0 : f32
    %half = arith.divf %e, %two : f32
    %square = arith.mulf %e, %e : f32
    %sum = arith.addf %square, %half : f32
    %up = arith.cmpf uge, %sum, %e : f32
    %r = arith.select %up, %sum, %e : f32
    atlas.yield %r : f32
  }
  atlas.return
}
atlas.kernel @floats64(%x: memref<?xf64> {atlas.in}, %least: f64,
    %y: memref<?xf64> {atlas.out, atlas.length = "dim(x)"},
    %whole: memref<?xi32> {atlas.out, atlas.length = "dim(x)"}) {
  atlas.map ins(%x : memref<?xf64>) outs(%y, %whole : memref<?xf64>, memref<?xi32>) {
  ^bb0(%e: f64):
    %square = arith.mulf %e, %e : f64
    %less = arith.subf %square, %least : f64
    %ok = arith.cmpf ogt, %less, %e : f64
    %r = arith.select %ok, %less, %e : f64
    %bits = arith.bitcast %r : f64 to i64
    %flipped = arith.shrui %bits, %bits : i64
    %low = arith.fptosi %r : f64 to i32
    atlas.yield %r, %low : f64, i32
  }
  atlas.return
}

// CAP-05: division, remainder, shifts, bit operations, saturation. Divisors are odd
// and so not zero, and shifts below the width.
atlas.kernel @quotients(%x: memref<?xi32> {atlas.in},
    %y: memref<?xi64> {atlas.in, atlas.length = "dim(x)"},
    %a: memref<?xi32> {atlas.out, atlas.length = "dim(x)"},
    %b: memref<?xi64> {atlas.out, atlas.length = "dim(x)"},
    %c: memref<?xi64> {atlas.out, atlas.length = "dim(x)"}) {
  atlas.map ins(%x, %y : memref<?xi32>, memref<?xi64>)
      outs(%a, %b, %c : memref<?xi32>, memref<?xi64>, memref<?xi64>) {
  ^bb0(%i: i32, %l: i64):
    %one = arith.constant 3 : i32
    %one64 = arith.constant 5 : i64
    %by = arith.ori %i, %one : i32
    %low = arith.trunci %l : i64 to i32
    %q = arith.divsi %low, %by : i32
    %m = arith.remui %low, %by : i32
    %t = arith.remsi %q, %by : i32
    %u = arith.divui %low, %by : i32
    %v = arith.xori %m, %t : i32
    %w = arith.addi %u, %v : i32
    %i64 = arith.extsi %i : i32 to i64
    %by64 = arith.ori %i64, %one64 : i64
    %q64 = arith.divui %l, %by64 : i64
    %r64 = arith.remsi %l, %by64 : i64
    %d64 = arith.divsi %l, %by64 : i64
    %m64 = arith.remui %l, %by64 : i64
    %s64 = arith.addi %q64, %r64 : i64
    %t64 = arith.xori %d64, %m64 : i64
    atlas.yield %w, %s64, %t64 : i32, i64, i64
  }
  atlas.return
}
atlas.kernel @bits(%x: memref<?xi8> {atlas.in},
    %y: memref<?xi64> {atlas.in, atlas.length = "dim(x)"},
    %a: memref<?xi8> {atlas.out, atlas.length = "dim(x)"},
    %b: memref<?xi64> {atlas.out, atlas.length = "dim(x)"}) {
  atlas.map ins(%x, %y : memref<?xi8>, memref<?xi64>) outs(%a, %b : memref<?xi8>, memref<?xi64>) {
  ^bb0(%i: i8, %l: i64):
    %seven = arith.constant 7 : i8
    %most = arith.constant 255 : i8
    %by8 = arith.andi %i, %seven : i8
    %left = arith.shli %i, %by8 : i8
    %right = arith.shrsi %i, %by8 : i8
    %room = arith.subi %most, %left : i8
    %fits = arith.minui %right, %room : i8
    %sum = arith.addi %fits, %left : i8
    %m63 = arith.constant 63 : i64
    %wide = arith.extui %i : i8 to i64
    %by = arith.andi %wide, %m63 : i64
    %l0 = arith.shli %l, %by : i64
    %l1 = arith.shrui %l, %by : i64
    %l2 = arith.shrsi %l, %by : i64
    %l3 = arith.xori %l0, %l1 : i64
    %l4 = arith.addi %l3, %l2 : i64
    atlas.yield %sum, %l4 : i8, i64
  }
  atlas.return
}

// CAP-06: while, for, nested loops, early exit, select, booleans, helper functions.
func.func private @step(%n: i32) -> i32 {
  %one = arith.constant 1 : i32
  %three = arith.constant 3 : i32
  %low = arith.trunci %n : i32 to i1
  %half = arith.shrui %n, %one : i32
  %more = arith.muli %n, %three : i32
  %up = arith.addi %more, %one : i32
  %next = arith.select %low, %up, %half : i32
  return %next : i32
}
atlas.kernel @steps(%x: memref<?xi8> {atlas.in},
    %count: memref<?xi32> {atlas.out, atlas.length = "dim(x)"},
    %odd: memref<?xi8> {atlas.out, atlas.length = "dim(x)"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %limit = arith.constant 100 : i32
  %n = memref.dim %x, %c0 : memref<?xi8>
  atlas.batch (%i) in (%n) {
    %byte = memref.load %x[%i] : memref<?xi8>
    %start = arith.extui %byte : i8 to i32
    %end:2 = scf.while (%at = %start, %steps = %zero) : (i32, i32) -> (i32, i32) {
      %big = arith.cmpi ugt, %at, %one : i32
      %few = arith.cmpi ult, %steps, %limit : i32
      %go = arith.andi %big, %few : i1
      scf.condition(%go) %at, %steps : i32, i32
    } do {
    ^bb0(%at: i32, %steps: i32):
      %next = func.call @step(%at) : (i32) -> i32
      %more = arith.addi %steps, %one : i32
      scf.yield %next, %more : i32, i32
    }
    %sum = scf.for %j = %c0 to %c3 step %c1 iter_args(%s = %end#1) -> (i32) {
      %inner = scf.for %k = %c0 to %j step %c1 iter_args(%t = %s) -> (i32) {
        %u = arith.addi %t, %start : i32
        scf.yield %u : i32
      }
      scf.yield %inner : i32
    }
    memref.store %sum, %count[%i] : memref<?xi32>
    %bit = arith.trunci %sum : i32 to i1
    %mark = arith.extui %bit : i1 to i8
    memref.store %mark, %odd[%i] : memref<?xi8>
  }
  atlas.return
}

// CAP-08: atomic add, min, max, and, or of 32 bits: a scatter that combines.
atlas.kernel @combined(%x: memref<?xi32> {atlas.in},
    %to: memref<?xi8> {atlas.in, atlas.length = "dim(x)"},
    %sums: memref<256xi32> {atlas.inout}, %least: memref<256xi32> {atlas.inout},
    %most: memref<256xi32> {atlas.inout}, %all: memref<256xi32> {atlas.inout},
    %any: memref<256xi32> {atlas.inout}) {
  atlas.scatter ins(%x, %to : memref<?xi32>, memref<?xi8>) outs(%sums : memref<256xi32>) combine <addi>
  atlas.scatter ins(%x, %to : memref<?xi32>, memref<?xi8>) outs(%least : memref<256xi32>) combine <mins>
  atlas.scatter ins(%x, %to : memref<?xi32>, memref<?xi8>) outs(%most : memref<256xi32>) combine <maxu>
  atlas.scatter ins(%x, %to : memref<?xi32>, memref<?xi8>) outs(%all : memref<256xi32>) combine <and>
  atlas.scatter ins(%x, %to : memref<?xi32>, memref<?xi8>) outs(%any : memref<256xi32>) combine <or>
  atlas.return
}

// CAP-11: float sums in the canonical order, of any length.
atlas.kernel @float_sum(%x: memref<?xf32> {atlas.in}) -> f32 {
  %zero = arith.constant -0.0 : f32
  %s = atlas.reduce ins(%x : memref<?xf32>) init(%zero : f32) {
  ^bb0(%e: f32):
    atlas.yield %e : f32
  } combine addf
  atlas.return %s : f32
}
atlas.kernel @dot(%x: memref<?xf32> {atlas.in},
    %y: memref<?xf32> {atlas.in, atlas.length = "dim(x)"}) -> f32 {
  %zero = arith.constant 0.0 : f32
  %s = atlas.reduce ins(%x, %y : memref<?xf32>, memref<?xf32>) init(%zero : f32) {
  ^bb0(%a: f32, %b: f32):
    %p = arith.mulf %a, %b : f32
    atlas.yield %p : f32
  } combine addf
  atlas.return %s : f32
}
atlas.kernel @running(%x: memref<?xi64> {atlas.in},
    %most: memref<?xi64> {atlas.out, atlas.length = "dim(x)"},
    %bytes: memref<?xi8> {atlas.out, atlas.length = "dim(x)"}) {
  %none = arith.constant 0 : i64
  %seed = arith.constant 7 : i8
  atlas.scan ins(%x : memref<?xi64>) outs(%most : memref<?xi64>) init(%none : i64) inclusive {
  ^bb0(%e: i64):
    atlas.yield %e : i64
  } combine maxu
  atlas.scan ins(%x : memref<?xi64>) outs(%bytes : memref<?xi8>) init(%seed : i8) exclusive {
  ^bb0(%e: i64):
    %low = arith.trunci %e : i64 to i8
    atlas.yield %low : i8
  } combine addi
  atlas.return
}

// CAP-14: many small problems in one launch, each with memory of its own.
atlas.kernel @sorted(%keys: memref<?x24xi64> {atlas.in},
    %least: memref<?x8xi64> {atlas.out, atlas.length = "dim(keys)"},
    %scratch: memref<?x67xi64> {atlas.inout, atlas.length = "dim(keys)"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %c24 = arith.constant 24 : index
  %capacity = arith.constant 24 : i64
  %n = memref.dim %keys, %c0 : memref<?x24xi64>
  atlas.batch (%i) in (%n) {
    %own = memref.subview %scratch[%i, 0] [1, 67] [1, 1]
        : memref<?x67xi64> to memref<67xi64, strided<[1], offset: ?>>
    %queue = atlas.queue.init %own capacity %capacity : memref<67xi64, strided<[1], offset: ?>>
    scf.for %j = %c0 to %c24 step %c1 {
      %key = memref.load %keys[%i, %j] : memref<?x24xi64>
      %room = atlas.queue.push %queue, %key
    }
    scf.for %j = %c0 to %c8 step %c1 {
      %key, %valid = atlas.queue.pop %queue
      memref.store %key, %least[%i, %j] : memref<?x8xi64>
    }
  }
  atlas.return
}
