//===- Yardsticks.h - Hand-written code the compiler is held to -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The honest bar for generated code: the best intrinsics (AVX-512, AVX2) and
// scalar forms that a person would write for the library kernels.
//
// Compiled with clang -O3 -march=native in objects of their own; used by
// atlas-host-bench and atlas-library-bench only. A function exists only where the compiler's host has
// the instructions: the macros at the end say which do; AVX2 is a condition for
// building the benchmark at all.
// All take any length and alignment unless a comment says otherwise, and read
// and write nothing outside their ranges.
//
// Thread rule: no state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BENCH_YARDSTICKS_H
#define ATLAS_BENCH_YARDSTICKS_H

#include <cstddef>
#include <cstdint>

namespace atlas::yardstick {

// AVX-512 (F, BW, VL; histograms also VBMI, GFNI, VPOPCNTDQ).
namespace avx512 {
uint64_t sum(const uint8_t *data, size_t n);
bool check(const uint8_t *data, size_t n);
uint8_t delta(const uint8_t *before, const uint8_t *after, size_t n);
void classify(const uint8_t *data, uint8_t *classes, size_t n);
/// No overlap.
void copy(const uint8_t *data, uint8_t *out, size_t n);
/// 96 u16 bins for each of `pages` pages of 256 bytes.
void histogramPages(const uint8_t *data, size_t pages, uint16_t *bins);
/// 96 u64 bins for the whole range.
void histogram(const uint8_t *data, size_t n, uint64_t *bins);
} // namespace avx512

// AVX2.
namespace avx2 {
uint64_t sum(const uint8_t *data, size_t n);
bool check(const uint8_t *data, size_t n);
uint8_t delta(const uint8_t *before, const uint8_t *after, size_t n);
void classify(const uint8_t *data, uint8_t *classes, size_t n);
} // namespace avx2

// Scalar code as good as it gets without vectors (the fold of the tables may be
// vectorised by the compiler).
namespace scalar {
/// Eight bytes at a time in one 64-bit register.
uint8_t delta(const uint8_t *before, const uint8_t *after, size_t n);
/// Four u16[256] tables a page.
void histogramPages(const uint8_t *data, size_t pages, uint16_t *bins);
/// Eight u32[256] tables.
void histogram(const uint8_t *data, size_t n, uint64_t *bins);
} // namespace scalar

/// Reads every byte and returns their or: what memory can deliver. With and
/// without software prefetch; the better one is the roof.
uint64_t readStream(const uint8_t *data, size_t n, bool prefetch);

/// Which groups this build has (the compiler's host decides).
#if defined(__AVX512BW__) && defined(__AVX512VL__)
#define ATLAS_YARDSTICK_AVX512 1
#else
#define ATLAS_YARDSTICK_AVX512 0
#endif
#if defined(__AVX512VBMI__) && defined(__GFNI__) && defined(__AVX512VPOPCNTDQ__)
#define ATLAS_YARDSTICK_BITSLICE 1
#else
#define ATLAS_YARDSTICK_BITSLICE 0
#endif

} // namespace atlas::yardstick

#endif // ATLAS_BENCH_YARDSTICKS_H
