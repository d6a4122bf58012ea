; kernel.ll - portable LLVM IR twin of witness-sha256, and the witness functions.
; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; SHA-256 (FIPS 180-4) of a range, and records of it: 32 bytes digest, length as
; little-endian u64, residue, version 1, six zeros (contract v1, section 3.4).
;
; Contract in brief: no target intrinsic, triple or data layout; every access has
; align 1 and stays inside [ptr, ptr+n); any n from 0 to 2^48. Thread-safe.
; generate and destroy call malloc and free of a 64-bit C library.

define void @atlas.witness.sha256(ptr readonly captures(none) %data, ptr captures(none) %digest, i64 %n) #0 {
  call void @hash(ptr %data, ptr %digest, i64 %n)
  ret void
}

; NULL if there is no memory, or data is NULL and n is not 0. The caller owns it.
define ptr @atlas.witness.generate(ptr readonly captures(none) %data, i64 %n) #1 {
entry:
  %usable = call i1 @usable(ptr %data, i64 %n)
  br i1 %usable, label %allocate, label %fail

allocate:
  %w = call ptr @malloc(i64 48)
  %none = icmp eq ptr %w, null
  br i1 %none, label %fail, label %fill

fill:
  call void @hash(ptr %data, ptr %w, i64 %n)
  %length = getelementptr inbounds i8, ptr %w, i64 32
  call void @put.length(ptr %length, i64 %n)
  %sum = call i64 @sum(ptr %data, i64 %n)
  %rem = urem i64 %sum, 96
  %residue = trunc nuw nsw i64 %rem to i8
  %residue.ptr = getelementptr inbounds i8, ptr %w, i64 40
  store i8 %residue, ptr %residue.ptr, align 1
  %version = getelementptr inbounds i8, ptr %w, i64 41
  store i8 1, ptr %version, align 1
  %zero = getelementptr inbounds i8, ptr %w, i64 42
  store <6 x i8> zeroinitializer, ptr %zero, align 1
  ret ptr %w

fail:
  ret ptr null
}

; Length first, then the digest; neither comparison leaves early.
define i1 @atlas.witness.verify(ptr readonly captures(none) %w, ptr readonly captures(none) %data, i64 %n) #2 {
entry:
  %length = alloca [8 x i8], align 1
  %digest = alloca [32 x i8], align 1
  %missing = icmp eq ptr %w, null
  br i1 %missing, label %no, label %present

present:
  %usable = call i1 @usable(ptr %data, i64 %n)
  br i1 %usable, label %measure, label %no

measure:
  call void @put.length(ptr %length, i64 %n)
  %w.length = getelementptr inbounds i8, ptr %w, i64 32
  %same.length = call i1 @equal(ptr %w.length, ptr %length, i64 8)
  br i1 %same.length, label %compare, label %no

compare:
  call void @hash(ptr %data, ptr %digest, i64 %n)
  %same = call i1 @equal(ptr %w, ptr %digest, i64 32)
  ret i1 %same

no:
  ret i1 false
}

; What C calls: bits above an i1 result are unspecified.
define zeroext i8 @atlas_c_witness_verify(ptr readonly captures(none) %w, ptr readonly captures(none) %data, i64 %n) #2 {
  %same = call i1 @atlas.witness.verify(ptr %w, ptr %data, i64 %n)
  %z = zext i1 %same to i8
  ret i8 %z
}

define void @atlas.witness.destroy(ptr %w) #1 {
  call void @free(ptr %w)
  ret void
}

declare noalias ptr @malloc(i64) nounwind
declare void @free(ptr captures(none)) nounwind

; A range may be NULL only if it is empty.
define private i1 @usable(ptr %data, i64 %n) #3 {
  %there = icmp ne ptr %data, null
  %empty = icmp eq i64 %n, 0
  %usable = or i1 %there, %empty
  ret i1 %usable
}

