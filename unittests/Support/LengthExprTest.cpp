//===- LengthExprTest.cpp ---------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Testing.h"
#include "atlas/Support/KernelABI.h"

#include <gtest/gtest.h>

using namespace atlas;
using namespace atlas::test;

namespace {

/// dim(data) = 768, dim(m, 1) = 7, n = 10, low = INT64_MIN.
llvm::Expected<int64_t> eval(llvm::StringRef text) {
  auto expr = LengthExpr::parse(text);
  if (!expr)
    return expr.takeError();
  return expr->evaluate([](llvm::StringRef name, unsigned k,
                           bool isDim) -> std::optional<int64_t> {
    if (isDim && name == "data" && k == 0)
      return 768;
    if (isDim && name == "m" && k == 1)
      return 7;
    if (!isDim && name == "n")
      return 10;
    if (!isDim && name == "low")
      return INT64_MIN;
    return std::nullopt;
  });
}

int64_t value(llvm::StringRef text) {
  auto result = eval(text);
  if (result)
    return *result;
  ADD_FAILURE() << text.str() << ": " << llvm::toString(result.takeError());
  return INT64_MIN;
}

} // namespace

TEST(LengthExpr, PrecedenceAndAssociation) {
  EXPECT_EQ(value("1 + 2 * 3"), 7);
  EXPECT_EQ(value("(1 + 2) * 3"), 9);
  EXPECT_EQ(value("10 - 3 - 2"), 5);
  EXPECT_EQ(value("dim(data) exactdiv 256 * 256"), 768);
  EXPECT_EQ(value("7 floordiv 2 * 2"), 6);
  EXPECT_EQ(value("1 + 2 min 2 + 9"), 3);
  EXPECT_EQ(value("1 max 5 min 3"), 3);
  EXPECT_EQ(value("10-3"), 7);
  EXPECT_EQ(value("-3 + 1"), -2);
}

TEST(LengthExpr, Names) {
  EXPECT_EQ(value("dim(%data)"), 768);
  EXPECT_EQ(value("dim( m , 1 )"), 7);
  EXPECT_EQ(value("n * n"), 100);
  EXPECT_EQ(codeOf(eval("unknown")), 205);
  EXPECT_EQ(codeOf(eval("dim(n)")), 205);
}

TEST(LengthExpr, Division) {
  EXPECT_EQ(value("7 ceildiv 2"), 4);
  EXPECT_EQ(value("-7 ceildiv 2"), -3);
  EXPECT_EQ(value("7 floordiv 2"), 3);
  EXPECT_EQ(value("-7 floordiv 2"), -4);
  EXPECT_EQ(value("8 exactdiv 2"), 4);
  EXPECT_EQ(codeOf(eval("7 exactdiv 2")), 309);
  EXPECT_EQ(codeOf(eval("7 floordiv 0")), 309);
  EXPECT_EQ(codeOf(eval("low ceildiv -1")), 309);
  EXPECT_EQ(codeOf(eval("low exactdiv -1")), 309);
}

TEST(LengthExpr, Overflow) {
  EXPECT_EQ(codeOf(eval("9223372036854775807 + 1")), 309);
  EXPECT_EQ(codeOf(eval("low - 1")), 309);
  EXPECT_EQ(codeOf(eval("4611686018427387904 * 2")), 309);
  EXPECT_EQ(codeOf(eval("9223372036854775808")), 205);
}

TEST(LengthExpr, Malformed) {
  for (llvm::StringRef text :
       {"", "(", "1 +", "* 2", "1 2", "dim", "dim()", "dim(a", "dim(a,2)",
        "dim(a,-1)", "dim(a b)", "1 div 2", "min 3", "2n", "a..b", "1)", "$"})
    EXPECT_EQ(codeOf(eval(text)), 205) << text.str();
}

TEST(LengthExpr, HostileSizes) {
  std::string parens(100000, '('), chain = "1";
  for (int i = 0; i < 100000; ++i)
    chain += "+1";
  EXPECT_EQ(codeOf(eval(parens)), 205);
  EXPECT_EQ(codeOf(eval(chain)), 205);
}
