// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// CAP-04: floats of 16 bits: arithmetic, a sum in the canonical order, conversions.
atlas.kernel @half(%x: memref<?xf16> {atlas.in},
    %y: memref<?xf16> {atlas.out, atlas.length = "dim(x)"}, %scale: f16) {
  atlas.map ins(%x : memref<?xf16>) outs(%y : memref<?xf16>) {
  ^bb0(%e: f16):
    %p = arith.mulf %e, %scale : f16
    %s = arith.addf %p, %e : f16
    %q = arith.divf %s, %scale : f16
    %d = arith.subf %q, %p : f16
    %up = arith.cmpf uge, %d, %e : f16
    %r = arith.select %up, %d, %s : f16
    atlas.yield %r : f16
  }
  atlas.return
}

atlas.kernel @half_sum(%x: memref<?xf16> {atlas.in}) -> f16 {
  %zero = arith.constant -0.0 : f16
  %s = atlas.reduce ins(%x : memref<?xf16>) init(%zero : f16) {
  ^bb0(%e: f16):
    atlas.yield %e : f16
  } combine addf
  atlas.return %s : f16
}

atlas.kernel @half_casts(%x: memref<?xf16> {atlas.in},
    %a: memref<?xf32> {atlas.in, atlas.length = "dim(x)"},
    %n: memref<?xi16> {atlas.in, atlas.length = "dim(x)"},
    %b: memref<?xf16> {atlas.out, atlas.length = "dim(x)"},
    %c: memref<?xf32> {atlas.out, atlas.length = "dim(x)"},
    %d: memref<?xi16> {atlas.out, atlas.length = "dim(x)"},
    %f: memref<?xf16> {atlas.out, atlas.length = "dim(x)"}) {
  atlas.map ins(%x, %a, %n : memref<?xf16>, memref<?xf32>, memref<?xi16>)
      outs(%b, %c, %d, %f : memref<?xf16>, memref<?xf32>, memref<?xi16>, memref<?xf16>) {
  ^bb0(%h: f16, %s: f32, %i: i16):
    %narrow = arith.truncf %s : f32 to f16
    %wide = arith.extf %h : f16 to f32
    %bits = arith.bitcast %h : f16 to i16
    %number = arith.sitofp %i : i16 to f16
    atlas.yield %narrow, %wide, %bits, %number : f16, f32, i16, f16
  }
  atlas.return
}
