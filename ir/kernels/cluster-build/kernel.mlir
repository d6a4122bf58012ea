// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Positions of the bytes of each class, ascending, as CSR: count, scan, stable
// fill.
//
// The fill is bound by latency where one class repeats: its next free place is
// stored and loaded again. So the data is cut into four quarters, which are
// filled side by side: the places of a quarter begin where its classes end in
// the quarter before. Classes are computed in vectors, 64 bytes per quarter.

atlas.kernel @cluster_build(%data: memref<?xi8> {atlas.in},
    %offsets: memref<97xi32> {atlas.out},
    %indices: memref<?xi32> {atlas.out, atlas.length = "dim(data) exactdiv 256 * 256"})
    attributes {contract = #atlas.contract<"C-ATLAS-CLUSTER-BUILD">,
                exactness = #atlas<exactness bit_exact>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32

  // Per quarter: counts, next free places, and the classes of 64 bytes.
  %total = memref.alloca() : memref<96xi32>
  %counts = memref.alloca() : memref<384xi32>
  %next = memref.alloca() : memref<384xi32>
  %classes = memref.alloca() : memref<256xi8>
  %count0 = memref.subview %counts[0] [96] [1]
      : memref<384xi32> to memref<96xi32, strided<[1], offset: 0>>
  %next0 = memref.subview %next[0] [96] [1]
      : memref<384xi32> to memref<96xi32, strided<[1], offset: 0>>
  %classes0 = memref.subview %classes[0] [64] [1]
      : memref<256xi8> to memref<64xi8, strided<[1], offset: 0>>
  %count1 = memref.subview %counts[96] [96] [1]
      : memref<384xi32> to memref<96xi32, strided<[1], offset: 96>>
  %next1 = memref.subview %next[96] [96] [1]
      : memref<384xi32> to memref<96xi32, strided<[1], offset: 96>>
  %classes1 = memref.subview %classes[64] [64] [1]
      : memref<256xi8> to memref<64xi8, strided<[1], offset: 64>>
  %count2 = memref.subview %counts[192] [96] [1]
      : memref<384xi32> to memref<96xi32, strided<[1], offset: 192>>
  %next2 = memref.subview %next[192] [96] [1]
      : memref<384xi32> to memref<96xi32, strided<[1], offset: 192>>
  %classes2 = memref.subview %classes[128] [64] [1]
      : memref<256xi8> to memref<64xi8, strided<[1], offset: 128>>
  %count3 = memref.subview %counts[288] [96] [1]
      : memref<384xi32> to memref<96xi32, strided<[1], offset: 288>>
  %next3 = memref.subview %next[288] [96] [1]
      : memref<384xi32> to memref<96xi32, strided<[1], offset: 288>>
  %classes3 = memref.subview %classes[192] [64] [1]
      : memref<256xi8> to memref<64xi8, strided<[1], offset: 192>>

  %n = memref.dim %data, %c0 : memref<?xi8>
  %quarter = arith.divui %n, %c4 : index
  %begin0 = arith.constant 0 : index
  %begin1 = arith.muli %quarter, %c1 : index
  %begin2 = arith.muli %quarter, %c2 : index
  %begin3 = arith.muli %quarter, %c3 : index

  // Count each quarter.
  %part0 = memref.subview %data[%begin0] [%quarter] [1]
      : memref<?xi8> to memref<?xi8, strided<[1], offset: ?>>
  atlas.histogram ins(%part0 : memref<?xi8, strided<[1], offset: ?>>)
      outs(%count0 : memref<96xi32, strided<[1], offset: 0>>) {
  ^bb0(%b: i8):
    %class = atlas.r96.classify %b : i8
    atlas.yield %class : i8
  }
  %part1 = memref.subview %data[%begin1] [%quarter] [1]
      : memref<?xi8> to memref<?xi8, strided<[1], offset: ?>>
  atlas.histogram ins(%part1 : memref<?xi8, strided<[1], offset: ?>>)
      outs(%count1 : memref<96xi32, strided<[1], offset: 96>>) {
  ^bb0(%b: i8):
    %class = atlas.r96.classify %b : i8
    atlas.yield %class : i8
  }
  %part2 = memref.subview %data[%begin2] [%quarter] [1]
      : memref<?xi8> to memref<?xi8, strided<[1], offset: ?>>
  atlas.histogram ins(%part2 : memref<?xi8, strided<[1], offset: ?>>)
      outs(%count2 : memref<96xi32, strided<[1], offset: 192>>) {
  ^bb0(%b: i8):
    %class = atlas.r96.classify %b : i8
    atlas.yield %class : i8
  }
  %part3 = memref.subview %data[%begin3] [%quarter] [1]
      : memref<?xi8> to memref<?xi8, strided<[1], offset: ?>>
  atlas.histogram ins(%part3 : memref<?xi8, strided<[1], offset: ?>>)
      outs(%count3 : memref<96xi32, strided<[1], offset: 288>>) {
  ^bb0(%b: i8):
    %class = atlas.r96.classify %b : i8
    atlas.yield %class : i8
  }

  // Where each class ends, and where each quarter of it begins.
  atlas.map ins(%count0, %count1, %count2, %count3
          : memref<96xi32, strided<[1], offset: 0>>, memref<96xi32, strided<[1], offset: 96>>,
            memref<96xi32, strided<[1], offset: 192>>, memref<96xi32, strided<[1], offset: 288>>)
      outs(%total : memref<96xi32>) {
  ^bb0(%a: i32, %b: i32, %c: i32, %d: i32):
    %ab = arith.addi %a, %b : i32
    %cd = arith.addi %c, %d : i32
    %abcd = arith.addi %ab, %cd : i32
    atlas.yield %abcd : i32
  }
  memref.store %zero, %offsets[%c0] : memref<97xi32>
  %ends = memref.subview %offsets[1] [96] [1]
      : memref<97xi32> to memref<96xi32, strided<[1], offset: 1>>
  atlas.scan ins(%total : memref<96xi32>)
      outs(%ends : memref<96xi32, strided<[1], offset: 1>>)
      init(%zero : i32) inclusive {
  ^bb0(%count: i32):
    atlas.yield %count : i32
  } combine addi
  %starts = memref.subview %offsets[0] [96] [1]
      : memref<97xi32> to memref<96xi32, strided<[1]>>
  atlas.map ins(%starts : memref<96xi32, strided<[1]>>)
      outs(%next0 : memref<96xi32, strided<[1], offset: 0>>) {
  ^bb0(%start: i32):
    atlas.yield %start : i32
  }
  atlas.map ins(%next0, %count0
          : memref<96xi32, strided<[1], offset: 0>>, memref<96xi32, strided<[1], offset: 0>>)
      outs(%next1 : memref<96xi32, strided<[1], offset: 96>>) {
  ^bb0(%start: i32, %count: i32):
    %after = arith.addi %start, %count : i32
    atlas.yield %after : i32
  }
  atlas.map ins(%next1, %count1
          : memref<96xi32, strided<[1], offset: 96>>, memref<96xi32, strided<[1], offset: 96>>)
      outs(%next2 : memref<96xi32, strided<[1], offset: 192>>) {
  ^bb0(%start: i32, %count: i32):
    %after = arith.addi %start, %count : i32
    atlas.yield %after : i32
  }
  atlas.map ins(%next2, %count2
          : memref<96xi32, strided<[1], offset: 192>>, memref<96xi32, strided<[1], offset: 192>>)
      outs(%next3 : memref<96xi32, strided<[1], offset: 288>>) {
  ^bb0(%start: i32, %count: i32):
    %after = arith.addi %start, %count : i32
    atlas.yield %after : i32
  }

  // Fill.
  scf.for %block = %c0 to %quarter step %c64 {
    %at0 = arith.addi %begin0, %block : index
    %bytes0 = memref.subview %data[%at0] [64] [1]
        : memref<?xi8> to memref<64xi8, strided<[1], offset: ?>>
    atlas.map ins(%bytes0 : memref<64xi8, strided<[1], offset: ?>>)
        outs(%classes0 : memref<64xi8, strided<[1], offset: 0>>) {
    ^bb0(%b: i8):
      %class = atlas.r96.classify %b : i8
      atlas.yield %class : i8
    }
    %at1 = arith.addi %begin1, %block : index
    %bytes1 = memref.subview %data[%at1] [64] [1]
        : memref<?xi8> to memref<64xi8, strided<[1], offset: ?>>
    atlas.map ins(%bytes1 : memref<64xi8, strided<[1], offset: ?>>)
        outs(%classes1 : memref<64xi8, strided<[1], offset: 64>>) {
    ^bb0(%b: i8):
      %class = atlas.r96.classify %b : i8
      atlas.yield %class : i8
    }
    %at2 = arith.addi %begin2, %block : index
    %bytes2 = memref.subview %data[%at2] [64] [1]
        : memref<?xi8> to memref<64xi8, strided<[1], offset: ?>>
    atlas.map ins(%bytes2 : memref<64xi8, strided<[1], offset: ?>>)
        outs(%classes2 : memref<64xi8, strided<[1], offset: 128>>) {
    ^bb0(%b: i8):
      %class = atlas.r96.classify %b : i8
      atlas.yield %class : i8
    }
    %at3 = arith.addi %begin3, %block : index
    %bytes3 = memref.subview %data[%at3] [64] [1]
        : memref<?xi8> to memref<64xi8, strided<[1], offset: ?>>
    atlas.map ins(%bytes3 : memref<64xi8, strided<[1], offset: ?>>)
        outs(%classes3 : memref<64xi8, strided<[1], offset: 192>>) {
    ^bb0(%b: i8):
      %class = atlas.r96.classify %b : i8
      atlas.yield %class : i8
    }
    scf.for %i = %c0 to %c64 step %c1 {
      %at = arith.addi %block, %i : index
      %class0 = memref.load %classes0[%i] : memref<64xi8, strided<[1], offset: 0>>
      %slot0 = arith.index_castui %class0 : i8 to index
      %free0 = memref.load %next0[%slot0] : memref<96xi32, strided<[1], offset: 0>>
      %then0 = arith.addi %free0, %one : i32
      memref.store %then0, %next0[%slot0] : memref<96xi32, strided<[1], offset: 0>>
      %to0 = arith.index_castui %free0 : i32 to index
      %coord0 = arith.addi %at, %begin0 : index
      %position0 = arith.index_cast %coord0 : index to i32
      memref.store %position0, %indices[%to0] : memref<?xi32>
      %class1 = memref.load %classes1[%i] : memref<64xi8, strided<[1], offset: 64>>
      %slot1 = arith.index_castui %class1 : i8 to index
      %free1 = memref.load %next1[%slot1] : memref<96xi32, strided<[1], offset: 96>>
      %then1 = arith.addi %free1, %one : i32
      memref.store %then1, %next1[%slot1] : memref<96xi32, strided<[1], offset: 96>>
      %to1 = arith.index_castui %free1 : i32 to index
      %coord1 = arith.addi %at, %begin1 : index
      %position1 = arith.index_cast %coord1 : index to i32
      memref.store %position1, %indices[%to1] : memref<?xi32>
      %class2 = memref.load %classes2[%i] : memref<64xi8, strided<[1], offset: 128>>
      %slot2 = arith.index_castui %class2 : i8 to index
      %free2 = memref.load %next2[%slot2] : memref<96xi32, strided<[1], offset: 192>>
      %then2 = arith.addi %free2, %one : i32
      memref.store %then2, %next2[%slot2] : memref<96xi32, strided<[1], offset: 192>>
      %to2 = arith.index_castui %free2 : i32 to index
      %coord2 = arith.addi %at, %begin2 : index
      %position2 = arith.index_cast %coord2 : index to i32
      memref.store %position2, %indices[%to2] : memref<?xi32>
      %class3 = memref.load %classes3[%i] : memref<64xi8, strided<[1], offset: 192>>
      %slot3 = arith.index_castui %class3 : i8 to index
      %free3 = memref.load %next3[%slot3] : memref<96xi32, strided<[1], offset: 288>>
      %then3 = arith.addi %free3, %one : i32
      memref.store %then3, %next3[%slot3] : memref<96xi32, strided<[1], offset: 288>>
      %to3 = arith.index_castui %free3 : i32 to index
      %coord3 = arith.addi %at, %begin3 : index
      %position3 = arith.index_cast %coord3 : index to i32
      memref.store %position3, %indices[%to3] : memref<?xi32>
    }
  }
  atlas.return
}
