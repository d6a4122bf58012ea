//===- Sha256Test.cpp - SHA-256 on every path of the library ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Both the processor's instructions and the portable kernel, one stream and
// two, against published digests and the scalar oracle. Inputs and digests lie
// against inaccessible pages.
//===----------------------------------------------------------------------===//
#include "runtime/Sha256.h"
#include "runtime/Dispatch.h"
#include "runtime/Sha256Blocks.h"
#include "unittests/Kernels/GuardPages.h"

#include "atlas/Reference/Reference.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

using namespace atlas;
using namespace atlas::runtime;
using atlas::test::GuardPages;
using atlas::test::Placement;

namespace {

using Digest = std::array<uint8_t, 32>;

std::string hex(const Digest &digest) {
  std::string text;
  for (uint8_t byte : digest)
    for (unsigned digit : {byte >> 4, byte & 15})
      text += "0123456789abcdef"[digit];
  return text;
}

/// What the plain C++ form of the kernel says.
Digest oracle(const uint8_t *data, size_t size) {
  Digest digest;
  atlas_buffer_t buffers[2] = {
      {const_cast<uint8_t *>(data), {int64_t(size), 0}, 0},
      {digest.data(), {32, 0}, 0}};
  atlas_args_t args = {};
  args.buffers = buffers;
  lookupReference("witness_sha256")(&args);
  return digest;
}

std::vector<uint8_t> someBytes(size_t size, unsigned seed) {
  std::vector<uint8_t> bytes(size);
  for (uint8_t &byte : bytes)
    byte = (seed = seed * 1664525 + 1013904223) >> 24;
  return bytes;
}

/// Lengths around the ends of blocks and of the padding.
constexpr size_t kEdges[] = {0,   1,   55,  56,  63,    64,    65,    119,
                             120, 127, 128, 129, 12287, 12288, 12289, 20000};

/// The parameter: by instructions, or by the portable kernel.
class Sha256 : public testing::TestWithParam<bool> {
protected:
  void SetUp() override {
    supported = cpuFeatures.sha256;
    if (GetParam() && !supported)
      GTEST_SKIP() << "this processor has no SHA instructions";
    cpuFeatures.sha256 = GetParam();
    for (auto &guarded : pages)
      ASSERT_TRUE(guarded = GuardPages::create(20000));
  }
  void TearDown() override { cpuFeatures.sha256 = supported; }

  /// The bytes in the pages of one input.
  const uint8_t *place(unsigned input, const std::vector<uint8_t> &bytes,
                       Placement placement) {
    uint8_t *at = pages[input]->place(bytes.size(), placement);
    if (!bytes.empty())
      memcpy(at, bytes.data(), bytes.size());
    return at;
  }

  Digest single(const uint8_t *data, size_t size) {
    uint8_t *out = pages[2]->place(32, {Placement::Back, 0});
    sha256(data, size, out);
    Digest digest;
    memcpy(digest.data(), out, 32);
    return digest;
  }

  std::unique_ptr<GuardPages> pages[4]; ///< two inputs, two digests

private:
  bool supported = false;
};

constexpr Placement kBack{Placement::Back, 0}, kFront{Placement::Front, 0};

} // namespace

INSTANTIATE_TEST_SUITE_P(Paths, Sha256, testing::Bool(), [](const auto &path) {
  return path.param ? "Instructions" : "Portable";
});

// The example messages that NIST publishes with FIPS 180-4.
TEST_P(Sha256, PublishedDigests) {
  const std::pair<std::string, const char *> vectors[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc",
       "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmno"
       "p"
       "jklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
       "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
      {std::string(1000000, 'a'),
       "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"}};
  for (const auto &[message, digest] : vectors) {
    const auto *bytes = reinterpret_cast<const uint8_t *>(message.data());
    EXPECT_EQ(hex(single(bytes, message.size())), digest);
    EXPECT_EQ(hex(oracle(bytes, message.size())), digest);
  }
  EXPECT_EQ(single(nullptr, 0), oracle(nullptr, 0));
}

