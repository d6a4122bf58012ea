// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Makes a buffer conserved by its last byte; returns the old residue.

atlas.kernel @conserved_fixup(%data: memref<?xi8> {atlas.inout}) -> i8
    attributes {contract = #atlas.contract<"C-ATLAS-CONSERVED-FIXUP">,
                exactness = #atlas<exactness bit_exact>} {
  %residue = atlas.conserved.fixup %data : memref<?xi8> -> i8
  atlas.return %residue : i8
}
