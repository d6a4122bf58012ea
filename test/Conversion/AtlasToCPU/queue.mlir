// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Queues: which strategy serves, what becomes of handles and helpers, and that a
// queue stays in one phase of the launch plan. That all strategies do the same
// is AtlasQueueTests.
//
// RUN: atlas-opt %s --atlas-kernels-to-functions --atlas-to-cpu=target=x86-64-v3 | FileCheck %s
// RUN: atlas-opt %s --atlas-host-pipeline=target=x86-64-v3 | FileCheck %s --check-prefix=LOWERED
// RUN: atlas-opt %s --atlas-host-pipeline=target=aarch64 | FileCheck %s --check-prefix=LOWERED
// RUN: atlas-opt %s --atlas-host-pipeline=target=wasm32 | FileCheck %s --check-prefix=HEAP
// RUN: atlas-opt %s --atlas-host-pipeline="target=x86-64-v3 strategy=queue:heap4" | FileCheck %s --check-prefix=HEAP
// RUN: atlas-opt %s --atlas-host-pipeline="target=x86-64-v3 scalar" | FileCheck %s --check-prefix=HEAP
// RUN: not atlas-opt %s --atlas-host-pipeline="strategy=queue:sieve" 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: atlas-jit run %s:sort --in in=%s --out out=%t.sorted --set capacity=100000 | FileCheck %s --check-prefix=KEEP
// RUN: atlas-jit run %s:sort --in in=%s --out out=%t.heap --set capacity=100000 --strategy queue:heap4
// RUN: cmp %t.sorted %t.heap
// RUN: atlas-jit run %s:sort --in in=%s --set capacity=100000 --compare scalar
// RUN: atlas-jit run %s:sort --in in=%s --set capacity=7 | FileCheck %s --check-prefix=FULL
// RUN: atlas-jit run %s:smallest --in in=%s --compare scalar
// RUN: atlas-jit run %s:within --in in=%s --compare scalar

// UNKNOWN: unknown strategy 'queue:sieve'
// UNKNOWN: queue:buckets, queue:heap4, queue:interval
// HEAP-NOT: queue: buckets
// HEAP: queue: heap4
// HEAP-NOT: queue: buckets
// KEEP: refused = 0
// FULL: refused = {{[1-9]}}

// A helper with a queue is part of what calls it.
// CHECK-NOT: @insert
func.func private @insert(%q: !atlas.queue, %byte: i8) -> i64 {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %key = arith.extui %byte : i8 to i64
  %ok = atlas.queue.push %q, %key
  %refused = arith.select %ok, %zero, %one : i64
  return %refused : i64
}

// The state is on the stack.
// CHECK-LABEL: func.func @sort(
// CHECK: %[[STATE:.*]] = memref.alloca() {{.*}} : memref<10xindex>
// CHECK: call @atlas.queue.room
// CHECK: call @atlas.queue.buckets.init(%{{.*}}, %[[STATE]], %{{.*}}, %{{.*}})
// CHECK: call @atlas.queue.buckets.push(%{{.*}}, %[[STATE]], %{{.*}})
// CHECK: call @atlas.queue.buckets.pop(%{{.*}}, %[[STATE]])
// CHECK-NOT: atlas.queue.init

