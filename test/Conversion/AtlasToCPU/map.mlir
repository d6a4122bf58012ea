// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Maps: whole registers, four at a time; a masked tail on AVX-512, plain
// elements elsewhere.
// RUN: atlas-jit emit %s --target cpu --hw x86-64 --format asm -o - | FileCheck %s --check-prefix=SSE2
// RUN: atlas-jit emit %s --target cpu --hw x86-64-v3 --format asm -o - | FileCheck %s --check-prefix=AVX2
// RUN: atlas-jit emit %s --target cpu --hw x86-64-v4 --format asm -o - | FileCheck %s --check-prefix=AVX512
// RUN: atlas-jit emit %s --target cpu --hw aarch64 --format asm -o - | FileCheck %s --check-prefix=NEON
// RUN: atlas-jit emit %s --target cpu --hw wasm32 --format asm -o - | FileCheck %s --check-prefix=WASM

// The residue modulo 96 of a byte is two subtractions and two minima.
// SSE2-LABEL: classes:
// SSE2-COUNT-8: pminub
// AVX2-LABEL: classes:
// AVX2-COUNT-8: vpminub {{.*}}%ymm
// AVX512-LABEL: classes:
// AVX512-COUNT-8: vpminub {{.*}}%zmm
// AVX512-NOT: movzbl
// AVX512: vmovdqu8 %zmm{{[0-9]+}}, (%{{.*}}) {%k
// AVX512: retq
// NEON-LABEL: classes:
// NEON-COUNT-8: umin v{{[0-9]+}}.16b
// WASM-LABEL: classes:
// WASM-COUNT-8: i8x16.min_u
atlas.kernel @classes(%data: memref<?xi8> {atlas.in},
    %out: memref<?xi8> {atlas.out, atlas.length = "dim(data)"}) {
  atlas.map ins(%data : memref<?xi8>) outs(%out : memref<?xi8>) {
  ^bb0(%b: i8):
    %c = atlas.r96.classify %b : i8
    atlas.yield %c : i8
  }
  atlas.return
}
