; kernel.ll - portable LLVM IR twin of conserved-fill.
; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Fills the range with val, then applies the fixup rule with
; k = (val * (n mod 96)) mod 96: nothing is read back. Returns 0.
;
; Contract in brief: no target intrinsic, triple or data layout; every access has
; align 1 and stays inside [ptr, ptr+n); any n from 0 to 2^48. Thread-safe.

define i32 @atlas.memset.conserved(ptr writeonly captures(none) %dst, i8 %val, i64 %n) #0 {
entry:
  call void @llvm.memset.p0.i64(ptr align 1 %dst, i8 %val, i64 %n, i1 false)
  %n.rem = urem i64 %n, 96
  %n.rem32 = trunc nuw nsw i64 %n.rem to i32
  %val32 = zext i8 %val to i32
  %product = mul nuw nsw i32 %val32, %n.rem32
  %mod96 = urem i32 %product, 96
  ; n = 0 gives 0 too.
  %ok = icmp eq i32 %mod96, 0
  br i1 %ok, label %done, label %fix

fix:
  %n.1 = add nsw i64 %n, -1
  %last.ptr = getelementptr inbounds i8, ptr %dst, i64 %n.1
  %deficit = sub nuw nsw i32 96, %mod96
  %up = add nuw nsw i32 %val32, %deficit
  %over = icmp ugt i32 %up, 255
  %down = sub nsw i32 %up, 96
  %new32 = select i1 %over, i32 %down, i32 %up
  %new = trunc i32 %new32 to i8
  store i8 %new, ptr %last.ptr, align 1
  br label %done

done:
  ret i32 0
}

declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)

attributes #0 = { nounwind willreturn nofree nosync memory(argmem: write) "atlas.signature"="out dst:u8[n], val:u8, n:i64 -> i32" }
