// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions become LLVM's in one walk. A buffer is a pointer and what its type leaves
// open, not a structure; what has no form in the walk is upstream's, between casts.
// RUN: atlas-opt %s --atlas-finish-llvm --reconcile-unrealized-casts --split-input-file | FileCheck %s

// CHECK-LABEL: llvm.func @callee(
// CHECK-SAME: %[[BASE:[a-z0-9]+]]: !llvm.ptr, %[[OFFSET:[a-z0-9]+]]: i64, %[[SIZE:[a-z0-9]+]]: i64,
// CHECK-SAME: %[[FIXED:[a-z0-9]+]]: !llvm.ptr, %[[I:[a-z0-9]+]]: i64) -> !llvm.struct<(i64, f32)>
// CHECK-NOT: insertvalue {{.*}}ptr
// CHECK: %[[ROW:.*]] = llvm.getelementptr %[[BASE]][%[[OFFSET]]] : (!llvm.ptr, i64) -> !llvm.ptr, f32
// CHECK: %[[AT:.*]] = llvm.getelementptr inbounds|nuw %[[ROW]][%[[I]]] : (!llvm.ptr, i64) -> !llvm.ptr, f32
// CHECK: %[[X:.*]] = llvm.load %[[AT]] {alignment = 1 : i64} : !llvm.ptr -> f32
// CHECK: llvm.getelementptr inbounds|nuw %[[FIXED]]
// CHECK: llvm.store
// CHECK: llvm.insertvalue %[[SIZE]]
// CHECK: llvm.insertvalue %[[X]]
func.func private @callee(%row: memref<?xf32, strided<[1], offset: ?>>,
    %fixed: memref<4x2xi64>, %i: index) -> (index, f32) attributes {always_inline} {
  %c0 = arith.constant 0 : index
  %x = memref.load %row[%i] {alignment = 1} : memref<?xf32, strided<[1], offset: ?>>
  %n = memref.dim %row, %c0 : memref<?xf32, strided<[1], offset: ?>>
  %wide = arith.index_cast %i : index to i64
  memref.store %wide, %fixed[%c0, %i] : memref<4x2xi64>
  return %n, %x : index, f32
}

// CHECK-LABEL: llvm.func @caller(
// CHECK: %[[STACK:.*]] = llvm.alloca %{{.*}} x i64 : (i64) -> !llvm.ptr
// CHECK: %[[R:.*]] = llvm.call @callee(%{{.*}}, %{{.*}}, %{{.*}}, %[[STACK]], %{{.*}}) : (!llvm.ptr, i64, i64, !llvm.ptr, i64) -> !llvm.struct<(i64, f32)>
// CHECK: llvm.extractvalue %[[R]][0]
// CHECK: llvm.extractvalue %[[R]][1]
func.func @caller(%p: !llvm.ptr, %n: index, %k: index) -> f32 {
  %c1 = arith.constant 1 : index
  %poison = llvm.mlir.poison : !llvm.struct<(ptr, ptr, i64, array<1 x i64>, array<1 x i64>)>
  %zero = llvm.mlir.constant(0 : i64) : i64
  %size = builtin.unrealized_conversion_cast %n : index to i64
  %a = llvm.insertvalue %p, %poison[0] : !llvm.struct<(ptr, ptr, i64, array<1 x i64>, array<1 x i64>)>
  %b = llvm.insertvalue %p, %a[1] : !llvm.struct<(ptr, ptr, i64, array<1 x i64>, array<1 x i64>)>
  %c = llvm.insertvalue %zero, %b[2] : !llvm.struct<(ptr, ptr, i64, array<1 x i64>, array<1 x i64>)>
  %d = llvm.insertvalue %size, %c[3, 0] : !llvm.struct<(ptr, ptr, i64, array<1 x i64>, array<1 x i64>)>
  %buffer = builtin.unrealized_conversion_cast %d : !llvm.struct<(ptr, ptr, i64, array<1 x i64>, array<1 x i64>)> to memref<?xf32>
  %fixed = memref.alloca() : memref<4x2xi64>
  %row = memref.subview %buffer[%k] [%n] [1] : memref<?xf32> to memref<?xf32, strided<[1], offset: ?>>
  %r:2 = call @callee(%row, %fixed, %c1)
      : (memref<?xf32, strided<[1], offset: ?>>, memref<4x2xi64>, index) -> (index, f32)
  return %r#1 : f32
}

