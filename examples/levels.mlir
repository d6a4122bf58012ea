// levels.mlir - a pipeline of two kernels: brighten a picture, count its levels.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   atlas-jit run examples/levels.mlir:bright_levels --in data=picture.raw \
//       --set gain=40 --out counts=-
//
// Each kernel also runs alone (levels.mlir:brighten). The buffer between the two
// belongs to the pipeline; callers never see it, and fusion may remove it.

// Adds `gain` to every byte; 255 is the most.
atlas.kernel @brighten(%data: memref<?xi8> {atlas.in},
                       %bright: memref<?xi8> {atlas.out, atlas.length = "dim(data)"},
                       %gain: i8) {
  atlas.map ins(%data : memref<?xi8>) outs(%bright : memref<?xi8>) {
  ^bb0(%byte: i8):
    %most = arith.constant 255 : i8
    %room = arith.subi %most, %gain : i8
    %low = arith.minui %byte, %room : i8
    %sum = arith.addi %low, %gain : i8
    atlas.yield %sum : i8
  }
  atlas.return
}

// Counts the bytes of each of 16 levels.
atlas.kernel @levels(%data: memref<?xi8> {atlas.in},
                     %counts: memref<16xi64> {atlas.out}) {
  atlas.histogram ins(%data : memref<?xi8>) outs(%counts : memref<16xi64>) {
  ^bb0(%byte: i8):
    %four = arith.constant 4 : i8
    %level = arith.shrui %byte, %four : i8
    atlas.yield %level : i8
  }
  atlas.return
}

atlas.pipeline @bright_levels(%data: memref<?xi8> {atlas.in},
                              %counts: memref<16xi64> {atlas.out},
                              %gain: i8) {
  %zero = arith.constant 0 : index
  %n = memref.dim %data, %zero : memref<?xi8>
  %bright = memref.alloc(%n) : memref<?xi8>
  atlas.call @brighten(%data, %bright, %gain) : (memref<?xi8>, memref<?xi8>, i8) -> ()
  atlas.call @levels(%bright, %counts) : (memref<?xi8>, memref<16xi64>) -> ()
  atlas.return
}
