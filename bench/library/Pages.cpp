//===- Pages.cpp - Group l3-pages -----------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Classification and histogram by calls with one page each: the 48 pages of a
// structure in the first-level cache, and 256 MiB from memory.
//===----------------------------------------------------------------------===//
#include "Report.h"

#include "Yardsticks.h"

#include <algorithm>
#include <cstring>

using namespace atlas;
using namespace atlas::bench;
namespace yard = atlas::yardstick;

namespace {

constexpr size_t kSize = ATLAS_STRUCTURE_SIZE, kPage = ATLAS_PAGE_SIZE;
constexpr size_t kStream = size_t(256) << 20;

const char *const kCallBar = "AVX-512, page by page";
const char *const kWholeBar = "AVX-512, one call";

void classify(const uint8_t *in, uint8_t *out, size_t n) {
  for (size_t i = 0; i < n; i += kPage)
    atlas_r96_classify_page(in + i, out + i);
}

void histogram(const uint8_t *in, uint16_t *bins, size_t n) {
  for (size_t i = 0; i < n; i += kPage, bins += ATLAS_CLASSES)
    atlas_r96_histogram_page(in + i, bins);
}

bool classesRight(const uint8_t *in, const uint8_t *out, size_t n) {
  for (size_t i = 0; i < n; ++i)
    if (out[i] != in[i] % ATLAS_CLASSES)
      return false;
  return true;
}

bool binsRight(const uint8_t *in, const uint16_t *bins, size_t n) {
  for (size_t i = 0; i < n; i += kPage, bins += ATLAS_CLASSES) {
    uint16_t want[ATLAS_CLASSES] = {};
    for (size_t k = 0; k < kPage; ++k)
      ++want[in[i + k] % ATLAS_CLASSES];
    if (std::memcmp(bins, want, sizeof(want)) != 0)
      return false;
  }
  return true;
}

} // namespace

static llvm::Error check(const Structures &d) {
  auto *bins = reinterpret_cast<uint16_t *>(d.target);
  classify(d.source, d.target, kSize);
  if (!classesRight(d.source, d.target, kSize))
    return wrong("atlas_r96_classify_page");
  histogram(d.source, bins, kSize);
  if (!binsRight(d.source, bins, kSize))
    return wrong("atlas_r96_histogram_page");
#if ATLAS_YARDSTICK_AVX512
  yard::avx512::classify(d.source, d.target, kSize);
  if (!classesRight(d.source, d.target, kSize))
    return wrong("AVX-512 classify");
#endif
#if ATLAS_YARDSTICK_BITSLICE
  yard::avx512::histogramPages(d.source, kSize / kPage, bins);
  if (!binsRight(d.source, bins, kSize))
    return wrong("AVX-512 histogram");
#endif
  return llvm::Error::success();
}

/// The intrinsics, as many calls as ours and then one for everything.
static void addBars(Report &report, const std::string &what,
                    const std::string &name) {
  for (const char *bar : {kCallBar, kWholeBar})
    if (report.measured().has(bar))
      report.against(what, name, bar, kSize);
}

static void measureCache(const Options &options, const Structures &d,
                         Table &table) {
  auto *bins = reinterpret_cast<uint16_t *>(d.target);
  std::vector<Candidate> list = {
      {"classify", [&] { classify(d.source, d.target, kSize); }},
#if ATLAS_YARDSTICK_AVX512
      {kCallBar,
       [&] {
         for (size_t i = 0; i < kSize; i += kPage)
           yard::avx512::classify(d.source + i, d.target + i, kPage);
       }},
      {kWholeBar, [&] { yard::avx512::classify(d.source, d.target, kSize); }},
#endif
  };
  Report classes(table, options, d, list);
  table.section("48 page calls in the first-level cache, ratio of rates");
  classes.row("classify", "classify", kSize, {1.0, kSize, kSize});
  addBars(classes, "classify", "classify");

  list = {
      {"histogram", [&] { histogram(d.source, bins, kSize); }},
#if ATLAS_YARDSTICK_BITSLICE
      {kCallBar,
       [&] {
         for (size_t i = 0; i < kSize / kPage; ++i)
           yard::avx512::histogramPages(d.source + i * kPage, 1,
                                        bins + i * ATLAS_CLASSES);
       }},
      {kWholeBar,
       [&] { yard::avx512::histogramPages(d.source, kSize / kPage, bins); }},
#endif
      {"classify", [&] { classify(d.source, d.target, kSize); }}};
  Report histograms(table, options, d, list);
  histograms.row("histogram", "histogram", kSize, {0.085});
  addBars(histograms, "histogram", "histogram");
  histograms.against("histogram", "histogram", "classify", kSize, 0.8);
  histograms.plain(kCopy, kSize);
  histograms.noteClock();
}

static llvm::Error measureStream(const Options &options, Table &table) {
  // Two blocks whose distance is 2,112 modulo 4096, as in the cache.
  constexpr size_t kDistance = kStream + 2048 + 64;
  std::vector<uint8_t> memory = noise(kDistance + kStream + 64);
  uint8_t *in = aligned<uint8_t>(memory), *out = in + kDistance;
  auto *bins = reinterpret_cast<uint16_t *>(out);
  unsigned rounds = std::min(options.rounds, std::max(31u, options.rounds / 3));
  Measurement m({{"classify", [&] { classify(in, out, kStream); }},
                 {"histogram", [&] { histogram(in, bins, kStream); }},
                 {"memcpy",
                  [&] {
                    std::memcpy(out, in, kStream);
                    keep(out);
                  }}},
                rounds, 0);
  histogram(in, bins, kStream);
  if (!binsRight(in, bins, kStream))
    return wrong("atlas_r96_histogram_page");
  classify(in, out, kStream);
  if (!classesRight(in, out, kStream))
    return wrong("atlas_r96_classify_page");
  table.section("256 MiB from memory, 1,048,576 page calls");
  table.add({"classify", m.median("classify"), double(kStream),
             "memcpy of 256 MiB", m.speedup("classify", "memcpy"), 0});
  table.add({"histogram", m.median("histogram"), double(kStream),
             "memcpy of 256 MiB", m.speedup("histogram", "memcpy"), 0});
  table.add({"histogram", m.median("histogram"), double(kStream), "classify",
             m.speedup("histogram", "classify"), 0.8});
  table.add({"- memcpy", m.median("memcpy"), double(kStream), "", 0, 0});
  table.note("256 MiB: " + std::to_string(rounds) + " rounds");
  return llvm::Error::success();
}

llvm::Error atlas::bench::measurePages(const Options &options, Table &table) {
  Structures data;
  if (llvm::Error error = check(data))
    return error;
  measureCache(options, data, table);
  return options.dram ? measureStream(options, table) : llvm::Error::success();
}
