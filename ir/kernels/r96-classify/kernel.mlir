// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Class of every byte of a buffer; the output may be the input.

atlas.kernel @r96_classify(%data: memref<?xi8> {atlas.in, atlas.constant},
    %classes: memref<?xi8> {atlas.out, atlas.length = "dim(data)", atlas.inplace = ["data"]})
    attributes {contract = #atlas.contract<"C-ATLAS-R96-CLASSIFY">,
                exactness = #atlas<exactness bit_exact>} {
  atlas.map ins(%data : memref<?xi8>) outs(%classes : memref<?xi8>) {
  ^bb0(%b: i8):
    %class = atlas.r96.classify %b : i8
    atlas.yield %class : i8
  }
  atlas.return
}
