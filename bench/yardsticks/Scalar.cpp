//===- Scalar.cpp - Sums in words, table histograms -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums: four 16-bit sums of byte pairs in a word, folded before they overflow.
// Histograms:
// Several private tables of raw byte counts, so that equal neighbours do not
// wait for each other's store; the fold to classes comes once per page or
// range.
//===----------------------------------------------------------------------===//
#include "Yardsticks.h"

#include <cstring>

/// sum(data), without vectors.
static uint64_t wordSum(const uint8_t *data, size_t n) {
  constexpr uint64_t even = 0x00FF00FF00FF00FFu;
  uint64_t sum = 0;
  size_t i = 0;
  while (n - i >= 8) {
    // A word adds at most 510 to each lane: 128 of them stay below 2^16.
    size_t end = n - i < 1024 ? n - (n - i) % 8 : i + 1024;
    uint64_t lanes = 0;
#if defined(__clang__)
#pragma clang loop vectorize(disable) unroll_count(4)
#endif
    for (; i < end; i += 8) {
      uint64_t w;
      std::memcpy(&w, data + i, 8);
      lanes += (w & even) + (w >> 8 & even);
    }
    lanes = (lanes & 0x0000FFFF0000FFFFu) + (lanes >> 16 & 0x0000FFFF0000FFFFu);
    sum += (lanes & 0xFFFFFFFFu) + (lanes >> 32);
  }
  for (; i < n; ++i)
    sum += data[i];
  return sum;
}

uint8_t atlas::yardstick::scalar::delta(const uint8_t *before,
                                        const uint8_t *after, size_t n) {
  return (wordSum(after, n) % 96 + 96 - wordSum(before, n) % 96) % 96;
}

void atlas::yardstick::scalar::histogramPages(const uint8_t *data, size_t pages,
                                              uint16_t *bins) {
  for (size_t page = 0; page < pages; ++page, data += 256, bins += 96) {
    uint16_t t[4][256] = {};
    for (unsigned i = 0; i < 256; i += 8) {
      uint64_t w;
      std::memcpy(&w, data + i, 8);
      ++t[0][w & 255];
      ++t[1][w >> 8 & 255];
      ++t[2][w >> 16 & 255];
      ++t[3][w >> 24 & 255];
      ++t[0][w >> 32 & 255];
      ++t[1][w >> 40 & 255];
      ++t[2][w >> 48 & 255];
      ++t[3][w >> 56];
    }
    auto raw = [&](unsigned b) {
      return uint16_t(t[0][b] + t[1][b] + t[2][b] + t[3][b]);
    };
    for (unsigned r = 0; r < 64; ++r)
      bins[r] = raw(r) + raw(r + 96) + raw(r + 192);
    for (unsigned r = 64; r < 96; ++r)
      bins[r] = raw(r) + raw(r + 96);
  }
}

void atlas::yardstick::scalar::histogram(const uint8_t *data, size_t n,
                                         uint64_t *bins) {
  uint64_t raw[256] = {};
  size_t i = 0;
  while (i < n) {
    // At most 2^31 bytes a turn: no 32-bit counter can wrap.
    size_t end = n - i > (size_t(1) << 31) ? i + (size_t(1) << 31) : n;
    uint32_t t[8][256] = {};
    for (; i + 8 <= end; i += 8) {
      uint64_t w;
      std::memcpy(&w, data + i, 8);
      ++t[0][w & 255];
      ++t[1][w >> 8 & 255];
      ++t[2][w >> 16 & 255];
      ++t[3][w >> 24 & 255];
      ++t[4][w >> 32 & 255];
      ++t[5][w >> 40 & 255];
      ++t[6][w >> 48 & 255];
      ++t[7][w >> 56];
    }
    for (; i < end; ++i)
      ++t[0][data[i]];
    for (unsigned b = 0; b < 256; ++b)
      for (unsigned k = 0; k < 8; ++k)
        raw[b] += t[k][b];
  }
  for (unsigned r = 0; r < 96; ++r)
    bins[r] = raw[r] + raw[r + 96] + (r < 64 ? raw[r + 192] : 0);
}
