// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Positions of the bytes of each class, ascending, as CSR: count, scan, stable
// fill.

atlas.kernel @cluster_build(%data: memref<?xi8> {atlas.in},
    %offsets: memref<97xi32> {atlas.out},
    %indices: memref<?xi32> {atlas.out, atlas.length = "dim(data) exactdiv 256 * 256"})
    attributes {contract = #atlas.contract<"C-ATLAS-CLUSTER-BUILD">,
                exactness = #atlas<exactness bit_exact>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %next = memref.alloca() : memref<96xi32>
  atlas.histogram ins(%data : memref<?xi8>) outs(%next : memref<96xi32>) {
  ^bb0(%b: i8):
    %class = atlas.r96.classify %b : i8
    atlas.yield %class : i8
  }
  memref.store %zero, %offsets[%c0] : memref<97xi32>
  %ends = memref.subview %offsets[1] [96] [1]
      : memref<97xi32> to memref<96xi32, strided<[1], offset: 1>>
  atlas.scan ins(%next : memref<96xi32>)
      outs(%ends : memref<96xi32, strided<[1], offset: 1>>)
      init(%zero : i32) inclusive {
  ^bb0(%count: i32):
    atlas.yield %count : i32
  } combine addi
  %starts = memref.subview %offsets[0] [96] [1]
      : memref<97xi32> to memref<96xi32, strided<[1]>>
  atlas.map ins(%starts : memref<96xi32, strided<[1]>>) outs(%next : memref<96xi32>) {
  ^bb0(%start: i32):
    atlas.yield %start : i32
  }
  %n = memref.dim %data, %c0 : memref<?xi8>
  scf.for %i = %c0 to %n step %c1 {
    %b = memref.load %data[%i] : memref<?xi8>
    %class = atlas.r96.classify %b : i8
    %slot = arith.index_castui %class : i8 to index
    %at = memref.load %next[%slot] : memref<96xi32>
    %after = arith.addi %at, %one : i32
    memref.store %after, %next[%slot] : memref<96xi32>
    %to = arith.index_castui %at : i32 to index
    %position = arith.index_cast %i : index to i32
    memref.store %position, %indices[%to] : memref<?xi32>
  }
  atlas.return
}
