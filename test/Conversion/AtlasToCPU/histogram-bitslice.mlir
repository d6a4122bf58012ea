// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bit-sliced histograms: byte look-ups, bit transposes, broadcast ands and
// vector popcounts; no scalar counting.
// RUN: atlas-jit emit %s:classes --target cpu --hw x86-64-v4-icl --format asm -o - | FileCheck %s --check-prefix=R96
// RUN: atlas-jit emit %s:nibbles --target cpu --hw x86-64-v4-icl --format asm -o - | FileCheck %s --check-prefix=NIBBLE

// The region is a function of one byte whose parts follow from its bits, so the
// tables are indexed by the byte and no residue is computed: one look-up, one
// transpose for the low lanes and one each for the other sets.
// R96-LABEL: classes:
// R96-NOT: vpminub
// R96: vpermb
// R96: vpsrlw $3
// R96: vpermb
// R96: vgf2p8affineqb
// R96: vmovdqa64 %zmm{{[0-9]+}}, (%r
// R96: vgf2p8affineqb
// R96: vpandq {{.*}}(%r{{.*}}){1to8}
// R96-COUNT-12: vpopcntq
atlas.kernel @classes(%data: memref<?xi8> {atlas.in},
                      %bins: memref<96xi64> {atlas.out}) {
  atlas.histogram ins(%data : memref<?xi8>) outs(%bins : memref<96xi64>) {
  ^bb0(%b: i8):
    %c = atlas.r96.classify %b : i8
    atlas.yield %c : i8
  }
  atlas.return
}

// Sixteen bins of wider elements: the bin number is computed in vectors and
// narrowed to bytes; two groups, two popcounts.
// NIBBLE-LABEL: nibbles:
// NIBBLE: vpmovwb
// NIBBLE: vgf2p8affineqb
// NIBBLE: vpopcntq
atlas.kernel @nibbles(%data: memref<?xi16> {atlas.in},
                      %bins: memref<16xi32> {atlas.out}) {
  %c12 = arith.constant 12 : i16
  atlas.histogram ins(%data : memref<?xi16>) outs(%bins : memref<16xi32>) {
  ^bb0(%x: i16):
    %top = arith.shrui %x, %c12 : i16
    atlas.yield %top : i16
  }
  atlas.return
}

// A batch of pages: the sets of the next page are prepared between the counts of
// this one, and counts are packed before the third class is subtracted.
// RUN: atlas-jit emit %s:pages --target cpu --hw x86-64-v4-icl --format asm -o - | FileCheck %s --check-prefix=PAGES
// PAGES-LABEL: pages:
// PAGES-COUNT-2: vgf2p8affineqb
// PAGES: vpopcntq
// PAGES: vgf2p8affineqb
// PAGES: vpopcntq
// PAGES: vpermt2w
// PAGES: vpsubw
// PAGES: retq
atlas.kernel @pages(%data: memref<?xi8> {atlas.in},
    %bins: memref<?x96xi16> {atlas.out, atlas.length = "dim(data) exactdiv 256"}) {
  %c0 = arith.constant 0 : index
  %c256 = arith.constant 256 : index
  %n = memref.dim %bins, %c0 : memref<?x96xi16>
  atlas.batch (%p) in (%n) {
    %at = arith.muli %p, %c256 : index
    %page = memref.subview %data[%at] [256] [1]
        : memref<?xi8> to memref<256xi8, strided<[1], offset: ?>>
    %row = memref.subview %bins[%p, 0] [1, 96] [1, 1]
        : memref<?x96xi16> to memref<96xi16, strided<[1], offset: ?>>
    atlas.histogram ins(%page : memref<256xi8, strided<[1], offset: ?>>)
        outs(%row : memref<96xi16, strided<[1], offset: ?>>) {
    ^bb0(%b: i8):
      %c = atlas.r96.classify %b : i8
      atlas.yield %c : i8
    }
  }
  atlas.return
}
