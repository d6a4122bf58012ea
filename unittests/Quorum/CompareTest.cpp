//===- CompareTest.cpp ------------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// DX-14 to DX-17: how values are compared, and what a report says.

#include "atlas/Quorum/Compare.h"

#include "llvm/ADT/bit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace atlas;
using namespace atlas::quorum;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

DataType type(llvm::StringRef text) { return *DataType::parse(text); }

Verdict ints(uint64_t a, uint64_t b, llvm::StringRef name, bool isSigned,
             llvm::StringRef rule = "exact", double tolerance = 0) {
  return compareElement({a, b, type(name), isSigned}, *Comparison::parse(rule),
                        tolerance);
}

Verdict doubles(double a, double b, Comparison rule = {},
                double tolerance = 0) {
  return compareElement({llvm::bit_cast<uint64_t>(a),
                         llvm::bit_cast<uint64_t>(b), type("f64"), false},
                        rule, tolerance);
}

Verdict doubles(double a, double b, llvm::StringRef rule) {
  return doubles(a, b, *Comparison::parse(rule));
}

template <typename T>
BufferReport report(std::vector<T> a, std::vector<T> b, llvm::StringRef name,
                    llvm::StringRef rule, bool isSigned = false) {
  auto bytes = [](const std::vector<T> &v) {
    return llvm::ArrayRef(reinterpret_cast<const uint8_t *>(v.data()),
                          v.size() * sizeof(T));
  };
  return compareBuffers({bytes(a), type(name), isSigned},
                        {bytes(b), type(name), isSigned},
                        *Comparison::parse(rule), 0);
}

} // namespace

TEST(Compare, DX14_IntegersIgnoreTolerance) {
  EXPECT_TRUE(ints(7, 7, "i32", false).accepted);
  EXPECT_FALSE(ints(7, 8, "i32", false, "abs:100", 100).accepted);
  EXPECT_FALSE(ints(7, 8, "i32", false, "ulp:100", 100).accepted);
  EXPECT_FALSE(ints(0, 1, "i1", false, "rel:1").accepted);
}

TEST(Compare, DX14_DifferencesDoNotOverflow) {
  EXPECT_EQ(ints(0, 255, "i8", false).difference, 255);
  EXPECT_EQ(ints(0x80, 0x7f, "i8", true).difference, 255);
  EXPECT_EQ(ints(0xff, 0x01, "i8", true).difference, 2);
  uint64_t min = uint64_t(1) << 63, max = min - 1;
  EXPECT_EQ(ints(min, max, "i64", true).difference, 0x1p64);
  EXPECT_EQ(ints(0, ~uint64_t(0), "i64", false).difference, 0x1p64);
}

TEST(Compare, DX14_LargeDifferencesRoundUp) {
  uint64_t odd = (uint64_t(1) << 53) + 1;
  EXPECT_EQ(ints(odd, 0, "i64", false).difference, 0x1p53 + 2);
  EXPECT_EQ(ints(odd - 1, 0, "i64", false).difference, 0x1p53);
  EXPECT_EQ(ints(0, odd + 1, "i64", true).difference, 0x1p53 + 2);
}

TEST(Compare, DX15_NaNs) {
  EXPECT_TRUE(doubles(kNaN, -kNaN).accepted);
  EXPECT_EQ(doubles(kNaN, -kNaN).difference, 0);
  Comparison bitwise;
  bitwise.bitwiseNaN = true;
  EXPECT_FALSE(doubles(kNaN, -kNaN, bitwise).accepted);
  EXPECT_TRUE(doubles(kNaN, kNaN, bitwise).accepted);
  for (double other : {0.0, kInf, 1e300}) {
    EXPECT_EQ(doubles(kNaN, other, "abs:1e308").difference, kInf);
    EXPECT_FALSE(doubles(other, kNaN, "abs:1e308").accepted);
  }
}

TEST(Compare, DX15_Infinities) {
  EXPECT_TRUE(doubles(kInf, kInf, "exact").accepted);
  EXPECT_FALSE(doubles(kInf, -kInf, "abs:1e308").accepted);
  EXPECT_EQ(doubles(kInf, -kInf, "ulp:1e30").difference, kInf);
  EXPECT_FALSE(doubles(kInf, 1e308, "rel:1e300").accepted);
}

TEST(Compare, DX15_SignedZeros) {
  EXPECT_TRUE(doubles(0.0, -0.0, "exact").accepted);
  Comparison strict = *Comparison::parse("abs:1");
  strict.strictSignedZero = true;
  EXPECT_FALSE(doubles(0.0, -0.0, strict).accepted);
  EXPECT_EQ(doubles(0.0, -0.0, strict).difference, 0);
  EXPECT_TRUE(doubles(-0.0, -0.0, strict).accepted);
}

