// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
atlas.kernel @broken(%data: memref<?xi8> {atlas.in}) -> i8 {
  %0 = arith.constant oops
  atlas.return %0 : i8
}
