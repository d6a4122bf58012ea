//===- GenerateTest.cpp -----------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// DX-09 and DX-13: sizes and inputs, the same on every platform.

#include "atlas/Quorum/Generate.h"

#include "atlas/Quorum/Philox.h"
#include "atlas/Support/ScalarText.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

using namespace atlas;
using namespace atlas::quorum;

namespace {
DataType type(llvm::StringRef text) { return *DataType::parse(text); }
} // namespace

// Known answers published with the generator (Random123, kat_vectors).
TEST(Generate, DX13_PhiloxKnownAnswers) {
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}),
            (PhiloxBlock{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  uint32_t f = 0xffffffff;
  EXPECT_EQ(philox4x32({f, f, f, f}, {f, f}),
            (PhiloxBlock{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                       {0xa4093822, 0x299f31d0}),
            (PhiloxBlock{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Generate, DX13_EveryPartOfTheKeyCounts) {
  std::set<uint64_t> seen;
  for (uint64_t seed : {uint64_t(1), uint64_t(1) << 40})
    for (uint32_t c : {0u, 1u})
      for (uint32_t buffer : {0u, 1u})
        for (uint64_t index : {uint64_t(0), uint64_t(1), uint64_t(1) << 32})
          seen.insert(generateElement(Generator::Bits, {seed, c, buffer}, index,
                                      type("i64")));
  EXPECT_EQ(seen.size(), 24u);
}

// Pinned: a change here changes every recorded digest.
TEST(Generate, DX13_TheBytesArePinned) {
  DataKey key{20240607, 3, 1};
  EXPECT_EQ(generateElement(Generator::Uniform, key, 5, type("i64")),
            0x59438bcacd255b59u);
  EXPECT_EQ(generateElement(Generator::Uniform, key, 5, type("f64")),
            0x3fd650e2f2b34956u);
  EXPECT_EQ(generateElement(Generator::Uniform, key, 5, type("f16")),
            0x3594u);
  EXPECT_EQ(generateElement(Generator::Normal, key, 5, type("f32")),
            0xbf9d5283u);
}

TEST(Generate, DX13_UniformFloatsAreInRange) {
  for (llvm::StringRef name : {"f16", "f32", "f64"})
    for (uint64_t i = 0; i < 2000; ++i) {
      double v = floatValue(
          generateElement(Generator::Uniform, {1, 2, 3}, i, type(name)),
          type(name));
      ASSERT_TRUE(v >= 0 && v < 1) << name.str() << " " << v;
    }
}

TEST(Generate, DX13_NormalHasItsMoments) {
  double sum = 0, squares = 0;
  constexpr int kCount = 20000;
  for (uint64_t i = 0; i < kCount; ++i) {
    double v = floatValue(
        generateElement(Generator::Normal, {7, 0, 0}, i, type("f64")),
        type("f64"));
    sum += v;
    squares += v * v;
  }
  EXPECT_NEAR(sum / kCount, 0, 0.03);
  EXPECT_NEAR(squares / kCount, 1, 0.03);
}

TEST(Generate, DX13_BitsDrawEveryKindOfFloat) {
  bool nan = false, infinity = false, negative = false;
  for (uint64_t i = 0; i < 200000; ++i) {
    double v = floatValue(
        generateElement(Generator::Bits, {1, 0, 0}, i, type("f16")),
        type("f16"));
    nan |= std::isnan(v);
    infinity |= std::isinf(v);
    negative |= v < 0;
  }
  EXPECT_TRUE(nan && infinity && negative);
}

TEST(Generate, DX12a_BoundsHold) {
  std::set<uint64_t> seen;
  for (uint64_t i = 0; i < 1000; ++i) {
    uint64_t v =
        generateElement(Generator::Uniform, {1, 0, 0}, i, type("i32"), 7);
    ASSERT_LT(v, 7u);
    seen.insert(v);
  }
  EXPECT_EQ(seen.size(), 7u);
}

TEST(Generate, RampCounts) {
  EXPECT_EQ(generateBuffer(Generator::Ramp, {}, 4, type("i8")),
            (std::vector<uint8_t>{0, 1, 2, 3}));
  EXPECT_EQ(generateElement(Generator::Ramp, {}, 257, type("i8")), 1u);
  EXPECT_EQ(floatValue(generateElement(Generator::Ramp, {}, 3, type("f32")),
                       type("f32")),
            3.0);
}

TEST(Generate, DX13_CsrIsValidAndHasItsCorners) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    CsrData csr = generateCsr({seed, 0, 0}, 20, 6, 60);
    ASSERT_EQ(csr.offsets.size(), 21u);
    EXPECT_EQ(csr.offsets.front(), 0);
    EXPECT_EQ(csr.offsets.back(), 60);
    ASSERT_EQ(csr.columns.size(), 60u);
    EXPECT_TRUE(std::is_sorted(csr.offsets.begin(), csr.offsets.end()));
    bool empty = false, full = false, twice = false;
    for (int r = 0; r < 20; ++r) {
      std::multiset<int64_t> row(csr.columns.begin() + csr.offsets[r],
                                 csr.columns.begin() + csr.offsets[r + 1]);
      std::set<int64_t> distinct(row.begin(), row.end());
      empty |= row.empty();
      full |= distinct.size() == 6;
      twice |= distinct.size() < row.size();
    }
    EXPECT_TRUE(empty && full && twice) << seed;
    for (int64_t c : csr.columns)
      ASSERT_TRUE(c >= 0 && c < 6);
  }
}

TEST(Generate, DX13_CsrOfNothing) {
  EXPECT_EQ(generateCsr({}, 0, 5, 9).offsets, std::vector<int64_t>{0});
  EXPECT_TRUE(generateCsr({}, 4, 0, 9).columns.empty());
  EXPECT_EQ(generateCsr({}, 1, 3, 5).columns.size(), 5u);
  EXPECT_TRUE(generateCsr({}, 3, 3, 0).columns.empty());
}

TEST(Generate, EdgesHaveTheirValues) {
  auto edge = [](llvm::StringRef name, llvm::StringRef t, bool isSigned = false,
                 uint64_t index = 0) {
    return edgeElement(name, index, type(t), isSigned);
  };
  EXPECT_EQ(edge("all-min", "i8", true), 0x80u);
  EXPECT_EQ(edge("all-max", "i8", true), 0x7fu);
  EXPECT_EQ(edge("all-max", "i64"), ~uint64_t(0));
  EXPECT_EQ(edge("alternating", "i16", false, 1), 0xaaaau);
  EXPECT_EQ(edge("neg-zero", "f32"), 0x80000000u);
  EXPECT_EQ(edge("subnormal", "f16"), 1u);
  EXPECT_EQ(edge("min-normal", "f16"), 0x0400u);
  EXPECT_EQ(edge("inf", "f64"), 0x7ff0000000000000u);
  EXPECT_EQ(edge("nan", "i32"), std::nullopt);
  EXPECT_EQ(edge("all-maximum", "i32"), std::nullopt);
}

TEST(Generate, DX09_Sizes) {
  EXPECT_EQ(defaultSizes(256),
            (std::vector<int64_t>{0, 1, 255, 256, 257, 773}));
  EXPECT_EQ(defaultSizes(1), (std::vector<int64_t>{0, 1, 2, 8}));
}

TEST(Generate, NamesRoundTrip) {
  for (llvm::StringRef name : {"uniform", "normal", "bits", "ramp"})
    EXPECT_EQ(generatorName(*parseGenerator(name)), name);
  EXPECT_FALSE(parseGenerator("Uniform"));
}
