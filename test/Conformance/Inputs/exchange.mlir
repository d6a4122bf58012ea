// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// An exact kernel cannot depend on which item comes last.
atlas.kernel @exchange(%x: memref<?xi32> {atlas.in}, %last: memref<1xi32> {atlas.inout}) {
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?xi32>
  atlas.batch (%i) in (%n) {
    %v = memref.load %x[%i] : memref<?xi32>
    %old = memref.atomic_rmw assign %v, %last[%c0] : (i32, memref<1xi32>) -> i32
  }
  atlas.return
}
