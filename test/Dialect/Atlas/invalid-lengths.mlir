// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Buffers of one operation that a caller could choose with different lengths.
//
// RUN: atlas-opt %s --split-input-file --verify-diagnostics

atlas.kernel @input(%a: memref<?xi8> {atlas.in}, %b: memref<?xi8> {atlas.in},
                    %o: memref<?xi8> {atlas.out, atlas.length = "dim(a)"}) {
  // expected-error @+1 {{'atlas.map' op input 1 may have another length than output 0: dim(b), not dim(a); expected atlas.length = "dim(a)" on 'b'}}
  atlas.map ins(%a, %b : memref<?xi8>, memref<?xi8>) outs(%o : memref<?xi8>) {
  ^bb0(%x: i8, %y: i8):
    %s = arith.addi %x, %y : i8
    atlas.yield %s : i8
  }
  atlas.return
}

// -----

// The length of an output is what callers miss most.
atlas.kernel @output(%a: memref<?xi8> {atlas.in}, %o: memref<?xi8> {atlas.out}) {
  // expected-error @+1 {{input 0 may have another length than output 0: dim(a), not dim(o); expected atlas.length = "dim(a)" on 'o'}}
  atlas.map ins(%a : memref<?xi8>) outs(%o : memref<?xi8>) {
  ^bb0(%x: i8):
    atlas.yield %x : i8
  }
  atlas.return
}

// -----

atlas.kernel @outputs(%o: memref<?xi8> {atlas.out, atlas.length = "n"}, %p: memref<?xi16> {atlas.out}, %n: i64, %v: i8, %w: i16) {
  // expected-error @+1 {{output 1 may have another length than output 0: dim(p), not n; expected atlas.length = "n" on 'p'}}
  atlas.map outs(%o, %p : memref<?xi8>, memref<?xi16>) {
    atlas.yield %v, %w : i8, i16
  }
  atlas.return
}

// -----

// A fixed length of one, through a cast.
atlas.kernel @fixed(%a: memref<?xi8> {atlas.in}, %b: memref<64xi8> {atlas.in}) -> i8 {
  %z = arith.constant 0 : i8
  %c = memref.cast %b : memref<64xi8> to memref<?xi8>
  // expected-error @+1 {{'atlas.reduce' op input 1 may have another length than input 0: 64, not dim(a); expected atlas.length = "64" on 'a'}}
  %r = atlas.reduce ins(%a, %c : memref<?xi8>, memref<?xi8>) init(%z : i8) {
  ^bb0(%x: i8, %y: i8):
    %s = arith.xori %x, %y : i8
    atlas.yield %s : i8
  } combine xor
  atlas.return %r : i8
}

// -----

// The length of 'b' follows from that of 'a' already.
atlas.kernel @declared(%a: memref<?xi8> {atlas.in}, %b: memref<?xi8> {atlas.in, atlas.length = "2 * dim(a)"}) -> i64 {
  // expected-error @+1 {{'atlas.find' op input 1 may have another length than input 0: dim(a) * 2, not dim(a); expected one length, computed from the same dimensions and scalars or declared with atlas.length}}
  %p = atlas.find ins(%a, %b : memref<?xi8>, memref<?xi8>) {
  ^bb0(%x: i8, %y: i8):
    %c = arith.cmpi eq, %x, %y : i8
    atlas.yield %c : i1
  }
  atlas.return %p : i64
}

// -----

atlas.kernel @scan(%a: memref<?xi8> {atlas.in}, %n: i64, %z: i8) {
  %i = arith.index_cast %n : i64 to index
  %t = memref.alloc(%i) : memref<?xi8>
  // expected-error @+1 {{'atlas.scan' op input 0 may have another length than the output: dim(a), not n; expected atlas.length = "n" on 'a'}}
  atlas.scan ins(%a : memref<?xi8>) outs(%t : memref<?xi8>) init(%z : i8) inclusive {
  ^bb0(%x: i8):
    atlas.yield %x : i8
  } combine addi
  atlas.return
}

// -----

atlas.kernel @weights(%a: memref<?xi8> {atlas.in}, %w: memref<?xi64> {atlas.in}, %b: memref<256xi64> {atlas.out}) {
  // expected-error @+1 {{'atlas.histogram' op input 1 may have another length than input 0: dim(w), not dim(a); expected atlas.length = "dim(a)" on 'w'}}
  atlas.histogram ins(%a, %w : memref<?xi8>, memref<?xi64>) outs(%b : memref<256xi64>) {
  ^bb0(%x: i8, %y: i64):
    atlas.yield %x, %y : i8, i64
  }
  atlas.return
}

// -----

