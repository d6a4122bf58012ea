//===- LibraryTest.cpp - MLIR kernels: tiers, plans, diagnostics ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Testing.h"

#include "atlas/JIT/Host.h"
#include "atlas/Kernels/KernelTable.h"

#include <random>

using namespace atlas;
using namespace atlas::jit;
using namespace atlas::test;

namespace {

std::vector<uint8_t> randomBytes(size_t size) {
  std::mt19937 random(7);
  std::vector<uint8_t> data(size);
  for (uint8_t &byte : data)
    byte = uint8_t(random());
  return data;
}

std::vector<int64_t> histogram(Kernel &kernel, std::vector<uint8_t> &data,
                               unsigned threads) {
  std::vector<int64_t> bins(96, -1);
  Call call(kernel.abi());
  EXPECT_TRUE(
      succeeded(call.setBuffer("data", data.data(), {int64_t(data.size())})));
  EXPECT_TRUE(succeeded(call.setBuffer("bins", bins.data(), {96})));
  EXPECT_TRUE(succeeded(call.check()));
  EXPECT_TRUE(succeeded(run(kernel, call, threads)));
  return bins;
}

std::vector<int64_t> expectedHistogram(const std::vector<uint8_t> &data) {
  std::vector<int64_t> bins(96);
  for (uint8_t byte : data)
    ++bins[byte % 96];
  return bins;
}

TEST(Library, TablesAreComplete) {
  ASSERT_GT(libraryKernels().size(), 10u);
  llvm::StringRef before;
  for (const LibraryKernel &kernel : libraryKernels()) {
    EXPECT_LT(before, kernel.name);
    before = kernel.name;
    EXPECT_NE(kernel.mlir.find("@" + kernel.symbol.str()),
              llvm::StringRef::npos);
    EXPECT_EQ(kernel.twin.empty(), kernel.twinSymbol.empty());
  }
  // Every kernel has code for every level of this architecture.
  std::map<std::string, unsigned> levels;
  for (size_t i = 0; i < kernels::aotCount; ++i)
    ++levels[kernels::aotTable[i].level];
  EXPECT_GE(levels.size(), 3u);
  for (const auto &[level, count] : levels)
    EXPECT_EQ(count, libraryKernels().size()) << level;
}

TEST(Library, EveryTierLevelAndThreadCountAgrees) {
  auto engine = makeEngine();
  std::vector<LoadOptions> ways(3);
  ways[0].tier = Tier::Jit;
  ways[1].scalar = true;
  ways[2].tier = Tier::Special;
  ways[2].specialize = {{"dim(data)", 300007}};
  for (const std::string &level : executableLevels())
    for (Tier tier : {Tier::Aot, Tier::Jit}) {
      ways.emplace_back();
      ways.back().tier = tier;
      ways.back().level = level;
    }
  for (const LoadOptions &way : ways) {
    SCOPED_TRACE(tierName(way.tier).str() + " " + way.level);
    KernelHandle kernel = unwrap(engine->loadLibrary("r96-histogram", way));
    for (size_t size : {0, 1, 300007}) {
      std::vector<uint8_t> data = randomBytes(size);
      for (unsigned threads : {1, 2, 0})
        ASSERT_EQ(histogram(*kernel, data, threads), expectedHistogram(data))
            << size << " " << threads;
    }
  }
}

TEST(Library, AutoStartsAheadOfTimeAndSwaps) {
  PrivateFolder folder;
  auto engine = makeEngine(folder.path());
  std::vector<uint8_t> data = randomBytes(10000);
  KernelHandle kernel =
      unwrap(engine->loadLibrary("r96-histogram", LoadOptions()));
  atlas_packed_fn entry = kernel->packed();
  EXPECT_EQ(histogram(*kernel, data, 2), expectedHistogram(data));
  ASSERT_TRUE(succeeded(kernel->wait()));
  EXPECT_EQ(kernel->report().tier, Tier::Jit);
  EXPECT_EQ(kernel->report().cacheNote, "");
  EXPECT_EQ(kernel->packed(), entry);
  EXPECT_EQ(histogram(*kernel, data, 2), expectedHistogram(data));
  // The next engine starts on the cached object.
  auto second = makeEngine(folder.path());
  KernelHandle cached =
      unwrap(second->loadLibrary("r96-histogram", LoadOptions()));
  EXPECT_EQ(cached->report().tier, Tier::Jit);
  EXPECT_EQ(cached->report().cache, CacheState::Hit);
  EXPECT_EQ(histogram(*cached, data, 2), expectedHistogram(data));
}

TEST(Library, QuickCodeIsReplaced) {
  PrivateFolder folder;
  auto engine = makeEngine(folder.path());
  llvm::StringRef text;
  for (const LibraryKernel &kernel : libraryKernels())
    if (kernel.name == "r96-histogram")
      text = kernel.mlir;
  Source source{"h.mlir", text.str(), Source::Format::Mlir};
  LoadOptions options;
  options.quick = true;
  std::vector<uint8_t> data = randomBytes(100000);
  KernelHandle kernel = unwrap(engine->load(source, "", options));
  EXPECT_EQ(histogram(*kernel, data, 0), expectedHistogram(data));
  ASSERT_TRUE(succeeded(kernel->wait()));
  EXPECT_EQ(kernel->report().cache, CacheState::Miss);
  EXPECT_EQ(kernel->report().cacheNote, "");
  EXPECT_EQ(histogram(*kernel, data, 0), expectedHistogram(data));
  EXPECT_EQ(unwrap(engine->load(source, "", options))->report().cache,
            CacheState::Hit);
}

// Layout, comments and SSA names that are no argument names change the text
// only.
TEST(Library, CanonicalHitForMlir) {
  PrivateFolder folder;
  auto engine = makeEngine(folder.path());
  auto state = [&](std::string text) {
    Source source{"a.mlir", std::move(text), Source::Format::Mlir};
    return unwrap(engine->load(source, "", LoadOptions()))->report().cache;
  };
  std::string text = libraryKernels().front().mlir.str();
  EXPECT_EQ(state(text), CacheState::Miss);
  EXPECT_EQ(state("// more\n\n" + text), CacheState::HitCanonical);
  EXPECT_EQ(state("// more\n\n" + text), CacheState::Hit);
}

TEST(Library, TwinsAndTheirErrors) {
  auto engine = makeEngine();
  LoadOptions twin;
  twin.useTwin = true;
  std::vector<uint8_t> data = randomBytes(777), other = randomBytes(777);
  other[5] ^= 1;
  for (const LoadOptions &options : {LoadOptions(), twin}) {
    KernelHandle kernel =
        unwrap(engine->loadLibrary("conserved-delta", options));
    Call call(kernel->abi());
    ASSERT_TRUE(succeeded(call.setBuffer("before", data.data(), {777})));
    ASSERT_TRUE(succeeded(call.setBuffer("after", other.data(), {777})));
    ASSERT_TRUE(succeeded(call.check()));
    ASSERT_TRUE(succeeded(run(*kernel, call, 1)));
    EXPECT_EQ(call.result(0), (96u + other[5] - data[5]) % 96);
  }
  std::string message;
  EXPECT_EQ(
      codeOf(engine->loadLibrary("r96-histogramm", LoadOptions()), &message),
      201);
  EXPECT_NE(message.find("nearest: r96-histogram,"), std::string::npos);
  EXPECT_EQ(codeOf(engine->loadLibrary("r96-histogram", twin)), 501);
  twin.tier = Tier::Aot;
  EXPECT_EQ(codeOf(engine->loadLibrary("conserved-delta", twin)), 501);
}

TEST(Library, MlirDiagnosticsShowTheLine) {
  auto engine = makeEngine();
  auto load = [&](const char *text, std::string *message) {
    return codeOf(engine->load({"bad.mlir", text, Source::Format::Mlir}, "",
                               LoadOptions()),
                  message);
  };
  std::string message;
  EXPECT_EQ(load("// comment\natlas.kernel @k(%a: memref<?xi8> {atlas.in}) {\n"
                 "  %x = arith.nonsense %a : i8\n  atlas.return\n}\n",
                 &message),
            105);
  EXPECT_NE(message.find("bad.mlir:3:"), std::string::npos) << message;
  EXPECT_NE(message.find("%x = arith.nonsense"), std::string::npos) << message;
  EXPECT_NE(message.find("^"), std::string::npos) << message;
  EXPECT_EQ(load("func.func @f() { return }", &message), 201);
  std::string deep(300, '(');
  EXPECT_EQ(load(deep.c_str(), &message), 104);
}

TEST(Library, EmitAllFormats) {
  auto engine = makeEngine();
  Source source{"k.mlir", libraryKernels().front().mlir.str(),
                Source::Format::Mlir};
  for (const char *level : {"x86-64", "x86-64-v4-icl", "aarch64", "wasm32"})
    for (const char *format : {"mlir", "llvm", "asm", "object"}) {
      LoadOptions options;
      options.level = level;
      EXPECT_FALSE(unwrap(engine->emit(source, "", format, options)).empty());
    }
  // Same input, same bytes.
  EXPECT_EQ(unwrap(engine->emit(source, "", "object", LoadOptions())),
            unwrap(engine->emit(source, "", "object", LoadOptions())));
}

} // namespace
