// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Refusals of kernels, pipelines, their arguments and calls.
//
// RUN: atlas-opt %s --split-input-file --verify-diagnostics

// expected-error @+1 {{argument 0 has the unknown attribute 'atlas.input'; expected atlas.in, out, inout, table, length, count, align, constant, default, inplace, overlap, signed or name}}
atlas.kernel @unknown_attr(%a: memref<?xi8> {atlas.input}) {
  atlas.return
}

// -----

// expected-error @+1 {{attribute 'atlas.in' of argument 0 is 1 : i64; it takes no value}}
atlas.kernel @role_value(%a: memref<?xi8> {atlas.in = 1}) {
  atlas.return
}

// -----

// expected-error @+1 {{attribute 'atlas.length' of argument 0 is 4 : i64; it takes a string}}
atlas.kernel @length_value(%a: memref<?xi8> {atlas.in, atlas.length = 4}) {
  atlas.return
}

// -----

// expected-error @+1 {{attribute 'atlas.align' of argument 0 is 12 : i64; it takes a positive power of two, in bytes}}
atlas.kernel @align_value(%a: memref<?xi8> {atlas.in, atlas.align = 12}) {
  atlas.return
}

// -----

// expected-error @+1 {{attribute 'atlas.inplace' of argument 1 is "a"; it takes an array of strings, such as ["data"]}}
atlas.kernel @inplace_value(%a: memref<?xi8> {atlas.in}, %o: memref<?xi8> {atlas.out, atlas.inplace = "a"}) {
  atlas.return
}

// -----

// expected-error @+1 {{result 0 has the unknown attribute 'atlas.in'; expected atlas.name or signed}}
atlas.kernel @result_attr() -> (i8 {atlas.in}) {
  %c = arith.constant 0 : i8
  atlas.return %c : i8
}

// -----

// expected-error @+1 {{attribute 'atlas.name' of result 0 is 3 : i64; it takes a string}}
atlas.kernel @result_attr_value() -> (i8 {atlas.name = 3}) {
  %c = arith.constant 0 : i8
  atlas.return %c : i8
}

// -----

atlas.kernel @attr_on_op(%a: i8) {
  // expected-error @+1 {{has the attribute 'atlas.in'; it belongs on an argument of atlas.kernel}}
  %0 = arith.addi %a, %a {atlas.in} : i8
  atlas.return
}

// -----

// expected-error @+1 {{has two arguments named 'a'; tools address arguments by name}}
atlas.kernel @same_names(%a: i8, %b: i8 {atlas.name = "a"}) {
  atlas.return
}

// -----

// expected-error @+1 {{argument 'a' is 'memref<?x?x?xi8>'; expected a buffer of rank 1 or 2 of i8 i16 i32 i64 f16 f32 f64}}
atlas.kernel @rank(%a: memref<?x?x?xi8> {atlas.in}) {
  atlas.return
}

// -----

// expected-error @+1 {{argument 'a' is 'memref<?xi1>'; expected a buffer of rank 1 or 2 of i8 i16 i32 i64 f16 f32 f64}}
atlas.kernel @element(%a: memref<?xi1> {atlas.in}) {
  atlas.return
}

// -----

// expected-error @+1 {{argument 'a' has the layout of 'memref<?xi8, strided<[2]>>'; expected innermost stride 1 and offset 0}}
atlas.kernel @stride(%a: memref<?xi8, strided<[2]>> {atlas.in}) {
  atlas.return
}

// -----

// expected-error @+1 {{argument 'a' is a buffer without a role; expected one of atlas.in, atlas.out, atlas.inout, atlas.table}}
atlas.kernel @no_role(%a: memref<?xi8>) {
  atlas.return
}

// -----

// expected-error @+1 {{argument 'a' has the roles atlas.in and atlas.out; expected one of atlas.in, atlas.out, atlas.inout, atlas.table}}
atlas.kernel @two_roles(%a: memref<?xi8> {atlas.in, atlas.out}) {
  atlas.return
}

// -----

// expected-error @+1 {{argument 'a' has atlas.constant, but its first dimension is fixed by the type 'memref<4xi8>'}}
atlas.kernel @constant_dim(%a: memref<4xi8> {atlas.in, atlas.constant}) {
  atlas.return
}

// -----

// expected-error @+1 {{argument 'a' has atlas.overlap, which is for atlas.out and atlas.inout; it is atlas.in}}
atlas.kernel @overlap_in(%a: memref<?xi8> {atlas.in, atlas.overlap}) {
  atlas.return
}

// -----

// expected-error @+1 {{argument 'a' is 'index'; expected a buffer, an integer of 1 to 64 bits, f16, f32 or f64}}
atlas.kernel @scalar_type(%a: index) {
  atlas.return
}

// -----

