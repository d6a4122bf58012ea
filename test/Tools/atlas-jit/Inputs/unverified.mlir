// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A parameter without a role.
atlas.kernel @norole(%data: memref<?xi8>) -> i8 {
  %0 = arith.constant 1 : i8
  atlas.return %0 : i8
}
