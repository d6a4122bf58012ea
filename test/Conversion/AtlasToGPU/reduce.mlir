// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A reduction: one partial result for each unit, then a phase that finishes.
//
// RUN: atlas-opt --atlas-gpu-pipeline %s | FileCheck %s --check-prefixes=CHECK,BYTES
// RUN: atlas-opt --atlas-gpu-pipeline=layout=words32 %s | FileCheck %s --check-prefixes=CHECK,WORDS

// CHECK-LABEL: gpu.module @sum
// CHECK: gpu.func @sum_p0(
// A unit of bytes cannot wrap in 32 bits.
// CHECK-SAME: workgroup(%[[M:.*]] : memref<256xi32, #gpu.address_space<workgroup>>)
// BYTES: vector.reduction <add>, %{{.*}} : vector<16xi32> into i32
// WORDS: arith.andi %[[W:.*]], %c16711935_i32
// CHECK: memref.store %{{.*}}, %[[M]]
// CHECK: scf.for %[[S:.*]] = %c0 to %c8 step %c1
// CHECK-NEXT: gpu.barrier
// CHECK-NEXT: %[[HALF:.*]] = arith.shrui %c128, %[[S]]
// CHECK: scf.if
// CHECK: gpu.barrier
// CHECK-NEXT: memref.load %[[M]][%c0]
// Thread 0 stores the partial of the unit.
// CHECK: scf.if
// BYTES-NEXT: memref.store %{{.*}}, %{{.*}}[%{{.*}}] : memref<?xi64>
// WORDS: memref.store %{{.*}}, %{{.*}}[%{{.*}}] : memref<?xi32>
// CHECK: gpu.func @sum_p1(
// BYTES-SAME: memref<256xi64, #gpu.address_space<workgroup>>
// WORDS-SAME: memref<512xi32, #gpu.address_space<workgroup>>
// The carry of a sum in two words.
// WORDS: %[[LOW:.*]] = arith.addi {{.*}} : i32
// WORDS-NEXT: %[[C:.*]] = arith.cmpi ult, %[[LOW]]
// WORDS: arith.extui %[[C]] : i1 to i32
// CHECK: gpu.func @sum_p2({{.*}}atlas.name = "result"
atlas.kernel @sum(%x: memref<?xi8> {atlas.in}) -> i64 {
  %s = atlas.conserved.sum %x : memref<?xi8> -> i64
  atlas.return %s : i64
}
