//===- PtxShapeText.cpp - PTX of the shapes -----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PtxShapeText.h"

using namespace atlas;

/// p0(data, partial, n, units): dp4a with ones adds four bytes; lanes are added
/// up in shared memory. A unit's sum is below 2^23.
/// p1(partial, result, units): the same over 64-bit partial sums.
const llvm::StringLiteral backend::kByteSumText = R"ptx(
.visible .entry KERNEL_p0(
  .param .u64 .ptr .align 16 KERNEL_p0_data,
  .param .u64 .ptr .align 16 KERNEL_p0_partial,
  .param .u32 KERNEL_p0_n,
  .param .u32 KERNEL_p0_units
)
.maxntid 256, 1, 1
{
  .reg .pred %p<7>;
  .reg .b32 %r<21>;
  .reg .b64 %d<7>;
  .shared .align 16 .b8 KERNEL_p0_lanes[1024];
  ld.param.u64 %d1, [KERNEL_p0_data];
  cvta.to.global.u64 %d1, %d1;
  ld.param.u64 %d2, [KERNEL_p0_partial];
  cvta.to.global.u64 %d2, %d2;
  ld.param.u32 %r1, [KERNEL_p0_n];
  ld.param.u32 %r2, [KERNEL_p0_units];
  mov.u32 %r3, %tid.x;
  mov.u32 %r4, %ctaid.x;
  mov.u32 %r5, %nctaid.x;
  mov.u32 %r6, KERNEL_p0_lanes;
  shl.b32 %r7, %r3, 2;
  add.u32 %r7, %r6, %r7;
$unit:
  setp.ge.u32 %p1, %r4, %r2;
  @%p1 bra $done;
  // r9 bytes from d3 on; r10 sums this thread's.
  shl.b32 %r8, %r4, 15;
  sub.u32 %r9, %r1, %r8;
  min.u32 %r9, %r9, 32768;
  cvt.u64.u32 %d3, %r8;
  add.u64 %d3, %d1, %d3;
  mov.u32 %r10, 0;
  shl.b32 %r11, %r3, 4;
  and.b32 %r12, %r9, 0xfffffff0;
$vector:
  setp.ge.u32 %p2, %r11, %r12;
  @%p2 bra $tail;
  cvt.u64.u32 %d4, %r11;
  add.u64 %d4, %d3, %d4;
  ld.global.nc.v4.u32 {%r13, %r14, %r15, %r16}, [%d4];
  dp4a.u32.u32 %r10, %r13, 0x01010101, %r10;
  dp4a.u32.u32 %r10, %r14, 0x01010101, %r10;
  dp4a.u32.u32 %r10, %r15, 0x01010101, %r10;
  dp4a.u32.u32 %r10, %r16, 0x01010101, %r10;
  add.u32 %r11, %r11, 4096;
  bra $vector;
$tail:
  // At most 15 bytes, one for each thread.
  add.u32 %r11, %r12, %r3;
  setp.ge.u32 %p3, %r11, %r9;
  @%p3 bra $lanes;
  cvt.u64.u32 %d4, %r11;
  add.u64 %d4, %d3, %d4;
  ld.global.nc.u8 %r13, [%d4];
  add.u32 %r10, %r10, %r13;
$lanes:
  st.shared.u32 [%r7], %r10;
  mov.u32 %r17, 128;
$halve:
  bar.sync 0;
  setp.ge.u32 %p4, %r3, %r17;
  @%p4 bra $next;
  shl.b32 %r18, %r17, 2;
  add.u32 %r18, %r7, %r18;
  ld.shared.u32 %r19, [%r18];
  add.u32 %r10, %r10, %r19;
  st.shared.u32 [%r7], %r10;
$next:
  shr.u32 %r17, %r17, 1;
  setp.ne.u32 %p5, %r17, 0;
  @%p5 bra $halve;
  setp.ne.u32 %p6, %r3, 0;
  @%p6 bra $step;
  cvt.u64.u32 %d5, %r10;
  mul.wide.u32 %d6, %r4, 8;
  add.u64 %d6, %d2, %d6;
  st.global.u64 [%d6], %d5;
$step:
  bar.sync 0;
  add.u32 %r4, %r4, %r5;
  bra $unit;
$done:
  ret;
}

