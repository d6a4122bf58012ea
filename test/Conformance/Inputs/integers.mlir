// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// CAP-03: the widths that not every device has.
atlas.kernel @bytes(%x: memref<?xi8> {atlas.in}, %by: i8,
    %y: memref<?xi8> {atlas.out, atlas.length = "dim(x)"}) {
  atlas.map ins(%x : memref<?xi8>) outs(%y : memref<?xi8>) {
  ^bb0(%e: i8):
    %sum = arith.addi %e, %by : i8
    %least = arith.minsi %sum, %e : i8
    atlas.yield %least : i8
  }
  atlas.return
}

atlas.kernel @longs(%x: memref<?xi64> {atlas.in}, %by: i64,
    %y: memref<?xi64> {atlas.out, atlas.length = "dim(x)"}) {
  atlas.map ins(%x : memref<?xi64>) outs(%y : memref<?xi64>) {
  ^bb0(%e: i64):
    %product = arith.muli %e, %by : i64
    %least = arith.minui %product, %e : i64
    atlas.yield %least : i64
  }
  atlas.return
}
