; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
; A function without "atlas.signature".
define i8 @plain(i8 %x) {
  ret i8 %x
}
