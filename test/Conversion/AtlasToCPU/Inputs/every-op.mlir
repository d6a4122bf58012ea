// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One kernel for each form of a data-parallel operation; every-op.test runs them
// on random data and compares the chosen strategy with the plain loops.

atlas.kernel @index_map(%x: memref<?xi32> {atlas.in},
    %y: memref<?xi32> {atlas.out, atlas.length = "dim(x)"}) {
  atlas.map ins(%x : memref<?xi32>) outs(%y : memref<?xi32>) {
  ^bb0(%e: i32, %i: index):
    %p = arith.index_cast %i : index to i32
    %s = arith.addi %e, %p : i32
    atlas.yield %s : i32
  }
  atlas.return
}

atlas.kernel @two_outputs(%x: memref<?xi16> {atlas.in},
    %low: memref<?xi8> {atlas.out, atlas.length = "dim(x)"},
    %wide: memref<?xi64> {atlas.out, atlas.length = "dim(x)"}) {
  atlas.map ins(%x : memref<?xi16>) outs(%low, %wide : memref<?xi8>, memref<?xi64>) {
  ^bb0(%e: i16):
    %l = arith.trunci %e : i16 to i8
    %w = arith.extsi %e : i16 to i64
    %q = arith.muli %w, %w : i64
    atlas.yield %l, %q : i8, i64
  }
  atlas.return
}

atlas.kernel @rank2_map(%x: memref<?x7xf32> {atlas.in},
    %y: memref<?x7xf32> {atlas.out, atlas.length = "dim(x)"}) {
  atlas.map ins(%x : memref<?x7xf32>) outs(%y : memref<?x7xf32>) {
  ^bb0(%e: f32):
    %m = arith.mulf %e, %e : f32
    %s = arith.subf %m, %e : f32
    atlas.yield %s : f32
  }
  atlas.return
}

atlas.kernel @rank2_positions(%x: memref<?x5xi32> {atlas.in},
    %y: memref<?x5xi32> {atlas.out, atlas.length = "dim(x)"}) {
  atlas.map ins(%x : memref<?x5xi32>) outs(%y : memref<?x5xi32>) {
  ^bb0(%e: i32, %r: index, %c: index):
    %ri = arith.index_cast %r : index to i32
    %ci = arith.index_cast %c : index to i32
    %p = arith.muli %ri, %ci : i32
    %s = arith.xori %e, %p : i32
    atlas.yield %s : i32
  }
  atlas.return
}

atlas.kernel @kinds(%x: memref<?xi32> {atlas.in}) -> (i32, i32, i32, i32, i32, i32, i32, i32, i32) {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %ones = arith.constant -1 : i32
  %max = arith.constant 2147483647 : i32
  %min = arith.constant -2147483648 : i32
  %r:9 = atlas.reduce ins(%x : memref<?xi32>)
      init(%zero, %one, %ones, %max, %zero, %min, %ones, %zero, %zero
           : i32, i32, i32, i32, i32, i32, i32, i32, i32) {
  ^bb0(%e: i32):
    %odd = arith.ori %e, %one : i32
    atlas.yield %e, %odd, %e, %e, %e, %e, %e, %e, %e
        : i32, i32, i32, i32, i32, i32, i32, i32, i32
  } combine addi, muli, minu, mins, maxu, maxs, and, or, xor
  atlas.return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5, %r#6, %r#7, %r#8
      : i32, i32, i32, i32, i32, i32, i32, i32, i32
}

atlas.kernel @widened(%x: memref<?xi8> {atlas.in}) -> (i64, i64, i64) {
  %zero = arith.constant 0 : i64
  %many = arith.constant 1000 : i64
  %r:3 = atlas.reduce ins(%x : memref<?xi8>) init(%zero, %many, %zero : i64, i64, i64) widen i64 {
  ^bb0(%e: i8):
    atlas.yield %e, %e, %e : i8, i8, i8
  } combine addi, minu, maxu
  atlas.return %r#0, %r#1, %r#2 : i64, i64, i64
}

