// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: atlas-opt %s --atlas-host-pipeline=target=x86-64-v4-icl | FileCheck %s

// 65,536 bins, and weights: the plain loop, with the reasons in the report.
// CHECK-LABEL: llvm.func @wide.packed
// CHECK-SAME: histogram: scalar (bitslice declined: more than 256 bins; subtable declined: more than 255 bins; table declined: more than 4096 bins)
atlas.kernel @wide(%data: memref<?xi16> {atlas.in},
                   %bins: memref<65536xi32> {atlas.out}) {
  atlas.histogram ins(%data : memref<?xi16>) outs(%bins : memref<65536xi32>) {
  ^bb0(%x: i16):
    atlas.yield %x : i16
  }
  atlas.return
}
