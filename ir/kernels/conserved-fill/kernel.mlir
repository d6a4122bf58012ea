// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Fills a buffer with a byte and fixes its last byte; returns 0.

atlas.kernel @conserved_fill(%dst: memref<?xi8> {atlas.out}, %val: i8 {atlas.constant}) -> i32
    attributes {contract = #atlas.contract<"C-ATLAS-CONSERVED-FILL">,
                exactness = #atlas<exactness bit_exact>} {
  %code = atlas.conserved.fill %dst, %val : memref<?xi8> -> i32
  atlas.return %code : i32
}
