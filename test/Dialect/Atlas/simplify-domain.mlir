// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Algebra that depends on what memory holds; each rule with its negative.
// RUN: atlas-opt %s --split-input-file --atlas-simplify-domain --canonicalize --cse | FileCheck %s

// A second check with no write in between is the first one.
// CHECK-LABEL: atlas.kernel @repeated
// CHECK-COUNT-1: atlas.conserved.check
// CHECK-NOT: atlas.conserved.check
// CHECK: atlas.return
atlas.kernel @repeated(%a: memref<?xi8> {atlas.in}) -> (i1, i1) {
  %x = atlas.conserved.check %a : memref<?xi8> -> i1
  %y = atlas.conserved.check %a : memref<?xi8> -> i1
  atlas.return %x, %y : i1, i1
}

// -----

// A write that may reach the buffer keeps both.
// CHECK-LABEL: atlas.kernel @written
// CHECK-COUNT-2: atlas.conserved.check
atlas.kernel @written(%a: memref<?xi8> {atlas.inout}, %i: i64, %v: i8) -> (i1, i1) {
  %x = atlas.conserved.check %a : memref<?xi8> -> i1
  %at = arith.index_cast %i : i64 to index
  memref.store %v, %a[%at] : memref<?xi8>
  %y = atlas.conserved.check %a : memref<?xi8> -> i1
  atlas.return %x, %y : i1, i1
}

// -----

// A write to an output that overlaps nothing else keeps the fact.
// CHECK-LABEL: atlas.kernel @other_written
// CHECK-COUNT-1: atlas.conserved.check
// CHECK-NOT: atlas.conserved.check
// CHECK: atlas.return
atlas.kernel @other_written(%a: memref<?xi8> {atlas.in}, %o: memref<?xi8> {atlas.out}, %v: i8) -> (i1, i1) {
  %x = atlas.conserved.check %a : memref<?xi8> -> i1
  %c = atlas.conserved.fill %o, %v : memref<?xi8> -> i32
  %y = atlas.conserved.check %a : memref<?xi8> -> i1
  atlas.return %x, %y : i1, i1
}

// -----

// After fixup and after fill a check is true.
// CHECK-LABEL: atlas.kernel @after_fixup
// CHECK: %[[TRUE:.*]] = arith.constant true
// CHECK-NOT: atlas.conserved.check
// CHECK: atlas.return %[[TRUE]], %[[TRUE]]
atlas.kernel @after_fixup(%a: memref<?xi8> {atlas.inout}, %b: memref<?xi8> {atlas.out}, %v: i8) -> (i1, i1) {
  %r = atlas.conserved.fixup %a : memref<?xi8> -> i8
  %x = atlas.conserved.check %a : memref<?xi8> -> i1
  %c = atlas.conserved.fill %b, %v : memref<?xi8> -> i32
  %y = atlas.conserved.check %b : memref<?xi8> -> i1
  atlas.return %x, %y : i1, i1
}

// -----

// Where return code 0 of a copy dominates, source and destination are conserved.
// CHECK-LABEL: atlas.kernel @after_copy
// CHECK: atlas.conserved.copy
// CHECK-NOT: atlas.conserved.check
// CHECK: atlas.return
atlas.kernel @after_copy(%d: memref<?xi8> {atlas.out, atlas.length = "dim(s)"}, %s: memref<?xi8> {atlas.in}) -> i1 {
  %false = arith.constant false
  %zero = arith.constant 0 : i32
  %rc = atlas.conserved.copy %d, %s : memref<?xi8>, memref<?xi8> -> i32
  %ok = arith.cmpi eq, %rc, %zero : i32
  %r = scf.if %ok -> (i1) {
    %x = atlas.conserved.check %d : memref<?xi8> -> i1
    %y = atlas.conserved.check %s : memref<?xi8> -> i1
    %z = arith.andi %x, %y : i1
    scf.yield %z : i1
  } else {
    scf.yield %false : i1
  }
  atlas.return %r : i1
}

// -----

