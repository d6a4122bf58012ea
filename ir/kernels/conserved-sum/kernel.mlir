// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Exact sum of the unsigned bytes of a buffer.

atlas.kernel @conserved_sum(%data: memref<?xi8> {atlas.in, atlas.constant}) -> i64
    attributes {contract = #atlas.contract<"C-ATLAS-CONSERVED-SUM">,
                exactness = #atlas<exactness bit_exact>} {
  %sum = atlas.conserved.sum %data : memref<?xi8> -> i64
  atlas.return %sum : i64
}
