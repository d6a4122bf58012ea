//===- JsonTest.cpp - The JSON reader and its numbers ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "CallSequence.h"

#include "runtime/Decimal.h"
#include "runtime/Json.h"

#include <gtest/gtest.h>

#include <cfloat>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

using namespace atlas::runtime;
using atlas::test::Random;

namespace {

/// "" if the text is JSON, else what is wrong and where.
std::string problem(const std::string &text) {
  json::Value root;
  json::Error error;
  // A copy of the exact size: reading past it is seen by a sanitizer.
  std::vector<char> exact(text.begin(), text.end());
  if (json::check(exact.data(), exact.size(), root, error))
    return "";
  return error.what + (" at " + std::to_string(error.offset));
}

std::string decoded(const std::string &text) {
  json::Value root;
  json::Error error;
  if (!json::check(text.data(), text.size(), root, error))
    return "(not JSON)";
  std::string out(root.decode(nullptr, 0), 0);
  root.decode(out.data(), out.size());
  EXPECT_TRUE(out.find('\0') != out.npos || root.equals(out.c_str()));
  return out;
}

template <typename Format>
std::string formatted(Format format, double value) {
  char text[kDecimalSize];
  return std::string(text, format(value, text));
}

double randomDouble(Random &random) {
  uint64_t bits = random.next();
  if (random.below(2)) // near 1
    bits = (bits & 0x800FFFFFFFFFFFFFu) | (1000 + random.below(80)) << 52;
  if (random.below(4) == 0) // few bits set
    bits &= ~uint64_t(0) << random.below(53);
  if (random.below(20) == 0) // subnormal
    bits >>= 12 + random.below(50);
  double value;
  std::memcpy(&value, &bits, sizeof(value));
  return std::isfinite(value) ? value : 0.0;
}

/// The digits before an exponent.
std::string digitsOf(const std::string &text) {
  std::string digits;
  for (char c : text.substr(0, text.find('e')))
    if (c >= '0' && c <= '9')
      digits += c;
  return digits;
}

bool same(double a, double b) { return std::memcmp(&a, &b, sizeof(a)) == 0; }

} // namespace

TEST(Json, Accepts) {
  for (const char *text :
       {"null", " true ", "false", "0", "-0", "1.5e-7", "1E+5", "\"\"", "[]",
        "{}", "[1,[2,{\"a\":[]}],\"x\"]", "\t{ \"a\" : 1 , \"b\" : \"]}\" }\n",
        "\"\\ud83d\\ude00\"", "\"\xF0\x9F\x98\x80\"", "\"\x7F\""})
    EXPECT_EQ(problem(text), "") << text;
  EXPECT_EQ(problem(std::string(64, '[') + std::string(64, ']')), "");
}

