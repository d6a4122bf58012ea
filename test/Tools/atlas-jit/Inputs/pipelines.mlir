// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
atlas.kernel @flip(%x: memref<?xi32> {atlas.in},
    %y: memref<?xi32> {atlas.out, atlas.length = "dim(x)"}) {
  %k = arith.constant -1 : i32
  atlas.map ins(%x : memref<?xi32>) outs(%y : memref<?xi32>) {
  ^bb0(%e: i32):
    %f = arith.xori %e, %k : i32
    atlas.yield %f : i32
  }
  atlas.return
}
atlas.pipeline @once(%x: memref<?xi32> {atlas.in},
    %y: memref<?xi32> {atlas.out, atlas.length = "dim(x)"}) {
  atlas.call @flip(%x, %y) : (memref<?xi32>, memref<?xi32>) -> ()
  atlas.return
}
atlas.pipeline @twice(%x: memref<?xi32> {atlas.in},
    %y: memref<?xi32> {atlas.out, atlas.length = "dim(x)"}) {
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?xi32>
  %t = memref.alloc(%n) : memref<?xi32>
  atlas.call @once(%x, %t) : (memref<?xi32>, memref<?xi32>) -> ()
  atlas.call @flip(%t, %y) : (memref<?xi32>, memref<?xi32>) -> ()
  atlas.return
}
atlas.pipeline @forth(%x: memref<?xi32> {atlas.in}) {
  atlas.call @back(%x) : (memref<?xi32>) -> ()
  atlas.return
}
atlas.pipeline @back(%x: memref<?xi32> {atlas.in}) {
  atlas.call @forth(%x) : (memref<?xi32>) -> ()
  atlas.return
}
