//===- DiffRunnerTest.cpp - The differential test finds what it must ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "DiffRunner.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

using namespace atlas::test;

namespace {

/// The reference, spoiled after each call.
class SpoiledColumn : public Column {
public:
  using Spoil = std::function<void(llvm::StringRef, Invocation &)>;
  explicit SpoiledColumn(Spoil spoil)
      : Column("spoiled"), spoil(std::move(spoil)) {}
  bool has(llvm::StringRef kernel) const override {
    return reference->has(kernel);
  }
  llvm::Error call(llvm::StringRef kernel, Invocation &invocation,
                   unsigned threads) override {
    if (llvm::Error error = reference->call(kernel, invocation, threads))
      return error;
    spoil(kernel, invocation);
    return llvm::Error::success();
  }

private:
  std::unique_ptr<Column> reference = makeReferenceColumn();
  Spoil spoil;
};

/// Failures among 2,000 cases.
uint64_t failures(SpoiledColumn::Spoil spoil, std::string *log = nullptr) {
  std::string text;
  llvm::raw_string_ostream out(text);
  Columns columns;
  columns.push_back(std::make_unique<SpoiledColumn>(std::move(spoil)));
  DiffRunner runner(5, std::move(columns), out);
  EXPECT_TRUE(runner.setUp());
  runner.run(0, 2000);
  EXPECT_EQ(runner.passed + runner.failed, 2000u);
  if (log)
    *log = text;
  return runner.failed;
}

} // namespace

TEST(DiffRunner, ReferencePasses) {
  EXPECT_EQ(failures([](llvm::StringRef, Invocation &) {}), 0u);
}

TEST(DiffRunner, WrongResultsAndBytes) {
  std::string log;
  EXPECT_GT(failures(
                [](llvm::StringRef kernel, Invocation &call) {
                  if (kernel == "conserved-delta")
                    call.results[0] = (call.results[0] + 32) % 96;
                },
                &log),
            50u);
  EXPECT_NE(log.find("FAIL --seed 5 --first "), std::string::npos);
  EXPECT_NE(log.find("conserved-delta, before ["), std::string::npos);
  auto last = [](llvm::StringRef name) {
    return [name](llvm::StringRef, Invocation &call) {
      const auto *b = call.findBuffer(name);
      if (b && b->dims.size() == 1 && b->dims[0] > 0)
        static_cast<uint8_t *>(b->data)[b->dims[0] - 1] ^= 0x80;
    };
  };
  EXPECT_GT(failures(last("classes")), 50u); // a wrong output
  EXPECT_GT(failures(last("data")), 50u);    // an input that was written
}

TEST(GuardPages, CanariesNoticeWrites) {
  Random random(1);
  auto pages = GuardPages::create(1000);
  ASSERT_TRUE(pages);
  for (unsigned misalign = 0; misalign < 64; ++misalign) {
    uint8_t *p = pages->place(100, {Placement::Middle, misalign});
    EXPECT_EQ(reinterpret_cast<uintptr_t>(p) % 64, misalign);
    EXPECT_TRUE(pages->intact());
    p[random.chance(50) ? 100 : -1] ^= 1;
    EXPECT_FALSE(pages->intact());
  }
}

TEST(GuardPages, AccessBeyondAnEdgeFaults) {
  auto pages = GuardPages::create(1000);
  ASSERT_TRUE(pages);
  volatile uint8_t *p = pages->place(100, {Placement::Back, 0});
  p[0] = 1;
  p[99] = 1;
  EXPECT_DEATH((void)p[100], "");
  p = pages->place(100, {Placement::Front, 0});
  p[0] = 1;
  p[99] = 1;
  EXPECT_DEATH((void)p[-1], "");
  p = pages->place(0, {Placement::Back, 0});
  EXPECT_DEATH((void)p[0], "");
}

TEST(DiffCase, TheSameNumbersGiveTheSameCase) {
  for (uint64_t index = 0; index < 200; ++index) {
    DiffCase a = makeDiffCase(9, index), b = makeDiffCase(9, index);
    EXPECT_EQ(a.describe(), b.describe());
    ASSERT_EQ(a.regions.size(), b.regions.size());
    for (size_t r = 0; r < a.regions.size(); ++r)
      EXPECT_EQ(a.regions[r].bytes, b.regions[r].bytes);
  }
  EXPECT_NE(makeDiffCase(9, 1).describe() + makeDiffCase(9, 2).describe(),
            makeDiffCase(10, 1).describe() + makeDiffCase(10, 2).describe());
}

TEST(DiffCase, CoversWhatItMust) {
  std::set<std::string> kernels;
  std::set<unsigned> misalignments, edges, threads;
  std::set<int64_t> lengths;
  unsigned inplace = 0, overlapping = 0;
  for (uint64_t index = 0; index < 120000; ++index) { // 27 kernels share them
    DiffCase c = makeDiffCase(3, index);
    kernels.insert(c.kernel.str());
    threads.insert(c.threads);
    EXPECT_LE(c.regions.size(), 12u);
    for (const DiffCase::Region &r : c.regions) {
      EXPECT_LE(r.bytes.size(), kMaxRegion);
      edges.insert(r.placement.edge);
      if (r.placement.edge == Placement::Middle)
        misalignments.insert(r.placement.misalign);
    }
    if (c.kernel == "conserved-sum")
      lengths.insert(c.buffers[0].dims[0]);
    if (c.kernel == "r96-classify")
      inplace += c.buffers[0].region == c.buffers[1].region;
    if (c.kernel == "conserved-copy")
      overlapping += c.buffers[0].region == c.buffers[1].region;
    for (const DiffCase::Buffer &b : c.buffers)
      EXPECT_LE(b.offset, c.regions[b.region].bytes.size());
  }
  EXPECT_EQ(kernels.size(), 33u);
  EXPECT_EQ(misalignments.size(), 64u);
  EXPECT_EQ(edges.size(), 3u);
  EXPECT_EQ(threads.size(), 4u);
  EXPECT_TRUE(lengths.count(0) && lengths.count(1) && lengths.count(12288));
  EXPECT_GT(lengths.size(), 1000u);
  EXPECT_GT(inplace, 100u);
  EXPECT_GT(overlapping, 100u);
}
