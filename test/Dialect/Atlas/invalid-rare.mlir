// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: atlas-opt %s -split-input-file -verify-diagnostics

func.func @valued(%x: memref<?xf64>, %cut: f64) -> i64 {
  // expected-error @+1 {{has 'atlas.rare' = true; it stands alone, on a data-parallel operation}}
  %i = atlas.find ins(%x : memref<?xf64>) attributes {atlas.rare = true} {
  ^bb0(%v: f64):
    %low = arith.cmpf olt, %v, %cut : f64
    atlas.yield %low : i1
  }
  return %i : i64
}

// -----

func.func @elsewhere(%x: i64) -> i64 {
  // expected-error @+1 {{has 'atlas.rare' = unit; it stands alone, on a data-parallel operation}}
  %y = arith.addi %x, %x {atlas.rare} : i64
  return %y : i64
}