atlas.kernel @gather(%a: memref<?xi8> {atlas.in}, %i: memref<?xi32> {atlas.in}, %o: memref<?xi8> {atlas.out, atlas.length = "dim(a)"}) {
  // expected-error @+1 {{'atlas.gather' op the output may have another length than the indices: dim(a), not dim(i); expected atlas.length = "dim(a)" on 'i'}}
  atlas.gather ins(%a, %i : memref<?xi8>, memref<?xi32>) outs(%o : memref<?xi8>)
  atlas.return
}

// -----

atlas.kernel @scatter(%v: memref<?xi8> {atlas.in}, %i: memref<?xi32> {atlas.in}, %o: memref<96xi8> {atlas.inout}) {
  // expected-error @+1 {{'atlas.scatter' op the values may have another length than the indices: dim(v), not dim(i); expected atlas.length = "dim(i)" on 'v'}}
  atlas.scatter ins(%v, %i : memref<?xi8>, memref<?xi32>) outs(%o : memref<96xi8>) unique
  atlas.return
}

// -----

atlas.kernel @delta(%a: memref<?xi8> {atlas.in}, %b: memref<?xi8> {atlas.in}) -> i8 {
  // expected-error @+1 {{'atlas.conserved.delta' op after may have another length than before: dim(b), not dim(a); expected atlas.length = "dim(a)" on 'b'}}
  %d = atlas.conserved.delta %a, %b : memref<?xi8>, memref<?xi8> -> i8
  atlas.return %d : i8
}

// -----

atlas.kernel @copy(%a: memref<?xi8> {atlas.in}, %o: memref<?xi8> {atlas.out}) -> i32 {
  // expected-error @+1 {{'atlas.conserved.copy' op the destination may have another length than the source: dim(o), not dim(a)}}
  %c = atlas.conserved.copy %o, %a : memref<?xi8>, memref<?xi8> -> i32
  atlas.return %c : i32
}

// -----

atlas.kernel @move(%a: memref<?xi8> {atlas.in}, %o: memref<?xi8> {atlas.out}) {
  // expected-error @+1 {{'memref.copy' op the destination may have another length than the source: dim(o), not dim(a)}}
  memref.copy %a, %o : memref<?xi8> to memref<?xi8>
  atlas.return
}

// -----

atlas.kernel @state(%a: memref<?xi8> {atlas.in}, %s: memref<?xi64> {atlas.inout}) {
  // expected-error @+1 {{the state is one i64, but may have dim(s) elements; expected memref<1xi64>}}
  atlas.conserved.update %s, %a : memref<?xi64>, memref<?xi8>
  atlas.return
}

// -----

atlas.kernel @rows(%a: memref<?x?xi8> {atlas.in}, %o: memref<?x?xi8> {atlas.out, atlas.length = "dim(a)"}) {
  // expected-error @+1 {{input 0 may have other rows than output 0: dim(a, 1), not dim(o, 1); expected rows of one fixed length in both types}}
  atlas.map ins(%a : memref<?x?xi8>) outs(%o : memref<?x?xi8>) {
  ^bb0(%x: i8):
    atlas.yield %x : i8
  }
  atlas.return
}

// -----

// A cast is no proof.
atlas.kernel @cast(%a: memref<?xi8> {atlas.in}) -> i64 {
  // expected-error @+1 {{'memref.cast' op fixes dimension 0 at 64, which may be dim(a); expected atlas.length = "64" on 'a'}}
  %b = memref.cast %a : memref<?xi8> to memref<64xi8>
  %s = atlas.conserved.sum %b : memref<64xi8> -> i64
  atlas.return %s : i64
}

// -----

// Nobody checks what a helper is passed, whatever it declares.
func.func private @inner(%a: memref<?xi8>, %b: memref<?xi8> {atlas.length = "dim(arg0)"}) -> i64 {
  // expected-error @+1 {{input 1 may have another length than input 0: dim(arg1), not dim(arg0); expected fixed lengths, or the operation in the kernel: nobody checks what a helper is passed}}
  %p = atlas.find ins(%a, %b : memref<?xi8>, memref<?xi8>) {
  ^bb0(%x: i8, %y: i8):
    %c = arith.cmpi eq, %x, %y : i8
    atlas.yield %c : i1
  }
  return %p : i64
}
func.func private @outer(%a: memref<?xi8>, %b: memref<?xi8>) -> i64 {
  %p = func.call @inner(%a, %b) : (memref<?xi8>, memref<?xi8>) -> i64
  %q = func.call @outer(%a, %b) : (memref<?xi8>, memref<?xi8>) -> i64
  return %p : i64
}
atlas.kernel @helper(%a: memref<?xi8> {atlas.in}, %b: memref<?xi8> {atlas.in}) -> i64 {
  %p = func.call @outer(%a, %b) : (memref<?xi8>, memref<?xi8>) -> i64
  atlas.return %p : i64
}
