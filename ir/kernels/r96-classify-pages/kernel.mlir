// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Class of every byte of a row of 256-byte pages.

atlas.kernel @r96_classify_pages(%data: memref<?xi8> {atlas.in},
    %classes: memref<?xi8> {atlas.out, atlas.length = "dim(data) exactdiv 256 * 256", atlas.inplace = ["data"]})
    attributes {contract = #atlas.contract<"C-ATLAS-R96-CLASSIFY-PAGES">,
                exactness = #atlas<exactness bit_exact>} {
  atlas.map ins(%data : memref<?xi8>) outs(%classes : memref<?xi8>) {
  ^bb0(%b: i8):
    %class = atlas.r96.classify %b : i8
    atlas.yield %class : i8
  }
  atlas.return
}
