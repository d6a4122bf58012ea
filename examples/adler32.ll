; adler32.ll - the Adler-32 checksum as a plain LLVM IR kernel.
; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
;   atlas-jit run examples/adler32.ll --in data=file.raw
;
; An LLVM IR kernel needs one thing: the attribute "atlas.signature" on its
; function, which names the parameters in order. `n` is the extent of `data`, so
; the tool fills it in. Format: RFC 1950, section 8.2 and 9.

define i32 @adler32(ptr readonly %data, i64 %n) #0 {
entry:
  %empty = icmp eq i64 %n, 0
  br i1 %empty, label %exit, label %loop

loop:
  %i = phi i64 [ 0, %entry ], [ %i.next, %loop ]
  %a = phi i32 [ 1, %entry ], [ %a.next, %loop ]
  %b = phi i32 [ 0, %entry ], [ %b.next, %loop ]
  %p = getelementptr inbounds i8, ptr %data, i64 %i
  %byte = load i8, ptr %p, align 1
  %wide = zext i8 %byte to i32
  %a.sum = add nuw nsw i32 %a, %wide
  %a.next = urem i32 %a.sum, 65521
  %b.sum = add nuw nsw i32 %b, %a.next
  %b.next = urem i32 %b.sum, 65521
  %i.next = add nuw i64 %i, 1
  %more = icmp ult i64 %i.next, %n
  br i1 %more, label %loop, label %exit

exit:
  %a.end = phi i32 [ 1, %entry ], [ %a.next, %loop ]
  %b.end = phi i32 [ 0, %entry ], [ %b.next, %loop ]
  %high = shl i32 %b.end, 16
  %sum = or i32 %high, %a.end
  ret i32 %sum
}

attributes #0 = { nounwind "atlas.signature"="in data:u8[n], n:i64 -> i32" }