// LOWERED-LABEL: llvm.func @sort.packed
// LOWERED-SAME: \22strategies\22:[\22queue: buckets\22
// One phase holds the queue, although maps could be split off.
// LOWERED-LABEL: llvm.func @smallest.packed
// LOWERED-SAME: \22phases\22:[{{.*}}\22name\22:\22map0\22
// LOWERED-SAME: \22name\22:\22serial1\22
// LOWERED-NOT: \22name\22:\22map1\22
// LOWERED: \22strategies\22:[\22queue: interval\22
// LOWERED: llvm.func @atlas.queue.buckets.push({{.*}}always_inline
// LOWERED: llvm.func @atlas.queue.buckets.push_slow({{.*}}noinline
atlas.kernel @sort(%in: memref<?xi8> {atlas.in}, %capacity: i64,
                   %out: memref<?xi8> {atlas.out, atlas.length = "dim(in)"})
    -> (i64 {atlas.name = "refused"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i64
  %words = arith.constant 300000 : index
  %n = memref.dim %in, %c0 : memref<?xi8>
  %scratch = memref.alloc(%words) : memref<?xi64>
  %q = atlas.queue.init %scratch capacity %capacity : memref<?xi64>
  %refused = scf.for %i = %c0 to %n step %c1 iter_args(%sum = %zero) -> i64 {
    %byte = memref.load %in[%i] : memref<?xi8>
    %one = func.call @insert(%q, %byte) : (!atlas.queue, i8) -> i64
    %next = arith.addi %sum, %one : i64
    scf.yield %next : i64
  }
  scf.for %i = %c0 to %n step %c1 {
    %key, %valid = atlas.queue.pop %q
    %byte = arith.trunci %key : i64 to i8
    memref.store %byte, %out[%i] : memref<?xi8>
  }
  atlas.return %refused : i64
}

// The eight smallest bytes of each item's page, by eviction.
// CHECK-LABEL: func.func @smallest(
// CHECK: scf.for
// CHECK: call @atlas.queue.interval.push_evict
atlas.kernel @smallest(%in: memref<?xi8> {atlas.in},
                       %copy: memref<?xi8> {atlas.out, atlas.length = "dim(in)"},
                       %out: memref<8xi64> {atlas.out}) -> i64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %capacity = arith.constant 8 : i64
  %n = memref.dim %in, %c0 : memref<?xi8>
  %scratch = memref.alloc() : memref<33xi64>
  atlas.map ins(%in : memref<?xi8>) outs(%copy : memref<?xi8>) {
  ^bb0(%x: i8):
    %y = arith.xori %x, %x : i8
    atlas.yield %y : i8
  }
  %q = atlas.queue.init %scratch capacity %capacity : memref<33xi64>
  scf.for %i = %c0 to %n step %c1 {
    %byte = memref.load %in[%i] : memref<?xi8>
    %key = arith.extui %byte : i8 to i64
    %any, %evicted, %survived = atlas.queue.push_evict %q, %key
  }
  atlas.map ins(%copy : memref<?xi8>) outs(%copy : memref<?xi8>) {
  ^bb0(%x: i8):
    %one = arith.constant 1 : i8
    %y = arith.addi %x, %one : i8
    atlas.yield %y : i8
  }
  scf.for %i = %c0 to %c8 step %c1 {
    %key, %valid = atlas.queue.pop %q
    memref.store %key, %out[%i] : memref<8xi64>
  }
  %size = atlas.queue.size %q
  atlas.return %size : i64
}

// A scratch within a buffer has helpers of its own, which add where it starts. With
// one of the whole buffer in the same module both sets are there.
// CHECK-LABEL: func.func @within(
// CHECK: call @atlas.queue.within.room
// CHECK: call @atlas.queue.within.interval.init(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) : (memref<?xi64, strided<[1], offset: ?>>
// CHECK: call @atlas.queue.within.interval.push_evict
// CHECK: func.func private @atlas.queue.within.interval.replace({{.*}}memref<?xi64, strided<[1], offset: ?>>
atlas.kernel @within(%in: memref<?xi8> {atlas.in}) -> i64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %capacity = arith.constant 8 : i64
  %n = memref.dim %in, %c0 : memref<?xi8>
  %buffer = memref.alloc() : memref<43xi64>
  %scratch = memref.subview %buffer[10] [33] [1]
      : memref<43xi64> to memref<33xi64, strided<[1], offset: 10>>
  %q = atlas.queue.init %scratch capacity %capacity
      : memref<33xi64, strided<[1], offset: 10>>
  scf.for %i = %c0 to %n step %c1 {
    %byte = memref.load %in[%i] : memref<?xi8>
    %key = arith.extui %byte : i8 to i64
    %any, %evicted, %survived = atlas.queue.push_evict %q, %key
  }
  %key, %valid = atlas.queue.pop %q
  atlas.return %key : i64
}
