// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Refusals of domain operations.
//
// RUN: atlas-opt %s --split-input-file --verify-diagnostics

func.func @mod_width(%x: i64) {
  // expected-error @+1 {{'atlas.mod' op result type 'i8' cannot hold the residues 0..299; it needs 9 bits}}
  %0 = atlas.mod %x mod 300 : i64 -> i8
  return
}

// -----

func.func @modadd_width(%x: i64) {
  // expected-error @+1 {{'atlas.modadd' op result type 'i4' cannot hold the residues 0..95; it needs 7 bits}}
  %0 = atlas.modadd %x, %x mod 96 : i64 -> i4
  return
}

// -----

func.func @modsub_shape(%x: vector<4xi8>) {
  // expected-error @+1 {{'atlas.modsub' op if an operand is non-scalar, then there must be at least one non-scalar result}}
  %0 = atlas.modsub %x, %x mod 96 : vector<4xi8> -> i8
  return
}

// -----

func.func @modulus_sign(%x: i64) {
  // expected-error @+1 {{attribute 'modulus' failed to satisfy constraint: 64-bit signless integer attribute whose value is positive}}
  %0 = atlas.mod %x mod 0 : i64 -> i8
  return
}

// -----

func.func @classify(%x: i4) {
  // expected-error @+1 {{classifies bytes or wider integers, found 'i4'}}
  %0 = atlas.r96.classify %x : i4
  return
}

// -----

func.func @harmonizes(%x: i16) {
  // expected-error @+1 {{compares bytes, found 'i16'}}
  %0 = atlas.r96.harmonizes %x, %x : i16 -> i1
  return
}

// -----

func.func @encode(%p: i16, %o: i8) {
  // expected-error @+1 {{result type 'i14' cannot hold coordinates below 12288 and -1}}
  %0 = atlas.boundary.encode %p, %o : i16, i8 -> i14
  return
}

// -----

func.func @encode_offset(%p: i16, %o: i16) {
  // expected-error @+1 {{offsets are bytes, found 'i16'}}
  %0 = atlas.boundary.encode %p, %o : i16, i16 -> i32
  return
}

// -----

func.func @decode_coord(%c: i8) {
  // expected-error @+1 {{operand type 'i8' cannot hold coordinates below 12288}}
  %0, %1 = atlas.boundary.decode %c : i8 -> i16, i8
  return
}

// -----

func.func @decode(%c: i32) {
  // expected-error @+1 {{pages need 7 bits and offsets 8, found 'i8' and 'i7'}}
  %0, %1 = atlas.boundary.decode %c : i32 -> i8, i7
  return
}

// -----

func.func @bytes(%a: memref<?xi16>) {
  // expected-error @+1 {{operand #0 must be rank 1 buffer of i8 with stride 1, but got 'memref<?xi16>'}}
  %0 = atlas.conserved.sum %a : memref<?xi16> -> i64
  return
}

// -----

func.func @stride(%a: memref<?xi8, strided<[2]>>) {
  // expected-error @+1 {{operand #0 must be rank 1 buffer of i8 with stride 1, but got}}
  %0 = atlas.conserved.check %a : memref<?xi8, strided<[2]>> -> i1
  return
}

// -----

func.func @delta(%a: memref<4xi8>, %b: memref<5xi8>) {
  // expected-error @+1 {{before and after have one length, found 4 and 5}}
  %0 = atlas.conserved.delta %a, %b : memref<4xi8>, memref<5xi8> -> i8
  return
}

// -----

func.func @copy(%a: memref<4xi8>, %b: memref<5xi8>) {
  // expected-error @+1 {{destination and source have one length, found 4 and 5}}
  %0 = atlas.conserved.copy %a, %b : memref<4xi8>, memref<5xi8> -> i32
  return
}

// -----

func.func @update(%s: memref<2xi64>, %c: memref<?xi8>) {
  // expected-error @+1 {{the state is one i64, found 2 elements}}
  atlas.conserved.update %s, %c : memref<2xi64>, memref<?xi8>
  return
}

// -----

func.func @witness(%w: i64, %a: memref<?xi8>) {
  // expected-error @+1 {{operand #0 must be a record that binds the bytes of a buffer}}
  %0 = "atlas.witness.verify"(%w, %a) : (i64, memref<?xi8>) -> i1
  return
}