atlas.kernel @float_kinds(%x: memref<?xf64> {atlas.in}) -> (f64, f64, f64, f64, f64, f64) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %r:6 = atlas.reduce ins(%x : memref<?xf64>)
      init(%zero, %one, %zero, %zero, %zero, %zero : f64, f64, f64, f64, f64, f64) {
  ^bb0(%e: f64):
    atlas.yield %e, %e, %e, %e, %e, %e : f64, f64, f64, f64, f64, f64
  } combine addf, mulf, minimumf, maximumf, minnumf, maxnumf
  atlas.return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5 : f64, f64, f64, f64, f64, f64
}

atlas.kernel @mixed_orders(%x: memref<?xf32> {atlas.in}) -> (f32, f64, i64) {
  %zero = arith.constant 0.0 : f32
  %zerod = arith.constant 0.0 : f64
  %zeroi = arith.constant 0 : i64
  %r:3 = atlas.reduce ins(%x : memref<?xf32>) init(%zero, %zerod, %zeroi : f32, f64, i64) {
  ^bb0(%e: f32):
    %d = arith.extf %e : f32 to f64
    %p = arith.cmpf ogt, %e, %zero : f32
    %c = arith.extui %p : i1 to i64
    atlas.yield %e, %d, %c : f32, f64, i64
  } combine addf, addf, addi
  atlas.return %r#0, %r#1, %r#2 : f32, f64, i64
}

atlas.kernel @sequential(%x: memref<?xf32> {atlas.in}) -> f32 {
  %zero = arith.constant 0.0 : f32
  %r = atlas.reduce ins(%x : memref<?xf32>) init(%zero : f32) order sequential {
  ^bb0(%e: f32):
    atlas.yield %e : f32
  } combine addf
  atlas.return %r : f32
}

atlas.kernel @half(%x: memref<?xf16> {atlas.in}) -> f16 {
  %zero = arith.constant 0.0 : f16
  %r = atlas.reduce ins(%x : memref<?xf16>) init(%zero : f16) {
  ^bb0(%e: f16):
    %p = arith.mulf %e, %e : f16
    atlas.yield %p : f16
  } combine addf
  atlas.return %r : f16
}

atlas.kernel @own_combiner(%x: memref<?xi32> {atlas.in}) -> i32 {
  %one = arith.constant 1 : i32
  %r = atlas.reduce ins(%x : memref<?xi32>) init(%one : i32) {
  ^bb0(%e: i32):
    atlas.yield %e : i32
  } combine {
  ^bb0(%a: i32, %b: i32):
    %m = arith.muli %a, %b : i32
    %s = arith.addi %a, %b : i32
    %t = arith.addi %m, %s : i32
    atlas.yield %t : i32
  }
  atlas.return %r : i32
}

atlas.kernel @prefix(%x: memref<?xi8> {atlas.in},
    %inclusive: memref<?xi32> {atlas.out, atlas.length = "dim(x)"},
    %exclusive: memref<?xi32> {atlas.out, atlas.length = "dim(x)"}) {
  %zero = arith.constant 0 : i32
  atlas.scan ins(%x : memref<?xi8>) outs(%inclusive : memref<?xi32>) init(%zero : i32) inclusive {
  ^bb0(%e: i8):
    %w = arith.extui %e : i8 to i32
    atlas.yield %w : i32
  } combine addi
  atlas.scan ins(%x : memref<?xi8>) outs(%exclusive : memref<?xi32>) init(%zero : i32) exclusive {
  ^bb0(%e: i8):
    %w = arith.extui %e : i8 to i32
    atlas.yield %w : i32
  } combine maxu
  atlas.return
}

atlas.kernel @first_over(%x: memref<?xi16> {atlas.in}, %limit: i16) -> i64 {
  %i = atlas.find ins(%x : memref<?xi16>) {
  ^bb0(%e: i16):
    %p = arith.cmpi ugt, %e, %limit : i16
    atlas.yield %p : i1
  }
  atlas.return %i : i64
}

atlas.kernel @bins7(%x: memref<?xi8> {atlas.in}, %bins: memref<7xi32> {atlas.out}) {
  atlas.histogram ins(%x : memref<?xi8>) outs(%bins : memref<7xi32>) {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  }
  atlas.return
}

