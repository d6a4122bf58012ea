//===- CacheCases.cpp - 12,288 bytes in the first-level cache -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Cases.h"
#include "Measure.h"

#include "Yardsticks.h"

#include <cstring>

using namespace atlas::bench;
namespace yard = atlas::yardstick;

namespace {

constexpr size_t kSize = 12288, kPages = kSize / 256;
constexpr double kSample = 20000; // ns

/// A structure, another one, and room for outputs in one block of memory. The
/// distances are no multiple of 4 KiB, so that no two of them fight for the same
/// lines or look alike to the load and store units.
struct Data {
  static constexpr size_t kStep = kSize + 4096 + 1088;
  std::vector<uint8_t> memory = noise(4 * kStep + 64);
  const uint8_t *in = aligned<uint8_t>(memory);
  const uint8_t *other = in + kStep;
  uint8_t *out = aligned<uint8_t>(memory) + 2 * kStep;
  uint8_t *out2 = aligned<uint8_t>(memory) + 3 * kStep;
};

/// The fastest vector form of a yardstick that this build has, by medians.
std::string best(const Measurement &m) {
  if (!m.has("AVX-512 intrinsics"))
    return "AVX2 intrinsics";
  return m.median("AVX-512 intrinsics") <= m.median("AVX2 intrinsics")
             ? "AVX-512 intrinsics"
             : "AVX2 intrinsics";
}

/// memcpy through a pointer that the compiler cannot see through.
void *(*volatile copyEntry)(void *, const void *, size_t) = std::memcpy;

Candidate copyCandidate(const Data &d) {
  return {"memcpy", [&d] { copyEntry(d.out2, d.in, kSize); }};
}

void addRows(Table &table, const Measurement &m, const std::string &what,
             double bytes, double target) {
  std::string bar = best(m);
  table.add({what, m.median("kernel"), bytes, bar, m.speedup("kernel", bar),
             target});
  table.add({what, m.median("kernel"), bytes, "memcpy",
             m.speedup("kernel", "memcpy"), 0});
  for (const char *name : {"AVX-512 intrinsics", "AVX2 intrinsics", "memcpy"})
    if (m.has(name))
      table.add({std::string("- ") + name, m.median(name), bytes, "", 0, 0});
}

} // namespace

static llvm::Error measureCheck(Kernels &kernels, const Data &d,
                                unsigned rounds, Table &table) {
  auto check = kernels.typed<uint8_t(const void *, int64_t)>("conserved-check");
  if (!check)
    return check.takeError();
  auto delta =
      kernels.typed<uint8_t(const void *, const void *, int64_t)>("conserved-delta");
  if (!delta)
    return delta.takeError();
  if ((*check)(d.in, kSize) != yard::avx2::check(d.in, kSize))
    return wrong("conserved-check");
  if ((*delta)(d.in, d.other, kSize) != yard::avx2::delta(d.in, d.other, kSize))
    return wrong("conserved-delta");
#if ATLAS_YARDSTICK_AVX512
  if (yard::avx512::sum(d.in, kSize) != yard::avx2::sum(d.in, kSize) ||
      (*delta)(d.in, d.other, kSize) !=
          yard::avx512::delta(d.in, d.other, kSize))
    return wrong("AVX-512 sum or delta");
#endif
  std::vector<Candidate> list = {
      {"kernel", [&] { keep((*check)(d.in, kSize)); }},
      {"AVX2 intrinsics", [&] { keep(yard::avx2::check(d.in, kSize)); }},
#if ATLAS_YARDSTICK_AVX512
      {"AVX-512 intrinsics", [&] { keep(yard::avx512::check(d.in, kSize)); }},
#endif
      copyCandidate(d)};
  addRows(table, Measurement(list, rounds, kSample), "window check", kSize, 0.95);
  list = {{"kernel", [&] { keep((*delta)(d.in, d.other, kSize)); }},
          {"AVX2 intrinsics",
           [&] { keep(yard::avx2::delta(d.in, d.other, kSize)); }},
#if ATLAS_YARDSTICK_AVX512
          {"AVX-512 intrinsics",
           [&] { keep(yard::avx512::delta(d.in, d.other, kSize)); }},
#endif
          copyCandidate(d)};
  addRows(table, Measurement(list, rounds, kSample), "delta (two inputs)",
          2 * kSize, 0.95);
  return llvm::Error::success();
}

