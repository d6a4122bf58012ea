; kernel.ll - portable LLVM IR twin of r96-histogram-page.
; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; bins[r] = number of bytes of class r among the 256 of a page, u16, any alignment;
; old bins are ignored. Raw bytes are counted in two private u8[256] tables (128
; bytes each, so a counter cannot wrap, whatever the data), then b, b+96 and b+192
; are folded by vector adds in 16 bits.
;
; Contract in brief: no target intrinsic, triple or data layout; every access has
; align 1 and stays inside [ptr, ptr+n); any n from 0 to 2^48. Thread-safe.

define void @atlas.r96.histogram.page(ptr readonly captures(none) %data, ptr writeonly captures(none) %bins) #0 {
entry:
  %table0 = alloca [256 x i8], align 64
  %table1 = alloca [256 x i8], align 64
  store <256 x i8> zeroinitializer, ptr %table0, align 64
  store <256 x i8> zeroinitializer, ptr %table1, align 64
  br label %count

count: ; eight bytes a turn, alternating tables so that equal neighbours do not wait
  %i = phi i64 [ 0, %entry ], [ %i.next, %count ]
  %o0 = add nuw nsw i64 %i, 0
  %a0.ptr = getelementptr inbounds i8, ptr %data, i64 %o0
  %b0 = load i8, ptr %a0.ptr, align 1
  %x0 = zext i8 %b0 to i64
  %s0 = getelementptr inbounds i8, ptr %table0, i64 %x0
  %n0 = load i8, ptr %s0, align 1
  %n0.1 = add i8 %n0, 1
  store i8 %n0.1, ptr %s0, align 1
  %o1 = add nuw nsw i64 %i, 1
  %a1.ptr = getelementptr inbounds i8, ptr %data, i64 %o1
  %b1 = load i8, ptr %a1.ptr, align 1
  %x1 = zext i8 %b1 to i64
  %s1 = getelementptr inbounds i8, ptr %table1, i64 %x1
  %n1 = load i8, ptr %s1, align 1
  %n1.1 = add i8 %n1, 1
  store i8 %n1.1, ptr %s1, align 1
  %o2 = add nuw nsw i64 %i, 2
  %a2.ptr = getelementptr inbounds i8, ptr %data, i64 %o2
  %b2 = load i8, ptr %a2.ptr, align 1
  %x2 = zext i8 %b2 to i64
  %s2 = getelementptr inbounds i8, ptr %table0, i64 %x2
  %n2 = load i8, ptr %s2, align 1
  %n2.1 = add i8 %n2, 1
  store i8 %n2.1, ptr %s2, align 1
  %o3 = add nuw nsw i64 %i, 3
  %a3.ptr = getelementptr inbounds i8, ptr %data, i64 %o3
  %b3 = load i8, ptr %a3.ptr, align 1
  %x3 = zext i8 %b3 to i64
  %s3 = getelementptr inbounds i8, ptr %table1, i64 %x3
  %n3 = load i8, ptr %s3, align 1
  %n3.1 = add i8 %n3, 1
  store i8 %n3.1, ptr %s3, align 1
  %o4 = add nuw nsw i64 %i, 4
  %a4.ptr = getelementptr inbounds i8, ptr %data, i64 %o4
  %b4 = load i8, ptr %a4.ptr, align 1
  %x4 = zext i8 %b4 to i64
  %s4 = getelementptr inbounds i8, ptr %table0, i64 %x4
  %n4 = load i8, ptr %s4, align 1
  %n4.1 = add i8 %n4, 1
  store i8 %n4.1, ptr %s4, align 1
  %o5 = add nuw nsw i64 %i, 5
  %a5.ptr = getelementptr inbounds i8, ptr %data, i64 %o5
  %b5 = load i8, ptr %a5.ptr, align 1
  %x5 = zext i8 %b5 to i64
  %s5 = getelementptr inbounds i8, ptr %table1, i64 %x5
  %n5 = load i8, ptr %s5, align 1
  %n5.1 = add i8 %n5, 1
  store i8 %n5.1, ptr %s5, align 1
  %o6 = add nuw nsw i64 %i, 6
  %a6.ptr = getelementptr inbounds i8, ptr %data, i64 %o6
  %b6 = load i8, ptr %a6.ptr, align 1
  %x6 = zext i8 %b6 to i64
  %s6 = getelementptr inbounds i8, ptr %table0, i64 %x6
  %n6 = load i8, ptr %s6, align 1
  %n6.1 = add i8 %n6, 1
  store i8 %n6.1, ptr %s6, align 1
  %o7 = add nuw nsw i64 %i, 7
  %a7.ptr = getelementptr inbounds i8, ptr %data, i64 %o7
  %b7 = load i8, ptr %a7.ptr, align 1
  %x7 = zext i8 %b7 to i64
  %s7 = getelementptr inbounds i8, ptr %table1, i64 %x7
  %n7 = load i8, ptr %s7, align 1
  %n7.1 = add i8 %n7, 1
  store i8 %n7.1, ptr %s7, align 1
  %i.next = add nuw nsw i64 %i, 8
  %done = icmp eq i64 %i.next, 256
  br i1 %done, label %fold, label %count, !llvm.loop !0

