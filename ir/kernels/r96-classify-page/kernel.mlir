// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Class of every byte of one 256-byte page.

atlas.kernel @r96_classify_page(%data: memref<256xi8> {atlas.in},
    %classes: memref<256xi8> {atlas.out, atlas.inplace = ["data"]})
    attributes {contract = #atlas.contract<"C-ATLAS-R96-CLASSIFY-PAGE">,
                exactness = #atlas<exactness bit_exact>} {
  atlas.map ins(%data : memref<256xi8>) outs(%classes : memref<256xi8>) {
  ^bb0(%b: i8):
    %class = atlas.r96.classify %b : i8
    atlas.yield %class : i8
  }
  atlas.return
}
