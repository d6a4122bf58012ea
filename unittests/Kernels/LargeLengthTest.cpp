//===- LargeLengthTest.cpp - More than 2^32 bytes -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// 2^32, 2^31 and every smaller power a lane could wrap at are 32 or 64 modulo
// 96, so a wrap anywhere shows in the residue. The input is a 4 GiB range of
// 0xFF made of one 2 MiB file mapped again and again: it costs address space,
// not memory.
//===----------------------------------------------------------------------===//
#include "Column.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <gtest/gtest.h>

#include <cstring>

#include <sys/mman.h>
#include <unistd.h>

using namespace atlas::test;

namespace {

constexpr size_t kChunk = size_t(2) << 20;
constexpr size_t kSize = (size_t(4) << 30) + kChunk;
/// Neither a whole number of blocks nor of pages, and past 2^32.
constexpr int64_t kLength = (int64_t(1) << 32) + 123457;

/// The columns that differ in how they add up; the others share their code.
constexpr llvm::StringLiteral kColumns[] = {
    "jit",           "ll",          "aot:x86-64", "aot:x86-64-v3",
    "aot:x86-64-v4", "aot:aarch64", "c-abi"};

class LargeLengthTest : public testing::Test {
protected:
  static void SetUpTestSuite() {
    int file = memfd_create("atlas-large-length", 0);
    ASSERT_GE(file, 0);
    ASSERT_EQ(ftruncate(file, kChunk), 0);
    void *whole = mmap(nullptr, kSize, PROT_NONE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    ASSERT_NE(whole, MAP_FAILED);
    data = static_cast<uint8_t *>(whole);
    for (size_t at = 0; at < kSize; at += kChunk)
      ASSERT_NE(mmap(data + at, kChunk, PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_FIXED, file, 0),
                MAP_FAILED);
    close(file);
    std::memset(data, 0xFF, kChunk);
    std::vector<MissingColumn> missing;
    auto made = makeColumns("jit,ll,aot,c-abi", missing);
    ASSERT_TRUE(bool(made)) << llvm::toString(made.takeError());
    columns = new Columns(std::move(*made));
  }
  static void TearDownTestSuite() {
    delete columns;
    columns = nullptr;
    if (data)
      munmap(data, kSize);
    data = nullptr;
  }

  /// Calls `check` after running `kernel` in every column, on one and on three
  /// threads.
  template <typename Make, typename Check>
  void forAll(llvm::StringRef kernel, Make make, Check check) {
    ASSERT_TRUE(columns);
    unsigned ran = 0;
    for (const auto &column : *columns) {
      if (!llvm::is_contained(kColumns, llvm::StringRef(column->name())) ||
          !column->has(kernel))
        continue;
      for (unsigned threads : {1u, 3u}) {
        if (threads > 1 && column->name() != "jit")
          continue;
        SCOPED_TRACE(column->name() + ", threads " + std::to_string(threads));
        Invocation call;
        make(call);
        llvm::Error error = column->call(kernel, call, threads);
        ASSERT_FALSE(bool(error)) << llvm::toString(std::move(error));
        check(call);
        ++ran;
      }
    }
    EXPECT_GE(ran, 3u);
  }

  static uint8_t *data;
  static Columns *columns;
};
uint8_t *LargeLengthTest::data = nullptr;
Columns *LargeLengthTest::columns = nullptr;

constexpr uint64_t kSum = uint64_t(kLength) * 255;

} // namespace

TEST_F(LargeLengthTest, Sum) {
  forAll(
      "conserved-sum",
      [](Invocation &c) { c.buffer("data", data + 1, kLength); },
      [](Invocation &c) { EXPECT_EQ(c.results[0], kSum); });
}

TEST_F(LargeLengthTest, Check) {
  // The nearest longer range whose sum is a multiple of 96 (255 * 32 is one).
  int64_t conserved = (kLength + 31) / 32 * 32;
  static_assert((((int64_t(1) << 32) + 123457 + 31) / 32 * 32) * 255 % 96 == 0);
  for (int64_t extra : {0, 1})
    forAll(
        "conserved-check",
        [&](Invocation &c) { c.buffer("data", data, conserved + extra); },
        [&](Invocation &c) { EXPECT_EQ(c.results[0], extra == 0 ? 1u : 0u); });
}

TEST_F(LargeLengthTest, DeltaReducesBeforeItSubtracts) {
  // The same bytes on both sides, one of them starting elsewhere.
  forAll(
      "conserved-delta",
      [](Invocation &c) {
        c.buffer("before", data, kLength).buffer("after", data + 77, kLength);
      },
      [](Invocation &c) { EXPECT_EQ(c.results[0], 0u); });
}

TEST_F(LargeLengthTest, Update) {
  uint64_t state;
  forAll(
      "conserved-update",
      [&](Invocation &c) {
        state = ~uint64_t(0);
        c.buffer("state", &state, 1).buffer("chunk", data, kLength);
      },
      [&](Invocation &) {
        EXPECT_EQ(state, (~uint64_t(0) % 96 + kSum % 96) % 96);
      });
}

TEST_F(LargeLengthTest, Histogram) {
  uint64_t bins[96];
  forAll(
      "r96-histogram",
      [&](Invocation &c) {
        std::memset(bins, 0xEE, sizeof(bins));
        c.buffer("data", data, kLength).buffer("bins", bins, 96);
      },
      [&](Invocation &) {
        for (unsigned r = 0; r < 96; ++r)
          EXPECT_EQ(bins[r], r == 63 ? uint64_t(kLength) : 0u) << "class " << r;
      });
}

TEST_F(LargeLengthTest, Digest) {
  // The number of bits passes 2^32, then the number of bytes does. Digests by
  // Python: hashlib.sha256(b"\xff" * length).
  const struct {
    int64_t length;
    llvm::StringRef column, digest;
  } cases[] = {
      {(int64_t(1) << 29) + 77, "jit",
       "5524da72f24265ab8d2a2da746ff6c58622f5f78037d05e44add05cc9df52943"},
      {(int64_t(1) << 29) + 77, "c-abi",
       "5524da72f24265ab8d2a2da746ff6c58622f5f78037d05e44add05cc9df52943"},
      {kLength, "c-abi",
       "c015a0291ceafd557748295553c7ef34d473c226662b8b27c9345239adecacbb"}};
  for (const auto &c : cases) {
    auto column = llvm::find_if(
        *columns, [&](const auto &one) { return one->name() == c.column; });
    ASSERT_NE(column, columns->end());
    uint8_t digest[32];
    Invocation call;
    call.buffer("data", data, c.length).buffer("digest", digest, 32);
    llvm::Error error = (*column)->call("witness-sha256", call, 1);
    ASSERT_FALSE(bool(error)) << llvm::toString(std::move(error));
    EXPECT_EQ(llvm::toHex(digest, /*LowerCase=*/true), c.digest.str())
        << c.column.str() << ", " << c.length;
  }
}
