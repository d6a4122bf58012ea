// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: atlas-opt --atlas-gpu-pipeline=layout=words32 --split-input-file --verify-diagnostics %s

atlas.kernel @odd_width(%x: memref<?xi32> {atlas.in},
    %y: memref<?xi32> {atlas.out, atlas.length = "dim(x)"}) {
  atlas.map ins(%x : memref<?xi32>) outs(%y : memref<?xi32>) {
  ^bb0(%e: i32):
    // expected-error@+1 {{ATL0601: 'i40' has no form in the layout words32}}
    %wide = arith.extui %e : i32 to i40
    %square = arith.muli %wide, %wide : i40
    %low = arith.trunci %square : i40 to i32
    atlas.yield %low : i32
  }
  atlas.return
}

// -----

// Through f32 a 64-bit integer would be rounded twice.
atlas.kernel @rounded(%x: memref<?xi64> {atlas.in},
    %y: memref<?xf32> {atlas.out, atlas.length = "dim(x)"}) {
  atlas.map ins(%x : memref<?xi64>) outs(%y : memref<?xf32>) {
  ^bb0(%e: i64):
    // expected-error@+1 {{ATL0601: has no form on this target}}
    %s = arith.sitofp %e : i64 to f32
    atlas.yield %s : f32
  }
  atlas.return
}