// -----

// Promises stay: no overflow, no remainder, no NaN. Upstream takes what is
// rounded in another way, and products of two words.
// CHECK-LABEL: llvm.func @flags
// CHECK: llvm.add {{.*}} overflow<nsw>
// CHECK: llvm.udiv exact
// CHECK: llvm.zext
// CHECK: llvm.fadd {{.*}} {fastmathFlags = #llvm.fastmath<nnan>}
// CHECK: llvm.fptrunc
// CHECK: llvm.mul
// CHECK-NOT: unrealized
func.func @flags(%a: i32, %b: i32, %x: f32, %y: f64) -> (i64, f32, f32, i32, i32) {
  %sum = arith.addi %a, %b overflow<nsw> : i32
  %q = arith.divui %sum, %b exact : i32
  %wide = arith.extui %q : i32 to i64
  %z = arith.addf %x, %x fastmath<nnan> : f32
  %t = arith.truncf %y : f64 to f32
  %low, %high = arith.mului_extended %a, %b : i32
  return %wide, %z, %t, %low, %high : i64, f32, f32, i32, i32
}

// -----

// Structured control flow is branches by now; a loop that carries a buffer carries its
// parts.
// CHECK-LABEL: llvm.func @carried(
// CHECK: llvm.br ^[[HEAD:bb[0-9]+]](%{{.*}} : i64, !llvm.ptr, i64, !llvm.ptr, i64)
// CHECK: ^[[HEAD]](%{{.*}}: i64, %[[P:[a-z0-9]+]]: !llvm.ptr, %{{.*}}: i64, %{{.*}}: !llvm.ptr, %{{.*}}: i64):
// CHECK: llvm.getelementptr inbounds|nuw %[[P]]
func.func private @carried(%a: memref<?xi32>, %b: memref<?xi32>, %n: index) -> i32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %last:2 = scf.for %i = %c0 to %n step %c1
      iter_args(%x = %a, %y = %b) -> (memref<?xi32>, memref<?xi32>) {
    scf.yield %y, %x : memref<?xi32>, memref<?xi32>
  }
  %r = memref.load %last#0[%c0] : memref<?xi32>
  return %r : i32
}

// -----

// A result that is a buffer, as LLVM has it: the whole module is upstream's.
// CHECK-LABEL: llvm.func @same(
// CHECK-SAME: -> !llvm.struct<(ptr, ptr, i64, array<1 x i64>, array<1 x i64>)>
func.func private @same(%a: memref<?xi32>) -> memref<?xi32> {
  return %a : memref<?xi32>
}
// CHECK-LABEL: llvm.func @first(
// CHECK-SAME: %{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, %{{.*}}: i64, %{{.*}}: i64, %{{.*}}: i64) -> i32
func.func private @first(%a: memref<?xi32>) -> i32 {
  %c0 = arith.constant 0 : index
  %b = call @same(%a) : (memref<?xi32>) -> memref<?xi32>
  %x = memref.load %b[%c0] : memref<?xi32>
  return %x : i32
}

// -----

// Rows of lanes, with one operation that is upstream's in the middle. A row may start
// before its buffer.
// CHECK-LABEL: llvm.func @rows(
// CHECK-SAME: %[[P:[a-z0-9]+]]: !llvm.ptr, %{{.*}}: i64, %[[I:[a-z0-9]+]]: i64
// CHECK: llvm.getelementptr %[[P]][%[[I]]]
// CHECK: llvm.load {{.*}} -> vector<8xi32>
// CHECK: llvm.shufflevector
// CHECK: llvm.add {{.*}} : vector<8xi32>
// CHECK: llvm.intr.vector.reduce.add
// CHECK: llvm.store {{.*}} : vector<8xi32>
// CHECK-NOT: unrealized
func.func private @rows(%a: memref<?xi32>, %i: index, %x: i32) -> i32 {
  %v = vector.load %a[%i] {alignment = 1} : memref<?xi32>, vector<8xi32>
  %w = vector.broadcast %x : i32 to vector<8xi32>
  %sum = arith.addi %v, %w : vector<8xi32>
  %all = vector.reduction <add>, %sum : vector<8xi32> into i32
  vector.store %sum, %a[%i] {alignment = 1} : memref<?xi32>, vector<8xi32>
  return %all : i32
}
