//===- Conserved.cpp - Group l2-conserved ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Delta, window check, conserved memset and memcpy of one structure.
//===----------------------------------------------------------------------===//
#include "Report.h"

#include "Yardsticks.h"

#include <cstring>

using namespace atlas;
using namespace atlas::bench;
namespace yard = atlas::yardstick;

namespace {

constexpr size_t kSize = ATLAS_STRUCTURE_SIZE;
/// A length that is no multiple of 96, so that the last byte is corrected.
constexpr size_t kOdd = kSize - 1;

const char *const kScalar = "scalar words";
const char *const kVector = "AVX-512 intrinsics";
/// Loads and ors every byte and does nothing else: no sum can be faster.
const char *const kRead = "read-only loop";

/// sum(data) mod 96, byte by byte.
unsigned residue(const uint8_t *data, size_t n) {
  uint64_t sum = 0;
  for (size_t i = 0; i < n; ++i)
    sum += data[i];
  return sum % ATLAS_CLASSES;
}

void *(*volatile fillEntry)(void *, int, size_t) = std::memset;

/// A different byte every time.
uint8_t nextValue() {
  static uint8_t value = 0;
  return value += 37;
}

} // namespace

static llvm::Error checkReads(const Structures &d) {
  unsigned before = residue(d.source, kSize), after = residue(d.other, kSize);
  unsigned delta = (after + 96 - before) % 96;
  if (atlas_conserved_delta(d.source, d.other, kSize) != delta ||
      atlas_conserved_delta(d.other, d.source, kSize) != (96 - delta) % 96)
    return wrong("atlas_conserved_delta");
  if (before != 0 || !atlas_conserved_window_check(d.source, kSize) ||
      atlas_conserved_window_check(d.other, kSize) != (after == 0))
    return wrong("atlas_conserved_window_check");
  if (yard::scalar::delta(d.source, d.other, kSize) != delta)
    return wrong("scalar words");
#if ATLAS_YARDSTICK_AVX512
  if (yard::avx512::delta(d.source, d.other, kSize) != delta ||
      !yard::avx512::check(d.source, kSize))
    return wrong("AVX-512 intrinsics");
#endif
  return llvm::Error::success();
}

static llvm::Error checkWrites(const Structures &d) {
  for (size_t n : {kSize, kOdd})
    for (unsigned value = 0; value < 256; ++value) {
      if (atlas_memset_conserved(d.target, value, n) != ATLAS_OK ||
          residue(d.target, n) != 0)
        return wrong("atlas_memset_conserved");
      for (size_t i = 0; i + 1 < n; ++i)
        if (d.target[i] != value)
          return wrong("atlas_memset_conserved");
    }
  if (atlas_memcpy_conserved(d.target, d.source, kSize) != ATLAS_OK ||
      std::memcmp(d.target, d.source, kSize) != 0)
    return wrong("atlas_memcpy_conserved");
  // Refused, and the target stays.
  if (residue(d.other, kSize) != 0 &&
      (atlas_memcpy_conserved(d.target, d.other, kSize) !=
           ATLAS_E_CONSERVATION ||
       std::memcmp(d.target, d.source, kSize) != 0))
    return wrong("atlas_memcpy_conserved");
  return llvm::Error::success();
}

static void measureReads(const Options &options, const Structures &d,
                         Table &table) {
  std::vector<Candidate> list = {
      {"delta", [&] { keep(atlas_conserved_delta(d.source, d.other, kSize)); }},
      {kScalar, [&] { keep(yard::scalar::delta(d.source, d.other, kSize)); }},
#if ATLAS_YARDSTICK_AVX512
      {kVector, [&] { keep(yard::avx512::delta(d.source, d.other, kSize)); }},
#endif
  };
  Report delta(table, options, d, list);
  delta.row("delta, both inputs counted", "delta", 2 * kSize,
            {2.3, 2 * kSize, 0});
  delta.against("delta, both inputs counted", "delta", kScalar, 2 * kSize);
  if (delta.measured().has(kVector))
    delta.against("delta, both inputs counted", "delta", kVector, 2 * kSize);
  delta.plain(kScalar, 2 * kSize);

  list = {
      {"check", [&] { keep(atlas_conserved_window_check(d.source, kSize)); }},
      {kRead, [&] { keep(yard::readStream(d.source, kSize, false)); }},
#if ATLAS_YARDSTICK_AVX512
      {kVector, [&] { keep(yard::avx512::check(d.source, kSize)); }},
#endif
  };
  Report check(table, options, d, list);
  check.row("window check", "check", kSize, {2.3, kSize, 0});
  if (check.measured().has(kVector))
    check.against("window check", "check", kVector, kSize);
  check.row("- read-only loop", kRead, kSize, {0, kSize, 0});
}

static void measureWrites(const Options &options, const Structures &d,
                          Table &table) {
  std::vector<Candidate> list = {
      {"fill",
       [&] { keep(atlas_memset_conserved(d.target, nextValue(), kSize)); }},
      {"fill, fixup",
       [&] { keep(atlas_memset_conserved(d.target, nextValue(), kOdd)); }},
      {"memset", [&] { keep(fillEntry(d.target, nextValue(), kSize)); }}};
  Report fill(table, options, d, list);
  fill.row("memset, 12,288 bytes", "fill", kSize, {0.95, 0, kSize});
  fill.against("memset, 12,288 bytes", "fill", "memset", kSize);
  fill.row("memset, 12,287 bytes, last byte corrected", "fill, fixup", kOdd,
           {0.95, 0, kOdd});
  fill.plain("memset", kSize);

  list = {
      {"copy",
       [&] { keep(atlas_memcpy_conserved(d.target, d.source, kSize)); }},
#if ATLAS_YARDSTICK_AVX512
      {kVector,
       [&] {
         if (yard::avx512::check(d.source, kSize))
           yard::avx512::copy(d.source, d.target, kSize);
       }},
#endif
  };
  Report copy(table, options, d, list);
  copy.row("memcpy, conserved source", "copy", kSize,
           {0.9, kSize, kSize, kSize});
  if (copy.measured().has(kVector))
    copy.against("memcpy, conserved source", "copy", kVector, kSize);
  copy.plain(kCopy, kSize);
  copy.noteClock();
}

llvm::Error atlas::bench::measureConserved(const Options &options,
                                           Table &table) {
  Structures data;
  if (llvm::Error error = checkReads(data))
    return error;
  if (llvm::Error error = checkWrites(data))
    return error;
  table.section("One structure in the first-level cache, ratio of rates");
  measureReads(options, data, table);
  measureWrites(options, data, table);
  return llvm::Error::success();
}
