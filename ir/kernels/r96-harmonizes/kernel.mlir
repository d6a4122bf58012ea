// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// True iff (r1 + r2) mod 96 == 0, for all pairs of bytes.

atlas.kernel @r96_harmonizes(%r1: i8, %r2: i8) -> i1
    attributes {contract = #atlas.contract<"C-ATLAS-R96-HARMONIZES">,
                exactness = #atlas<exactness bit_exact>} {
  %harmonic = atlas.r96.harmonizes %r1, %r2 : i8 -> i1
  atlas.return %harmonic : i1
}
