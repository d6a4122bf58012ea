// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// CI-01: an author's citation moves into the location, and the lowering keeps it.
// RUN: atlas-opt %s --atlas-pin-citations --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s
// RUN: atlas-opt %s --atlas-pin-citations --atlas-gpu-pipeline --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s --check-prefix=LOWERED

// CHECK-LABEL: atlas.kernel @bins
// CHECK-NOT: atlas.cite =
// CHECK: loc(fused<#atlas.prov<<"C-ATLAS-ATOMIC-INT", "rmw">, <"C-ATLAS-WORKGROUP", "barrier">>>[
// LOWERED: memref.atomic_rmw {{.*}} loc(fused<#atlas.prov<<"C-ATLAS-ATOMIC-INT", "rmw">,
atlas.kernel @bins(%data: memref<?xi8> {atlas.in}, %bins: memref<7xi64> {atlas.out})
    attributes {exactness = #atlas<exactness bit_exact>} {
  atlas.histogram ins(%data : memref<?xi8>) outs(%bins : memref<7xi64>)
      attributes {atlas.cite = [#atlas.cite<"C-ATLAS-WORKGROUP", "barrier">,
                                #atlas.cite<"C-ATLAS-ATOMIC-INT", "rmw">]} {
  ^bb0(%x: i8):
    %seven = arith.constant 7 : i8
    %bin = arith.remui %x, %seven : i8
    atlas.yield %bin : i8
  }
  atlas.return
}
