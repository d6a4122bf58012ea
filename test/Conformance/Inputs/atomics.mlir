// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// CAP-08, CAP-09: scatters that combine: words by atomics, other widths and floats
// in a fixed order.
atlas.kernel @words(%x: memref<?xi32> {atlas.in},
    %to: memref<?xi8> {atlas.in, atlas.length = "dim(x)"},
    %sums: memref<256xi32> {atlas.inout}, %least: memref<256xi32> {atlas.inout},
    %most: memref<256xi32> {atlas.inout}, %all: memref<256xi32> {atlas.inout},
    %any: memref<256xi32> {atlas.inout}, %odd: memref<256xi32> {atlas.inout}) {
  atlas.scatter ins(%x, %to : memref<?xi32>, memref<?xi8>) outs(%sums : memref<256xi32>) combine <addi>
  atlas.scatter ins(%x, %to : memref<?xi32>, memref<?xi8>) outs(%least : memref<256xi32>) combine <minu>
  atlas.scatter ins(%x, %to : memref<?xi32>, memref<?xi8>) outs(%most : memref<256xi32>) combine <maxs>
  atlas.scatter ins(%x, %to : memref<?xi32>, memref<?xi8>) outs(%all : memref<256xi32>) combine <and>
  atlas.scatter ins(%x, %to : memref<?xi32>, memref<?xi8>) outs(%any : memref<256xi32>) combine <or>
  atlas.scatter ins(%x, %to : memref<?xi32>, memref<?xi8>) outs(%odd : memref<256xi32>) combine <xor>
  atlas.return
}

atlas.kernel @longs(%x: memref<?xi64> {atlas.in},
    %to: memref<?xi8> {atlas.in, atlas.length = "dim(x)"},
    %sums: memref<256xi64> {atlas.inout}, %least: memref<256xi64> {atlas.inout},
    %odd: memref<256xi64> {atlas.inout}) {
  atlas.scatter ins(%x, %to : memref<?xi64>, memref<?xi8>) outs(%sums : memref<256xi64>) combine <addi>
  atlas.scatter ins(%x, %to : memref<?xi64>, memref<?xi8>) outs(%least : memref<256xi64>) combine <mins>
  atlas.scatter ins(%x, %to : memref<?xi64>, memref<?xi8>) outs(%odd : memref<256xi64>) combine <xor>
  atlas.return
}

atlas.kernel @narrow(%x: memref<?xi16> {atlas.in},
    %to: memref<?xi8> {atlas.in, atlas.length = "dim(x)"},
    %sums: memref<256xi16> {atlas.inout}, %odd: memref<256xi8> {atlas.inout}) {
  atlas.scatter ins(%x, %to : memref<?xi16>, memref<?xi8>) outs(%sums : memref<256xi16>) combine <addi>
  atlas.scatter ins(%to, %to : memref<?xi8>, memref<?xi8>) outs(%odd : memref<256xi8>) combine <xor>
  atlas.return
}

atlas.kernel @floats(%x: memref<?xf32> {atlas.in},
    %to: memref<?xi8> {atlas.in, atlas.length = "dim(x)"},
    %sums: memref<256xf32> {atlas.inout}) {
  atlas.scatter ins(%x, %to : memref<?xf32>, memref<?xi8>) outs(%sums : memref<256xf32>) combine <addf>
  atlas.return
}