define private void @put.length(ptr captures(none) %to, i64 %n) alwaysinline nounwind willreturn nofree nosync memory(argmem: write) {
entry:
  br label %head

head:
  %i = phi i64 [ 0, %entry ], [ %i.next, %body ]
  %more = icmp ult i64 %i, 8
  br i1 %more, label %body, label %done

body:
  %shift = shl nuw nsw i64 %i, 3
  %moved = lshr i64 %n, %shift
  %byte = trunc i64 %moved to i8
  %ptr = getelementptr inbounds i8, ptr %to, i64 %i
  store i8 %byte, ptr %ptr, align 1
  %i.next = add nuw nsw i64 %i, 1
  br label %head

done:
  ret void
}

; Looks at all bytes, whatever they are.
define private i1 @equal(ptr readonly captures(none) %a, ptr readonly captures(none) %b, i64 %n) alwaysinline nounwind willreturn nofree nosync memory(argmem: read) {
entry:
  br label %head

head:
  %i = phi i64 [ 0, %entry ], [ %i.next, %body ]
  %difference = phi i8 [ 0, %entry ], [ %difference.next, %body ]
  %more = icmp ult i64 %i, %n
  br i1 %more, label %body, label %done

body:
  %a.ptr = getelementptr inbounds i8, ptr %a, i64 %i
  %b.ptr = getelementptr inbounds i8, ptr %b, i64 %i
  %a.byte = load i8, ptr %a.ptr, align 1
  %b.byte = load i8, ptr %b.ptr, align 1
  %ab = xor i8 %a.byte, %b.byte
  %difference.next = or i8 %difference, %ab
  %i.next = add nuw nsw i64 %i, 1
  br label %head

done:
  %equal = icmp eq i8 %difference, 0
  ret i1 %equal
}

; --- SHA-256 (FIPS 180-4) -----------------------------------------------------

; K0..K63, section 4.2.2.
@rounds = private unnamed_addr constant [64 x i32] [
  i32 u0x428A2F98, i32 u0x71374491, i32 u0xB5C0FBCF, i32 u0xE9B5DBA5,
  i32 u0x3956C25B, i32 u0x59F111F1, i32 u0x923F82A4, i32 u0xAB1C5ED5,
  i32 u0xD807AA98, i32 u0x12835B01, i32 u0x243185BE, i32 u0x550C7DC3,
  i32 u0x72BE5D74, i32 u0x80DEB1FE, i32 u0x9BDC06A7, i32 u0xC19BF174,
  i32 u0xE49B69C1, i32 u0xEFBE4786, i32 u0x0FC19DC6, i32 u0x240CA1CC,
  i32 u0x2DE92C6F, i32 u0x4A7484AA, i32 u0x5CB0A9DC, i32 u0x76F988DA,
  i32 u0x983E5152, i32 u0xA831C66D, i32 u0xB00327C8, i32 u0xBF597FC7,
  i32 u0xC6E00BF3, i32 u0xD5A79147, i32 u0x06CA6351, i32 u0x14292967,
  i32 u0x27B70A85, i32 u0x2E1B2138, i32 u0x4D2C6DFC, i32 u0x53380D13,
  i32 u0x650A7354, i32 u0x766A0ABB, i32 u0x81C2C92E, i32 u0x92722C85,
  i32 u0xA2BFE8A1, i32 u0xA81A664B, i32 u0xC24B8B70, i32 u0xC76C51A3,
  i32 u0xD192E819, i32 u0xD6990624, i32 u0xF40E3585, i32 u0x106AA070,
  i32 u0x19A4C116, i32 u0x1E376C08, i32 u0x2748774C, i32 u0x34B0BCB5,
  i32 u0x391C0CB3, i32 u0x4ED8AA4A, i32 u0x5B9CCA4F, i32 u0x682E6FF3,
  i32 u0x748F82EE, i32 u0x78A5636F, i32 u0x84C87814, i32 u0x8CC70208,
  i32 u0x90BEFFFA, i32 u0xA4506CEB, i32 u0xBEF9A3F7, i32 u0xC67178F2]

