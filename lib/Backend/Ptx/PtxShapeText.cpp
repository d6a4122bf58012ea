//===- PtxShapeText.cpp - PTX of the shapes -----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PtxShapeText.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

/// dp4a with ones adds four bytes; lanes are added up in shared memory. A unit's
/// sum is below 2^23.
constexpr llvm::StringLiteral kByteSumPartial = R"ptx(
  mov.u32 %r6, ENTRY_lanes;
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
)ptx";

/// The same over 64-bit partial sums.
constexpr llvm::StringLiteral kByteSumFinal = R"ptx(
  mov.u32 %r3, ENTRY_lanes;
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
)ptx";

/// Each of the 8 warps counts byte values in a table of its own, so that warps never
/// wait for each other; then the 256 counts of all tables are added into 96 bins.
constexpr llvm::StringLiteral kHistogramPartial = R"ptx(
  mov.u32 %r6, ENTRY_tables;
  // r7: the warp's table; r8: what this thread clears; r9: its byte value's count.
  shr.u32 %r7, %r3, 5;
  shl.b32 %r7, %r7, 10;
  add.u32 %r7, %r6, %r7;
  shl.b32 %r8, %r3, 5;
  add.u32 %r8, %r6, %r8;
  shl.b32 %r9, %r3, 2;
  mov.u32 %r10, ENTRY_bins;
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
)ptx";

/// Thread k adds up bin k.
constexpr llvm::StringLiteral kHistogramFinal = R"ptx(
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
)ptx";

/// An array in the memory of a workgroup.
struct Shared {
  llvm::StringLiteral name;
  unsigned bytes;
};

/// One entry: what it declares, and what stands between its arguments and `ret`.
struct Entry {
  llvm::StringLiteral out;            ///< the buffer that it writes
  unsigned predicates, words, longs;  ///< registers
  llvm::ArrayRef<Shared> shared;
  llvm::StringLiteral body;
};

constexpr Shared kPartialLanes[] = {{"lanes", 1024}};
constexpr Shared kFinalLanes[] = {{"lanes", 2048}};
constexpr Shared kTables[] = {{"tables", 8192}, {"bins", 384}};

constexpr Entry kByteSum[] = {{"partial", 6, 20, 6, kPartialLanes, kByteSumPartial},
                              {"result", 4, 8, 6, kFinalLanes, kByteSumFinal}};
constexpr Entry kHistogram[] = {{"partial", 5, 35, 6, kTables, kHistogramPartial},
                                {"bins", 2, 3, 5, {}, kHistogramFinal}};

/// The text with the entry's name, and each COUNT(w) as the counting of the four
/// bytes of a word in the warp's table.
std::string fillIn(llvm::StringRef text, llvm::StringRef entry) {
  std::string out;
  text.consume_front("\n");
  while (!text.empty()) {
    auto [before, after] = text.split("COUNT(");
    out += before;
    if (after.empty())
      break;
    auto [word, rest] = after.split(')');
    for (unsigned shift = 0; shift != 32; shift += 8)
      out += llvm::formatv("  bfe.u32 %r22, {0}, {1}, 8;\n"
                           "  shl.b32 %r22, %r22, 2;\n"
                           "  add.u32 %r22, %r7, %r22;\n"
                           "  red.relaxed.cta.shared.add.u32 [%r22], 1;\n",
                           word, shift)
                 .str();
    text = rest;
  }
  for (size_t at = 0; (at = out.find("ENTRY", at)) != std::string::npos;
       at += entry.size())
    out.replace(at, 5, entry.str());
  return out;
}

/// A parameter of an entry, and the register it is loaded into.
struct Argument {
  llvm::StringLiteral name;
  bool isBuffer;
};

/// Entry 0 is (data, out, n, units), entry 1 (partial, out, units): d1, d2, r1, r2;
/// behind them the thread, and for entry 0 the workgroup and their number.
std::string printEntry(llvm::StringRef kernel, unsigned index, const Entry &entry) {
  std::string name = (kernel + "_p" + llvm::Twine(index)).str();
  llvm::SmallVector<Argument, 4> arguments = {{"partial", true}, {entry.out, true}};
  if (index == 0)
    arguments = {{"data", true}, {entry.out, true}, {"n", false}};
  arguments.push_back({"units", false});

  std::string loads;
  llvm::SmallVector<std::string, 4> declared;
  unsigned longs = 0, words = 0;
  for (const Argument &one : arguments) {
    std::string symbol = (name + "_" + one.name).str();
    if (one.isBuffer) {
      declared.push_back("  .param .u64 .ptr .align 16 " + symbol);
      loads += llvm::formatv("  ld.param.u64 %d{0}, [{1}];\n"
                             "  cvta.to.global.u64 %d{0}, %d{0};\n",
                             ++longs, symbol);
    } else {
      declared.push_back("  .param .u32 " + symbol);
      loads += llvm::formatv("  ld.param.u32 %r{0}, [{1}];\n", ++words, symbol);
    }
  }
  llvm::StringRef indices[] = {"%tid.x", "%ctaid.x", "%nctaid.x"};
  for (llvm::StringRef special : llvm::ArrayRef(indices).take_front(index == 0 ? 3 : 1))
    loads += llvm::formatv("  mov.u32 %r{0}, {1};\n", ++words, special);
  std::string shared;
  for (const Shared &one : entry.shared)
    shared += llvm::formatv("  .shared .align 16 .b8 {0}_{1}[{2}];\n", name, one.name,
                            one.bytes);
  return llvm::formatv("\n.visible .entry {0}(\n{1}\n)\n.maxntid 256, 1, 1\n{{\n"
                       "  .reg .pred %p<{2}>;\n  .reg .b32 %r<{3}>;\n"
                       "  .reg .b64 %d<{4}>;\n{5}{6}{7}$done:\n  ret;\n}\n",
                       name, llvm::join(declared, ",\n"), entry.predicates + 1,
                       entry.words + 1, entry.longs + 1, shared, loads,
                       fillIn(entry.body, name))
      .str();
}

std::string print(llvm::StringRef kernel, llvm::ArrayRef<Entry> entries) {
  std::string text;
  for (unsigned index = 0; index != entries.size(); ++index)
    text += printEntry(kernel, index, entries[index]);
  return text;
}

} // namespace

std::string backend::printByteSum(llvm::StringRef kernel) { return print(kernel, kByteSum); }
std::string backend::printHistogram(llvm::StringRef kernel) {
  return print(kernel, kHistogram);
}
