// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Integer scans run in lanes: shuffles and adds, one scalar add between
// registers. Float scans run left to right.
// RUN: atlas-jit emit %s:running --target cpu --hw x86-64-v4 --format asm -o - | FileCheck %s --check-prefix=AVX512
// RUN: atlas-jit emit %s:running --target cpu --hw x86-64-v3 --format asm -o - | FileCheck %s --check-prefix=AVX2
// RUN: atlas-opt %s --atlas-host-pipeline=target=x86-64-v4 | FileCheck %s --check-prefix=REPORT

// AVX512-LABEL: running:
// AVX512-COUNT-4: vpaddd {{.*}}%zmm
// AVX512: vpbroadcastd
// AVX512: vmovdqu{{.*}} %zmm{{[0-9]+}}, (%rsi
// AVX2-LABEL: running:
// AVX2-COUNT-3: vpaddd {{.*}}%ymm
// REPORT-LABEL: llvm.func @running.packed
// REPORT-SAME: scan: lanes
atlas.kernel @running(%x: memref<?xi32> {atlas.in},
    %y: memref<?xi32> {atlas.out, atlas.length = "dim(x)"}) {
  %zero = arith.constant 0 : i32
  atlas.scan ins(%x : memref<?xi32>) outs(%y : memref<?xi32>) init(%zero : i32) inclusive {
  ^bb0(%e: i32):
    atlas.yield %e : i32
  } combine addi
  atlas.return
}

// REPORT-LABEL: llvm.func @float.packed
// REPORT-SAME: scan: scalar (lanes declined: a float scan runs left to right)
atlas.kernel @float(%x: memref<?xf32> {atlas.in},
    %y: memref<?xf32> {atlas.out, atlas.length = "dim(x)"}) {
  %zero = arith.constant 0.0 : f32
  atlas.scan ins(%x : memref<?xf32>) outs(%y : memref<?xf32>) init(%zero : f32) inclusive {
  ^bb0(%e: f32):
    atlas.yield %e : f32
  } combine addf
  atlas.return
}