static llvm::Error measureClassify(Kernels &kernels, const Data &d,
                                   unsigned rounds, Table &table) {
  auto classify =
      kernels.typed<void(const void *, void *, int64_t)>("r96-classify");
  if (!classify)
    return classify.takeError();
  yard::avx2::classify(d.in, d.out, kSize);
  (*classify)(d.in, d.out2, kSize);
  if (std::memcmp(d.out, d.out2, kSize) != 0)
    return wrong("r96-classify");
#if ATLAS_YARDSTICK_AVX512
  yard::avx512::classify(d.in, d.out2, kSize);
  if (std::memcmp(d.out, d.out2, kSize) != 0)
    return wrong("AVX-512 classify");
#endif
  std::vector<Candidate> list = {
      {"kernel", [&] { (*classify)(d.in, d.out, kSize); }},
      {"AVX2 intrinsics", [&] { yard::avx2::classify(d.in, d.out, kSize); }},
#if ATLAS_YARDSTICK_AVX512
      {"AVX-512 intrinsics",
       [&] { yard::avx512::classify(d.in, d.out, kSize); }},
#endif
      copyCandidate(d)};
  addRows(table, Measurement(list, rounds, kSample), "classify, one call", kSize,
          0.97);
  return llvm::Error::success();
}

static llvm::Error measurePages(Kernels &kernels, const Data &d,
                                unsigned rounds, Table &table) {
  auto pages = kernels.typed<void(const void *, void *, int64_t)>(
      "r96-histogram-pages");
  if (!pages)
    return pages.takeError();
  auto *bins = reinterpret_cast<uint16_t *>(d.out);
  auto *bins2 = reinterpret_cast<uint16_t *>(d.out2);
  yard::scalar::histogramPages(d.in, kPages, bins);
  (*pages)(d.in, bins2, kSize);
  if (std::memcmp(bins, bins2, kPages * 192) != 0)
    return wrong("r96-histogram-pages");
#if ATLAS_YARDSTICK_BITSLICE
  yard::avx512::histogramPages(d.in, kPages, bins2);
  if (std::memcmp(bins, bins2, kPages * 192) != 0)
    return wrong("bit-sliced page histogram");
#endif
  std::vector<Candidate> list = {
      {"kernel", [&] { (*pages)(d.in, bins, kSize); }},
      {"four tables", [&] { yard::scalar::histogramPages(d.in, kPages, bins); }}};
#if ATLAS_YARDSTICK_BITSLICE
  list.push_back({"bit-sliced intrinsics",
                  [&] { yard::avx512::histogramPages(d.in, kPages, bins); }});
#endif
  Measurement m(list, rounds, kSample);
  double time = m.median("kernel");
  if (m.has("bit-sliced intrinsics"))
    table.add({"histogram of 48 pages", time, kSize, "bit-sliced intrinsics",
               m.speedup("kernel", "bit-sliced intrinsics"), 0.95});
  table.add({"histogram of 48 pages", time, kSize, "four scalar tables",
             m.speedup("kernel", "four tables"), 3});
  for (const char *name : {"bit-sliced intrinsics", "four tables"})
    if (m.has(name))
      table.add({std::string("- ") + name, m.median(name), kSize, "", 0, 0});
  return llvm::Error::success();
}

