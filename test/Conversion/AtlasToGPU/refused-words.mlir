// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: atlas-opt --atlas-gpu-pipeline=layout=words32 --split-input-file --verify-diagnostics %s

atlas.kernel @halves(%x: memref<?xf16> {atlas.in},
    %y: memref<?xf16> {atlas.out, atlas.length = "dim(x)"}) {
  // expected-error@+1 {{ATL0601: 'f16' has no form in the layout words32}}
  atlas.map ins(%x : memref<?xf16>) outs(%y : memref<?xf16>) {
  ^bb0(%e: f16):
    %s = arith.addf %e, %e : f16
    atlas.yield %s : f16
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
