// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// CI-02: what has no citation gets one; CI-03: nothing is unclassified; CI-04: the
// checkpoint fails closed.
// RUN: split-file %s %t
// RUN: atlas-opt %t/code.mlir --atlas-attach-citations=hardware=ptx:sm_90 --atlas-check-citations=hardware=ptx:sm_90 --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s
// CHECK: gpu.thread_id x loc(fused<#atlas.prov<<"C-ATLAS-LAUNCH", "entry">>>[
// CHECK: memref.atomic_rmw {{.*}} loc(fused<#atlas.prov<<"C-ATLAS-ATOMIC-INT", "rmw">>>[
// CHECK: gpu.barrier loc(fused<#atlas.prov<<"C-ATLAS-WORKGROUP", "barrier">>>[
// CHECK: loc(fused<#atlas.prov<<"C-ATLAS-LAUNCH", "binding">, <"C-ATLAS-LAUNCH", "entry">, <"C-ATLAS-WORKGROUP", "barrier">>>[

// Stripped locations, and code that never had any.
// RUN: not atlas-opt %t/code.mlir --atlas-attach-citations=hardware=ptx:sm_90 --strip-debuginfo --atlas-check-citations=hardware=ptx:sm_90 2>&1 | FileCheck %s --check-prefix=STRIPPED
// STRIPPED: ATL0405: ptx: 'gpu.func': nothing in its location sanctions launch.entry after the last pass
// RUN: not atlas-opt %t/code.mlir --atlas-check-citations=hardware=ptx:sm_90 2>&1 | FileCheck %s --check-prefix=NEVER
// NEVER: code.mlir:2:3: ATL0405: ptx: 'gpu.func': nothing in its location sanctions launch.entry

// A citation that does not count here: no such contract, no such equation, another target.
// RUN: not atlas-opt %t/unknown.mlir --atlas-pin-citations --atlas-attach-citations=hardware=ptx:sm_90 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: ATL0405: ptx: 'gpu.barrier': cites "C-ATLAS-BARRIER", "all"
// UNKNOWN: there is no contract 'C-ATLAS-BARRIER'
// RUN: sed 's/C-ATLAS-BARRIER/C-ATLAS-WORKGROUP/' %t/unknown.mlir > %t/equation.mlir
// RUN: not atlas-opt %t/equation.mlir --atlas-pin-citations --atlas-attach-citations=hardware=ptx:sm_90 2>&1 | FileCheck %s --check-prefix=EQUATION
// EQUATION: contract 'C-ATLAS-WORKGROUP' has no equation 'all'
// RUN: sed 's/"C-ATLAS-BARRIER", "all"/"C-ATLAS-WIDE-INT", "pair"/' %t/unknown.mlir > %t/target.mlir
// RUN: not atlas-opt %t/target.mlir --atlas-pin-citations --atlas-attach-citations=hardware=ptx:sm_90 2>&1 | FileCheck %s --check-prefix=TARGET
// TARGET: contract 'C-ATLAS-WIDE-INT' does not cover target 'ptx'

// RUN: not atlas-opt %t/shuffle.mlir --atlas-attach-citations=hardware=ptx:sm_90 2>&1 | FileCheck %s --check-prefix=SHUFFLE
// SHUFFLE: shuffle.mlir:4:{{[0-9]+}}: ATL0405: ptx: 'gpu.shuffle': nothing says which construct this is
// RUN: not atlas-opt %t/float.mlir --atlas-attach-citations=hardware=ptx:sm_90 2>&1 | FileCheck %s --check-prefix=FLOAT
// FLOAT: ATL0405: ptx: 'memref.atomic_rmw': no contract sanctions atomic.float(scope=device, width=32, ordering=relaxed) for ptx:sm_90

//--- code.mlir
gpu.module @m {
  gpu.func @k(%out: memref<?xi32>, %n: i32) workgroup(%s: memref<64xi32, #gpu.address_space<workgroup>>) kernel {
    %t = gpu.thread_id x
    %r = memref.atomic_rmw addi %n, %s[%t] : (i32, memref<64xi32, #gpu.address_space<workgroup>>) -> i32
    gpu.barrier
    gpu.return
  }
}
//--- unknown.mlir
gpu.module @m {
  gpu.func @k() kernel {
    gpu.barrier {atlas.cite = [#atlas.cite<"C-ATLAS-BARRIER", "all">]}
    gpu.return
  }
}
//--- shuffle.mlir
gpu.module @m {
  gpu.func @k(%x: i32) kernel {
    %one = arith.constant 1 : i32
    %y, %p = gpu.shuffle xor %x, %one, %one : i32
    gpu.return
  }
}
//--- float.mlir
gpu.module @m {
  gpu.func @k(%out: memref<?xf32>, %x: f32) kernel {
    %t = gpu.thread_id x
    %r = memref.atomic_rmw addf %x, %out[%t] : (f32, memref<?xf32>) -> f32
    gpu.return
  }
}
