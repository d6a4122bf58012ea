// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Comparisons of quotients by constants. The bounds are checked against all
// neighbours in fold-quotients.test.
// RUN: atlas-opt %s --atlas-fold-quotients --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @window(
// CHECK-SAME: %[[X:.*]]: f64
// CHECK-NOT: divf
// CHECK: %[[S:.*]] = arith.constant 5.500000e+00 : f64
// CHECK: arith.cmpf olt, %[[X]], %[[S]] : f64
func.func @window(%x: f64) -> i1 {
  %c = arith.constant 10.0 : f64
  %t = arith.constant 0.55 : f64
  %q = arith.divf %x, %c : f64
  %p = arith.cmpf olt, %q, %t : f64
  return %p : i1
}

// -----

// x / 3 <= 1 holds up to the float whose quotient still rounds to 1.
// CHECK-LABEL: func.func @at_most(
// CHECK: %[[S:.*]] = arith.constant 3.00000024 : f32
// CHECK: arith.cmpf ult, %{{.*}}, %[[S]] : f32
func.func @at_most(%x: f32) -> i1 {
  %c = arith.constant 3.0 : f32
  %t = arith.constant 1.0 : f32
  %q = arith.divf %x, %c : f32
  %p = arith.cmpf ule, %q, %t : f32
  return %p : i1
}

// -----

// A threshold below all quotients, and one that only infinity reaches.
// CHECK-LABEL: func.func @ends(
// CHECK-DAG: arith.constant 0xFF800000 : f32
// CHECK-DAG: arith.constant 0x7F800000 : f32
// CHECK-NOT: divf
func.func @ends(%x: f32) -> (i1, i1) {
  %c = arith.constant 3.0 : f32
  %low = arith.constant 0xFF800000 : f32
  %high = arith.constant 0x7F800000 : f32
  %q = arith.divf %x, %c : f32
  %a = arith.cmpf olt, %q, %low : f32
  %b = arith.cmpf oge, %q, %high : f32
  return %a, %b : i1, i1
}

// -----

// The quotient stays where its bits count, where nothing is above the threshold,
// and for divisors that turn the order round or are no numbers.
// CHECK-LABEL: func.func @stays(
// CHECK-COUNT-5: arith.divf
func.func @stays(%x: f64, %c: f64) -> (f64, i1, i1, i1, i1, i1) {
  %ten = arith.constant 10.0 : f64
  %minus = arith.constant -10.0 : f64
  %zero = arith.constant 0.0 : f64
  %t = arith.constant 0.55 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  %nan = arith.constant 0x7FF8000000000000 : f64
  %q = arith.divf %x, %ten : f64
  %p = arith.cmpf olt, %q, %t : f64
  %e = arith.cmpf oeq, %q, %t : f64
  %qm = arith.divf %x, %minus : f64
  %pm = arith.cmpf olt, %qm, %t : f64
  %qz = arith.divf %x, %zero : f64
  %pz = arith.cmpf olt, %qz, %t : f64
  %qc = arith.divf %x, %c : f64
  %pc = arith.cmpf olt, %qc, %t : f64
  %qi = arith.divf %x, %ten : f64
  %pi = arith.cmpf ogt, %qi, %inf : f64
  return %q, %e, %pm, %pz, %pc, %pi : f64, i1, i1, i1, i1, i1
}
