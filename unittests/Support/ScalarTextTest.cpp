//===- ScalarTextTest.cpp ---------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Testing.h"
#include "atlas/Support/ScalarText.h"

#include <gtest/gtest.h>

#include <cstring>

using namespace atlas;
using namespace atlas::test;

namespace {

/// The word, or "refused".
std::string parse(llvm::StringRef text, llvm::StringRef type,
                  bool isSigned = false) {
  auto bits = parseScalar(text, *DataType::parse(type), isSigned, "x");
  if (bits)
    return std::to_string(*bits);
  EXPECT_EQ(codeOf(bits.takeError()), 305);
  return "refused";
}

template <typename T, typename F>
T bitsOf(F value) {
  T bits;
  static_assert(sizeof(T) == sizeof(F));
  std::memcpy(&bits, &value, sizeof(T));
  return bits;
}

} // namespace

TEST(ScalarText, Integers) {
  EXPECT_EQ(parse("255", "i8"), "255");
  EXPECT_EQ(parse("256", "i8"), "refused");
  EXPECT_EQ(parse("-1", "i8"), "refused");
  EXPECT_EQ(parse("-128", "i8", true), "128");
  EXPECT_EQ(parse("-129", "i8", true), "refused");
  EXPECT_EQ(parse("127", "i8", true), "127");
  EXPECT_EQ(parse("128", "i8", true), "refused");
  EXPECT_EQ(parse("0xff", "i8"), "255");
  EXPECT_EQ(parse("0XFF", "i8"), "255");
  EXPECT_EQ(parse("127", "i7"), "127");
  EXPECT_EQ(parse("128", "i7"), "refused");
  EXPECT_EQ(parse("true", "i1"), "1");
  EXPECT_EQ(parse("false", "i1"), "0");
  EXPECT_EQ(parse("true", "i8"), "refused");
  EXPECT_EQ(parse("18446744073709551615", "i64"), "18446744073709551615");
  EXPECT_EQ(parse("18446744073709551616", "i64"), "refused");
  EXPECT_EQ(parse("-9223372036854775808", "i64", true), "9223372036854775808");
  EXPECT_EQ(parse("9223372036854775808", "i64", true), "refused");
  EXPECT_EQ(parse("010", "i8"), "10"); // not octal
  for (llvm::StringRef text : {"", "-", "0x", "1.5", "1e3", " 1", "1 ", "x",
                               "--1", "nan", "0x-1", "1_000"})
    EXPECT_EQ(parse(text, "i32", true), "refused") << text.str();
}

TEST(ScalarText, Floats) {
  auto f32 = [](float value) { return std::to_string(bitsOf<uint32_t>(value)); };
  auto f64 = [](double v) { return std::to_string(bitsOf<uint64_t>(v)); };
  EXPECT_EQ(parse("1.5", "f32"), f32(1.5f));
  EXPECT_EQ(parse("-2", "f32"), f32(-2.0f));
  EXPECT_EQ(parse("-0", "f64"), f64(-0.0));
  EXPECT_EQ(parse("0x1.8p1", "f64"), f64(3.0));
  EXPECT_EQ(parse("-0x1p-1074", "f64"), f64(-4.9406564584124654e-324));
  EXPECT_EQ(parse("0x10", "f32"), f32(16.0f));
  EXPECT_EQ(parse("0.1", "f64"), f64(0.1));
  EXPECT_EQ(parse("0.1", "f32"), f32(0.1f));
  EXPECT_EQ(parse("1e3", "f64"), f64(1000));
  EXPECT_EQ(parse(".5", "f32"), f32(0.5f));
  EXPECT_EQ(parse("inf", "f32"), f32(__builtin_inff()));
  EXPECT_EQ(parse("-Inf", "f32"), f32(-__builtin_inff()));
  EXPECT_EQ(parse("nan", "f64"), std::to_string(0x7ff8000000000000));
  EXPECT_EQ(parse("1", "f16"), std::to_string(0x3c00));
  EXPECT_EQ(parse("65504", "f16"), std::to_string(0x7bff));
  EXPECT_EQ(parse("65536", "f16"), "refused");
  EXPECT_EQ(parse("1e39", "f32"), "refused");
  EXPECT_EQ(parse("1e309", "f64"), "refused");
  for (llvm::StringRef text : {"", "-", "x", "1.5.2", "1e", "nano", "--1", "0x",
                               "1 ", " 1", "infx", "."})
    EXPECT_EQ(parse(text, "f32"), "refused") << text.str();
}

TEST(ScalarText, Format) {
  DataType i8 = *DataType::parse("i8"), f32 = *DataType::parse("f32");
  DataType f64 = *DataType::parse("f64"), i7 = *DataType::parse("i7");
  EXPECT_EQ(formatScalar(200, i8, false), "200");
  EXPECT_EQ(formatScalar(200, i8, true), "-56");
  EXPECT_EQ(formatScalar(95, i7, false), "95");
  EXPECT_EQ(formatScalar(bitsOf<uint32_t>(0.1f), f32, false), "0.1");
  EXPECT_EQ(formatScalar(bitsOf<uint64_t>(0.1), f64, false), "0.1");
  EXPECT_EQ(formatScalar(0x7ff8000000000001, f64, false), "nan");
  EXPECT_EQ(formatScalar(0xff800000, f32, false), "-inf");
  EXPECT_EQ(formatHex(200, i8), "0xc8");
  EXPECT_EQ(formatHex(5, i7), "0x05");
  EXPECT_EQ(formatHex(1, *DataType::parse("i32")), "0x00000001");
  EXPECT_EQ(typeText(i8, false), "u8");
  EXPECT_EQ(typeText(i8, true), "i8");
  EXPECT_EQ(typeText(f32, false), "f32");
}

TEST(ScalarText, FloatsRoundTrip) {
  for (llvm::StringRef name : {"f16", "f32", "f64"}) {
    DataType type = *DataType::parse(name);
    uint64_t bits = 12345, mask = type.bits == 64
                                      ? ~uint64_t(0)
                                      : (uint64_t(1) << type.bits) - 1;
    for (int i = 0; i < 2000; ++i) {
      bits = bits * 6364136223846793005u + 1442695040888963407u;
      uint64_t word = (bits ^ bits >> 31) & mask;
      std::string text = formatScalar(word, type, false);
      if (text != "nan")
        EXPECT_EQ(parse(text, name), std::to_string(word)) << text;
    }
  }
}

TEST(ScalarText, Json) {
  EXPECT_EQ(scalarToJSON(255, *DataType::parse("i8"), true),
            llvm::json::Value(-1));
  EXPECT_EQ(scalarToJSON(~uint64_t(0), *DataType::parse("i64"), false),
            llvm::json::Value(~uint64_t(0)));
  EXPECT_EQ(scalarToJSON(0x7f800000, *DataType::parse("f32"), false),
            llvm::json::Value("inf"));
}

TEST(ScalarText, Elements) {
  char bytes[6] = {};
  storeElement(bytes, 1, *DataType::parse("i16"), 0x1234);
  EXPECT_EQ(bytes[2], 0x34);
  EXPECT_EQ(bytes[3], 0x12);
  EXPECT_EQ(loadElement(bytes, 1, *DataType::parse("i16")), 0x1234u);
}
