// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: atlas-opt %s --atlas-inline-calls --atlas-specialize="values=dim(x)=1024;a=0x40000000" | FileCheck %s
// RUN: not atlas-opt %s --atlas-specialize="values=q=1" 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: not atlas-opt %s --atlas-specialize="values=a" 2>&1 | FileCheck %s --check-prefix=FORM

// RUN: atlas-opt %s --atlas-inline-calls --atlas-specialize="values=dim(x)=1024" --atlas-kernels-to-functions \
// RUN:   | FileCheck %s --check-prefix=SIZE

// UNKNOWN: ATL0507: no kernel of the module has a scalar or dynamic dimension 'q'
// FORM: ATL0507: specialisation 'a' is not of the form NAME=VALUE

// The length of y follows from that of x.
// CHECK-LABEL: atlas.kernel @saxpy(%a: f32, %x: memref<?xf32> {atlas.in}, %y: memref<?xf32>
// CHECK-DAG: %[[A:.*]] = arith.constant 2.000000e+00 : f32
// CHECK-DAG: %[[X:.*]] = memref.cast %x : memref<?xf32> to memref<1024xf32>
// CHECK-DAG: %[[Y:.*]] = memref.cast %y : memref<?xf32> to memref<1024xf32>
// CHECK: atlas.map ins(%[[X]], %[[Y]] : memref<1024xf32>, memref<1024xf32>) outs(%[[Y]] : memref<1024xf32>)
// CHECK: arith.mulf %[[A]],
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

// The size of a temporary follows from a dimension that is fixed by now.
// SIZE-LABEL: func.func @reverse.packed
// SIZE-SAME: (1024 * 2) * 4
atlas.kernel @reverse(%x: memref<?xi32> {atlas.in},
    %y: memref<?xi32> {atlas.out, atlas.length = "dim(x)"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %n = memref.dim %x, %c0 : memref<?xi32>
  %twice = arith.muli %n, %c2 : index
  %copy = memref.alloc(%twice) : memref<?xi32>
  scf.for %i = %c0 to %n step %c1 {
    %value = memref.load %x[%i] : memref<?xi32>
    memref.store %value, %copy[%i] : memref<?xi32>
  }
  scf.for %i = %c0 to %n step %c1 {
    %after = arith.addi %i, %c1 : index
    %from = arith.subi %n, %after : index
    %value = memref.load %copy[%from] : memref<?xi32>
    memref.store %value, %y[%i] : memref<?xi32>
  }
  atlas.return
}
