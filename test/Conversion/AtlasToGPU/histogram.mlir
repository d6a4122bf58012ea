// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A histogram counts in workgroup memory; a page of a batch is one workgroup's.
//
// RUN: atlas-opt --atlas-gpu-pipeline %s | FileCheck %s

// CHECK-LABEL: gpu.module @whole
// CHECK: gpu.func @whole_p0({{.*}}workgroup(%[[M:.*]] : memref<96xi32, #gpu.address_space<workgroup>>)
// CHECK: scf.for
// CHECK: memref.store %c0_i32, %[[M]]
// CHECK: gpu.barrier
// CHECK: vector.load {{.*}} vector<16xi8>
// CHECK-COUNT-16: memref.atomic_rmw addi %c1_i32, %[[M]]
// CHECK: gpu.barrier
atlas.kernel @whole(%x: memref<?xi8> {atlas.in}, %bins: memref<96xi64> {atlas.out}) {
  atlas.histogram ins(%x : memref<?xi8>) outs(%bins : memref<96xi64>) {
  ^bb0(%b: i8):
    %c = atlas.r96.classify %b : i8
    atlas.yield %c : i8
  }
  atlas.return
}

// A smaller number of bins than the index can name: the rest is dropped.
// CHECK-LABEL: gpu.module @few
// CHECK: arith.cmpi ult, %{{.*}}, %c10_i8 : i8
// CHECK-NEXT: scf.if
// CHECK: memref.atomic_rmw addi
atlas.kernel @few(%x: memref<?xi8> {atlas.in}, %bins: memref<10xi32> {atlas.out}) {
  atlas.histogram ins(%x : memref<?xi8>) outs(%bins : memref<10xi32>) {
  ^bb0(%b: i8):
    atlas.yield %b : i8
  }
  atlas.return
}

// Every byte has a bin: no test.
// CHECK-LABEL: gpu.module @all
// CHECK: vector.load {{.*}} vector<16xi8>
// CHECK-NOT: scf.if
// CHECK-COUNT-16: memref.atomic_rmw addi
atlas.kernel @all(%x: memref<?xi8> {atlas.in}, %bins: memref<256xi32> {atlas.out}) {
  atlas.histogram ins(%x : memref<?xi8>) outs(%bins : memref<256xi32>) {
  ^bb0(%b: i8):
    atlas.yield %b : i8
  }
  atlas.return
}

// CHECK-LABEL: gpu.module @pages
// CHECK-SAME: \22groups\22:\22dim(bins)\22
// CHECK: gpu.func @pages_p0({{.*}}memref<96xi32, #gpu.address_space<workgroup>>
// CHECK: scf.for %[[P:.*]] = %block_id_x
// CHECK: memref.atomic_rmw addi
atlas.kernel @pages(%x: memref<?xi8> {atlas.in},
    %bins: memref<?x96xi16> {atlas.out, atlas.length = "dim(x) exactdiv 256"}) {
  %c0 = arith.constant 0 : index
  %c256 = arith.constant 256 : index
  %n = memref.dim %bins, %c0 : memref<?x96xi16>
  atlas.batch (%p) in (%n) {
    %at = arith.muli %p, %c256 : index
    %page = memref.subview %x[%at] [256] [1]
        : memref<?xi8> to memref<256xi8, strided<[1], offset: ?>>
    %row = memref.subview %bins[%p, 0] [1, 96] [1, 1]
        : memref<?x96xi16> to memref<96xi16, strided<[1], offset: ?>>
    atlas.histogram ins(%page : memref<256xi8, strided<[1], offset: ?>>)
        outs(%row : memref<96xi16, strided<[1], offset: ?>>) {
    ^bb0(%b: i8):
      %c = atlas.r96.classify %b : i8
      atlas.yield %c : i8
    }
  }
  atlas.return
}
