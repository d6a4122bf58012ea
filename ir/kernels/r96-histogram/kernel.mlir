// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Number of bytes of each class in a whole buffer.

atlas.kernel @r96_histogram(%data: memref<?xi8> {atlas.in, atlas.constant},
    %bins: memref<96xi64> {atlas.out})
    attributes {contract = #atlas.contract<"C-ATLAS-R96-HISTOGRAM">,
                exactness = #atlas<exactness bit_exact>} {
  atlas.histogram ins(%data : memref<?xi8>) outs(%bins : memref<96xi64>) {
  ^bb0(%b: i8):
    %class = atlas.r96.classify %b : i8
    atlas.yield %class : i8
  }
  atlas.return
}
