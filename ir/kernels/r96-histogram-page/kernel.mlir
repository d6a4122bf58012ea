// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Number of bytes of each class in one 256-byte page.

atlas.kernel @r96_histogram_page(%data: memref<256xi8> {atlas.in},
    %bins: memref<96xi16> {atlas.out})
    attributes {contract = #atlas.contract<"C-ATLAS-R96-HISTOGRAM-PAGE">,
                exactness = #atlas<exactness bit_exact>} {
  atlas.histogram ins(%data : memref<256xi8>) outs(%bins : memref<96xi16>) {
  ^bb0(%b: i8):
    %class = atlas.r96.classify %b : i8
    atlas.yield %class : i8
  }
  atlas.return
}
