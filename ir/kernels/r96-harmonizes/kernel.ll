; kernel.ll - portable LLVM IR twin of r96-harmonizes.
; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; True iff (r1 + r2) mod 96 is 0, for all 128 x 128 inputs. The sum is at most 254
; and is formed in 8 bits: 7 bits would wrap.
;
; Contract in brief: no target intrinsic, triple or data layout; every access has
; align 1 and stays inside [ptr, ptr+n); any n from 0 to 2^48. Thread-safe.

define i1 @atlas.r96.harmonizes(i7 %r1, i7 %r2) #0 {
  %a = zext i7 %r1 to i8
  %b = zext i7 %r2 to i8
  %s = add nuw i8 %a, %b
  %mod96 = urem i8 %s, 96
  %r = icmp eq i8 %mod96, 0
  ret i1 %r
}

; What C calls, right for all 256 x 256 byte pairs: reduced before the narrowing
; to i7 (128 is class 32, not 0).
define zeroext i8 @atlas_c_r96_harmonizes(i8 zeroext %r1, i8 zeroext %r2) #1 {
  %m1 = urem i8 %r1, 96
  %m2 = urem i8 %r2, 96
  %n1 = trunc nuw i8 %m1 to i7
  %n2 = trunc nuw i8 %m2 to i7
  %r = call i1 @atlas.r96.harmonizes(i7 %n1, i7 %n2)
  %z = zext i1 %r to i8
  ret i8 %z
}

attributes #0 = { nounwind willreturn nofree nosync memory(none) "atlas.signature"="r1:i7, r2:i7 -> i1" }
attributes #1 = { nounwind willreturn nofree nosync memory(none) }
