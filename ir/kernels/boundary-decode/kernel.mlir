// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// (page, offset) of a coordinate below 12,288, else (-1, -1).

atlas.kernel @boundary_decode(%coord: i32) -> (i16, i8)
    attributes {contract = #atlas.contract<"C-ATLAS-BOUNDARY-DECODE">,
                exactness = #atlas<exactness bit_exact>} {
  %page, %offset = atlas.boundary.decode %coord : i32 -> i16, i8
  atlas.return %page, %offset : i16, i8
}
