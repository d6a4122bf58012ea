// defects.mlir - Kernels in which defects are seeded (DX-21).
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// A sum of differences: barriers, bounds, strides, blocks, carried sums.
atlas.kernel @differences(%x: memref<?xi8> {atlas.in},
                          %y: memref<?xi8> {atlas.in, atlas.length = "dim(x)"}) -> i64
    attributes {exactness = #atlas<exactness bit_exact>} {
  %zero = arith.constant 0 : i64
  %sum = atlas.reduce ins(%x, %y : memref<?xi8>, memref<?xi8>) init(%zero : i64) widen i64 {
  ^bb0(%a: i8, %b: i8):
    %d = arith.subi %a, %b : i8
    atlas.yield %d : i8
  } combine addi
  atlas.return %sum : i64
}

// Counts: atomic additions of a workgroup.
atlas.kernel @counts(%x: memref<?xi8> {atlas.in}, %bins: memref<4xi32> {atlas.out})
    attributes {exactness = #atlas<exactness bit_exact>} {
  atlas.histogram ins(%x : memref<?xi8>) outs(%bins : memref<4xi32>) {
  ^bb0(%a: i8):
    %three = arith.constant 3 : i8
    %k = arith.andi %a, %three : i8
    atlas.yield %k : i8
  }
  atlas.return
}

// r = 1.1 x + y, rounded twice.
atlas.kernel @saxpy(%x: memref<?xf32> {atlas.in},
                    %y: memref<?xf32> {atlas.in, atlas.length = "dim(x)"},
                    %r: memref<?xf32> {atlas.out, atlas.length = "dim(x)"})
    attributes {exactness = #atlas<exactness bit_exact>} {
  %a = arith.constant 1.1 : f32
  atlas.map ins(%x, %y : memref<?xf32>, memref<?xf32>) outs(%r : memref<?xf32>) {
  ^bb0(%xi: f32, %yi: f32):
    %product = arith.mulf %a, %xi : f32
    %sum = arith.addf %product, %yi : f32
    atlas.yield %sum : f32
  }
  atlas.return
}

// max(x, 0.25), NaN where x is NaN.
atlas.kernel @at_least(%x: memref<?xf32> {atlas.in},
                       %r: memref<?xf32> {atlas.out, atlas.length = "dim(x)"})
    attributes {exactness = #atlas<exactness bit_exact>} {
  %limit = arith.constant 0.25 : f32
  atlas.map ins(%x : memref<?xf32>) outs(%r : memref<?xf32>) {
  ^bb0(%xi: f32):
    %less = arith.cmpf olt, %xi, %limit : f32
    %value = arith.select %less, %limit, %xi : f32
    atlas.yield %value : f32
  }
  atlas.return
}

// Sums of rows of eight as loops, for what is injected into kernels: cpu, wasm.
// Behind the last row lies one more, so that a loop may run too far.
atlas.kernel @rows(%x: memref<?xi32> {atlas.in, atlas.length = "dim(sums) * 8 + 8"},
                   %sums: memref<?xi32> {atlas.out})
    attributes {exactness = #atlas<exactness bit_exact>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %zero = arith.constant 0 : i32
  %bias = arith.constant 77 : i32
  %n = memref.dim %sums, %c0 : memref<?xi32>
  scf.for %i = %c0 to %n step %c1 {
    %row = arith.muli %i, %c8 : index
    %sum = scf.for %j = %c0 to %c8 step %c1 iter_args(%s = %zero) -> (i32) {
      %at = arith.addi %row, %j : index
      %v = memref.load %x[%at] : memref<?xi32>
      %d = arith.subi %v, %bias : i32
      %next = arith.addi %s, %d : i32
      scf.yield %next : i32
    }
    memref.store %sum, %sums[%i] : memref<?xi32>
  }
  atlas.return
}
