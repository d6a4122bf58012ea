//===- HistogramAVX512.cpp - Bit-sliced 96-bin histograms -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counts classes (b mod 96) without tables, at the same speed for any data.
//
// 96 = 3 * 32, so the class of b is (b & 31) + 32 * ((b >> 5) mod 3). For each
// 64 bytes two byte look-ups give one-hot codes, and two bit transposes turn
// them into 64-bit sets of positions:
//
//   low   lane j = positions with b & 7 == j            3 operations
//   mid   four sets, (b >> 3) & 3 == m    } one look-up  4 operations,
//   upper two sets, (b >> 5) mod 3 == u   }              stored
//   V[m] = low & mid[m]                                  4 ands
//   count V[m], V[m] & upper[0], V[m] & upper[1]         8 ands, 12 popcounts,
//                                                        12 adds
//
// The 12 counters of 8 lanes are all 96 classes, the third third (u = 2) by
// subtraction. 43 vector operations per 64 bytes. mid and upper are read back as
// broadcast memory operands, which cost no vector unit; a register broadcast
// would cost eight shuffles. A page of 256 bytes takes 4 * 43 - 12 (its first
// counts need no add) + 9 (pack to words) + 2 (subtract) = 171 operations and
// 7 stores: 86 cycles on a core with two 512-bit operations a cycle.
//
// The chain look-up, transpose, permute, store, reload is about 40 cycles long,
// more than the scheduler of a Zen 4 covers, so sets are prepared two blocks
// ahead of the counting: 1.3 times faster than the straight order. Rejected
// variants and their times are in docs/benchmarks/host.md.
//===----------------------------------------------------------------------===//
#include "Yardsticks.h"

#if ATLAS_YARDSTICK_BITSLICE
#include <immintrin.h>

namespace {

/// Sets of one block that are read as broadcasts: mid 0..3, upper 4..5.
struct alignas(64) Masks {
  int64_t set[8];
};

/// Counts of the twelve combinations; lane j is the low three bits.
struct Counts {
  __m512i total[4], u0[4], u1[4];
};

/// The constant tables. vpermb looks at six index bits only.
struct Tables {
  alignas(64) uint8_t low[64];    ///< by b: one-hot of b & 7
  alignas(64) uint8_t upper[64];  ///< by b >> 3: one-hot of mid, then of upper
  alignas(64) uint8_t gather[64]; ///< byte i of each qword into qword i
};

constexpr Tables makeTables() {
  Tables t{};
  for (unsigned i = 0; i < 64; ++i) {
    unsigned mid = i & 3, u = (i >> 2 & 7) % 3;
    t.low[i] = 1 << (i & 7);
    t.upper[i] = 1 << mid | (u < 2 ? 16 << u : 0);
    t.gather[i] = (i & 7) * 8 + (i >> 3);
  }
  return t;
}
constexpr Tables tables = makeTables();

inline __m512i lookup(const uint8_t (&table)[64], __m512i index) {
  return _mm512_permutexvar_epi8(index, _mm512_load_si512(table));
}

/// Qword i of the result = bit i of all 64 bytes (positions in some order, the
/// same for every call).
inline __m512i transpose(__m512i bytes) {
  // Byte i of the constant selects bit i, so the product is the transpose of the
  // 8x8 bit matrix of each qword (GF2P8AFFINEQB, Intel SDM volume 2).
  const __m512i identity = _mm512_set1_epi64(0x8040201008040201LL);
  __m512i perQword = _mm512_gf2p8affine_epi64_epi8(identity, bytes, 0);
  return _mm512_permutexvar_epi8(_mm512_load_si512(tables.gather), perQword);
}

/// Returns `low` and stores the other sets.
inline __m512i prepare(const uint8_t *data, Masks &masks) {
  __m512i bytes = _mm512_loadu_si512(data);
  // Bit 5 of the index is a neighbour's bit: the table has period 32.
  __m512i high = _mm512_srli_epi16(bytes, 3);
  _mm512_store_si512(masks.set, transpose(lookup(tables.upper, high)));
  // Keeps clang from turning the reloads into register shuffles.
  asm volatile("" : "+m"(masks));
  return transpose(lookup(tables.low, bytes));
}

template <bool First>
inline void count(__m512i &low, const Masks &masks, Counts &counts) {
  __m512i u0 = _mm512_set1_epi64(masks.set[4]);
  __m512i u1 = _mm512_set1_epi64(masks.set[5]);
  for (unsigned m = 0; m < 4; ++m) {
    __m512i v = _mm512_and_si512(low, _mm512_set1_epi64(masks.set[m]));
    __m512i t = _mm512_popcnt_epi64(v);
    __m512i a = _mm512_popcnt_epi64(_mm512_and_si512(v, u0));
    __m512i b = _mm512_popcnt_epi64(_mm512_and_si512(v, u1));
    counts.total[m] = First ? t : _mm512_add_epi64(counts.total[m], t);
    counts.u0[m] = First ? a : _mm512_add_epi64(counts.u0[m], a);
    counts.u1[m] = First ? b : _mm512_add_epi64(counts.u1[m], b);
  }
}

/// Holds the order of preparing and counting in the instruction stream.
inline void pin(__m512i &value) { asm volatile("" : "+v"(value)::"memory"); }

/// The low words of four vectors of qwords, in order.
inline __m512i pack(const __m512i *q) {
  alignas(64) static const uint16_t pairs[32] = {
      0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60};
  alignas(64) static const uint16_t halves[32] = {
      0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
      32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47};
  __m512i idx = _mm512_load_si512(pairs);
  __m512i lo = _mm512_permutex2var_epi16(q[0], idx, q[1]);
  __m512i hi = _mm512_permutex2var_epi16(q[2], idx, q[3]);
  return _mm512_permutex2var_epi16(lo, _mm512_load_si512(halves), hi);
}

} // namespace

