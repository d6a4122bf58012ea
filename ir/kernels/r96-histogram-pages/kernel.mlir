// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Page histograms of a row of 256-byte pages, one page per item.

atlas.kernel @r96_histogram_pages(%data: memref<?xi8> {atlas.in, atlas.constant},
    %bins: memref<?x96xi16> {atlas.out, atlas.length = "dim(data) exactdiv 256"})
    attributes {contract = #atlas.contract<"C-ATLAS-R96-HISTOGRAM-PAGES">,
                exactness = #atlas<exactness bit_exact>} {
  %c0 = arith.constant 0 : index
  %c256 = arith.constant 256 : index
  %pages = memref.dim %bins, %c0 : memref<?x96xi16>
  atlas.batch (%p) in (%pages) {
    %at = arith.muli %p, %c256 : index
    %page = memref.subview %data[%at] [256] [1]
        : memref<?xi8> to memref<256xi8, strided<[1], offset: ?>>
    %row = memref.subview %bins[%p, 0] [1, 96] [1, 1]
        : memref<?x96xi16> to memref<96xi16, strided<[1], offset: ?>>
    atlas.histogram ins(%page : memref<256xi8, strided<[1], offset: ?>>) outs(%row : memref<96xi16, strided<[1], offset: ?>>) {
    ^bb0(%b: i8):
      %class = atlas.r96.classify %b : i8
      atlas.yield %class : i8
    }
  }
  atlas.return
}
