// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Floats are never fused, and a canonical sum keeps 64 lanes in registers.
// RUN: atlas-jit emit %s:saxpy --target cpu --hw x86-64-v3 --format asm -o - | FileCheck %s --check-prefix=SAXPY
// RUN: atlas-jit emit %s:saxpy --target cpu --hw x86-64-v4 --format asm -o - | FileCheck %s --check-prefix=SAXPY
// RUN: atlas-jit emit %s:saxpy --target cpu --hw aarch64 --format asm -o - | FileCheck %s --check-prefix=SAXPY-ARM
// RUN: atlas-jit emit %s:sum --target cpu --hw x86-64-v4 --format asm -o - | FileCheck %s --check-prefix=SUM512
// RUN: atlas-jit emit %s:sum --target cpu --hw x86-64-v3 --format asm -o - | FileCheck %s --check-prefix=SUM256

// SAXPY-LABEL: saxpy:
// SAXPY: vmulps
// SAXPY: vaddps
// SAXPY-NOT: vfmadd
// SAXPY-ARM-LABEL: saxpy:
// SAXPY-ARM: fmul v
// SAXPY-ARM: fadd v
// SAXPY-ARM-NOT: fmla
atlas.kernel @saxpy(%a: f32, %x: memref<?xf32> {atlas.in},
    %y: memref<?xf32> {atlas.inout, atlas.length = "dim(x)"}) {
  atlas.map ins(%x, %y : memref<?xf32>, memref<?xf32>) outs(%y : memref<?xf32>) {
  ^bb0(%xi: f32, %yi: f32):
    %p = arith.mulf %a, %xi : f32
    %s = arith.addf %p, %yi : f32
    atlas.yield %s : f32
  }
  atlas.return
}

// SUM512-LABEL: sum:
// SUM512-COUNT-4: vaddps {{.*}}(%{{.*}}), %zmm
// SUM256-LABEL: sum:
// SUM256-COUNT-8: vaddps {{.*}}(%{{.*}}), %ymm
atlas.kernel @sum(%x: memref<?xf32> {atlas.in}) -> f32 {
  %zero = arith.constant 0.0 : f32
  %s = atlas.reduce ins(%x : memref<?xf32>) init(%zero : f32) {
  ^bb0(%e: f32):
    atlas.yield %e : f32
  } combine addf
  atlas.return %s : f32
}