; H0..H7, section 5.3.3.
@initial = private unnamed_addr constant [8 x i32] [
  i32 u0x6A09E667, i32 u0xBB67AE85, i32 u0x3C6EF372, i32 u0xA54FF53A,
  i32 u0x510E527F, i32 u0x9B05688C, i32 u0x1F83D9AB, i32 u0x5BE0CD19]

; The digest of n bytes: full blocks where they lie, then the rest with its padding
; (section 5.1.1) from a buffer of two blocks.
define private void @hash(ptr readonly captures(none) %data, ptr captures(none) %digest, i64 %n) nounwind willreturn nofree nosync memory(argmem: readwrite) {
entry:
  %state = alloca [8 x i32], align 4
  %tail = alloca [128 x i8], align 1
  call void @llvm.memcpy.p0.p0.i64(ptr align 1 %state, ptr align 1 @initial, i64 32, i1 false)
  %blocks = lshr i64 %n, 6
  call void @hash.blocks(ptr %state, ptr %data, i64 %blocks)

  %rest = and i64 %n, 63
  %start = sub nuw i64 %n, %rest
  %rest.ptr = getelementptr inbounds i8, ptr %data, i64 %start
  call void @llvm.memset.p0.i64(ptr align 1 %tail, i8 0, i64 128, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr align 1 %tail, ptr align 1 %rest.ptr, i64 %rest, i1 false)
  %mark = getelementptr inbounds i8, ptr %tail, i64 %rest
  store i8 -128, ptr %mark, align 1
  ; The mark and eight bytes of length must fit behind the rest.
  %fits = icmp ult i64 %rest, 56
  %tail.blocks = select i1 %fits, i64 1, i64 2
  %end = shl nuw nsw i64 %tail.blocks, 6
  %bits = shl i64 %n, 3
  br label %length.head

length.head:
  %i = phi i64 [ 0, %entry ], [ %i.next, %length.body ]
  %i.more = icmp ult i64 %i, 8
  br i1 %i.more, label %length.body, label %tail.hash

length.body:
  %i.next = add nuw nsw i64 %i, 1
  %at = sub nuw nsw i64 %end, %i.next
  %shift = shl nuw nsw i64 %i, 3
  %moved = lshr i64 %bits, %shift
  %byte = trunc i64 %moved to i8
  %at.ptr = getelementptr inbounds i8, ptr %tail, i64 %at
  store i8 %byte, ptr %at.ptr, align 1
  br label %length.head

tail.hash:
  call void @hash.blocks(ptr %state, ptr %tail, i64 %tail.blocks)
  br label %out.head

out.head:
  %o = phi i64 [ 0, %tail.hash ], [ %o.next, %out.body ]
  %o.more = icmp ult i64 %o, 32
  br i1 %o.more, label %out.body, label %done

out.body:
  %o.word = lshr i64 %o, 2
  %word.ptr = getelementptr inbounds i32, ptr %state, i64 %o.word
  %word = load i32, ptr %word.ptr, align 1
  %o.32 = trunc nuw nsw i64 %o to i32
  %back = xor i32 %o.32, 3
  %place = and i32 %back, 3
  %out.shift = shl nuw nsw i32 %place, 3
  %out.moved = lshr i32 %word, %out.shift
  %out.byte = trunc i32 %out.moved to i8
  %out.ptr = getelementptr inbounds i8, ptr %digest, i64 %o
  store i8 %out.byte, ptr %out.ptr, align 1
  %o.next = add nuw nsw i64 %o, 1
  br label %out.head

done:
  ret void
}

