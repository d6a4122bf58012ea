//===- TierTest.cpp - Slots, specialisation, unloading, fork --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Testing.h"

#include "llvm/Support/MemoryBuffer.h"

#include <atomic>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace atlas;
using namespace atlas::jit;
using namespace atlas::test;

namespace {

KernelHandle loadScale(Engine &engine, LoadOptions options = {}) {
  return unwrap(engine.load(llvmSource(scaleKernel()), "", options));
}

uint64_t runScale(Kernel &kernel, uint64_t x, uint64_t factor) {
  Call call(kernel.abi());
  EXPECT_TRUE(succeeded(call.setScalar("x", x)));
  EXPECT_TRUE(succeeded(call.setScalar("factor", factor)));
  EXPECT_TRUE(succeeded(call.check()));
  EXPECT_TRUE(succeeded(run(kernel, call, 1)));
  return call.result(0);
}

TEST(Tiers, GuardFallsThroughOnMismatch) {
  auto engine = makeEngine();
  LoadOptions options;
  options.tier = Tier::Special;
  options.specialize = {{"factor", 10}};
  KernelHandle kernel = loadScale(*engine, options);
  EXPECT_EQ(kernel->report().tier, Tier::Special);
  atlas_packed_fn entry = kernel->packed();
  for (uint64_t factor : {10, 11, 0, 10})
    for (uint64_t x : {0, 7, 1000}) {
      EXPECT_EQ(callScale(entry, x, factor), x * factor + 1);
      EXPECT_EQ(runScale(*kernel, x, factor), x * factor + 1);
    }
}

// The same text with a wrong constant folded in shows which code answered.
TEST(Tiers, SpecialisedCodeIgnoresTheArgument) {
  auto engine = makeEngine();
  LoadOptions options;
  options.tier = Tier::Special;
  options.specialize = {{"factor", 10}};
  std::string text =
      unwrap(engine->emit(llvmSource(scaleKernel()), "", "llvm", options));
  size_t at = text.find("@scale.packed(");
  ASSERT_NE(at, std::string::npos);
  std::string body = text.substr(at, text.find("\n}", at) - at);
  EXPECT_NE(body.find("mul i64 %"), std::string::npos) << body;
  EXPECT_NE(body.find(", 10"), std::string::npos) << body;
  EXPECT_NE(text.find("@scale.guard("), std::string::npos);
}

TEST(Tiers, EightVariantsThenLeastRecentlyUsed) {
  auto engine = makeEngine();
  KernelHandle kernel = loadScale(*engine);
  atlas_packed_fn entry = kernel->packed();
  for (uint64_t factor = 0; factor < 20; ++factor) {
    ASSERT_TRUE(succeeded(kernel->specialize({{"factor", factor}}, true)));
    EXPECT_EQ(kernel->packed(), entry);
    callScale(entry, 1, 0); // keeps the first variant in use
    for (uint64_t f = 0; f < 22; ++f)
      ASSERT_EQ(callScale(entry, 5, f), 5 * f + 1) << factor << " " << f;
  }
  // Again: one is found, another was dropped and is compiled anew.
  ASSERT_TRUE(succeeded(kernel->specialize({{"factor", 19}}, true)));
  ASSERT_TRUE(succeeded(kernel->specialize({{"factor", 1}}, true)));
  EXPECT_EQ(callScale(entry, 5, 1), 6u);
}

TEST(Tiers, SeveralConstantsAndExtents) {
  auto engine = makeEngine();
  KernelHandle kernel =
      unwrap(engine->load(llvmSource(sumKernel()), "", LoadOptions()));
  ASSERT_TRUE(succeeded(kernel->specialize({{"dim(data)", 96}}, true)));
  ASSERT_TRUE(succeeded(kernel->specialize({{"n", 64}}, true)));
  for (size_t n : {0, 1, 63, 64, 65, 95, 96, 97}) {
    std::vector<uint8_t> data(n, 9);
    EXPECT_EQ(runOn(*kernel, data), 9 * n);
  }
  KernelHandle both = loadScale(*engine);
  ASSERT_TRUE(succeeded(both->specialize({{"factor", 2}, {"x", 3}}, true)));
  for (uint64_t x : {2, 3})
    for (uint64_t f : {2, 3})
      EXPECT_EQ(callScale(both->packed(), x, f), x * f + 1);
}

TEST(Tiers, BadSpecialisations) {
  auto engine = makeEngine();
  KernelHandle kernel =
      unwrap(engine->load(llvmSource(sumKernel()), "", LoadOptions()));
  using Values = std::vector<std::pair<std::string, uint64_t>>;
  for (const Values &values :
       {Values{}, Values{{"m", 1}}, Values{{"data", 1}}, Values{{"dim(n)", 1}},
        Values{{"dim(data,1)", 1}}, Values{{"n", 1}, {"dim(data)", 2}}})
    EXPECT_EQ(codeOf(kernel->specialize(values, true)), 507);
  LoadOptions options;
  options.tier = Tier::Special;
  EXPECT_EQ(codeOf(engine->load(llvmSource(sumKernel()), "", options)), 507);
}

TEST(Tiers, BackgroundSwapUnderCalls) {
  auto engine = makeEngine();
  KernelHandle kernel = loadScale(*engine);
  atlas_packed_fn entry = kernel->packed();
  std::atomic<bool> stop{false};
  std::atomic<uint64_t> calls{0};
  std::vector<std::thread> callers;
  for (int t = 0; t < 3; ++t)
    callers.emplace_back([&, t] {
      for (uint64_t i = 0; !stop; ++i, ++calls) {
        uint64_t factor = (i + t) % 14;
        ASSERT_EQ(callScale(entry, i, factor), i * factor + 1);
        if (i % 16 == 0)
          ASSERT_EQ(runScale(*kernel, i, factor), i * factor + 1);
      }
    });
  for (uint64_t factor = 0; factor < 14; ++factor)
    ASSERT_TRUE(succeeded(kernel->specialize({{"factor", factor}}, false)));
  ASSERT_TRUE(succeeded(kernel->wait()));
  EXPECT_EQ(kernel->report().tier, Tier::Special);
  stop = true;
  for (std::thread &caller : callers)
    caller.join();
  EXPECT_GT(calls, 0u);
}

TEST(Tiers, DestroyedWhileCompilingBehind) {
  auto engine = makeEngine();
  for (int i = 0; i < 20; ++i) {
    KernelHandle kernel = loadScale(*engine);
    for (uint64_t factor = 0; factor < 5; ++factor)
      ASSERT_TRUE(succeeded(kernel->specialize({{"factor", factor}}, false)));
    if (i % 2)
      ASSERT_TRUE(succeeded(kernel->wait()));
  }
  KernelHandle last = loadScale(*engine);
  for (uint64_t factor = 0; factor < 50; ++factor)
    ASSERT_TRUE(succeeded(last->specialize({{"factor", factor}}, false)));
  engine.reset(); // cancels what has not begun
  EXPECT_EQ(codeOf(last->wait()), 502);
  EXPECT_EQ(callScale(last->packed(), 3, 3), 10u);
}

uint64_t residentPages() {
  auto text = llvm::MemoryBuffer::getFileAsStream("/proc/self/statm");
  uint64_t pages = 0;
  (*text)->getBuffer().split(' ').second.split(' ').first.getAsInteger(10,
                                                                       pages);
  return pages;
}

size_t mappings() {
  auto text = llvm::MemoryBuffer::getFileAsStream("/proc/self/maps");
  return (*text)->getBuffer().count('\n');
}

TEST(Unload, TenThousandCyclesStayFlat) {
  if (kAddressSanitizer || kThreadSanitizer)
    GTEST_SKIP() << "the sanitizer's own memory is resident too";
  PrivateFolder folder;
  auto engine = makeEngine(folder.path());
  std::vector<uint8_t> data(10, 1);
  auto cycle = [&](int i) {
    KernelHandle kernel =
        unwrap(engine->load(llvmSource(sumKernel(i % 4)), "", LoadOptions()));
    ASSERT_EQ(runOn(*kernel, data), 10u + i % 4);
  };
  for (int i = 0; i < 1000; ++i)
    cycle(i);
  uint64_t pages = residentPages();
  size_t maps = mappings();
  for (int i = 0; i < 10000; ++i)
    cycle(i);
  // A leak of one page per cycle would be 10,000 pages; of 100 bytes, 244.
  EXPECT_LE(residentPages(), pages + 100);
  EXPECT_LE(mappings(), maps + 2);
}

TEST(Unload, EnginesAndVariantsStayFlat) {
  if (kAddressSanitizer || kThreadSanitizer)
    GTEST_SKIP() << "the sanitizer's own memory is resident too";
  PrivateFolder folder;
  auto cycle = [&] {
    auto engine = makeEngine(folder.path());
    KernelHandle kernel = loadScale(*engine);
    for (uint64_t factor = 0; factor < 10; ++factor)
      ASSERT_TRUE(succeeded(kernel->specialize({{"factor", factor}}, true)));
    ASSERT_EQ(callScale(kernel->packed(), 2, 3), 7u);
  };
  for (int i = 0; i < 20; ++i)
    cycle();
  uint64_t pages = residentPages();
  size_t maps = mappings();
  for (int i = 0; i < 100; ++i)
    cycle();
  EXPECT_LE(residentPages(), pages + 200);
  EXPECT_LE(mappings(), maps + 4);
}

TEST(Fork, ChildCallsWhatIsLoaded) {
  auto engine = makeEngine();
  KernelHandle kernel = loadScale(*engine);
  // A background thread exists, and may be compiling, at the time of the fork.
  for (uint64_t factor = 0; factor < 8; ++factor)
    ASSERT_TRUE(succeeded(kernel->specialize({{"factor", factor}}, false)));
  if (kernel->wait())
    FAIL();
  ASSERT_TRUE(succeeded(kernel->specialize({{"factor", 77}}, false)));
  pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::alarm(20); // a deadlock ends here
    bool good = callScale(kernel->packed(), 5, 3) == 16 &&
                callScale(kernel->packed(), 5, 99) == 496;
    kernel.reset();
    engine.reset();
    ::_exit(good ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  ASSERT_TRUE(succeeded(kernel->wait()));
}

} // namespace