// Nothing is known where the code is not looked at.
// CHECK-LABEL: atlas.kernel @unlooked_copy
// CHECK: atlas.conserved.check
atlas.kernel @unlooked_copy(%d: memref<?xi8> {atlas.out, atlas.length = "dim(s)"}, %s: memref<?xi8> {atlas.in}) -> i1 {
  %rc = atlas.conserved.copy %d, %s : memref<?xi8>, memref<?xi8> -> i32
  %x = atlas.conserved.check %d : memref<?xi8> -> i1
  atlas.return %x : i1
}

// -----

// Updates of consecutive chunks are one update with both.
// CHECK-LABEL: atlas.kernel @consecutive
// CHECK: memref.subview %data[0] [256] [1]
// CHECK: atlas.conserved.update
// CHECK-NOT: atlas.conserved.update
// CHECK: atlas.return
atlas.kernel @consecutive(%state: memref<1xi64> {atlas.inout}, %data: memref<1024xi8> {atlas.in}) {
  %a = memref.subview %data[0] [128] [1] : memref<1024xi8> to memref<128xi8, strided<[1]>>
  %b = memref.subview %data[128] [128] [1] : memref<1024xi8> to memref<128xi8, strided<[1], offset: 128>>
  atlas.conserved.update %state, %a : memref<1xi64>, memref<128xi8, strided<[1]>>
  atlas.conserved.update %state, %b : memref<1xi64>, memref<128xi8, strided<[1], offset: 128>>
  atlas.return
}

// -----

// A gap between the chunks keeps both.
// CHECK-LABEL: atlas.kernel @gap
// CHECK-COUNT-2: atlas.conserved.update
atlas.kernel @gap(%state: memref<1xi64> {atlas.inout}, %data: memref<1024xi8> {atlas.in}) {
  %a = memref.subview %data[0] [128] [1] : memref<1024xi8> to memref<128xi8, strided<[1]>>
  %b = memref.subview %data[200] [128] [1] : memref<1024xi8> to memref<128xi8, strided<[1], offset: 200>>
  atlas.conserved.update %state, %a : memref<1xi64>, memref<128xi8, strided<[1]>>
  atlas.conserved.update %state, %b : memref<1xi64>, memref<128xi8, strided<[1], offset: 200>>
  atlas.return
}

// -----

// Two witnesses of unmodified bytes are one, and it verifies.
// CHECK-LABEL: atlas.kernel @witnesses
// CHECK: %[[TRUE:.*]] = arith.constant true
// CHECK: %[[W:.*]] = atlas.witness.generate %a
// CHECK-NOT: atlas.witness.generate
// CHECK: %[[OTHER:.*]] = atlas.witness.verify %[[W]], %b
// CHECK: atlas.return %[[TRUE]], %[[TRUE]], %[[OTHER]]
atlas.kernel @witnesses(%a: memref<?xi8> {atlas.in}, %b: memref<?xi8> {atlas.in}) -> (i1, i1, i1) {
  %w = atlas.witness.generate %a : memref<?xi8> -> !atlas.witness
  %v = atlas.witness.generate %a : memref<?xi8> -> !atlas.witness
  %x = atlas.witness.verify %w, %a : memref<?xi8> -> i1
  %y = atlas.witness.verify %v, %a : memref<?xi8> -> i1
  %z = atlas.witness.verify %v, %b : memref<?xi8> -> i1
  atlas.return %x, %y, %z : i1, i1, i1
}

// -----

// A fixup in between changes the bytes.
// CHECK-LABEL: atlas.kernel @changed_witness
// CHECK: atlas.witness.generate
// CHECK: atlas.witness.verify
atlas.kernel @changed_witness(%a: memref<?xi8> {atlas.inout}) -> i1 {
  %w = atlas.witness.generate %a : memref<?xi8> -> !atlas.witness
  %r = atlas.conserved.fixup %a : memref<?xi8> -> i8
  %x = atlas.witness.verify %w, %a : memref<?xi8> -> i1
  atlas.return %x : i1
}