; Blocks of 64 bytes into the state, section 6.2.2. The last 16 words of the message
; schedule lie in a ring, word t at t mod 16; unrolled, it becomes values.
define private void @hash.blocks(ptr captures(none) %state, ptr readonly captures(none) %data, i64 %blocks) noinline nounwind willreturn nofree nosync memory(argmem: readwrite) {
entry:
  %ring = alloca [16 x i32], align 4
  %a.in = load i32, ptr %state, align 1
  %b.ptr = getelementptr inbounds i32, ptr %state, i64 1
  %b.in = load i32, ptr %b.ptr, align 1
  %c.ptr = getelementptr inbounds i32, ptr %state, i64 2
  %c.in = load i32, ptr %c.ptr, align 1
  %d.ptr = getelementptr inbounds i32, ptr %state, i64 3
  %d.in = load i32, ptr %d.ptr, align 1
  %e.ptr = getelementptr inbounds i32, ptr %state, i64 4
  %e.in = load i32, ptr %e.ptr, align 1
  %f.ptr = getelementptr inbounds i32, ptr %state, i64 5
  %f.in = load i32, ptr %f.ptr, align 1
  %g.ptr = getelementptr inbounds i32, ptr %state, i64 6
  %g.in = load i32, ptr %g.ptr, align 1
  %h.ptr = getelementptr inbounds i32, ptr %state, i64 7
  %h.in = load i32, ptr %h.ptr, align 1
  br label %block.head

block.head:
  %block = phi i64 [ 0, %entry ], [ %block.next, %block.end ]
  %a.old = phi i32 [ %a.in, %entry ], [ %a.new, %block.end ]
  %b.old = phi i32 [ %b.in, %entry ], [ %b.new, %block.end ]
  %c.old = phi i32 [ %c.in, %entry ], [ %c.new, %block.end ]
  %d.old = phi i32 [ %d.in, %entry ], [ %d.new, %block.end ]
  %e.old = phi i32 [ %e.in, %entry ], [ %e.new, %block.end ]
  %f.old = phi i32 [ %f.in, %entry ], [ %f.new, %block.end ]
  %g.old = phi i32 [ %g.in, %entry ], [ %g.new, %block.end ]
  %h.old = phi i32 [ %h.in, %entry ], [ %h.new, %block.end ]
  %block.more = icmp ult i64 %block, %blocks
  br i1 %block.more, label %block.body, label %done

block.body:
  %offset = shl nuw i64 %block, 6
  %block.ptr = getelementptr inbounds i8, ptr %data, i64 %offset
  br label %word.head

word.head:
  %i = phi i64 [ 0, %block.body ], [ %i.next, %word.body ]
  %i.more = icmp ult i64 %i, 16
  br i1 %i.more, label %word.body, label %round.head

word.body:
  %i.offset = shl nuw nsw i64 %i, 2
  %i.ptr = getelementptr inbounds i8, ptr %block.ptr, i64 %i.offset
  %i.word = call i32 @big.endian(ptr %i.ptr)
  %i.ring = getelementptr inbounds i32, ptr %ring, i64 %i
  store i32 %i.word, ptr %i.ring, align 1
  %i.next = add nuw nsw i64 %i, 1
  br label %word.head, !llvm.loop !3

round.head:
  %t = phi i64 [ 0, %word.head ], [ %t.next, %round.body ]
  %a = phi i32 [ %a.old, %word.head ], [ %a.next, %round.body ]
  %b = phi i32 [ %b.old, %word.head ], [ %a, %round.body ]
  %c = phi i32 [ %c.old, %word.head ], [ %b, %round.body ]
  %d = phi i32 [ %d.old, %word.head ], [ %c, %round.body ]
  %e = phi i32 [ %e.old, %word.head ], [ %e.next, %round.body ]
  %f = phi i32 [ %f.old, %word.head ], [ %e, %round.body ]
  %g = phi i32 [ %g.old, %word.head ], [ %f, %round.body ]
  %h = phi i32 [ %h.old, %word.head ], [ %g, %round.body ]
  %t.more = icmp ult i64 %t, 64
  br i1 %t.more, label %round.body, label %block.end

round.body:
  %k.ptr = getelementptr inbounds i32, ptr @rounds, i64 %t
  %k = load i32, ptr %k.ptr, align 1
  %w.ptr = call ptr @slot(ptr %ring, i64 %t, i64 0)
  %w = load i32, ptr %w.ptr, align 1
  ; T1 = h + Sigma1(e) + Ch(e, f, g) + K[t] + W[t]
  %sigma1 = call i32 @big.sigma1(i32 %e)
  %fg = xor i32 %f, %g
  %efg = and i32 %e, %fg
  %ch = xor i32 %efg, %g
  %kw = add i32 %k, %w
  %hkw = add i32 %h, %kw
  %chhkw = add i32 %hkw, %ch
  %t1 = add i32 %chhkw, %sigma1
  ; T2 = Sigma0(a) + Maj(a, b, c); the next round has this a ^ b as its b ^ c.
  %sigma0 = call i32 @big.sigma0(i32 %a)
  %ab = xor i32 %a, %b
  %bc = xor i32 %b, %c
  %abbc = and i32 %ab, %bc
  %maj = xor i32 %abbc, %b
  %t2 = add i32 %sigma0, %maj
  %e.next = add i32 %d, %t1
  %a.next = add i32 %t1, %t2
  ; W[t+16] = W[t] + sigma0(W[t+1]) + W[t+9] + sigma1(W[t+14])
  %w1.ptr = call ptr @slot(ptr %ring, i64 %t, i64 1)
  %w9.ptr = call ptr @slot(ptr %ring, i64 %t, i64 9)
  %w14.ptr = call ptr @slot(ptr %ring, i64 %t, i64 14)
  %w1 = load i32, ptr %w1.ptr, align 1
  %w9 = load i32, ptr %w9.ptr, align 1
  %w14 = load i32, ptr %w14.ptr, align 1
  %s0 = call i32 @small.sigma0(i32 %w1)
  %s1 = call i32 @small.sigma1(i32 %w14)
  %ws0 = add i32 %w, %s0
  %w9s1 = add i32 %w9, %s1
  %w16 = add i32 %ws0, %w9s1
  store i32 %w16, ptr %w.ptr, align 1
  %t.next = add nuw nsw i64 %t, 1
  br label %round.head, !llvm.loop !4

block.end:
  %a.new = add i32 %a.old, %a
  %b.new = add i32 %b.old, %b
  %c.new = add i32 %c.old, %c
  %d.new = add i32 %d.old, %d
  %e.new = add i32 %e.old, %e
  %f.new = add i32 %f.old, %f
  %g.new = add i32 %g.old, %g
  %h.new = add i32 %h.old, %h
  %block.next = add nuw i64 %block, 1
  br label %block.head

done:
  store i32 %a.old, ptr %state, align 1
  store i32 %b.old, ptr %b.ptr, align 1
  store i32 %c.old, ptr %c.ptr, align 1
  store i32 %d.old, ptr %d.ptr, align 1
  store i32 %e.old, ptr %e.ptr, align 1
  store i32 %f.old, ptr %f.ptr, align 1
  store i32 %g.old, ptr %g.ptr, align 1
  store i32 %h.old, ptr %h.ptr, align 1
  ret void
}

