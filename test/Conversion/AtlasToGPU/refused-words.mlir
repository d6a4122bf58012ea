// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: atlas-opt --atlas-gpu-pipeline=layout=words32 --split-input-file --verify-diagnostics %s

atlas.kernel @doubles(%x: memref<?xf64> {atlas.in},
    %y: memref<?xf64> {atlas.out, atlas.length = "dim(x)"}) {
  // expected-error@+1 {{ATL0601: 'f64' has no form in the layout words32}}
  atlas.map ins(%x : memref<?xf64>) outs(%y : memref<?xf64>) {
  ^bb0(%e: f64):
    %s = arith.addf %e, %e : f64
    atlas.yield %s : f64
  }
  atlas.return
}

// -----

// Items of one byte each would share words.
atlas.kernel @bytes(%x: memref<?xi8> {atlas.in},
    %y: memref<?xi8> {atlas.out, atlas.length = "dim(x)"}) {
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?xi8>
  // expected-error@+1 {{ATL0601: items write elements narrower than a word}}
  atlas.batch (%i) in (%n) {
    %e = memref.load %x[%i] : memref<?xi8>
    memref.store %e, %y[%i] : memref<?xi8>
  }
  atlas.return
}
