// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: atlas-opt %s --split-input-file --verify-diagnostics

// expected-error @+1 {{attribute 'atlas.default' of argument 0 is "1"; it takes a number, such as 0.5 : f32}}
atlas.kernel @default_text(%a: f32 {atlas.default = "1"}) {
  atlas.return
}

// -----

// expected-error @+1 {{argument 'a' has atlas.default = 1 : i64; expected a value of type 'f32'}}
atlas.kernel @default_type(%a: f32 {atlas.default = 1 : i64}) {
  atlas.return
}

// -----

// expected-error @+1 {{argument 'a' has atlas.default = 1 : i64; expected a value of type 'i8'}}
atlas.kernel @default_element(%a: memref<?xi8> {atlas.in, atlas.length = "4", atlas.default = 1 : i64}) {
  atlas.return
}

// -----

// expected-error @+1 {{argument 'a' has atlas.default, which is for scalars and for atlas.in buffers of rank 1 with atlas.length}}
atlas.kernel @default_output(%a: memref<?xi8> {atlas.out, atlas.length = "4", atlas.default = 1 : i8}) {
  atlas.return
}

// -----

// expected-error @+1 {{argument 'a' has atlas.default, which is for scalars and for atlas.in buffers of rank 1 with atlas.length}}
atlas.kernel @default_length(%a: memref<?xi8> {atlas.in, atlas.default = 1 : i8}) {
  atlas.return
}
