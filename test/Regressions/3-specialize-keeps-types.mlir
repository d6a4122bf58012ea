// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A dimension that is made constant changes no operand of calls, views and loops:
// their types say what they take. The module did not verify any more.
// RUN: atlas-opt %s --atlas-inline-calls --atlas-specialize="values=dim(data)=128;dim(rows,1)=16" | FileCheck %s

func.func private @first(%data: memref<?xi8>) -> i8 {
  %c0 = arith.constant 0 : index
  %b = memref.load %data[%c0] : memref<?xi8>
  return %b : i8
}

// CHECK-LABEL: atlas.kernel @calls
// CHECK-SAME: (%[[DATA:.*]]: memref<?xi8>
// CHECK: %[[FIXED:.*]] = memref.cast %[[DATA]] : memref<?xi8> to memref<128xi8>
// CHECK: func.call @first(%[[DATA]]) : (memref<?xi8>) -> i8
// CHECK: scf.for {{.*}} iter_args(%{{.*}} = %[[DATA]]) -> (memref<?xi8>)
// CHECK: atlas.reduce ins(%[[FIXED]] : memref<128xi8>)
atlas.kernel @calls(%data: memref<?xi8> {atlas.in}) -> i8 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i8
  %b = func.call @first(%data) : (memref<?xi8>) -> i8
  %same = scf.for %i = %c0 to %c1 step %c1 iter_args(%it = %data) -> (memref<?xi8>) {
    scf.yield %it : memref<?xi8>
  }
  %s = atlas.reduce ins(%data : memref<?xi8>) init(%zero : i8) {
  ^bb0(%x: i8):
    atlas.yield %x : i8
  } combine addi
  %last = memref.load %same[%c0] : memref<?xi8>
  %bs = arith.addi %b, %s : i8
  %r = arith.addi %bs, %last : i8
  atlas.return %r : i8
}

// CHECK-LABEL: atlas.kernel @views
// CHECK-SAME: (%[[ROWS:.*]]: memref<?x?xi8>
// CHECK: memref.subview %[[ROWS]][0, 0] [1, 4] [1, 1] : memref<?x?xi8>
atlas.kernel @views(%rows: memref<?x?xi8> {atlas.in}) -> i8 {
  %c0 = arith.constant 0 : index
  %v = memref.subview %rows[0, 0] [1, 4] [1, 1] : memref<?x?xi8> to memref<4xi8, strided<[1]>>
  %b = memref.load %v[%c0] : memref<4xi8, strided<[1]>>
  atlas.return %b : i8
}