TEST(Json, Refuses) {
  for (const char *text : {"",
                           " ",
                           "nul",
                           "nulls",
                           "+1",
                           "01",
                           "1.",
                           ".5",
                           "1e",
                           "1e+",
                           "- 1",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{\"a\" 1}",
                           "{1:2}",
                           "[",
                           "]",
                           "{\"a\":1",
                           "\"",
                           "\"\\",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\u12G4\"",
                           "\"\\ud800\"",
                           "\"\\udc00\"",
                           "\"\\ud800\\u0041\"",
                           "\"\n\"",
                           "\"\x80\"",
                           "\"\xC0\x80\"",
                           "\"\xED\xA0\x80\"",
                           "\"\xF4\x90\x80\x80\"",
                           "\"\xE2\x82\"",
                           "1 2",
                           "[1}",
                           "NaN",
                           "Infinity",
                           "'a'",
                           "\xEF\xBB\xBF{}"})
    EXPECT_NE(problem(text), "") << text;
  EXPECT_EQ(problem(std::string(1000000, '[')),
            "too many brackets in each other at 64");
  EXPECT_EQ(problem(std::string(65, '[') + std::string(65, ']')),
            "too many brackets in each other at 64");
  EXPECT_EQ(problem(std::string("\0", 1)), "unexpected character at 0");
}

TEST(Json, Values) {
  std::string text = "{\"a\": [1, -2.5, true, null, \"x\\u0000y\"], \"b\": "
                     "{\"a\": 7}, \"\\u0061\": 18446744073709551615}";
  json::Value root, value, key, element;
  json::Error error;
  ASSERT_TRUE(json::check(text.data(), text.size(), root, error));
  EXPECT_FALSE(root.find("c", value));
  uint64_t number = 0;
  ASSERT_TRUE(root.find("a", value)); // the last
  EXPECT_TRUE(value.unsignedInteger(number));
  EXPECT_EQ(number, UINT64_MAX);
  ASSERT_TRUE(root.find("b", value));
  ASSERT_TRUE(value.find("a", value));
  EXPECT_EQ(value.number(), 7.0);
  json::Elements members(root);
  ASSERT_TRUE(members.next(key, value));
  EXPECT_TRUE(key.equals("a"));
  std::string kinds;
  for (json::Elements list(value); list.next(key, element);)
    kinds += char('0' + int(element.kind()));
  EXPECT_EQ(kinds, "22103");
  EXPECT_TRUE(members.next(key, value) && members.next(key, value));
  EXPECT_FALSE(members.next(key, value));
}

TEST(Json, Strings) {
  EXPECT_EQ(decoded("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\""), "a\"\\/\b\f\n\r\t");
  EXPECT_EQ(decoded("\"\\u00e4\\u20AC\\ud83d\\ude00\""),
            "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");
  EXPECT_EQ(decoded("\"x\\u0000y\""), std::string("x\0y", 3));
}

TEST(Json, RandomBytesAreSafe) {
  const std::string seed = "{\"a\": [1.5e-3, \"\\ud83d\\ude00\", true], \"b\": "
                           "{\"c\": null, \"d\": \"\xE2\x82\xAC\"}}";
  Random random(1);
  for (int round = 0; round < 20000; ++round) {
    std::string text = seed.substr(0, 1 + random.below(seed.size()));
    for (uint64_t i = random.below(4); i-- > 0;)
      text[random.below(text.size())] = char(random.next());
    json::Value root, key, value;
    json::Error error;
    std::vector<char> exact(text.begin(), text.end());
    if (!json::check(exact.data(), exact.size(), root, error))
      ASSERT_LE(error.offset, exact.size());
    else if (root.kind() == json::Kind::Object)
      for (json::Elements all(root); all.next(key, value);)
        key.decode(nullptr, 0);
  }
}

TEST(Decimal, AsLibcSays) {
  Random random(2);
  char expected[400];
  for (int round = 0; round < 50000; ++round) {
    double value = randomDouble(random);
    std::snprintf(expected, sizeof(expected), "%.4f", value);
    ASSERT_EQ(formatted(formatFixed4, value), expected);
    std::snprintf(expected, sizeof(expected), "%.*e", int(random.below(25)),
                  value);
    ASSERT_TRUE(same(parseDecimal(expected, std::strlen(expected)),
                     std::strtod(expected, nullptr)))
        << expected;
  }
}

TEST(Decimal, ShortestReadsBack) {
  Random random(3);
  for (int round = 0; round < 50000; ++round) {
    double value = randomDouble(random);
    std::string text = formatted(formatShortest, value);
    ASSERT_TRUE(same(std::strtod(text.c_str(), nullptr), value)) << text;
    // No text with a digit less does; of those with as many it is the nearest.
    std::string digits = digitsOf(text);
    size_t first = digits.find_first_not_of('0');
    size_t last = digits.find_last_not_of('0');
    int count = first == digits.npos ? 1 : int(last - first) + 1;
    char other[64];
    if (count > 1) {
      std::snprintf(other, sizeof(other), "%.*e", count - 2, value);
      ASSERT_FALSE(same(std::strtod(other, nullptr), value)) << text;
    }
    // A decimal of so many digits that reads back is the nearest one.
    std::snprintf(other, sizeof(other), "%.*e", count - 1, value);
    if (same(std::strtod(other, nullptr), value) && value != 0.0) {
      ASSERT_EQ(digits.substr(first, size_t(count)), digitsOf(other)) << text;
    }
  }
}

TEST(Decimal, Examples) {
  const std::pair<double, const char *> shortest[] = {
      {0.5, "0.5"},
      {1.0, "1.0"},
      {1e-5, "1e-05"},
      {0.0001, "0.0001"},
      {1e15, "1000000000000000.0"},
      {1e16, "1e+16"},
      {5e-324, "5e-324"},
      {-0.0, "-0.0"},
      {0.1 + 0.2, "0.30000000000000004"},
      {123.456, "123.456"},
      {DBL_MAX, "1.7976931348623157e+308"},
      {0x1p-1022, "2.2250738585072014e-308"},
      {9007199254740993.0, "9007199254740992.0"},
      {1e100, "1e+100"},
      {INFINITY, "inf"},
      {-INFINITY, "-inf"},
      {NAN, "nan"}};
  for (const auto &[value, text] : shortest)
    EXPECT_EQ(formatted(formatShortest, value), text);
  // Ties of the exact binary value go to even.
  const std::pair<double, const char *> fixed[] = {
      {0.03125, "0.0312"},
      {0.09375, "0.0938"},
      {-0.00001, "-0.0000"},
      {0.99995, "1.0000"},
      {1e22, "10000000000000000000000.0000"},
      {0.15, "0.1500"},
      {INFINITY, "inf"}};
  for (const auto &[value, text] : fixed)
    EXPECT_EQ(formatted(formatFixed4, value), text);
  // Midpoints, and a digit far behind that lifts one.
  std::string middle = "9007199254740993" + std::string(900, '0');
  EXPECT_EQ(parseDecimal("9007199254740993", 16), 9007199254740992.0);
  EXPECT_EQ(parseDecimal(middle.data(), 16), 9007199254740992.0);
  std::string lifted = "9007199254740993." + std::string(900, '0') + "1";
  EXPECT_EQ(parseDecimal(lifted.data(), lifted.size()), 9007199254740994.0);
  for (const char *text : {"1e400", "1e999999999999999999999"})
    EXPECT_EQ(parseDecimal(text, std::strlen(text)), INFINITY);
  for (const char *text : {"1e-400", "0e999999999999999999999", "0.000"})
    EXPECT_EQ(parseDecimal(text, std::strlen(text)), 0.0);
  EXPECT_EQ(parseDecimal("2.4703282292062328e-324", 23), 5e-324);
  EXPECT_EQ(parseDecimal("1.7976931348623159e308", 22), INFINITY);
}
