// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// CAP-10: nor of subgroups.
atlas.kernel @subgroup(%x: memref<?xi32> {atlas.in}, %y: memref<?xi32> {atlas.out, atlas.length = "dim(x)"}) {
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?xi32>
  atlas.batch (%i) in (%n) {
    %v = memref.load %x[%i] : memref<?xi32>
    %s = gpu.subgroup_reduce add %v : (i32) -> i32
    memref.store %s, %y[%i] : memref<?xi32>
  }
  atlas.return
}
