// shapes.mlir - Kernels that a specialist takes, or just does not.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The shape of r96-histogram in other words.
atlas.kernel @spelled(%bytes: memref<?xi8> {atlas.in}, %count: memref<96xi64> {atlas.out})
    attributes {contract = #atlas.contract<"C-ATLAS-R96-HISTOGRAM">,
                exactness = #atlas<exactness bit_exact>} {
  atlas.histogram ins(%bytes : memref<?xi8>) outs(%count : memref<96xi64>) {
  ^bb0(%b: i8):
    %modulus = arith.constant 96 : i8
    %r = arith.remui %b, %modulus : i8
    atlas.yield %r : i8
  }
  atlas.return
}

// One class wrong: not the shape.
atlas.kernel @other(%bytes: memref<?xi8> {atlas.in}, %count: memref<96xi64> {atlas.out})
    attributes {contract = #atlas.contract<"C-ATLAS-R96-HISTOGRAM">,
                exactness = #atlas<exactness bit_exact>} {
  atlas.histogram ins(%bytes : memref<?xi8>) outs(%count : memref<96xi64>) {
  ^bb0(%b: i8):
    %modulus = arith.constant 95 : i8
    %r = arith.remui %b, %modulus : i8
    atlas.yield %r : i8
  }
  atlas.return
}

// No contract: nobody lists a specialist.
atlas.kernel @plain(%bytes: memref<?xi8> {atlas.in}, %count: memref<96xi64> {atlas.out})
    attributes {exactness = #atlas<exactness bit_exact>} {
  atlas.histogram ins(%bytes : memref<?xi8>) outs(%count : memref<96xi64>) {
  ^bb0(%b: i8):
    %class = atlas.r96.classify %b : i8
    atlas.yield %class : i8
  }
  atlas.return
}
