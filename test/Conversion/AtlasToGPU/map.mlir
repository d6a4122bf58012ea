// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A map: units dealt out to workgroups, chunks to threads.
//
// RUN: atlas-opt --atlas-gpu-pipeline %s | FileCheck %s --check-prefixes=CHECK,BYTES
// RUN: atlas-opt --atlas-gpu-pipeline=layout=words32 %s | FileCheck %s --check-prefixes=CHECK,WORDS

// CHECK-LABEL: gpu.module @classify attributes {atlas.program = "{
// CHECK-SAME: \22groups\22:\22dim(out) ceildiv 4096\22
// BYTES: gpu.func @classify_p0(%[[X:.*]]: memref<?xi8> {atlas.name = "x", atlas.overlap}, %[[OUT:.*]]: memref<?xi8> {atlas.name = "out", atlas.overlap}, %{{.*}}: i32, %{{.*}}: i32) kernel attributes {known_block_size = array<i32: 256, 1, 1>}
// WORDS: gpu.func @classify_p0(%[[X:.*]]: memref<?xi32> {{.*}}, %[[OUT:.*]]: memref<?xi32> {{.*}}
// CHECK: %[[T:.*]] = gpu.thread_id x
// CHECK: %[[G:.*]] = gpu.block_id x
// CHECK: %[[N:.*]] = gpu.grid_dim x
// CHECK: scf.for %{{.*}} = %[[G]] to %{{.*}} step %[[N]]
// CHECK: scf.for %{{.*}} = %[[T]] to %{{.*}} step %c256

// Sixteen bytes at a time.
// BYTES: %[[V:.*]] = vector.load %[[X]][%{{.*}}] {alignment = 16 : i64} : memref<?xi8>, vector<16xi8>
// BYTES: arith.minui
// BYTES: vector.store %{{.*}}, %[[OUT]][%{{.*}}] {alignment = 16 : i64}

// Four bytes in a word: umin(x, x - 96) without a carry between them.
// WORDS: %[[W:.*]] = memref.load %[[X]]
// WORDS-NEXT: %[[LOW:.*]] = arith.andi %[[W]], %c2139062143_i32
// WORDS-NEXT: %[[SUM:.*]] = arith.addi %[[LOW]], %c538976288_i32
// WORDS-NEXT: %[[GE:.*]] = arith.ori %[[W]], %[[SUM]]
// WORDS-NEXT: %[[TOP:.*]] = arith.andi %[[GE]], %c-2139062144_i32
// WORDS-NEXT: %[[ONES:.*]] = arith.shrui %[[TOP]], %c7_i32
// WORDS-NEXT: %[[LESS:.*]] = arith.muli %[[ONES]], %c96_i32
// WORDS-NEXT: arith.subi %[[W]], %[[LESS]]
// WORDS: memref.store %{{.*}}, %[[OUT]]
// The last word belongs to one thread, which keeps the bytes behind the end.
// WORDS: scf.if
// WORDS: memref.load %[[OUT]]
// WORDS: memref.store %{{.*}}, %[[OUT]]
// CHECK-NOT: gpu.barrier
atlas.kernel @classify(%x: memref<?xi8> {atlas.in},
    %out: memref<?xi8> {atlas.out, atlas.length = "dim(x)", atlas.inplace = ["x"]}) {
  atlas.map ins(%x : memref<?xi8>) outs(%out : memref<?xi8>) {
  ^bb0(%b: i8):
    %c = atlas.r96.classify %b : i8
    atlas.yield %c : i8
  }
  atlas.return
}
