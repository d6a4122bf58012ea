// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a buffer's parts cannot tell takes the whole module to upstream's conversion,
// where buffers are descriptors.
// RUN: atlas-opt %s --atlas-finish-llvm --reconcile-unrealized-casts --split-input-file | FileCheck %s

// The function that is called as a value takes what the call passes.
// CHECK-LABEL: llvm.func @callee(
// CHECK-SAME: !llvm.ptr, %{{.*}}: !llvm.ptr, %{{.*}}: i64, %{{.*}}: i64, %{{.*}}: i64, %{{.*}}: i64) -> f32
// CHECK: llvm.func @byValue(
// CHECK: llvm.call %{{.*}}(%{{.*}}) : !llvm.ptr, (!llvm.ptr, !llvm.ptr, i64, i64, i64, i64) -> f32
func.func private @callee(%a: memref<?xf32>, %i: index) -> f32 {
  %x = memref.load %a[%i] : memref<?xf32>
  return %x : f32
}
func.func @byValue(%a: memref<?xf32>, %i: index) -> f32 {
  %f = func.constant @callee : (memref<?xf32>, index) -> f32
  %r = func.call_indirect %f(%a, %i) : (memref<?xf32>, index) -> f32
  return %r : f32
}

// -----

// What is freed is what was allocated, not the aligned pointer in it.
// CHECK-LABEL: llvm.func @heap(
// CHECK: %[[HEAP:.*]] = llvm.call @malloc
// CHECK: %[[ALIGNED:.*]] = llvm.inttoptr
// CHECK: %[[D:.*]] = llvm.insertvalue %[[HEAP]], %{{.*}}[0]
// CHECK-NEXT: llvm.insertvalue %[[ALIGNED]], %[[D]][1]
// CHECK-NOT: insertvalue {{.*}}[0]
// CHECK: llvm.call @free
func.func @heap(%n: index, %i: index) -> f32 {
  %a = memref.alloc(%n) {alignment = 64 : i64} : memref<?xf32>
  %x = memref.load %a[%i] : memref<?xf32>
  memref.dealloc %a : memref<?xf32>
  return %x : f32
}

// -----

// Another address space.
// CHECK-LABEL: llvm.func @space(
// CHECK-SAME: !llvm.ptr<1>
// CHECK: llvm.load {{.*}} : !llvm.ptr<1> -> f32
func.func @space(%a: memref<?xf32, 1>, %i: index) -> f32 {
  %x = memref.load %a[%i] : memref<?xf32, 1>
  return %x : f32
}

// -----

// No strides, no conversion.
// CHECK-LABEL: func.func @layout(
// CHECK: memref.load
func.func @layout(%a: memref<8x8xf32, affine_map<(d0, d1) -> (d0 floordiv 4, d1)>>, %i: index) -> f32 {
  %x = memref.load %a[%i, %i] : memref<8x8xf32, affine_map<(d0, d1) -> (d0 floordiv 4, d1)>>
  return %x : f32
}
// CHECK-LABEL: @local(
// CHECK: memref.alloca
func.func @local(%i: index) -> f32 {
  %a = memref.alloca() : memref<8x8xf32, affine_map<(d0, d1) -> (d0 floordiv 4, d1)>>
  %x = memref.load %a[%i, %i] : memref<8x8xf32, affine_map<(d0, d1) -> (d0 floordiv 4, d1)>>
  return %x : f32
}

// -----

// The direct conversion again: a size that was put in before all sizes were is none.
// CHECK-LABEL: llvm.func @replaced(
// CHECK-SAME: %[[P:[a-z0-9]+]]: !llvm.ptr, %{{.*}}: i64)
// CHECK: %[[SIZES:.*]] = llvm.load %[[P]] : !llvm.ptr -> !llvm.array<1 x i64>
// CHECK: %[[D:.*]] = llvm.insertvalue %[[SIZES]], %{{.*}}[3]
// CHECK: %[[SIZE:.*]] = llvm.extractvalue %[[D]][3, 0]
// CHECK: llvm.getelementptr inbounds|nuw %[[P]][%[[SIZE]]]
func.func @replaced(%p: !llvm.ptr, %q: i64) -> f32 {
  %sizes = llvm.load %p : !llvm.ptr -> !llvm.array<1 x i64>
  %0 = llvm.mlir.poison : !llvm.struct<(ptr, ptr, i64, array<1 x i64>, array<1 x i64>)>
  %1 = llvm.insertvalue %p, %0[1] : !llvm.struct<(ptr, ptr, i64, array<1 x i64>, array<1 x i64>)>
  %2 = llvm.insertvalue %q, %1[3, 0] : !llvm.struct<(ptr, ptr, i64, array<1 x i64>, array<1 x i64>)>
  %3 = llvm.insertvalue %sizes, %2[3] : !llvm.struct<(ptr, ptr, i64, array<1 x i64>, array<1 x i64>)>
  %buffer = builtin.unrealized_conversion_cast %3 : !llvm.struct<(ptr, ptr, i64, array<1 x i64>, array<1 x i64>)> to memref<?xf32>
  %c0 = arith.constant 0 : index
  %n = memref.dim %buffer, %c0 : memref<?xf32>
  %x = memref.load %buffer[%n] : memref<?xf32>
  return %x : f32
}