static llvm::Error measureWhole(Kernels &kernels, const Data &d,
                                unsigned rounds, Table &table) {
  auto whole = kernels.typed<void(const void *, void *, int64_t)>("r96-histogram");
  if (!whole)
    return whole.takeError();
  alignas(64) static uint64_t bins[96], bins2[96];
  yard::scalar::histogram(d.in, kSize, bins);
  (*whole)(d.in, bins2, kSize);
  if (std::memcmp(bins, bins2, sizeof(bins)) != 0)
    return wrong("r96-histogram");
#if ATLAS_YARDSTICK_BITSLICE
  yard::avx512::histogram(d.in, kSize, bins2);
  if (std::memcmp(bins, bins2, sizeof(bins)) != 0)
    return wrong("bit-sliced histogram");
#endif
  std::vector<Candidate> list = {
      {"kernel", [&] { (*whole)(d.in, bins, kSize); }},
      {"eight tables", [&] { yard::scalar::histogram(d.in, kSize, bins); }}};
#if ATLAS_YARDSTICK_BITSLICE
  list.push_back({"bit-sliced intrinsics",
                  [&] { yard::avx512::histogram(d.in, kSize, bins); }});
#endif
  Measurement m(list, rounds, kSample);
  double time = m.median("kernel");
  table.add({"histogram, whole buffer", time, kSize, "eight scalar tables",
             m.speedup("kernel", "eight tables"), 2.5});
  if (m.has("bit-sliced intrinsics"))
    table.add({"histogram, whole buffer", time, kSize, "bit-sliced intrinsics",
               m.speedup("kernel", "bit-sliced intrinsics"), 0});
  for (const char *name : {"bit-sliced intrinsics", "eight tables"})
    if (m.has(name))
      table.add({std::string("- ") + name, m.median(name), kSize, "", 0, 0});
  return llvm::Error::success();
}

llvm::Error atlas::bench::measureCache(Kernels &kernels, const Options &options,
                                       Table &table) {
  Data data;
  table.section("12,288 bytes in the first-level cache, one core");
  for (auto measure : {measureCheck, measureClassify, measurePages, measureWhole})
    if (llvm::Error error = measure(kernels, data, options.rounds, table))
      return error;
  return llvm::Error::success();
}

llvm::Error atlas::bench::measureTwins(Kernels &kernels, const Options &options,
                                       Table &table) {
  Data d;
  table.section("Portable .ll twins, 12,288 bytes, through the packed entry");
  auto row = [&](llvm::StringRef name, llvm::StringRef what, Candidate bar,
                 double bytes, auto &&bind) -> llvm::Error {
    auto kernel = kernels.load(name, jitOptions(/*twin=*/true));
    if (!kernel)
      return kernel.takeError();
    jit::Call call((*kernel)->abi());
    if (llvm::Error error = bind(call))
      return error;
    if (llvm::Error error = call.check())
      return error;
    atlas_packed_fn entry = (*kernel)->packed();
    std::string against = bar.name;
    Measurement m({{"kernel", [&] { keep(entry(&call.args())); }}, bar},
                  options.rounds, kSample);
    table.add({what.str(), m.median("kernel"), bytes, against,
               m.speedup("kernel", against), 0});
    return llvm::Error::success();
  };
  int64_t n = kSize;
  if (llvm::Error error = row(
          "conserved-check", "window check",
          {"AVX2 intrinsics", [&] { keep(yard::avx2::check(d.in, kSize)); }},
          kSize, [&](jit::Call &call) {
            return call.setBuffer("data", const_cast<uint8_t *>(d.in), {n});
          }))
    return error;
  return row("r96-histogram-page", "histogram of one page",
             {"four scalar tables",
              [&] {
                yard::scalar::histogramPages(
                    d.in, 1, reinterpret_cast<uint16_t *>(d.out2));
              }},
             256, [&](jit::Call &call) {
               if (llvm::Error error = call.setBuffer(
                       "data", const_cast<uint8_t *>(d.in), {256}))
                 return error;
               return call.setBuffer("bins", d.out, {96});
             });
}