TEST(Compare, DX15_TheNamedUnitDecides) {
  double next = std::nextafter(1.0, 2.0);
  EXPECT_TRUE(doubles(1.0, next, "ulp:1").accepted);
  EXPECT_FALSE(doubles(1.0, std::nextafter(next, 2.0), "ulp:1").accepted);
  EXPECT_FALSE(doubles(1.0, next, "exact").accepted);
  EXPECT_TRUE(doubles(-0x1p-1074, 0x1p-1074, "ulp:2").accepted);
  EXPECT_FALSE(doubles(-0x1p-1074, 0x1p-1074, "ulp:1").accepted);
  EXPECT_TRUE(doubles(1.0, 1.5, "abs:0.5").accepted);
  EXPECT_FALSE(doubles(1.0, 1.5, "abs:0.49").accepted);
  EXPECT_TRUE(doubles(100, 110, "rel:0.1").accepted);
  EXPECT_FALSE(doubles(100, 112, "rel:0.1").accepted);
}

TEST(Compare, DX15_ThePolicyDecidesWhenNothingIsNamed) {
  EXPECT_TRUE(doubles(1.0, 1.5, Comparison{}, 0.5).accepted);
  EXPECT_FALSE(doubles(1.0, 1.5, Comparison{}, 0.25).accepted);
  EXPECT_FALSE(doubles(1.0, 1.5, *Comparison::parse("exact"), 9).accepted);
}

TEST(Compare, DX15_HalfAndSingle) {
  Comparison one = *Comparison::parse("ulp:1");
  EXPECT_TRUE(
      compareElement({0x3c00, 0x3c01, type("f16"), false}, one, 0).accepted);
  EXPECT_FALSE(
      compareElement({0x3c00, 0x3c02, type("f16"), false}, one, 0).accepted);
  EXPECT_EQ(compareElement({0x3f800000, 0x40000000, type("f32"), false}, {}, 0)
                .difference,
            1);
}

TEST(Compare, DX16_NaNDoesNotHideInTheMaximum) {
  BufferReport r = report<double>({1, kNaN, 2}, {1, 5, 4}, "f64", "abs:10");
  EXPECT_EQ(r.maxAbsDiff, kInf);
  EXPECT_EQ(r.failed, 1u);
  EXPECT_EQ(r.compared, 3u);
  ASSERT_TRUE(r.worst);
  EXPECT_EQ(r.worst->index, 1u);
}

TEST(Compare, DX16_TheReportNamesBufferIndexAndBothValues) {
  BufferReport r =
      report<uint8_t>({1, 17, 3, 9}, {1, 16, 3, 0}, "i8", "exact");
  EXPECT_FALSE(r.agrees());
  EXPECT_EQ(r.failed, 2u);
  EXPECT_EQ(r.text("bins"), "bins[3]: 0x09 (9) against 0x00 (0)");
  EXPECT_TRUE(report<uint8_t>({1}, {1}, "i8", "exact").agrees());
  EXPECT_EQ(report<uint8_t>({1}, {1}, "i8", "exact").text("bins"), "");
}

TEST(Compare, DX16_AcceptedDifferencesCountInTheMaximum) {
  BufferReport r = report<float>({1, 2}, {1.25, 2}, "f32", "abs:1");
  EXPECT_TRUE(r.agrees());
  EXPECT_EQ(r.maxAbsDiff, 0.25);
}

TEST(Compare, DX17_LengthAndType) {
  BufferReport r = report<uint8_t>({1, 2}, {1}, "i8", "exact");
  EXPECT_EQ(r.maxAbsDiff, kInf);
  EXPECT_EQ(r.text("x"), "x: 2 bytes of u8 against 1 bytes of u8");
  uint8_t bytes[4] = {};
  EXPECT_FALSE(compareBuffers({bytes, type("i32"), false},
                              {bytes, type("f32"), false}, {}, 0)
                   .agrees());
}

TEST(Compare, RulesAreRead) {
  EXPECT_EQ(Comparison::parse("ulp: 4")->amount, 4);
  EXPECT_EQ(Comparison::parse("abs:1e-6")->kind, Comparison::Kind::Absolute);
  for (llvm::StringRef bad : {"", "exactly", "ulp", "ulp:", "ulp:x", "abs:-1",
                              "abs:-0", "rel:inf", "rel:nan", "exact:1"})
    EXPECT_FALSE(Comparison::parse(bad)) << bad.str();
}
