// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Streaming residue: state := (state mod 96 + sum(chunk)) mod 96.

atlas.kernel @conserved_update(%state: memref<1xi64> {atlas.inout},
    %chunk: memref<?xi8> {atlas.in})
    attributes {contract = #atlas.contract<"C-ATLAS-CONSERVED-UPDATE">,
                exactness = #atlas<exactness bit_exact>} {
  atlas.conserved.update %state, %chunk : memref<1xi64>, memref<?xi8>
  atlas.return
}
