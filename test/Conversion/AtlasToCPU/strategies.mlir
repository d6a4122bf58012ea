// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The choice of strategies, its report, overrides and refusals.
// RUN: atlas-opt %s --split-input-file --atlas-host-pipeline=target=x86-64-v4-icl | FileCheck %s --check-prefix=ICL
// RUN: atlas-opt %s --split-input-file --atlas-host-pipeline=target=x86-64-v4 | FileCheck %s --check-prefix=V4
// RUN: atlas-opt %s --split-input-file --atlas-host-pipeline="target=x86-64-v4-icl scalar" | FileCheck %s --check-prefix=SCALAR
// RUN: atlas-opt %s --split-input-file --atlas-host-pipeline="target=x86-64-v4-icl strategy=histogram:table" | FileCheck %s --check-prefix=TABLE
// RUN: not atlas-opt %s --split-input-file --atlas-host-pipeline="target=x86-64-v4-icl strategy=histogram:magic" 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: not atlas-opt %s --split-input-file --atlas-host-pipeline="target=x86-64-v3 strategy=histogram:bitslice" 2>&1 | FileCheck %s --check-prefix=REFUSED
// RUN: not atlas-opt %s --split-input-file --atlas-host-pipeline="target=x86-64-v9" 2>&1 | FileCheck %s --check-prefix=LEVEL

// UNKNOWN: error: ATL0602: unknown strategy 'histogram:magic'
// UNKNOWN: known: scalar,{{.*}} histogram:bitslice
// REFUSED: strategies.mlir:[[@LINE+15]]:{{[0-9]+}}: error: {{.*}}ATL0602: no strategy named 'bitslice' serves this operation on x86-64-v3 (bitslice declined: needs AVX-512 with vector popcount, GFNI and VBMI)
// LEVEL: ATL0505: unknown CPU level 'x86-64-v9'
// LEVEL: x86-64-v4-icl

// ICL-LABEL: llvm.func @small.packed
// ICL-SAME: \22strategies\22:[\22histogram: bitslice\22
// V4-LABEL: llvm.func @small.packed
// V4-SAME: \22strategies\22:[\22histogram: subtable (bitslice declined: needs AVX-512 with vector popcount, GFNI and VBMI)\22
// SCALAR-LABEL: llvm.func @small.packed
// SCALAR-SAME: \22strategies\22:[\22histogram: scalar\22
// TABLE-LABEL: llvm.func @small.packed
// TABLE-SAME: \22strategies\22:[\22histogram: table\22

atlas.kernel @small(%data: memref<?xi8> {atlas.in},
                    %bins: memref<96xi64> {atlas.out}) {
  atlas.histogram ins(%data : memref<?xi8>) outs(%bins : memref<96xi64>) {
  ^bb0(%b: i8):
    %c = atlas.r96.classify %b : i8
    atlas.yield %c : i8
  }
  atlas.return
}
