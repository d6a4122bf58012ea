// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// CAP-15: a product and a sum, and a quotient: strict by default, fused and
// approximate where the operations' flags ask for it.
atlas.kernel @strict(%x: memref<?xf32> {atlas.in},
    %y: memref<?xf32> {atlas.in, atlas.length = "dim(x)"},
    %z: memref<?xf32> {atlas.out, atlas.length = "dim(x)"})
    attributes {exactness = #atlas<exactness bit_exact>} {
  atlas.map ins(%x, %y : memref<?xf32>, memref<?xf32>) outs(%z : memref<?xf32>) {
  ^bb0(%a: f32, %b: f32):
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %p, %a : f32
    %q = arith.divf %s, %b : f32
    atlas.yield %q : f32
  }
  atlas.return
}

atlas.kernel @contracted(%x: memref<?xf32> {atlas.in},
    %y: memref<?xf32> {atlas.in, atlas.length = "dim(x)"},
    %z: memref<?xf32> {atlas.out, atlas.length = "dim(x)"})
    attributes {exactness = #atlas<exactness bounded_ulp>, tolerance = "ulp:4"} {
  atlas.map ins(%x, %y : memref<?xf32>, memref<?xf32>) outs(%z : memref<?xf32>) {
  ^bb0(%a: f32, %b: f32):
    %p = arith.mulf %a, %b fastmath<contract> : f32
    %s = arith.addf %p, %a fastmath<contract> : f32
    atlas.yield %s : f32
  }
  atlas.return
}

atlas.kernel @approximate(%x: memref<?xf32> {atlas.in},
    %y: memref<?xf32> {atlas.in, atlas.length = "dim(x)"},
    %z: memref<?xf32> {atlas.out, atlas.length = "dim(x)"})
    attributes {exactness = #atlas<exactness bounded_ulp>, tolerance = "ulp:4"} {
  atlas.map ins(%x, %y : memref<?xf32>, memref<?xf32>) outs(%z : memref<?xf32>) {
  ^bb0(%a: f32, %b: f32):
    %s = arith.divf %a, %b fastmath<afn> : f32
    atlas.yield %s : f32
  }
  atlas.return
}
