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
