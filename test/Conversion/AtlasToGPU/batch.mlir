// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Items of a batch are one thread each; their queues are heaps, and bytes of
// several items that lie in one word change by atomic operations.
//
// RUN: atlas-opt --atlas-gpu-pipeline=layout=words32 %s | FileCheck %s
// RUN: atlas-opt --atlas-device-queues %s | FileCheck %s --check-prefix=QUEUE

// CHECK-LABEL: gpu.module @bytes
// CHECK: gpu.func @bytes_p0
// CHECK: %[[THREADS:.*]] = arith.muli %block_id_x, %c256
// CHECK: %[[FIRST:.*]] = arith.addi %[[THREADS]], %thread_id_x
// CHECK: scf.for %{{.*}} = %[[FIRST]]
// CHECK: %[[HOLE:.*]] = arith.shli %c255_i32, %[[SHIFT:.*]] : i32
// CHECK: %[[KEEP:.*]] = arith.xori %[[HOLE]], %c-1_i32
// CHECK: memref.atomic_rmw andi %[[KEEP]]
// CHECK: memref.atomic_rmw ori
atlas.kernel @bytes(%x: memref<?xi8> {atlas.in},
    %y: memref<?xi8> {atlas.out, atlas.length = "dim(x)"}) {
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?xi8>
  atlas.batch (%i) in (%n) {
    %e = memref.load %x[%i] : memref<?xi8>
    memref.store %e, %y[%i] : memref<?xi8>
  }
  atlas.return
}

// Without evictions a heap of four branches, with them one of both ends; the state
// is the item's.
// QUEUE-LABEL: atlas.kernel @least
// QUEUE: atlas.batch
// QUEUE-NEXT: %[[STATE:.*]] = memref.alloca() : memref<10xindex>
// QUEUE: call @atlas.queue.within.heap4.init(%{{.*}}, %[[STATE]]
// QUEUE: call @atlas.queue.within.heap4.push(
// QUEUE: call @atlas.queue.within.heap4.pop(
// CHECK-LABEL: gpu.module @least
// CHECK: gpu.func @least_p0
// CHECK: memref.alloca() : memref<20xi32>
// CHECK-NOT: func.call
atlas.kernel @least(%keys: memref<?x4xi64> {atlas.in},
    %scratch: memref<?x25xi64> {atlas.inout, atlas.length = "dim(keys)"},
    %y: memref<?xi64> {atlas.out, atlas.length = "dim(keys)"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %capacity = arith.constant 4 : i64
  %n = memref.dim %keys, %c0 : memref<?x4xi64>
  atlas.batch (%i) in (%n) {
    %own = memref.subview %scratch[%i, 0] [1, 25] [1, 1]
        : memref<?x25xi64> to memref<25xi64, strided<[1], offset: ?>>
    %queue = atlas.queue.init %own capacity %capacity : memref<25xi64, strided<[1], offset: ?>>
    scf.for %j = %c0 to %c4 step %c1 {
      %key = memref.load %keys[%i, %j] : memref<?x4xi64>
      %room = atlas.queue.push %queue, %key
    }
    %key, %valid = atlas.queue.pop %queue
    memref.store %key, %y[%i] : memref<?xi64>
  }
  atlas.return
}
