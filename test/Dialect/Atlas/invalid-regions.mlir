// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the regions of data-parallel operations may not hold.
//
// RUN: atlas-opt %s --split-input-file --verify-diagnostics

atlas.kernel @load(%a: memref<?xi8> {atlas.in}, %o: memref<?xi8> {atlas.out}) {
  // expected-error @+1 {{'atlas.map' op region contains 'memref.load' from a buffer that is no atlas.table argument of the kernel; pass the buffer to ins(...) or declare it atlas.table}}
  atlas.map outs(%o : memref<?xi8>) {
  ^bb0(%i: index):
    // expected-note @+1 {{found here}}
    %x = memref.load %a[%i] : memref<?xi8>
    atlas.yield %x : i8
  }
  atlas.return
}

// -----

atlas.kernel @store(%o: memref<?xi8> {atlas.out}, %p: memref<?xi8> {atlas.out}, %v: i8) {
  // expected-error @+1 {{region contains 'memref.store'; expected arith, casts, select, pure atlas operations, calls to pure helpers or loads from atlas.table buffers}}
  atlas.map outs(%o : memref<?xi8>) {
  ^bb0(%i: index):
    // expected-note @+1 {{found here}}
    memref.store %v, %p[%i] : memref<?xi8>
    atlas.yield %v : i8
  }
  atlas.return
}

// -----

atlas.kernel @control(%o: memref<?xi8> {atlas.out}, %c: i1, %v: i8) {
  // expected-error @+1 {{region contains 'scf.if'; expected arith, casts}}
  atlas.map outs(%o : memref<?xi8>) {
    // expected-note @+1 {{found here}}
    %x = scf.if %c -> i8 {
      scf.yield %v : i8
    } else {
      scf.yield %v : i8
    }
    atlas.yield %x : i8
  }
  atlas.return
}

// -----

atlas.kernel @nested(%a: memref<?xi8> {atlas.in}, %o: memref<?xi64> {atlas.out}) {
  // expected-error @+1 {{region contains 'atlas.conserved.sum'; expected arith, casts}}
  atlas.map outs(%o : memref<?xi64>) {
    // expected-note @+1 {{found here}}
    %x = atlas.conserved.sum %a : memref<?xi8> -> i64
    atlas.yield %x : i64
  }
  atlas.return
}

// -----

atlas.kernel @math(%a: memref<?xf32> {atlas.in}, %o: memref<?xf32> {atlas.out}) {
  // expected-error @+1 {{region contains 'math.exp', whose bits differ between targets; math needs a kernel of exactness bounded_ulp}}
  atlas.map ins(%a : memref<?xf32>) outs(%o : memref<?xf32>) {
  ^bb0(%x: f32):
    // expected-note @+1 {{found here}}
    %y = math.exp %x : f32
    atlas.yield %y : f32
  }
  atlas.return
}

// -----

atlas.kernel @fast(%a: memref<?xf32> {atlas.in}, %o: memref<?xf32> {atlas.out}) {
  // expected-error @+1 {{region contains 'arith.addf' with fast-math flags, which need a kernel of exactness bounded_ulp}}
  atlas.map ins(%a : memref<?xf32>) outs(%o : memref<?xf32>) {
  ^bb0(%x: f32):
    // expected-note @+1 {{found here}}
    %y = arith.addf %x, %x fastmath<reassoc> : f32
    atlas.yield %y : f32
  }
  atlas.return
}

// -----

// Allowed where the kernel gives up the bits.
atlas.kernel @approximate(%a: memref<?xf32> {atlas.in}, %o: memref<?xf32> {atlas.out, atlas.length = "dim(a)"})
    attributes {exactness = #atlas<exactness bounded_ulp>, tolerance = "ulp:4"} {
  atlas.map ins(%a : memref<?xf32>) outs(%o : memref<?xf32>) {
  ^bb0(%x: f32):
    %y = arith.addf %x, %x fastmath<reassoc> : f32
    %z = math.exp %y : f32
    atlas.yield %z : f32
  }
  atlas.return
}

// -----

// expected-note @+1 {{found here}}
func.func private @helper(%x: i8) -> i8

