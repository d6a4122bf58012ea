//===- SourceLimitsTest.cpp -------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Support/SourceLimits.h"
#include "Testing.h"

#include <gtest/gtest.h>

using namespace atlas;
using namespace atlas::test;

namespace {
std::string repeat(llvm::StringRef text, unsigned times) {
  std::string out;
  for (unsigned i = 0; i < times; ++i)
    out += text;
  return out;
}
int code(llvm::StringRef text, llvm::StringRef path = "a.mlir") {
  return codeOf(checkSourceLimits(text, path));
}
} // namespace

TEST(SourceLimits, EveryBracketKindIsLimited) {
  for (llvm::StringRef open : {"(", "[", "{", "tuple<", "<(", "{[<("}) {
    unsigned kinds = open == "tuple<" ? 1 : open.size();
    EXPECT_EQ(code(repeat(open, 256 / kinds)), 0) << open.str();
    EXPECT_EQ(code(repeat(open, 256 / kinds + 1)), 104) << open.str();
  }
}

TEST(SourceLimits, SiblingsDoNotNest) {
  EXPECT_EQ(code(repeat("({[<>]})", 10000)), 0);
  EXPECT_EQ(code(repeat("func @f(%a: i1) -> tuple<i1> { a >= b }\n", 10000)), 0);
  EXPECT_EQ(code(repeat("(a < b)", 10000)), 0);
}

TEST(SourceLimits, ArrowDoesNotClose) {
  EXPECT_EQ(code(repeat("<->", 257)), 104);
}

TEST(SourceLimits, StringsAndCommentsAreSkipped) {
  std::string deep = repeat("(", 300);
  EXPECT_EQ(code("\"" + deep + "\""), 0);
  EXPECT_EQ(code("\"\\\"" + deep + "\""), 0);
  EXPECT_EQ(code("// " + deep), 0);
  EXPECT_EQ(code("// x\n" + deep), 104);
  EXPECT_EQ(code("\"" + deep + "\"" + deep), 104);
  // A string of MLIR ends with its line, so this does not hide the brackets.
  EXPECT_EQ(code("\"\n" + deep), 104);
}

TEST(SourceLimits, LLVMTextHasOtherComments) {
  std::string deep = repeat("(", 300);
  EXPECT_EQ(code("; " + deep, "a.ll"), 0);
  EXPECT_EQ(code("; " + deep, "a.mlir"), 104);
  EXPECT_EQ(code("// " + deep, "a.ll"), 104);
  // No escapes in LLVM IR: the string ends at the second quote.
  EXPECT_EQ(code("c\"\\\"" + deep, "a.ll"), 104);
  EXPECT_EQ(code("c\"\n" + deep + "\"", "a.ll"), 0);
}

TEST(SourceLimits, OperatorRuns) {
  EXPECT_EQ(code("affine_map<(d0) -> (" + repeat("-", 5000) + "d0)>"), 104);
  EXPECT_EQ(code("affine_map<(d0) -> (" + repeat("d0 + ", 5000) + "d0)>"), 104);
  EXPECT_EQ(code("dense<[" + repeat("-1, ", 5000) + "-1]>"), 0);
  EXPECT_EQ(code(repeat("%0 = arith.constant -1 : i32\n", 5000)), 0);
}

// MLIR's parser reserves a place for every result up to the number.
TEST(SourceLimits, ResultNumbers) {
  EXPECT_EQ(code("return %limits#2147483648 : f64"), 103);
  EXPECT_EQ(code("return %limits#99999999999999999999 : f64"), 103);
  EXPECT_EQ(code("return %a#4096"), 103);
  EXPECT_EQ(code("return %a#4095"), 0);
  EXPECT_EQ(code(repeat("%a#4095 ", 20000)), 103); // 1.3 GB of places
  EXPECT_EQ(code("#map9999 = affine_map<(d0) -> (d0)>"), 0);
  EXPECT_EQ(code("// %a#9999\n\"%a#9999\""), 0);
  EXPECT_EQ(code("attributes #9999 = { nounwind }", "a.ll"), 0);
  EXPECT_EQ(messageOf(checkSourceLimits("ab\n%a#5000", "f.mlir"))
                .rfind("f.mlir:2:3: ATL0103: ", 0),
            0u);
}

TEST(SourceLimits, Location) {
  EXPECT_EQ(messageOf(checkSourceLimits("ab\n" + repeat("(", 257), "f.mlir"))
                .rfind("f.mlir:2:257: ATL0104: ", 0),
            0u);
}

TEST(SourceLimits, SizeAndBinary) {
  std::string big((64u << 20) + 1, ' ');
  EXPECT_EQ(code(big), 103);
  big.pop_back();
  EXPECT_EQ(code(big), 0);
  EXPECT_EQ(code("ML\xefR" + repeat("(", 300)), 0);
  EXPECT_EQ(code("BC\xc0\xde" + repeat("(", 300)), 0);
}