; Where the ring holds word t + ahead.
define private ptr @slot(ptr %ring, i64 %t, i64 %ahead) #3 {
  %sum = add nuw nsw i64 %t, %ahead
  %index = and i64 %sum, 15
  %ptr = getelementptr inbounds i32, ptr %ring, i64 %index
  ret ptr %ptr
}

define private i32 @big.endian(ptr readonly captures(none) %p) alwaysinline nounwind willreturn nofree nosync memory(argmem: read) {
  %p1 = getelementptr inbounds i8, ptr %p, i64 1
  %p2 = getelementptr inbounds i8, ptr %p, i64 2
  %p3 = getelementptr inbounds i8, ptr %p, i64 3
  %b0 = load i8, ptr %p, align 1
  %b1 = load i8, ptr %p1, align 1
  %b2 = load i8, ptr %p2, align 1
  %b3 = load i8, ptr %p3, align 1
  %w0 = zext i8 %b0 to i32
  %w1 = zext i8 %b1 to i32
  %w2 = zext i8 %b2 to i32
  %w3 = zext i8 %b3 to i32
  %h0 = shl nuw i32 %w0, 24
  %h1 = shl nuw nsw i32 %w1, 16
  %h2 = shl nuw nsw i32 %w2, 8
  %high = or disjoint i32 %h0, %h1
  %low = or disjoint i32 %h2, %w3
  %word = or disjoint i32 %high, %low
  ret i32 %word
}

