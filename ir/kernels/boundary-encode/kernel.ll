; kernel.ll - portable LLVM IR twin of boundary-encode.
; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; page * 256 + offset for page < 48 (unsigned), else -1.
;
; Contract in brief: no target intrinsic, triple or data layout; every access has
; align 1 and stays inside [ptr, ptr+n); any n from 0 to 2^48. Thread-safe.

define i32 @atlas.boundary.encode(i16 %page, i8 %offset) #0 {
  %p = zext i16 %page to i32
  %o = zext i8 %offset to i32
  %base = shl nuw nsw i32 %p, 8
  %coord = or disjoint i32 %base, %o
  %ok = icmp ult i16 %page, 48
  %r = select i1 %ok, i32 %coord, i32 -1
  ret i32 %r
}

attributes #0 = { nounwind willreturn nofree nosync memory(none) "atlas.signature"="page:u16, offset:u8 -> u32" }
