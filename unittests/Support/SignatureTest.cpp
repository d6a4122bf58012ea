//===- SignatureTest.cpp ----------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Testing.h"
#include "atlas/Support/KernelABI.h"

#include <gtest/gtest.h>

using namespace atlas;
using namespace atlas::test;

namespace {
KernelABI parse(llvm::StringRef text) {
  auto abi = parseSignature("k", text);
  if (abi)
    return *abi;
  ADD_FAILURE() << llvm::toString(abi.takeError());
  return {};
}
} // namespace

TEST(Signature, Delta) {
  KernelABI abi = parse("in before:u8[n], in after:u8[n], n:i64 -> i7");
  ASSERT_EQ(abi.params.size(), 3u);
  EXPECT_EQ(abi.name, "k");
  EXPECT_EQ(abi.params[0].name, "before");
  EXPECT_EQ(abi.params[0].role, ParamRole::In);
  EXPECT_EQ(abi.params[0].type.text(), "i8");
  EXPECT_EQ(abi.params[0].rank, 1u);
  EXPECT_EQ(abi.params[0].dims[0], kDynamic);
  EXPECT_EQ(abi.params[0].length, "n");
  EXPECT_EQ(abi.params[2].role, ParamRole::Scalar);
  ASSERT_EQ(abi.results.size(), 1u);
  EXPECT_EQ(abi.results[0].type.text(), "i7");
  EXPECT_FALSE(abi.results[0].isSigned);
  // Dimensions are scalars here, so the typed entry has none of its own.
  EXPECT_TRUE(independentDims(abi).empty());
}

TEST(Signature, EveryWidthAndSign) {
  for (unsigned bits = 1; bits <= 64; ++bits)
    for (char kind : {'i', 'u', 's'}) {
      std::string type = kind + std::to_string(bits);
      KernelABI abi = parse("x:" + type + " -> " + type);
      EXPECT_EQ(abi.params[0].type.bits, bits);
      EXPECT_EQ(abi.params[0].isSigned, kind == 's');
      EXPECT_EQ(abi.results[0].isSigned, kind == 's');
    }
  EXPECT_EQ(parse("x:f16 -> f64").results[0].type.text(), "f64");
}

TEST(Signature, ShapesRolesResults) {
  KernelABI abi = parse("inout state : u64[1], table t:f32[2 * n][96],"
                        "out o:u16[dim(t)], n:i32 -> (i16, i8)");
  EXPECT_EQ(abi.params[0].dims[0], 1);
  EXPECT_EQ(abi.params[0].role, ParamRole::InOut);
  EXPECT_EQ(abi.params[1].rank, 2u);
  EXPECT_EQ(abi.params[1].dims[1], 96);
  EXPECT_EQ(abi.params[1].length, "2 * n");
  EXPECT_EQ(abi.params[2].length, "dim(t)");
  EXPECT_EQ(abi.results[0].name, "result");
  EXPECT_EQ(abi.results[1].name, "result1");
  EXPECT_EQ(abi.ordinal(2), 2u);
  EXPECT_EQ(abi.ordinal(3), 0u);
  EXPECT_EQ(parse("").params.size(), 0u);
  EXPECT_EQ(parse("-> i1").results.size(), 1u);
}

TEST(Signature, Tolerances) {
  KernelABI abi = parse("in a:u8[4], out b:u8[4] inplace a, out c:u8[n] overlap,"
                        "n:i64 -> i32");
  EXPECT_TRUE(abi.params[0].inplace.empty());
  EXPECT_EQ(abi.params[1].inplace, std::vector<std::string>{"a"});
  EXPECT_FALSE(abi.params[1].mayOverlap);
  EXPECT_TRUE(abi.params[2].mayOverlap);
}

TEST(Signature, Malformed) {
  for (llvm::StringRef text :
       {"x", "x:", ":i8", "x:i8[n]", "in x:i8", "in x:i8[n]", "in x:i7[4]",
        "in x:i0[4]", "x:i65", "x:f8", "x:i08", "x:u", "in x:u8[4][4][4]",
        "in x:u8[4][n], n:i64", "in x:u8[-1]", "in x:u8[n, n:i64",
        "in x:u8[n], n:f32", "in x:u8[dim(n)], n:i64", "x:i8, x:i8", "x:i8,",
        "x:i8 -> ", "x:i8 -> (i8", "x:i8 -> i8 i8", "x:i8 ->", "0x:i8",
        "maybe x:u8[4]", "in x:u8[dim(x,1)]", "in x:u8[4] overlap",
        "in x:u8[4], out y:u8[4] inplace z", "out y:u8[4] inplace y",
        "out y:u8[4] inplace", "out y:u8[4] beside", "x:i8 overlap",
        "n:i64, out y:u8[n] inplace n"})
    EXPECT_EQ(codeOf(parseSignature("k", text)), 204) << text.str();
}
