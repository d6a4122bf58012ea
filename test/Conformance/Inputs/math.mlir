// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operations on floats beyond arithmetic: roundings, magnitudes and signs, the lesser
// and the greater, square roots; exponentials have a library's error.
atlas.kernel @rounded(%x: memref<?xf32> {atlas.in},
    %y: memref<?xf32> {atlas.in, atlas.length = "dim(x)"},
    %z: memref<?xf32> {atlas.out, atlas.length = "dim(x)"})
    attributes {exactness = #atlas<exactness bounded_ulp>, tolerance = "ulp:4"} {
  atlas.map ins(%x, %y : memref<?xf32>, memref<?xf32>) outs(%z : memref<?xf32>) {
  ^bb0(%a: f32, %b: f32):
    %f = math.floor %a : f32
    %c = math.ceil %b : f32
    %t = math.trunc %a : f32
    %e = math.roundeven %b : f32
    %m = math.absf %a : f32
    %s = math.copysign %m, %b : f32
    %1 = arith.addf %f, %c : f32
    %2 = arith.addf %t, %e : f32
    %3 = arith.addf %1, %2 : f32
    %4 = arith.addf %3, %s : f32
    atlas.yield %4 : f32
  }
  atlas.return
}

atlas.kernel @least(%x: memref<?xf32> {atlas.in},
    %y: memref<?xf32> {atlas.in, atlas.length = "dim(x)"},
    %z: memref<?xf32> {atlas.out, atlas.length = "dim(x)"}) {
  atlas.map ins(%x, %y : memref<?xf32>, memref<?xf32>) outs(%z : memref<?xf32>) {
  ^bb0(%a: f32, %b: f32):
    %1 = arith.minimumf %a, %b : f32
    %2 = arith.maximumf %a, %b : f32
    %3 = arith.minnumf %a, %1 : f32
    %4 = arith.maxnumf %2, %b : f32
    %5 = arith.subf %4, %3 : f32
    atlas.yield %5 : f32
  }
  atlas.return
}

atlas.kernel @root(%x: memref<?xf32> {atlas.in}, %z: memref<?xf32> {atlas.out, atlas.length = "dim(x)"})
    attributes {exactness = #atlas<exactness bounded_ulp>, tolerance = "ulp:4"} {
  atlas.map ins(%x : memref<?xf32>) outs(%z : memref<?xf32>) {
  ^bb0(%a: f32):
    %s = math.sqrt %a : f32
    atlas.yield %s : f32
  }
  atlas.return
}

atlas.kernel @exponential(%x: memref<?xf32> {atlas.in}, %z: memref<?xf32> {atlas.out, atlas.length = "dim(x)"})
    attributes {exactness = #atlas<exactness bounded_ulp>, tolerance = "ulp:4"} {
  atlas.map ins(%x : memref<?xf32>) outs(%z : memref<?xf32>) {
  ^bb0(%a: f32):
    %s = math.exp %a : f32
    atlas.yield %s : f32
  }
  atlas.return
}
