// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The lane rules of byte sums: what a widening sum of bytes becomes where.
// RUN: atlas-jit emit %s --target cpu --hw x86-64 --format asm -o - | FileCheck %s --check-prefix=SSE2
// RUN: atlas-jit emit %s --target cpu --hw x86-64-v2 --format asm -o - | FileCheck %s --check-prefix=SSE2
// RUN: atlas-jit emit %s --target cpu --hw x86-64-v3 --format asm -o - | FileCheck %s --check-prefix=AVX2
// RUN: atlas-jit emit %s --target cpu --hw x86-64-v4 --format asm -o - | FileCheck %s --check-prefix=AVX512
// RUN: atlas-jit emit %s --target cpu --hw x86-64-v4-icl --format asm -o - | FileCheck %s --check-prefix=VNNI
// RUN: atlas-jit emit %s --target cpu --hw aarch64 --format asm -o - | FileCheck %s --check-prefix=NEON
// RUN: atlas-jit emit %s --target cpu --hw aarch64-dotprod --format asm -o - | FileCheck %s --check-prefix=DOT
// RUN: atlas-jit emit %s --target cpu --hw aarch64-sve2 --format asm -o - | FileCheck %s --check-prefix=DOT
// RUN: atlas-jit emit %s --target cpu --hw wasm32 --format asm -o - | FileCheck %s --check-prefix=WASM

// Four accumulators, loads folded into the sum where the encoding allows any
// alignment (not for SSE2).
// SSE2-LABEL: sum_bytes:
// SSE2-COUNT-4: psadbw %xmm
// AVX2-LABEL: sum_bytes:
// AVX2-COUNT-4: vpsadbw {{.*}}(%rdi{{.*}}), %ymm
// AVX512-LABEL: sum_bytes:
// AVX512-COUNT-4: vpsadbw {{.*}}(%rdi{{.*}}), %zmm
// The tail is one masked load, not a loop.
// AVX512-NOT: movzbl
// AVX512: vmovdqu8 {{.*}} {%k{{[0-9]}}} {z}
// AVX512: retq
// VNNI-LABEL: sum_bytes:
// VNNI-COUNT-4: vpdpbusd {{.*}}, %zmm
// NEON-LABEL: sum_bytes:
// NEON-COUNT-4: uadalp v{{[0-9]+}}.4s, v{{[0-9]+}}.8h
// DOT-LABEL: sum_bytes:
// DOT-COUNT-4: udot v{{[0-9]+}}.4s, v{{[0-9]+}}.16b, v{{[0-9]+}}.16b
// WASM-LABEL: sum_bytes:
// Eight vectors are added in 16-bit lanes before they are widened once more.
// WASM: loop
// WASM-COUNT-7: i16x8.add
// WASM-NEXT: i32x4.extadd_pairwise_i16x8_u
// WASM-NEXT: i32x4.add
// WASM: br_if
atlas.kernel @sum_bytes(%data: memref<?xi8> {atlas.in}) -> i64 {
  %zero = arith.constant 0 : i64
  %sum = atlas.reduce ins(%data : memref<?xi8>) init(%zero : i64) widen i64 {
  ^bb0(%b: i8):
    atlas.yield %b : i8
  } combine addi
  atlas.return %sum : i64
}
