; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
; "x + 1 > x" under a promise that nothing overflows: optimised it is true,
; computed it is false for the largest x. Both kernels break their promise on
; purpose, so that a comparison has something to find.
define i8 @scalar_result(i8 %x) #0 {
  %next = add nsw i8 %x, 1
  %greater = icmp sgt i8 %next, %x
  %r = zext i1 %greater to i8
  ret i8 %r
}

define void @buffer_result(ptr %o, i8 %x) #1 {
  store i8 7, ptr %o
  %next = add nsw i8 %x, 1
  %greater = icmp sgt i8 %next, %x
  %r = zext i1 %greater to i8
  %second = getelementptr i8, ptr %o, i64 1
  store i8 %r, ptr %second
  ret void
}

attributes #0 = { nounwind willreturn "atlas.signature"="x:s8 -> u8" }
attributes #1 = { nounwind willreturn "atlas.signature"="out o:u8[2], x:s8" }