atlas.kernel @bins256(%x: memref<?xi8> {atlas.in}, %bins: memref<256xi16> {atlas.out}) {
  atlas.histogram ins(%x : memref<?xi8>) outs(%bins : memref<256xi16>) {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  }
  atlas.return
}

atlas.kernel @bins200(%x: memref<?xi32> {atlas.in}, %bins: memref<200xi64> {atlas.inout}) {
  %c8 = arith.constant 8 : i32
  atlas.histogram ins(%x : memref<?xi32>) outs(%bins : memref<200xi64>) accumulate {
  ^bb0(%e: i32):
    %s = arith.shrui %e, %c8 : i32
    atlas.yield %s : i32
  }
  atlas.return
}

atlas.kernel @bins8bytes(%x: memref<?xi8> {atlas.in}, %bins: memref<24xi8> {atlas.out}) {
  %mask = arith.constant 15 : i8
  atlas.histogram ins(%x : memref<?xi8>) outs(%bins : memref<24xi8>) {
  ^bb0(%e: i8):
    %l = arith.andi %e, %mask : i8
    atlas.yield %l : i8
  }
  atlas.return
}

atlas.kernel @bins1000(%x: memref<?xi16> {atlas.in}, %bins: memref<1000xi32> {atlas.out}) {
  atlas.histogram ins(%x : memref<?xi16>) outs(%bins : memref<1000xi32>) {
  ^bb0(%e: i16):
    atlas.yield %e : i16
  }
  atlas.return
}

atlas.kernel @bins65536(%x: memref<?xi16> {atlas.in}, %bins: memref<65536xi64> {atlas.out}) {
  atlas.histogram ins(%x : memref<?xi16>) outs(%bins : memref<65536xi64>) {
  ^bb0(%e: i16):
    atlas.yield %e : i16
  }
  atlas.return
}

atlas.kernel @weighted(%x: memref<?xi8> {atlas.in}, %w: memref<?xi32> {atlas.in, atlas.length = "dim(x)"},
    %bins: memref<96xi64> {atlas.out}) {
  atlas.histogram ins(%x, %w : memref<?xi8>, memref<?xi32>) outs(%bins : memref<96xi64>) {
  ^bb0(%e: i8, %k: i32):
    %c = atlas.r96.classify %e : i8
    %wide = arith.extui %k : i32 to i64
    atlas.yield %c, %wide : i8, i64
  }
  atlas.return
}

atlas.kernel @indexed(%x: memref<?xi32> {atlas.in}, %at: memref<?xi32> {atlas.in},
    %read: memref<?xi32> {atlas.out, atlas.length = "dim(at)"},
    %sums: memref<300xi32> {atlas.inout}) {
  atlas.gather ins(%x, %at : memref<?xi32>, memref<?xi32>) outs(%read : memref<?xi32>)
  atlas.scatter ins(%read, %at : memref<?xi32>, memref<?xi32>) outs(%sums : memref<300xi32>) combine <addi>
  atlas.return
}

atlas.kernel @table(%x: memref<?xi8> {atlas.in}, %t: memref<256xi16> {atlas.table},
    %y: memref<?xi16> {atlas.out, atlas.length = "dim(x)"}) {
  atlas.map ins(%x : memref<?xi8>) outs(%y : memref<?xi16>) {
  ^bb0(%e: i8):
    %i = arith.index_castui %e : i8 to index
    %v = memref.load %t[%i] : memref<256xi16>
    atlas.yield %v : i16
  }
  atlas.return
}

atlas.kernel @row_sums(%x: memref<?x33xf32> {atlas.in},
    %y: memref<?xf32> {atlas.out, atlas.length = "dim(x)"}) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = memref.dim %x, %c0 : memref<?x33xf32>
  atlas.batch (%i) in (%n) {
    %row = memref.subview %x[%i, 0] [1, 33] [1, 1]
        : memref<?x33xf32> to memref<33xf32, strided<[1], offset: ?>>
    %s = atlas.reduce ins(%row : memref<33xf32, strided<[1], offset: ?>>) init(%zero : f32) {
    ^bb0(%e: f32):
      atlas.yield %e : f32
    } combine addf
    memref.store %s, %y[%i] : memref<?xf32>
  }
  atlas.return
}