; The functions of section 4.1.2.
define private i32 @big.sigma0(i32 %x) #3 {
  %a = call i32 @llvm.fshr.i32(i32 %x, i32 %x, i32 2)
  %b = call i32 @llvm.fshr.i32(i32 %x, i32 %x, i32 13)
  %c = call i32 @llvm.fshr.i32(i32 %x, i32 %x, i32 22)
  %ab = xor i32 %a, %b
  %abc = xor i32 %ab, %c
  ret i32 %abc
}

define private i32 @big.sigma1(i32 %x) #3 {
  %a = call i32 @llvm.fshr.i32(i32 %x, i32 %x, i32 6)
  %b = call i32 @llvm.fshr.i32(i32 %x, i32 %x, i32 11)
  %c = call i32 @llvm.fshr.i32(i32 %x, i32 %x, i32 25)
  %ab = xor i32 %a, %b
  %abc = xor i32 %ab, %c
  ret i32 %abc
}

define private i32 @small.sigma0(i32 %x) #3 {
  %a = call i32 @llvm.fshr.i32(i32 %x, i32 %x, i32 7)
  %b = call i32 @llvm.fshr.i32(i32 %x, i32 %x, i32 18)
  %c = lshr i32 %x, 3
  %ab = xor i32 %a, %b
  %abc = xor i32 %ab, %c
  ret i32 %abc
}

define private i32 @small.sigma1(i32 %x) #3 {
  %a = call i32 @llvm.fshr.i32(i32 %x, i32 %x, i32 17)
  %b = call i32 @llvm.fshr.i32(i32 %x, i32 %x, i32 19)
  %c = lshr i32 %x, 10
  %ab = xor i32 %a, %b
  %abc = xor i32 %ab, %c
  ret i32 %abc
}

; --- Byte sum -----------------------------------------------------------------

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

declare i32 @llvm.fshr.i32(i32, i32, i32)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1 immarg)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1 immarg)
declare i32 @llvm.vector.reduce.add.v1024i32(<1024 x i32>)
declare i32 @llvm.vector.reduce.add.v64i32(<64 x i32>)
declare i32 @llvm.vector.reduce.add.v16i32(<16 x i32>)

; The blocks of the sum are wide already: neither vectorise nor unroll.
!0 = distinct !{!0, !1, !2}
!1 = !{!"llvm.loop.vectorize.enable", i1 false}
!2 = !{!"llvm.loop.unroll.disable"}
; Words and rounds.
!3 = distinct !{!3, !5}
!4 = distinct !{!4, !5}
!5 = !{!"llvm.loop.unroll.full"}

attributes #0 = { nounwind willreturn nofree nosync memory(argmem: readwrite) "atlas.signature"="in data:u8[n], out digest:u8[32], n:i64" }
attributes #1 = { nounwind }
attributes #2 = { nounwind willreturn nofree nosync memory(argmem: read) }
attributes #3 = { alwaysinline nounwind willreturn nofree nosync memory(none) }