atlas.kernel @external(%a: memref<?xi8> {atlas.inout}) {
  atlas.map ins(%a : memref<?xi8>) outs(%a : memref<?xi8>) {
  ^bb0(%x: i8):
    // expected-error @+1 {{calls 'helper' in a region of 'atlas.map', but it has no body; expected arith}}
    %y = func.call @helper(%x) : (i8) -> i8
    atlas.yield %y : i8
  }
  atlas.return
}

// -----

// expected-note @+1 {{found here}}
func.func private @helper(%x: i8) -> i8 {
  %y = func.call @helper(%x) : (i8) -> i8
  return %y : i8
}

atlas.kernel @recursive(%a: memref<?xi8> {atlas.inout}) {
  atlas.map ins(%a : memref<?xi8>) outs(%a : memref<?xi8>) {
  ^bb0(%x: i8):
    // expected-error @+1 {{calls 'helper' in a region of 'atlas.map', but it is recursive}}
    %y = func.call @helper(%x) : (i8) -> i8
    atlas.yield %y : i8
  }
  atlas.return
}

// -----

func.func private @inner(%x: i8) -> i8 {
  // expected-note @+1 {{found here}}
  %m = memref.alloca() : memref<i8>
  return %x : i8
}
func.func private @helper(%x: i8) -> i8 {
  %y = func.call @inner(%x) : (i8) -> i8
  return %y : i8
}

atlas.kernel @impure(%a: memref<?xi8> {atlas.inout}) {
  atlas.map ins(%a : memref<?xi8>) outs(%a : memref<?xi8>) {
  ^bb0(%x: i8):
    // expected-error @+1 {{calls 'inner' in a region of 'atlas.map', but it is not pure}}
    %y = func.call @helper(%x) : (i8) -> i8
    atlas.yield %y : i8
  }
  atlas.return
}

// -----

func.func private @helper(%x: f32) -> f32 {
  // expected-note @+1 {{found here}}
  %y = math.exp %x : f32
  return %y : f32
}

atlas.kernel @approximate_helper(%a: memref<?xf32> {atlas.inout}) {
  atlas.map ins(%a : memref<?xf32>) outs(%a : memref<?xf32>) {
  ^bb0(%x: f32):
    // expected-error @+1 {{calls 'helper' in a region of 'atlas.map', but it approximates, which needs a kernel of exactness bounded_ulp}}
    %y = func.call @helper(%x) : (f32) -> f32
    atlas.yield %y : f32
  }
  atlas.return
}

// -----

// expected-note @+1 {{declared here}}
memref.global "private" @variable : memref<4xi8> = dense<1>

atlas.kernel @global(%o: memref<4xi8> {atlas.out}) {
  %g = memref.get_global @variable : memref<4xi8>
  atlas.map outs(%o : memref<4xi8>) {
  ^bb0(%i: index):
    // expected-error @+1 {{reads the variable 'variable' in a region of 'atlas.map'; expected a constant memref.global}}
    %x = memref.load %g[%i] : memref<4xi8>
    atlas.yield %x : i8
  }
  atlas.return
}

// -----

memref.global "private" constant @constants : memref<4xi8> = dense<1>

atlas.kernel @constant_global(%o: memref<4xi8> {atlas.out}) {
  %g = memref.get_global @constants : memref<4xi8>
  atlas.map outs(%o : memref<4xi8>) {
  ^bb0(%i: index):
    %x = memref.load %g[%i] : memref<4xi8>
    atlas.yield %x : i8
  }
  atlas.return
}

// -----

// A temporary is a table only for operations that do not write it.
atlas.kernel @own_temporary(%o: memref<256xi8> {atlas.out}) {
  %t = memref.alloc() : memref<256xi8>
  // expected-error @+1 {{region contains 'memref.load' from a temporary that the operation writes; expected another buffer on one side}}
  atlas.map outs(%t : memref<256xi8>) {
  ^bb0(%i: index):
    // expected-note @+1 {{found here}}
    %x = memref.load %t[%i] : memref<256xi8>
    atlas.yield %x : i8
  }
  atlas.return
}
