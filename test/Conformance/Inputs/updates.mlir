// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// CAP-08: updates that the items of a batch share. Sums and products commute, so exact
// kernels may have them; an exchange gives what came last.
atlas.kernel @sums(%x: memref<?xi32> {atlas.in}, %sum: memref<4xi32> {atlas.inout},
    %least: memref<4xi32> {atlas.inout}, %odd: memref<4xi32> {atlas.inout}) {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %n = memref.dim %x, %c0 : memref<?xi32>
  atlas.batch (%i) in (%n) {
    %v = memref.load %x[%i] : memref<?xi32>
    %k = arith.andi %i, %c3 : index
    %0 = memref.atomic_rmw addi %v, %sum[%k] : (i32, memref<4xi32>) -> i32
    %1 = memref.atomic_rmw mins %v, %least[%k] : (i32, memref<4xi32>) -> i32
    %2 = memref.atomic_rmw ori %v, %odd[%k] : (i32, memref<4xi32>) -> i32
  }
  atlas.return
}

atlas.kernel @products(%x: memref<?xi32> {atlas.in}, %product: memref<4xi32> {atlas.inout}) {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %one = arith.constant 1 : i32
  %n = memref.dim %x, %c0 : memref<?xi32>
  atlas.batch (%i) in (%n) {
    %v = memref.load %x[%i] : memref<?xi32>
    %odd = arith.ori %v, %one : i32
    %k = arith.andi %i, %c3 : index
    %old = memref.generic_atomic_rmw %product[%k] : memref<4xi32> {
    ^bb0(%now: i32):
      %next = arith.muli %now, %odd : i32
      memref.atomic_yield %next : i32
    }
  }
  atlas.return
}

atlas.kernel @last(%x: memref<?xi32> {atlas.in}, %last: memref<1xi32> {atlas.inout})
    attributes {exactness = #atlas<exactness bounded_ulp>, tolerance = "ulp:0"} {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %n = memref.dim %x, %c0 : memref<?xi32>
  atlas.batch (%i) in (%n) {
    %old = memref.atomic_rmw assign %one, %last[%c0] : (i32, memref<1xi32>) -> i32
  }
  atlas.return
}
