// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// CAP-16: an atomic addition that asks for sequential consistency.
atlas.kernel @ordered(%x: memref<?xi32> {atlas.in}, %sum: memref<1xi32> {atlas.inout}) {
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?xi32>
  %address = memref.extract_aligned_pointer_as_index %sum : memref<1xi32> -> index
  %bits = arith.index_cast %address : index to i64
  %pointer = llvm.inttoptr %bits : i64 to !llvm.ptr
  atlas.batch (%i) in (%n) {
    %v = memref.load %x[%i] : memref<?xi32>
    %old = llvm.atomicrmw add %pointer, %v seq_cst : !llvm.ptr, i32
  }
  atlas.return
}
