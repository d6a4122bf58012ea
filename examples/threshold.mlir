// threshold.mlir - how many bytes are above a limit.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   atlas-jit run examples/threshold.mlir --in data=picture.raw --set limit=200
//
// `widen i64` makes the count exact for any length; the compiler still adds up
// in narrow lanes and flushes them before they can wrap.

atlas.kernel @threshold(%data: memref<?xi8> {atlas.in},
                        %limit: i8 {atlas.constant}) -> i64 {
  %zero = arith.constant 0 : i64
  %count = atlas.reduce ins(%data : memref<?xi8>) init(%zero : i64) widen i64 {
  ^bb0(%byte: i8):
    %above = arith.cmpi ugt, %byte, %limit : i8
    atlas.yield %above : i1
  } combine addi
  atlas.return %count : i64
}
