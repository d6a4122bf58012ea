// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// True iff the byte sum of a buffer is a multiple of 96.

atlas.kernel @conserved_check(%data: memref<?xi8> {atlas.in, atlas.constant}) -> i1
    attributes {contract = #atlas.contract<"C-ATLAS-CONSERVED-CHECK">,
                exactness = #atlas<exactness bit_exact>} {
  %conserved = atlas.conserved.check %data : memref<?xi8> -> i1
  atlas.return %conserved : i1
}