.visible .entry KERNEL_p1(
  .param .u64 .ptr .align 16 KERNEL_p1_partial,
  .param .u64 .ptr .align 16 KERNEL_p1_result,
  .param .u32 KERNEL_p1_units
)
.maxntid 256, 1, 1
{
  .reg .pred %p<5>;
  .reg .b32 %r<9>;
  .reg .b64 %d<7>;
  .shared .align 16 .b8 KERNEL_p1_lanes[2048];
  ld.param.u64 %d1, [KERNEL_p1_partial];
  cvta.to.global.u64 %d1, %d1;
  ld.param.u64 %d2, [KERNEL_p1_result];
  cvta.to.global.u64 %d2, %d2;
  ld.param.u32 %r1, [KERNEL_p1_units];
  mov.u32 %r2, %tid.x;
  mov.u32 %r3, KERNEL_p1_lanes;
  shl.b32 %r4, %r2, 3;
  add.u32 %r4, %r3, %r4;
  mov.u64 %d3, 0;
  mov.u32 %r5, %r2;
$partial:
  setp.ge.u32 %p1, %r5, %r1;
  @%p1 bra $lanes;
  mul.wide.u32 %d4, %r5, 8;
  add.u64 %d4, %d1, %d4;
  ld.global.nc.u64 %d5, [%d4];
  add.u64 %d3, %d3, %d5;
  add.u32 %r5, %r5, 256;
  bra $partial;
$lanes:
  st.shared.u64 [%r4], %d3;
  mov.u32 %r6, 128;
$halve:
  bar.sync 0;
  setp.ge.u32 %p2, %r2, %r6;
  @%p2 bra $next;
  shl.b32 %r7, %r6, 3;
  add.u32 %r7, %r4, %r7;
  ld.shared.u64 %d6, [%r7];
  add.u64 %d3, %d3, %d6;
  st.shared.u64 [%r4], %d3;
$next:
  shr.u32 %r6, %r6, 1;
  setp.ne.u32 %p3, %r6, 0;
  @%p3 bra $halve;
  setp.ne.u32 %p4, %r2, 0;
  @%p4 bra $done;
  st.global.u64 [%d2], %d3;
$done:
  ret;
}
)ptx";

