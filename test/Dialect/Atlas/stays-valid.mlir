// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A kernel that verifies lowers, whatever the passes find out about it.
// RUN: atlas-opt %s --atlas-host-pipeline -o /dev/null
// RUN: atlas-opt %s --atlas-levels-pipeline --atlas-specialize=values=k=200 | FileCheck %s

// CHECK: module attributes {atlas.checked}

// Fusion shows that no element has a bin: all are dropped.
// CHECK-LABEL: atlas.kernel @fused
// CHECK-NOT: atlas.map
// CHECK: atlas.histogram ins(%a
// CHECK: arith.maxui
atlas.kernel @fused(%a: memref<?xi8> {atlas.in}, %b: memref<96xi64> {atlas.out}) {
  %c0 = arith.constant 0 : index
  %k = arith.constant 200 : i8
  %n = memref.dim %a, %c0 : memref<?xi8>
  %t = memref.alloc(%n) : memref<?xi8>
  atlas.map ins(%a : memref<?xi8>) outs(%t : memref<?xi8>) {
  ^bb0(%e: i8):
    %m = arith.maxui %e, %k : i8
    atlas.yield %m : i8
  }
  atlas.histogram ins(%t : memref<?xi8>) outs(%b : memref<96xi64>) {
  ^bb0(%e: i8):
    atlas.yield %e : i8
  }
  atlas.return
}

// So does a specialised value.
// CHECK-LABEL: atlas.kernel @const
// CHECK: %[[K:.*]] = arith.constant -56 : i8
// CHECK: atlas.yield %[[K]] : i8
atlas.kernel @const(%a: memref<?xi8> {atlas.in}, %b: memref<96xi64> {atlas.out}, %k: i8) {
  atlas.histogram ins(%a : memref<?xi8>) outs(%b : memref<96xi64>) {
  ^bb0(%e: i8):
    atlas.yield %k : i8
  }
  atlas.return
}

atlas.kernel @prep(%l: memref<256xi8> {atlas.out}) {
  atlas.map outs(%l : memref<256xi8>) {
  ^bb0(%i: index):
    %w = arith.index_castui %i : index to i64
    %s = arith.trunci %w : i64 to i8
    atlas.yield %s : i8
  }
  atlas.return
}

atlas.kernel @look(%a: memref<?xi8> {atlas.in}, %l: memref<256xi8> {atlas.table}, %x: memref<?xi8> {atlas.out, atlas.length = "dim(a)"}) {
  atlas.map ins(%a : memref<?xi8>) outs(%x : memref<?xi8>) {
  ^bb0(%e: i8):
    %i = arith.index_castui %e : i8 to index
    %s = memref.load %l[%i] : memref<256xi8>
    atlas.yield %s : i8
  }
  atlas.return
}

// A pipeline prepares a table and uses it.
// CHECK-LABEL: atlas.kernel @pipe
// CHECK: %[[T:.*]] = memref.alloc
// CHECK: memref.load %[[T]]
atlas.pipeline @pipe(%a: memref<?xi8> {atlas.in}, %x: memref<?xi8> {atlas.out, atlas.length = "dim(a)"}) {
  %t = memref.alloc() : memref<256xi8>
  atlas.call @prep(%t) : (memref<256xi8>) -> ()
  atlas.call @look(%a, %t, %x) : (memref<?xi8>, memref<256xi8>, memref<?xi8>) -> ()
  atlas.return
}
