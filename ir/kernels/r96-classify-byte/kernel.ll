; kernel.ll - portable LLVM IR twin of r96-classify-byte.
; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; b mod 96.
;
; Contract in brief: no target intrinsic, triple or data layout; every access has
; align 1 and stays inside [ptr, ptr+n); any n from 0 to 2^48. Thread-safe.

define i7 @atlas.r96.classify(i8 %b) #0 {
  ; b - 96 wraps to a large value when b < 96, so the smaller one is the class
  ; step by step: b, b - 96, b - 192.
  %b1 = sub i8 %b, 96
  %m1 = call i8 @llvm.umin.i8(i8 %b, i8 %b1)
  %b2 = sub i8 %m1, 96
  %m2 = call i8 @llvm.umin.i8(i8 %m1, i8 %b2)
  %r = trunc nuw i8 %m2 to i7
  ret i7 %r
}

; What C calls: bits above an i7 result are unspecified.
define zeroext i8 @atlas_c_r96_classify(i8 %b) #1 {
  %r = call i7 @atlas.r96.classify(i8 %b)
  %z = zext i7 %r to i8
  ret i8 %z
}

declare i8 @llvm.umin.i8(i8, i8)

attributes #0 = { nounwind willreturn nofree nosync memory(none) "atlas.signature"="b:u8 -> i7" }
attributes #1 = { nounwind willreturn nofree nosync memory(none) }
