// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// (sum(after) - sum(before)) mod 96, in 0..95; one pass over both buffers.

atlas.kernel @conserved_delta(%before: memref<?xi8> {atlas.in, atlas.constant},
    %after: memref<?xi8> {atlas.in, atlas.length = "dim(before)"}) -> i8
    attributes {contract = #atlas.contract<"C-ATLAS-CONSERVED-DELTA">,
                exactness = #atlas<exactness bit_exact>} {
  %delta = atlas.conserved.delta %before, %after : memref<?xi8>, memref<?xi8> -> i8
  atlas.return %delta : i8
}
