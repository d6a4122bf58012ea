; kernel.ll - portable LLVM IR twin of r96-classify-page.
; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; classes[i] = data[i] mod 96 for the 256 bytes of a page; classes may be data.
; Two steps of umin(b, b - 96) are the whole modulo (proved for all bytes).
;
; Contract in brief: no target intrinsic, triple or data layout; every access has
; align 1 and stays inside [ptr, ptr+n); any n from 0 to 2^48. Thread-safe.

define void @atlas.r96.classify.page(ptr captures(none) %data, ptr captures(none) %classes) #0 {
  %in0 = getelementptr inbounds i8, ptr %data, i64 0
  %v0 = load <64 x i8>, ptr %in0, align 1
  %v0.1 = sub <64 x i8> %v0, splat (i8 96)
  %v0.2 = call <64 x i8> @llvm.umin.v64i8(<64 x i8> %v0, <64 x i8> %v0.1)
  %v0.3 = sub <64 x i8> %v0.2, splat (i8 96)
  %v0.4 = call <64 x i8> @llvm.umin.v64i8(<64 x i8> %v0.2, <64 x i8> %v0.3)
  %out0 = getelementptr inbounds i8, ptr %classes, i64 0
  store <64 x i8> %v0.4, ptr %out0, align 1

  %in1 = getelementptr inbounds i8, ptr %data, i64 64
  %v1 = load <64 x i8>, ptr %in1, align 1
  %v1.1 = sub <64 x i8> %v1, splat (i8 96)
  %v1.2 = call <64 x i8> @llvm.umin.v64i8(<64 x i8> %v1, <64 x i8> %v1.1)
  %v1.3 = sub <64 x i8> %v1.2, splat (i8 96)
  %v1.4 = call <64 x i8> @llvm.umin.v64i8(<64 x i8> %v1.2, <64 x i8> %v1.3)
  %out1 = getelementptr inbounds i8, ptr %classes, i64 64
  store <64 x i8> %v1.4, ptr %out1, align 1

  %in2 = getelementptr inbounds i8, ptr %data, i64 128
  %v2 = load <64 x i8>, ptr %in2, align 1
  %v2.1 = sub <64 x i8> %v2, splat (i8 96)
  %v2.2 = call <64 x i8> @llvm.umin.v64i8(<64 x i8> %v2, <64 x i8> %v2.1)
  %v2.3 = sub <64 x i8> %v2.2, splat (i8 96)
  %v2.4 = call <64 x i8> @llvm.umin.v64i8(<64 x i8> %v2.2, <64 x i8> %v2.3)
  %out2 = getelementptr inbounds i8, ptr %classes, i64 128
  store <64 x i8> %v2.4, ptr %out2, align 1

  %in3 = getelementptr inbounds i8, ptr %data, i64 192
  %v3 = load <64 x i8>, ptr %in3, align 1
  %v3.1 = sub <64 x i8> %v3, splat (i8 96)
  %v3.2 = call <64 x i8> @llvm.umin.v64i8(<64 x i8> %v3, <64 x i8> %v3.1)
  %v3.3 = sub <64 x i8> %v3.2, splat (i8 96)
  %v3.4 = call <64 x i8> @llvm.umin.v64i8(<64 x i8> %v3.2, <64 x i8> %v3.3)
  %out3 = getelementptr inbounds i8, ptr %classes, i64 192
  store <64 x i8> %v3.4, ptr %out3, align 1
  ret void
}

declare <64 x i8> @llvm.umin.v64i8(<64 x i8>, <64 x i8>)

attributes #0 = { nounwind willreturn nofree nosync memory(argmem: readwrite) "atlas.signature"="in data:u8[256], out classes:u8[256] inplace data" }
