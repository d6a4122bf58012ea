//===- MemoryCases.cpp - 256 MiB from memory, one and two threads ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Cases.h"
#include "Measure.h"

#include "Yardsticks.h"

#include <cstring>

using namespace atlas;
using namespace atlas::bench;
namespace yard = atlas::yardstick;

static constexpr size_t kSize = size_t(256) << 20;

/// The histogram's launch plan on one and on two threads.
static llvm::Error measureThreads(Kernels &kernels, uint8_t *in, int64_t n,
                                  unsigned rounds, Table &table,
                                  llvm::StringRef what) {
  auto kernel = kernels.load("r96-histogram", jitOptions());
  if (!kernel)
    return kernel.takeError();
  alignas(64) static uint64_t bins[96];
  jit::Call call((*kernel)->abi());
  if (llvm::Error error = call.setBuffer("data", in, {n}))
    return error;
  if (llvm::Error error = call.setBuffer("bins", bins, {96}))
    return error;
  if (llvm::Error error = call.check())
    return error;
  llvm::Error failure = llvm::Error::success();
  auto runOn = [&](unsigned threads) {
    if (llvm::Error error = jit::run(**kernel, call, threads))
      failure = llvm::joinErrors(std::move(failure), std::move(error));
  };
  Measurement m({{"one thread", [&] { runOn(1); }},
                 {"two threads", [&] { runOn(2); }}},
                rounds, 0);
  table.add({("histogram, " + what + ", two threads").str(),
             m.median("two threads"), double(n), "one thread",
             m.speedup("two threads", "one thread"), 1.8});
  return failure;
}

llvm::Error atlas::bench::measureMemory(Kernels &kernels, const Options &options,
                                        Table &table) {
  std::vector<uint8_t> first = noise(kSize + 64), second(kSize + 64, 1);
  uint8_t *in = aligned<uint8_t>(first), *out = aligned<uint8_t>(second);
  auto sum = kernels.typed<uint64_t(const void *, int64_t)>("conserved-sum");
  if (!sum)
    return sum.takeError();
  auto check = kernels.typed<uint8_t(const void *, int64_t)>("conserved-check");
  if (!check)
    return check.takeError();
  auto classify =
      kernels.typed<void(const void *, void *, int64_t)>("r96-classify");
  if (!classify)
    return classify.takeError();
  auto whole = kernels.typed<void(const void *, void *, int64_t)>("r96-histogram");
  if (!whole)
    return whole.takeError();
  if ((*sum)(in, kSize) != yard::avx2::sum(in, kSize))
    return wrong("conserved-sum");

  alignas(64) static uint64_t bins[96];
  std::vector<Candidate> list = {
      {"sum", [&] { keep((*sum)(in, kSize)); }},
      {"check", [&] { keep((*check)(in, kSize)); }},
      {"read stream", [&] { keep(yard::readStream(in, kSize, false)); }},
      {"read stream, prefetch", [&] { keep(yard::readStream(in, kSize, true)); }},
      {"classify", [&] { (*classify)(in, out, kSize); }},
      {"memcpy", [&] { std::memcpy(out, in, kSize); keep(out); }},
      {"histogram", [&] { (*whole)(in, bins, kSize); }}};
  unsigned rounds = std::max(31u, options.rounds / 3);
  Measurement m(list, rounds, 0);
  std::string roof =
      m.median("read stream") <= m.median("read stream, prefetch")
          ? "read stream"
          : "read stream, prefetch";
  table.section("256 MiB from memory, one core");
  table.add({"read-only stream", m.median(roof), double(kSize), "", 0, 0});
  table.add({"memcpy", m.median("memcpy"), double(kSize), "", 0, 0});
  table.add({"sum", m.median("sum"), double(kSize), "read-only stream",
             m.speedup("sum", roof), 0.95});
  table.add({"window check", m.median("check"), double(kSize),
             "read-only stream", m.speedup("check", roof), 0.95});
  table.add({"classify", m.median("classify"), double(kSize), "memcpy",
             m.speedup("classify", "memcpy"), 1.0});
  table.add({"histogram", m.median("histogram"), double(kSize), "classify",
             m.speedup("histogram", "classify"), 0.7});

  table.section("Two threads");
  // 8 MiB stay in the last-level cache: what the pool and the plan cost. 256 MiB
  // are bound by what memory delivers to both cores.
  if (llvm::Error error = measureThreads(kernels, in, 8 << 20, options.rounds,
                                         table, "8 MiB"))
    return error;
  return measureThreads(kernels, in, kSize, rounds, table, "256 MiB");
}
