// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Domain operations become data-parallel operations and exact arithmetic.
// RUN: atlas-opt %s --atlas-expand-domain | FileCheck %s

// Two subtractions and two minima; no division.
// CHECK-LABEL: func.func @class
// CHECK: arith.subi
// CHECK: arith.minui
// CHECK: arith.subi
// CHECK: arith.minui
// CHECK-NOT: arith.remui
// CHECK: return
func.func @class(%b: i8) -> i8 {
  %c = atlas.r96.classify %b : i8
  return %c : i8
}

// One pass over both buffers; residues before the subtraction, so that nothing
// can wrap.
// CHECK-LABEL: atlas.kernel @delta
// CHECK: %[[S:.*]]:2 = atlas.reduce ins(%before, %after
// CHECK-SAME: widen i64 mod 96
// CHECK: combine addi
// CHECK-NOT: atlas.reduce
// CHECK: arith.remui
// CHECK: atlas.return
atlas.kernel @delta(%before: memref<?xi8> {atlas.in},
    %after: memref<?xi8> {atlas.in, atlas.length = "dim(before)"}) -> i8 {
  %d = atlas.conserved.delta %before, %after : memref<?xi8>, memref<?xi8> -> i8
  atlas.return %d : i8
}

// The chunk is read before the state is written.
// CHECK-LABEL: atlas.kernel @update
// CHECK: atlas.reduce ins(%chunk
// CHECK: memref.store %{{.*}}, %state
// CHECK-NOT: memref.store
// CHECK: atlas.return
atlas.kernel @update(%state: memref<1xi64> {atlas.inout}, %chunk: memref<?xi8> {atlas.in}) {
  atlas.conserved.update %state, %chunk : memref<1xi64>, memref<?xi8>
  atlas.return
}

// Only the last byte changes, and only when there is one and it must.
// CHECK-LABEL: atlas.kernel @fixup
// CHECK: atlas.reduce ins(%data
// CHECK: scf.if
// CHECK: memref.load %data
// CHECK: memref.store %{{.*}}, %data
// CHECK-NOT: memref.store
// CHECK: atlas.return
atlas.kernel @fixup(%data: memref<?xi8> {atlas.inout}) -> i8 {
  %r = atlas.conserved.fixup %data : memref<?xi8> -> i8
  atlas.return %r : i8
}

// The copy is guarded by the source's check.
// CHECK-LABEL: atlas.kernel @copy
// CHECK: atlas.reduce ins(%src
// CHECK: scf.if
// CHECK: memref.copy %src, %dst
// CHECK: atlas.return
atlas.kernel @copy(%dst: memref<?xi8> {atlas.out, atlas.length = "dim(src)", atlas.overlap},
    %src: memref<?xi8> {atlas.in}) -> i32 {
  %c = atlas.conserved.copy %dst, %src : memref<?xi8>, memref<?xi8> -> i32
  atlas.return %c : i32
}

// Witnesses stay: they are calls into the runtime.
// CHECK-LABEL: atlas.kernel @witness
// CHECK: atlas.witness.generate
// CHECK: atlas.witness.verify
atlas.kernel @witness(%a: memref<?xi8> {atlas.in}, %b: memref<?xi8> {atlas.in}) -> i1 {
  %w = atlas.witness.generate %a : memref<?xi8> -> !atlas.witness
  %v = atlas.witness.verify %w, %b : memref<?xi8> -> i1
  atlas.return %v : i1
}