// expected-error @+1 {{argument 'a' is the scalar 'i8'; atlas.in is for buffers}}
atlas.kernel @scalar_role(%a: i8 {atlas.in}) {
  atlas.return
}

// -----

// expected-error @+1 {{result 0 is 'memref<?xi8>'; expected an integer of 1 to 64 bits, f16, f32 or f64 (buffers are outputs: pass them as atlas.out arguments)}}
atlas.kernel @result_buffer(%a: memref<?xi8> {atlas.in}) -> memref<?xi8> {
  atlas.return %a : memref<?xi8>
}

// -----

// expected-error @+1 {{argument 'o' has an atlas.length that does not parse: }}
atlas.kernel @length_syntax(%o: memref<?xi8> {atlas.out, atlas.length = "dim(a"}) {
  atlas.return
}

// -----

// expected-error @+1 {{argument 'o' has an atlas.length that names 'b'; the arguments are a, o}}
atlas.kernel @length_unknown(%a: memref<?xi8> {atlas.in}, %o: memref<?xi8> {atlas.out, atlas.length = "dim(b)"}) {
  atlas.return
}

// -----

// expected-error @+1 {{argument 'o' has an atlas.length with dim(a, 1), but 'a' is 'memref<?xi8>'}}
atlas.kernel @length_dim(%a: memref<?xi8> {atlas.in}, %o: memref<?xi8> {atlas.out, atlas.length = "dim(a, 1)"}) {
  atlas.return
}

// -----

// expected-error @+1 {{argument 'o' has an atlas.length that names its own length}}
atlas.kernel @length_own(%o: memref<?xi8> {atlas.out, atlas.length = "dim(o)"}) {
  atlas.return
}

// -----

// expected-error @+1 {{argument 'o' has an atlas.length that uses 'f' of type 'f32'; expected an integer scalar or dim(...)}}
atlas.kernel @length_float(%f: f32, %o: memref<?xi8> {atlas.out, atlas.length = "f"}) {
  atlas.return
}

// -----

// expected-error @+1 {{argument 'o' has atlas.count = "n"; the results are none}}
atlas.kernel @count_none(%o: memref<?xi8> {atlas.out, atlas.count = "n"}) {
  atlas.return
}

// -----

// expected-error @+1 {{argument 'o' has atlas.count = "n"; the results are result, kept}}
atlas.kernel @count_unknown(%o: memref<?xi8> {atlas.out, atlas.count = "n"}) -> (i64, i64 {atlas.name = "kept"}) {
  %c = arith.constant 0 : i64
  atlas.return %c, %c : i64, i64
}

// -----

// expected-error @+1 {{argument 'o' has atlas.count = "result" of type 'f32'; expected an integer}}
atlas.kernel @count_float(%o: memref<?xi8> {atlas.out, atlas.count = "result"}) -> f32 {
  %c = arith.constant 0.0 : f32
  atlas.return %c : f32
}

// -----

// expected-error @+1 {{argument 'o' has atlas.inplace naming "b", which is no other buffer of the kernel}}
atlas.kernel @inplace_unknown(%a: memref<?xi8> {atlas.in}, %o: memref<?xi8> {atlas.out, atlas.inplace = ["b"]}) {
  atlas.return
}

// -----

// expected-error @+1 {{argument 'o' has atlas.inplace naming "a" of type 'memref<?xi8>'; expected the type 'memref<?xi16>'}}
atlas.kernel @inplace_type(%a: memref<?xi8> {atlas.in}, %o: memref<?xi16> {atlas.out, atlas.inplace = ["a"]}) {
  atlas.return
}

// -----

// expected-error @+1 {{has contract = "C-X"; expected #atlas.contract<"C-...">}}
atlas.kernel @contract() attributes {contract = "C-X"} {
  atlas.return
}

// -----

// expected-error @+1 {{has exactness = "bit_exact"; expected #atlas<exactness bit_exact>, ordered_float or bounded_ulp}}
atlas.kernel @exactness() attributes {exactness = "bit_exact"} {
  atlas.return
}

// -----

// expected-error @+1 {{is bounded_ulp without a tolerance; expected tolerance = "ulp:4" or the like}}
atlas.kernel @no_tolerance() attributes {exactness = #atlas<exactness bounded_ulp>} {
  atlas.return
}

// -----

// expected-error @+1 {{is bit_exact with a tolerance; expected no tolerance, or another exactness}}
atlas.kernel @exact_tolerance() attributes {tolerance = "ulp:4"} {
  atlas.return
}

// -----

// expected-error @+1 {{has tolerance = "4"; expected "ulp:N", "abs:X" or "rel:X"}}
atlas.kernel @tolerance() attributes {exactness = #atlas<exactness ordered_float>, tolerance = "4"} {
  atlas.return
}

// -----

// expected-error @+1 {{has a body of 2 blocks; expected one (use scf for control flow)}}
atlas.kernel @blocks() {
  cf.br ^bb1
^bb1:
  atlas.return
}

