//===- SumsAVX512.cpp - Byte sums and classes with AVX-512 ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums by vpsadbw into four independent accumulators, classes by two steps of
// min(b, b - 96); tails by masked loads and stores, so nothing is over-read.
//===----------------------------------------------------------------------===//
#include "Yardsticks.h"

#if defined(__AVX512BW__) && defined(__AVX512VL__)
#include <immintrin.h>

namespace {

inline __m512i sad(__m512i bytes) {
  return _mm512_sad_epu8(bytes, _mm512_setzero_si512());
}

inline __m512i classes(__m512i b) {
  const __m512i m = _mm512_set1_epi8(96);
  b = _mm512_min_epu8(b, _mm512_sub_epi8(b, m));
  return _mm512_min_epu8(b, _mm512_sub_epi8(b, m));
}

/// Mask of the low n lanes, n < 64.
inline __mmask64 low(size_t n) { return (__mmask64(1) << n) - 1; }

/// Sums of `Streams` ranges of the same length in one pass.
template <unsigned Streams>
inline void sums(const uint8_t *const (&p)[Streams], size_t n,
                 uint64_t (&out)[Streams]) {
  __m512i acc[Streams][4];
  for (auto &stream : acc)
    for (__m512i &a : stream)
      a = _mm512_setzero_si512();
  size_t i = 0;
  for (; i + 256 <= n; i += 256)
    for (unsigned s = 0; s < Streams; ++s)
      for (unsigned k = 0; k < 4; ++k)
        acc[s][k] = _mm512_add_epi64(
            acc[s][k], sad(_mm512_loadu_si512(p[s] + i + k * 64)));
  for (; i + 64 <= n; i += 64)
    for (unsigned s = 0; s < Streams; ++s)
      acc[s][0] =
          _mm512_add_epi64(acc[s][0], sad(_mm512_loadu_si512(p[s] + i)));
  for (unsigned s = 0; s < Streams; ++s) {
    if (i < n)
      acc[s][1] = _mm512_add_epi64(
          acc[s][1], sad(_mm512_maskz_loadu_epi8(low(n - i), p[s] + i)));
    out[s] = _mm512_reduce_add_epi64(
        _mm512_add_epi64(_mm512_add_epi64(acc[s][0], acc[s][1]),
                         _mm512_add_epi64(acc[s][2], acc[s][3])));
  }
}

} // namespace

namespace atlas::yardstick::avx512 {

uint64_t sum(const uint8_t *data, size_t n) {
  uint64_t out[1];
  sums<1>({data}, n, out);
  return out[0];
}

bool check(const uint8_t *data, size_t n) { return sum(data, n) % 96 == 0; }

uint8_t delta(const uint8_t *before, const uint8_t *after, size_t n) {
  uint64_t out[2];
  sums<2>({before, after}, n, out);
  return (out[1] % 96 + 96 - out[0] % 96) % 96;
}

void classify(const uint8_t *data, uint8_t *out, size_t n) {
  size_t i = 0;
  for (; i + 256 <= n; i += 256)
    for (unsigned k = 0; k < 256; k += 64)
      _mm512_storeu_si512(out + i + k,
                          classes(_mm512_loadu_si512(data + i + k)));
  for (; i + 64 <= n; i += 64)
    _mm512_storeu_si512(out + i, classes(_mm512_loadu_si512(data + i)));
  if (i < n)
    _mm512_mask_storeu_epi8(
        out + i, low(n - i),
        classes(_mm512_maskz_loadu_epi8(low(n - i), data + i)));
}

} // namespace atlas::yardstick::avx512
#endif