void atlas::yardstick::avx512::histogramPages(const uint8_t *data, size_t pages,
                                              uint16_t *bins) {
  if (pages == 0)
    return;
  Masks masks[4];
  __m512i low0 = prepare(data, masks[0]);
  __m512i low1 = prepare(data + 64, masks[1]);
  for (size_t page = 0; page < pages; ++page, bins += 96) {
    Counts counts;
    __m512i low2 = prepare(data + 128, masks[2]);
    count<true>(low0, masks[0], counts);
    pin(low2);
    __m512i low3 = prepare(data + 192, masks[3]);
    count<false>(low1, masks[1], counts);
    pin(low3);
    // Past the last page: prepared again and not used, nothing is over-read.
    if (page + 1 < pages)
      data += 256;
    low0 = prepare(data, masks[0]);
    count<false>(low2, masks[2], counts);
    pin(low0);
    low1 = prepare(data + 64, masks[1]);
    count<false>(low3, masks[3], counts);
    pin(low1);
    __m512i total = pack(counts.total), u0 = pack(counts.u0),
            u1 = pack(counts.u1);
    _mm512_storeu_si512(bins, u0);
    _mm512_storeu_si512(bins + 32, u1);
    _mm512_storeu_si512(bins + 64,
                        _mm512_sub_epi16(_mm512_sub_epi16(total, u0), u1));
  }
}

void atlas::yardstick::avx512::histogram(const uint8_t *data, size_t n,
                                         uint64_t *bins) {
  Counts counts;
  for (unsigned m = 0; m < 4; ++m)
    counts.total[m] = counts.u0[m] = counts.u1[m] = _mm512_setzero_si512();
  size_t i = 0;
  if (n >= 256) {
    Masks masks[4];
    __m512i low0 = prepare(data, masks[0]);
    __m512i low1 = prepare(data + 64, masks[1]);
    for (; i + 256 <= n; i += 256) {
      const uint8_t *block = data + i;
      __m512i low2 = prepare(block + 128, masks[2]);
      count<false>(low0, masks[0], counts);
      pin(low2);
      __m512i low3 = prepare(block + 192, masks[3]);
      count<false>(low1, masks[1], counts);
      pin(low3);
      if (i + 512 <= n)
        block += 256;
      low0 = prepare(block, masks[0]);
      count<false>(low2, masks[2], counts);
      pin(low0);
      low1 = prepare(block + 64, masks[1]);
      count<false>(low3, masks[3], counts);
      pin(low1);
    }
  }
  for (; i + 64 <= n; i += 64) {
    Masks masks;
    __m512i low = prepare(data + i, masks);
    count<false>(low, masks, counts);
  }
  for (unsigned m = 0; m < 4; ++m) {
    __m512i u2 = _mm512_sub_epi64(
        _mm512_sub_epi64(counts.total[m], counts.u0[m]), counts.u1[m]);
    _mm512_storeu_si512(bins + m * 8, counts.u0[m]);
    _mm512_storeu_si512(bins + 32 + m * 8, counts.u1[m]);
    _mm512_storeu_si512(bins + 64 + m * 8, u2);
  }
  for (; i < n; ++i)
    ++bins[data[i] % 96];
}
#endif
