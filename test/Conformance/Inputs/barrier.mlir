// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// CAP-07: kernels say nothing of workgroups, so a barrier means nothing in one.
atlas.kernel @barrier(%x: memref<?xi32> {atlas.in}, %y: memref<?xi32> {atlas.out, atlas.length = "dim(x)"}) {
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?xi32>
  atlas.batch (%i) in (%n) {
    %v = memref.load %x[%i] : memref<?xi32>
    gpu.barrier
    memref.store %v, %y[%i] : memref<?xi32>
  }
  atlas.return
}