/// p0(data, partial, n, units): each of the 8 warps counts byte values in a table
/// of its own, so that warps never wait for each other; then the 256 counts of
/// all tables are added into 96 bins.
/// p1(partial, bins, units): thread k adds up bin k.
const llvm::StringLiteral backend::kHistogramText = R"ptx(
.visible .entry KERNEL_p0(
  .param .u64 .ptr .align 16 KERNEL_p0_data,
  .param .u64 .ptr .align 16 KERNEL_p0_partial,
  .param .u32 KERNEL_p0_n,
  .param .u32 KERNEL_p0_units
)
.maxntid 256, 1, 1
{
  .reg .pred %p<6>;
  .reg .b32 %r<36>;
  .reg .b64 %d<7>;
  .shared .align 16 .b8 KERNEL_p0_tables[8192];
  .shared .align 16 .b8 KERNEL_p0_bins[384];
  ld.param.u64 %d1, [KERNEL_p0_data];
  cvta.to.global.u64 %d1, %d1;
  ld.param.u64 %d2, [KERNEL_p0_partial];
  cvta.to.global.u64 %d2, %d2;
  ld.param.u32 %r1, [KERNEL_p0_n];
  ld.param.u32 %r2, [KERNEL_p0_units];
  mov.u32 %r3, %tid.x;
  mov.u32 %r4, %ctaid.x;
  mov.u32 %r5, %nctaid.x;
  mov.u32 %r6, KERNEL_p0_tables;
  // r7: the warp's table; r8: what this thread clears; r9: its byte value's count.
  shr.u32 %r7, %r3, 5;
  shl.b32 %r7, %r7, 10;
  add.u32 %r7, %r6, %r7;
  shl.b32 %r8, %r3, 5;
  add.u32 %r8, %r6, %r8;
  shl.b32 %r9, %r3, 2;
  mov.u32 %r10, KERNEL_p0_bins;
  add.u32 %r11, %r10, %r9;
  add.u32 %r9, %r6, %r9;
  // r12: the bin of byte value tid.
  rem.u32 %r12, %r3, 96;
  shl.b32 %r12, %r12, 2;
  add.u32 %r12, %r10, %r12;
  setp.ge.u32 %p1, %r3, 96;
$unit:
  setp.ge.u32 %p2, %r4, %r2;
  @%p2 bra $done;
  mov.u32 %r13, 0;
  st.shared.v4.u32 [%r8], {%r13, %r13, %r13, %r13};
  st.shared.v4.u32 [%r8+16], {%r13, %r13, %r13, %r13};
  @%p1 bra $cleared;
  st.shared.u32 [%r11], %r13;
$cleared:
  bar.sync 0;
  shl.b32 %r14, %r4, 15;
  sub.u32 %r15, %r1, %r14;
  min.u32 %r15, %r15, 32768;
  cvt.u64.u32 %d3, %r14;
  add.u64 %d3, %d1, %d3;
  shl.b32 %r16, %r3, 4;
  and.b32 %r17, %r15, 0xfffffff0;
$vector:
  setp.ge.u32 %p3, %r16, %r17;
  @%p3 bra $tail;
  cvt.u64.u32 %d4, %r16;
  add.u64 %d4, %d3, %d4;
  ld.global.nc.v4.u32 {%r18, %r19, %r20, %r21}, [%d4];
COUNT(%r18)COUNT(%r19)COUNT(%r20)COUNT(%r21)  add.u32 %r16, %r16, 4096;
  bra $vector;
$tail:
  add.u32 %r16, %r17, %r3;
  setp.ge.u32 %p4, %r16, %r15;
  @%p4 bra $counted;
  cvt.u64.u32 %d4, %r16;
  add.u64 %d4, %d3, %d4;
  ld.global.nc.u8 %r22, [%d4];
  shl.b32 %r22, %r22, 2;
  add.u32 %r22, %r7, %r22;
  red.relaxed.cta.shared.add.u32 [%r22], 1;
$counted:
  bar.sync 0;
  ld.shared.u32 %r26, [%r9];
  ld.shared.u32 %r27, [%r9+1024];
  ld.shared.u32 %r28, [%r9+2048];
  ld.shared.u32 %r29, [%r9+3072];
  ld.shared.u32 %r30, [%r9+4096];
  ld.shared.u32 %r31, [%r9+5120];
  ld.shared.u32 %r32, [%r9+6144];
  ld.shared.u32 %r33, [%r9+7168];
  add.u32 %r26, %r26, %r27;
  add.u32 %r28, %r28, %r29;
  add.u32 %r30, %r30, %r31;
  add.u32 %r32, %r32, %r33;
  add.u32 %r26, %r26, %r28;
  add.u32 %r30, %r30, %r32;
  add.u32 %r26, %r26, %r30;
  red.relaxed.cta.shared.add.u32 [%r12], %r26;
  bar.sync 0;
  @%p1 bra $step;
  ld.shared.u32 %r34, [%r11];
  cvt.u64.u32 %d5, %r34;
  mad.lo.u32 %r35, %r4, 96, %r3;
  mul.wide.u32 %d6, %r35, 8;
  add.u64 %d6, %d2, %d6;
  st.global.u64 [%d6], %d5;
$step:
  bar.sync 0;
  add.u32 %r4, %r4, %r5;
  bra $unit;
$done:
  ret;
}

.visible .entry KERNEL_p1(
  .param .u64 .ptr .align 16 KERNEL_p1_partial,
  .param .u64 .ptr .align 16 KERNEL_p1_bins,
  .param .u32 KERNEL_p1_units
)
.maxntid 256, 1, 1
{
  .reg .pred %p<3>;
  .reg .b32 %r<4>;
  .reg .b64 %d<6>;
  ld.param.u64 %d1, [KERNEL_p1_partial];
  cvta.to.global.u64 %d1, %d1;
  ld.param.u64 %d2, [KERNEL_p1_bins];
  cvta.to.global.u64 %d2, %d2;
  ld.param.u32 %r1, [KERNEL_p1_units];
  mov.u32 %r2, %tid.x;
  setp.ge.u32 %p1, %r2, 96;
  @%p1 bra $done;
  mul.wide.u32 %d3, %r2, 8;
  add.u64 %d2, %d2, %d3;
  add.u64 %d1, %d1, %d3;
  mov.u64 %d4, 0;
  mov.u32 %r3, 0;
$partial:
  setp.ge.u32 %p2, %r3, %r1;
  @%p2 bra $store;
  ld.global.nc.u64 %d5, [%d1];
  add.u64 %d4, %d4, %d5;
  add.u64 %d1, %d1, 768;
  add.u32 %r3, %r3, 1;
  bra $partial;
$store:
  st.global.u64 [%d2], %d4;
$done:
  ret;
}
)ptx";