// -----

atlas.kernel @terminator() {
  // expected-error @+1 {{ends 'atlas.kernel'; expected 'atlas.return'}}
  atlas.yield
}

// -----

// expected-note @+1 {{declared here}}
atlas.kernel @writes_input(%a: memref<?xi8> {atlas.in}, %v: i8) {
  // expected-error @+1 {{'atlas.conserved.fill' op writes 'a', which the kernel declares read-only; expected atlas.out or atlas.inout}}
  %c = atlas.conserved.fill %a, %v : memref<?xi8> -> i32
  atlas.return
}

// -----

// Also through a view, in a nested region, and by upstream operations.
// expected-note @+1 {{declared here}}
atlas.kernel @writes_table(%a: memref<?xi8> {atlas.table}, %v: i8, %b: i1) {
  %c0 = arith.constant 0 : index
  %w = memref.subview %a[0] [4] [1] : memref<?xi8> to memref<4xi8, strided<[1]>>
  scf.if %b {
    // expected-error @+1 {{'memref.store' op writes 'a', which the kernel declares read-only}}
    memref.store %v, %w[%c0] : memref<4xi8, strided<[1]>>
  }
  atlas.return
}

// -----

// expected-note @+1 {{results declared here}}
atlas.kernel @returns() -> i8 {
  %c = arith.constant 0 : i16
  // expected-error @+1 {{returns ('i16'); expected ('i8')}}
  atlas.return %c : i16
}

// -----

atlas.pipeline @call_unknown() {
  // expected-error @+1 {{calls 'k', which the module does not define}}
  atlas.call @k() : () -> ()
  atlas.return
}

// -----

// expected-note @+1 {{defined here}}
func.func private @f()
atlas.pipeline @call_function() {
  // expected-error @+1 {{calls 'f', which is a 'func.func'; expected 'atlas.kernel'}}
  atlas.call @f() : () -> ()
  atlas.return
}

// -----

// expected-note @+1 {{callee declared here}}
atlas.kernel @k(%a: i8) -> i8 {
  atlas.return %a : i8
}
atlas.pipeline @call_type(%a: i16) {
  // expected-error @+1 {{has type ('i16') -> (); expected ('i8') -> ('i8')}}
  atlas.call @k(%a) : (i16) -> ()
  atlas.return
}

// -----

atlas.kernel @k() {
  atlas.return
}
atlas.kernel @call_in_kernel() {
  // expected-error @+1 {{is not inside an 'atlas.pipeline'; kernels share code through func.func helpers}}
  atlas.call @k() : () -> ()
  atlas.return
}

// -----

// expected-note @+1 {{callee declared here}}
atlas.kernel @k() attributes {exactness = #atlas<exactness bounded_ulp>, tolerance = "ulp:4"} {
  atlas.return
}
atlas.pipeline @call_exactness() {
  // expected-error @+1 {{calls 'k' of exactness bounded_ulp from a pipeline of exactness bit_exact; expected a pipeline that promises no more}}
  atlas.call @k() : () -> ()
  atlas.return
}

// -----

// expected-note @+1 {{callee declared here}}
atlas.kernel @k(%x: memref<?xi8> {atlas.in}, %y: memref<?xi8> {atlas.out}) {
  atlas.return
}
atlas.pipeline @call_alias(%a: memref<?xi8> {atlas.inout}) {
  // expected-error @+1 {{passes one buffer as 'x' and 'y', of which 'y' is written; expected different buffers, or atlas.inplace}}
  atlas.call @k(%a, %a) : (memref<?xi8>, memref<?xi8>) -> ()
  atlas.return
}

// -----

// Tolerated: marked inplace, or only read.
atlas.kernel @k(%x: memref<?xi8> {atlas.in}, %z: memref<?xi8> {atlas.in}, %y: memref<?xi8> {atlas.out, atlas.inplace = ["x", "z"]}) {
  atlas.return
}
atlas.pipeline @call_inplace(%a: memref<?xi8> {atlas.inout}) {
  atlas.call @k(%a, %a, %a) : (memref<?xi8>, memref<?xi8>, memref<?xi8>) -> ()
  atlas.return
}

// -----

atlas.kernel @k(%y: memref<?xi8> {atlas.out}) {
  atlas.return
}
// expected-note @+1 {{declared here}}
atlas.pipeline @call_writes_input(%a: memref<?xi8> {atlas.in}) {
  // expected-error @+1 {{'atlas.call' op writes 'a', which the kernel declares read-only}}
  atlas.call @k(%a) : (memref<?xi8>) -> ()
  atlas.return
}

// -----

func.func @return_outside() {
  // expected-error @+1 {{'atlas.return' op expects parent op to be one of 'atlas.kernel, atlas.pipeline'}}
  atlas.return
}