TEST_P(Sha256, EveryLength) {
  for (size_t size = 0; size <= 12416; size = size == 300 ? 12160 : size + 1) {
    std::vector<uint8_t> bytes = someBytes(size, unsigned(size));
    Digest expected = oracle(bytes.data(), size);
    EXPECT_EQ(single(place(0, bytes, kBack), size), expected) << size;
    EXPECT_EQ(single(place(0, bytes, kFront), size), expected) << size;
  }
}

TEST_P(Sha256, EveryAlignment) {
  for (size_t size : {0, 1, 64, 200, 1000}) {
    std::vector<uint8_t> bytes = someBytes(size, 7);
    Digest expected = oracle(bytes.data(), size);
    for (unsigned misalign = 0; misalign < 64; ++misalign) {
      const uint8_t *data = place(0, bytes, {Placement::Middle, misalign});
      EXPECT_EQ(single(data, size), expected) << size << " at " << misalign;
      EXPECT_TRUE(pages[0]->intact());
    }
  }
}

TEST_P(Sha256, PairsOfAnyLengths) {
  for (size_t first : kEdges)
    for (size_t second : kEdges) {
      std::vector<uint8_t> bytes[2] = {someBytes(first, 1),
                                       someBytes(second, 2)};
      const void *data[2] = {place(0, bytes[0], kBack),
                             place(1, bytes[1], kFront)};
      const size_t sizes[2] = {first, second};
      uint8_t *out[2] = {pages[2]->place(32, kBack),
                         pages[3]->place(32, kBack)};
      sha256Pair(data, sizes, out[0], out[1]);
      for (int i = 0; i < 2; ++i)
        EXPECT_EQ(memcmp(out[i], oracle(bytes[i].data(), sizes[i]).data(), 32),
                  0)
            << "range " << i << " of " << first << " and " << second;
    }
}

TEST_P(Sha256, PairOfOneRange) {
  std::vector<uint8_t> bytes = someBytes(12288, 3);
  const void *data[2] = {bytes.data(), bytes.data()};
  const size_t sizes[2] = {12288, 100};
  Digest digests[2];
  sha256Pair(data, sizes, digests[0].data(), digests[1].data());
  EXPECT_EQ(digests[0], oracle(bytes.data(), 12288));
  EXPECT_EQ(digests[1], oracle(bytes.data(), 100));
}

#if ATLAS_SHA256_INSTRUCTIONS
// sha256 and the functions below it are the same function on such a processor.
TEST(Sha256Blocks, ChosenIfSupported) {
  if (!cpuFeatures.sha256)
    GTEST_SKIP() << "this processor has no SHA instructions";
  std::vector<uint8_t> bytes = someBytes(1000, 4);
  Digest chosen, direct;
  sha256(bytes.data(), bytes.size(), chosen.data());
  sha256Instructions(bytes.data(), bytes.size(), direct.data());
  EXPECT_EQ(chosen, direct);
}

// Blocks may come in any portions.
TEST(Sha256Blocks, PortionsAddUp) {
  if (!cpuFeatures.sha256)
    GTEST_SKIP() << "this processor has no SHA instructions";
  std::vector<uint8_t> bytes = someBytes(10 * 64, 5);
  Sha256State whole = {{1, 2, 3, 4, 5, 6, 7, 8}}, parts = whole;
  Sha256State pair[2] = {whole, whole};
  sha256Blocks(whole, bytes.data(), 10);
  sha256Blocks(parts, bytes.data(), 0);
  sha256Blocks(parts, bytes.data(), 3);
  sha256Blocks(parts, bytes.data() + 3 * 64, 7);
  EXPECT_EQ(memcmp(&whole, &parts, sizeof(whole)), 0);
  const uint8_t *twice[2] = {bytes.data(), bytes.data()};
  sha256PairBlocks(pair, twice, 10);
  EXPECT_EQ(memcmp(&pair[0], &whole, sizeof(whole)), 0);
  EXPECT_EQ(memcmp(&pair[1], &whole, sizeof(whole)), 0);
}
#endif
