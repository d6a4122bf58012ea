// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// page * 256 + offset for page < 48, else -1.

atlas.kernel @boundary_encode(%page: i16, %offset: i8) -> i32
    attributes {contract = #atlas.contract<"C-ATLAS-BOUNDARY-ENCODE">,
                exactness = #atlas<exactness bit_exact>} {
  %coord = atlas.boundary.encode %page, %offset : i16, i8 -> i32
  atlas.return %coord : i32
}
