// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Counting booleans: mask registers and popcnt on AVX-512, bytes elsewhere.
// RUN: atlas-jit emit %s --target cpu --hw x86-64-v4 --format asm -o - | FileCheck %s --check-prefix=AVX512
// RUN: atlas-jit emit %s --target cpu --hw x86-64-v3 --format asm -o - | FileCheck %s --check-prefix=AVX2

// AVX512-LABEL: count_over:
// AVX512: vpcmp{{.*}}, %k
// AVX512: kmovq %k{{[0-9]}}, %r
// AVX512: popcntq
// AVX2-LABEL: count_over:
// AVX2: vpsadbw
atlas.kernel @count_over(%data: memref<?xi8> {atlas.in}, %limit: i8) -> i64 {
  %zero = arith.constant 0 : i64
  %n = atlas.reduce ins(%data : memref<?xi8>) init(%zero : i64) widen i64 {
  ^bb0(%b: i8):
    %over = arith.cmpi ugt, %b, %limit : i8
    atlas.yield %over : i1
  } combine addi
  atlas.return %n : i64
}
