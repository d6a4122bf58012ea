// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the CPU lowering refuses, each with its place in the source.
// RUN: not atlas-opt %s --split-input-file --atlas-host-pipeline=target=x86-64-v4 2>&1 | FileCheck %s

// CHECK: refused.mlir:[[@LINE+2]]:8: error: 'atlas.witness.generate' op ATL0601: is a call into the runtime
atlas.kernel @witness(%a: memref<?xi8> {atlas.in}, %b: memref<?xi8> {atlas.in}) -> i1 {
  %w = atlas.witness.generate %a : memref<?xi8> -> !atlas.witness
  %v = atlas.witness.verify %w, %b : memref<?xi8> -> i1
  atlas.return %v : i1
}

// -----

// A witness kept over an operation that a launch plan splits.
// CHECK: refused.mlir:[[@LINE+2]]:8: error: 'atlas.witness.generate' op ATL0601: is a call into the runtime
atlas.kernel @witness_over_phases(%a: memref<?xi8> {atlas.inout}) -> i1 {
  %w = atlas.witness.generate %a : memref<?xi8> -> !atlas.witness
  %r = atlas.conserved.fixup %a : memref<?xi8> -> i8
  %v = atlas.witness.verify %w, %a : memref<?xi8> -> i1
  atlas.return %v : i1
}

// -----

// CHECK: refused.mlir:[[@LINE+5]]:8: error: 'memref.alloc' op ATL0601: the size of a temporary must be an expression over dimensions and scalar arguments
atlas.kernel @temporary(%a: memref<?xi64> {atlas.in}, %o: memref<?xi64> {atlas.out}) -> i64 {
  %c0 = arith.constant 0 : index
  %n = memref.load %a[%c0] : memref<?xi64>
  %m = arith.index_cast %n : i64 to index
  %t = memref.alloc(%m) : memref<?xi64>
  memref.store %n, %t[%c0] : memref<?xi64>
  %r = memref.load %t[%c0] : memref<?xi64>
  atlas.return %r : i64
}