fold:
  %p00 = getelementptr inbounds i8, ptr %table0, i64 0
  %c00 = load <96 x i8>, ptr %p00, align 1
  %w00 = zext <96 x i8> %c00 to <96 x i16>

  %p01 = getelementptr inbounds i8, ptr %table0, i64 96
  %c01 = load <96 x i8>, ptr %p01, align 1
  %w01 = zext <96 x i8> %c01 to <96 x i16>

  %p02 = getelementptr inbounds i8, ptr %table0, i64 192
  %c02 = load <64 x i8>, ptr %p02, align 1
  %w02 = zext <64 x i8> %c02 to <64 x i16>

  %p10 = getelementptr inbounds i8, ptr %table1, i64 0
  %c10 = load <96 x i8>, ptr %p10, align 1
  %w10 = zext <96 x i8> %c10 to <96 x i16>

  %p11 = getelementptr inbounds i8, ptr %table1, i64 96
  %c11 = load <96 x i8>, ptr %p11, align 1
  %w11 = zext <96 x i8> %c11 to <96 x i16>

  %p12 = getelementptr inbounds i8, ptr %table1, i64 192
  %c12 = load <64 x i8>, ptr %p12, align 1
  %w12 = zext <64 x i8> %c12 to <64 x i16>

  %a0 = add <96 x i16> %w00, %w10
  %a1 = add <96 x i16> %w01, %w11
  %a2 = add <64 x i16> %w02, %w12
  ; Only the classes 0..63 have a third byte value.
  %a2.wide = shufflevector <64 x i16> %a2, <64 x i16> zeroinitializer, <96 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7, i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15, i32 16, i32 17, i32 18, i32 19, i32 20, i32 21, i32 22, i32 23, i32 24, i32 25, i32 26, i32 27, i32 28, i32 29, i32 30, i32 31, i32 32, i32 33, i32 34, i32 35, i32 36, i32 37, i32 38, i32 39, i32 40, i32 41, i32 42, i32 43, i32 44, i32 45, i32 46, i32 47, i32 48, i32 49, i32 50, i32 51, i32 52, i32 53, i32 54, i32 55, i32 56, i32 57, i32 58, i32 59, i32 60, i32 61, i32 62, i32 63, i32 64, i32 65, i32 66, i32 67, i32 68, i32 69, i32 70, i32 71, i32 72, i32 73, i32 74, i32 75, i32 76, i32 77, i32 78, i32 79, i32 80, i32 81, i32 82, i32 83, i32 84, i32 85, i32 86, i32 87, i32 88, i32 89, i32 90, i32 91, i32 92, i32 93, i32 94, i32 95>
  %a01 = add <96 x i16> %a0, %a1
  %sum = add <96 x i16> %a01, %a2.wide
  store <96 x i16> %sum, ptr %bins, align 1
  ret void
}

attributes #0 = { nounwind willreturn nofree nosync memory(argmem: readwrite) "atlas.signature"="in data:u8[256], out bins:u16[96]" }

!0 = distinct !{!0, !1, !2}
!1 = !{!"llvm.loop.vectorize.enable", i1 false}
!2 = !{!"llvm.loop.unroll.disable"}
