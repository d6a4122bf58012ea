//===- CompareTest.cpp ------------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Compare.h"
#include "Support/Testing.h"

#include <gtest/gtest.h>

#include <cstring>

using namespace atlas;
using namespace atlas::test;
using namespace atlas::tool;

namespace {

uint64_t bits(double value) {
  uint64_t word;
  std::memcpy(&word, &value, 8);
  return word;
}

constexpr DataType f64{DataType::Float, 64}, i8{DataType::Int, 8};

/// Fills o with n, except that the last element is `last`; returns `last`.
template <uint8_t last>
int32_t fill(const atlas_args_t *args) {
  auto *o = static_cast<uint8_t *>(args->buffers[0].data);
  int64_t n = args->buffers[0].dim[0];
  std::memset(o, int(n), n);
  o[n - 1] = last;
  args->results[0] = args->scalars[1] ? last : 0;
  return 0;
}

} // namespace

TEST(Compare, Bits) {
  Tolerance exact;
  EXPECT_TRUE(exact.accepts(5, 5, i8));
  EXPECT_FALSE(exact.accepts(5, 6, i8));
  EXPECT_FALSE(exact.accepts(bits(0.0), bits(-0.0), f64));
  EXPECT_TRUE(exact.accepts(0x7ff8000000000000, 0xfff8000000000001, f64));
}

TEST(Compare, Tolerances) {
  KernelABI abi;
  abi.exactness = "bounded_ulp";
  auto of = [&](const char *text) {
    abi.tolerance = text;
    return llvm::cantFail(Tolerance::of(abi));
  };
  Tolerance ulp = of("ulp:2");
  EXPECT_TRUE(ulp.accepts(bits(1.0), bits(1.0) + 2, f64));
  EXPECT_FALSE(ulp.accepts(bits(1.0), bits(1.0) + 3, f64));
  EXPECT_TRUE(ulp.accepts(bits(0.0), bits(-0.0), f64));
  EXPECT_TRUE(ulp.accepts(bits(-0.0) + 1, bits(0.0) + 1, f64));
  EXPECT_FALSE(ulp.accepts(bits(-1.0), bits(1.0), f64));
  EXPECT_FALSE(ulp.accepts(bits(1.0), bits(__builtin_nan("")), f64));
  EXPECT_TRUE(of("abs:0.5").accepts(bits(1.0), bits(1.5), f64));
  EXPECT_FALSE(of("abs:0.4").accepts(bits(1.0), bits(1.5), f64));
  EXPECT_TRUE(of("rel:0.01").accepts(bits(100.0), bits(99.5), f64));
  EXPECT_FALSE(of("rel:0.001").accepts(bits(100.0), bits(99.5), f64));
  for (const char *text : {"", "ulp", "ulp:", "ulp:-1", "ulp:nan", "foo:1"}) {
    abi.tolerance = text;
    EXPECT_EQ(codeOf(Tolerance::of(abi)), 204) << text;
  }
}

TEST(Compare, FirstDifference) {
  KernelABI abi = llvm::cantFail(
      parseSignature("k", "out o:u8[n], n:i64, r:i64 -> i8"));
  auto difference = [&](bool results) {
    ArgumentSet set(abi);
    set.setScalarBits("n", 40);
    set.setScalarBits("r", results);
    auto a = llvm::cantFail(Binding::create(abi, set));
    auto b = llvm::cantFail(Binding::create(abi, set));
    EXPECT_EQ(messageOf(a->run(fill<17>)), "");
    EXPECT_EQ(messageOf(b->run(fill<16>)), "");
    EXPECT_FALSE(llvm::cantFail(compareRuns(*a, *a)).has_value());
    auto found = llvm::cantFail(compareRuns(*a, *b));
    return found ? found->text() : std::string("equal");
  };
  EXPECT_EQ(difference(false), "o[39]: 0x11 (17) against 0x10 (16)");
  EXPECT_EQ(difference(true), "result: 0x11 (17) against 0x10 (16)");
}
