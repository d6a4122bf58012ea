//===- SumsAVX2.cpp - Byte sums and classes with AVX2 ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// As SumsAVX512.cpp with 32-byte vectors and scalar tails.
//===----------------------------------------------------------------------===//
#include "Yardsticks.h"

#if defined(__AVX2__)
#include <immintrin.h>

namespace {

inline __m256i load(const uint8_t *p) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i *>(p));
}

inline __m256i sad(const uint8_t *p) {
  return _mm256_sad_epu8(load(p), _mm256_setzero_si256());
}

inline __m256i classes(__m256i b) {
  const __m256i m = _mm256_set1_epi8(96);
  b = _mm256_min_epu8(b, _mm256_sub_epi8(b, m));
  return _mm256_min_epu8(b, _mm256_sub_epi8(b, m));
}

/// Sums of `Streams` ranges of the same length in one pass.
template <unsigned Streams>
inline void sums(const uint8_t *const (&p)[Streams], size_t n,
                 uint64_t (&out)[Streams]) {
  __m256i acc[Streams][4];
  for (auto &stream : acc)
    for (__m256i &a : stream)
      a = _mm256_setzero_si256();
  size_t i = 0;
  for (; i + 128 <= n; i += 128)
    for (unsigned s = 0; s < Streams; ++s)
      for (unsigned k = 0; k < 4; ++k)
        acc[s][k] = _mm256_add_epi64(acc[s][k], sad(p[s] + i + k * 32));
  for (; i + 32 <= n; i += 32)
    for (unsigned s = 0; s < Streams; ++s)
      acc[s][0] = _mm256_add_epi64(acc[s][0], sad(p[s] + i));
  for (unsigned s = 0; s < Streams; ++s) {
    __m256i a = _mm256_add_epi64(_mm256_add_epi64(acc[s][0], acc[s][1]),
                                 _mm256_add_epi64(acc[s][2], acc[s][3]));
    __m128i h = _mm_add_epi64(_mm256_castsi256_si128(a),
                              _mm256_extracti128_si256(a, 1));
    out[s] = uint64_t(_mm_cvtsi128_si64(h)) + uint64_t(_mm_extract_epi64(h, 1));
    for (size_t t = i; t < n; ++t)
      out[s] += p[s][t];
  }
}

} // namespace

namespace atlas::yardstick::avx2 {

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
  for (; i + 128 <= n; i += 128)
    for (unsigned k = 0; k < 128; k += 32)
      _mm256_storeu_si256(reinterpret_cast<__m256i *>(out + i + k),
                          classes(load(data + i + k)));
  for (; i + 32 <= n; i += 32)
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(out + i),
                        classes(load(data + i)));
  for (; i < n; ++i)
    out[i] = data[i] % 96;
}

} // namespace atlas::yardstick::avx2
#endif
