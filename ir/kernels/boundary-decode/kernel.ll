; kernel.ll - portable LLVM IR twin of boundary-decode.
; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; The unique (page, offset) of coord < 12288 (unsigned), else {-1, -1}.
;
; Contract in brief: no target intrinsic, triple or data layout; every access has
; align 1 and stays inside [ptr, ptr+n); any n from 0 to 2^48. Thread-safe.

define { i16, i8 } @atlas.boundary.decode(i32 %coord) #0 {
  %ok = icmp ult i32 %coord, 12288
  %high = lshr i32 %coord, 8
  %page = trunc i32 %high to i16
  %offset = trunc i32 %coord to i8
  %p = select i1 %ok, i16 %page, i16 -1
  %o = select i1 %ok, i8 %offset, i8 -1
  %r0 = insertvalue { i16, i8 } poison, i16 %p, 0
  %r1 = insertvalue { i16, i8 } %r0, i8 %o, 1
  ret { i16, i8 } %r1
}

; What C calls: a C struct of the two fields is returned in another way.
define void @atlas_c_boundary_decode(i32 %coord, ptr writeonly captures(none) %page, ptr writeonly captures(none) %offset) #1 {
  %r = call { i16, i8 } @atlas.boundary.decode(i32 %coord)
  %p = extractvalue { i16, i8 } %r, 0
  %o = extractvalue { i16, i8 } %r, 1
  store i16 %p, ptr %page, align 1
  store i8 %o, ptr %offset, align 1
  ret void
}

attributes #0 = { nounwind willreturn nofree nosync memory(none) "atlas.signature"="coord:u32 -> u16, u8" }
attributes #1 = { nounwind willreturn nofree nosync memory(argmem: write) }
