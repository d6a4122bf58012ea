; kernel.ll - portable LLVM IR twin of conserved-copy.
; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Copies n bytes with memmove meaning and returns 0 if the source is conserved;
; else returns 1 and leaves the destination untouched.
;
; Contract in brief: no target intrinsic, triple or data layout; every access has
; align 1 and stays inside [ptr, ptr+n); any n from 0 to 2^48. Thread-safe.

define i32 @atlas.memcpy.conserved(ptr captures(none) %dst, ptr captures(none) %src, i64 %n) #0 {
entry:
  %sum = call i64 @sum(ptr %src, i64 %n)
  %rem = urem i64 %sum, 96
  %mod96 = trunc nuw nsw i64 %rem to i32
  %ok = icmp eq i32 %mod96, 0
  br i1 %ok, label %copy, label %refuse

copy:
  call void @llvm.memmove.p0.p0.i64(ptr align 1 %dst, ptr align 1 %src, i64 %n, i1 false)
  ret i32 0

refuse:
  ret i32 1
}

declare void @llvm.memmove.p0.p0.i64(ptr, ptr, i64, i1)

; Exact byte sum: blocks of 1,024, 64, 16 and 1 bytes. A block of 1,024 sums to at
; most 261,120, so i32 lanes cannot wrap; blocks are added up in 64 bits. The
; widening reduction is the form that becomes byte-sum instructions (psadbw,
; udot), see the tests.
define private i64 @sum(ptr readonly captures(none) %p, i64 %n) alwaysinline nounwind willreturn nofree nosync memory(argmem: read) {
entry:
  %n1024 = and i64 %n, -1024
  %n64 = and i64 %n, -64
  %n16 = and i64 %n, -16
  br label %head1024

head1024:
  %i = phi i64 [ 0, %entry ], [ %i.next, %body1024 ]
  %i.sum = phi i64 [ 0, %entry ], [ %i.sum.next, %body1024 ]
  %i.more = icmp ult i64 %i, %n1024
  br i1 %i.more, label %body1024, label %head64, !llvm.loop !0

body1024:
  %i.ptr = getelementptr inbounds i8, ptr %p, i64 %i
  %i.bytes = load <1024 x i8>, ptr %i.ptr, align 1
  %i.wide = zext <1024 x i8> %i.bytes to <1024 x i32>
  %i.part = call i32 @llvm.vector.reduce.add.v1024i32(<1024 x i32> %i.wide)
  %i.part64 = zext i32 %i.part to i64
  %i.sum.next = add nuw i64 %i.sum, %i.part64
  %i.next = add nuw i64 %i, 1024
  br label %head1024

head64:
  %j = phi i64 [ %i, %head1024 ], [ %j.next, %body64 ]
  %j.sum = phi i64 [ %i.sum, %head1024 ], [ %j.sum.next, %body64 ]
  %j.more = icmp ult i64 %j, %n64
  br i1 %j.more, label %body64, label %head16, !llvm.loop !0

body64:
  %j.ptr = getelementptr inbounds i8, ptr %p, i64 %j
  %j.bytes = load <64 x i8>, ptr %j.ptr, align 1
  %j.wide = zext <64 x i8> %j.bytes to <64 x i32>
  %j.part = call i32 @llvm.vector.reduce.add.v64i32(<64 x i32> %j.wide)
  %j.part64 = zext i32 %j.part to i64
  %j.sum.next = add nuw i64 %j.sum, %j.part64
  %j.next = add nuw i64 %j, 64
  br label %head64

head16:
  %k = phi i64 [ %j, %head64 ], [ %k.next, %body16 ]
  %k.sum = phi i64 [ %j.sum, %head64 ], [ %k.sum.next, %body16 ]
  %k.more = icmp ult i64 %k, %n16
  br i1 %k.more, label %body16, label %head1, !llvm.loop !0

body16:
  %k.ptr = getelementptr inbounds i8, ptr %p, i64 %k
  %k.bytes = load <16 x i8>, ptr %k.ptr, align 1
  %k.wide = zext <16 x i8> %k.bytes to <16 x i32>
  %k.part = call i32 @llvm.vector.reduce.add.v16i32(<16 x i32> %k.wide)
  %k.part64 = zext i32 %k.part to i64
  %k.sum.next = add nuw i64 %k.sum, %k.part64
  %k.next = add nuw i64 %k, 16
  br label %head16

head1:
  %l = phi i64 [ %k, %head16 ], [ %l.next, %body1 ]
  %l.sum = phi i64 [ %k.sum, %head16 ], [ %l.sum.next, %body1 ]
  %l.more = icmp ult i64 %l, %n
  br i1 %l.more, label %body1, label %done, !llvm.loop !0

body1:
  %l.ptr = getelementptr inbounds i8, ptr %p, i64 %l
  %l.byte = load i8, ptr %l.ptr, align 1
  %l.part64 = zext i8 %l.byte to i64
  %l.sum.next = add nuw i64 %l.sum, %l.part64
  %l.next = add nuw i64 %l, 1
  br label %head1

done:
  ret i64 %l.sum
}

declare i32 @llvm.vector.reduce.add.v1024i32(<1024 x i32>)
declare i32 @llvm.vector.reduce.add.v64i32(<64 x i32>)
declare i32 @llvm.vector.reduce.add.v16i32(<16 x i32>)

; The blocks are wide already: neither vectorise nor unroll.
!0 = distinct !{!0, !1, !2}
!1 = !{!"llvm.loop.vectorize.enable", i1 false}
!2 = !{!"llvm.loop.unroll.disable"}

attributes #0 = { nounwind willreturn nofree nosync memory(argmem: readwrite) "atlas.signature"="out dst:u8[n] overlap, in src:u8[n], n:i64 -> i32" }
