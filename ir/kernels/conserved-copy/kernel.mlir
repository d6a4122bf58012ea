// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Copies a conserved source (memmove); 1 and nothing written otherwise.

atlas.kernel @conserved_copy(%dst: memref<?xi8> {atlas.out, atlas.length = "dim(src)", atlas.overlap},
    %src: memref<?xi8> {atlas.in}) -> i32
    attributes {contract = #atlas.contract<"C-ATLAS-CONSERVED-COPY">,
                exactness = #atlas<exactness bit_exact>} {
  %code = atlas.conserved.copy %dst, %src : memref<?xi8>, memref<?xi8> -> i32
  atlas.return %code : i32
}
