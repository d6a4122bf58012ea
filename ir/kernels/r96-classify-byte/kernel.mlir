// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Class of one byte: b mod 96.

atlas.kernel @r96_classify_byte(%b: i8) -> i8
    attributes {contract = #atlas.contract<"C-ATLAS-R96-CLASSIFY-BYTE">,
                exactness = #atlas<exactness bit_exact>} {
  %class = atlas.r96.classify %b : i8
  atlas.return %class : i8
}
