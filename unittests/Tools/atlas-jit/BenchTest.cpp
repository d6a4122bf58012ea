//===- BenchTest.cpp --------------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "BenchData.h"
#include "BenchReport.h"
#include "Measure.h"
#include "Support/Testing.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace atlas;
using namespace atlas::test;
using namespace atlas::tool;

namespace {
KernelABI signature(llvm::StringRef text) {
  return llvm::cantFail(parseSignature("k", text));
}
} // namespace

TEST(Bench, Sizes) {
  auto sizes = parseSizes({"256,4k", "1M", "2G", "3m"});
  ASSERT_TRUE(bool(sizes)) << llvm::toString(sizes.takeError());
  EXPECT_EQ(*sizes, (std::vector<int64_t>{256, 4096, 1 << 20, int64_t(2) << 30,
                                          3 << 20}));
  for (std::string text : {"", "k", "-1", "1kk", "1.5k", "9223372036854775807k",
                           "1,", "0x10"})
    EXPECT_EQ(codeOf(parseSizes({text})), 313) << text;
}

TEST(Bench, ArgumentsFollowTheSize) {
  KernelABI abi = signature("in x:u8[n], in y:f32[n], out o:u8[n], n:i64, a:f32");
  EXPECT_TRUE(dependsOnSize(abi));
  auto set = llvm::cantFail(makeBenchArguments(abi, 1000, {}));
  EXPECT_EQ(set.scalar("n"), 1000u);
  EXPECT_EQ(set.scalar("a"), 0x3f800000u);
  EXPECT_EQ(set.dim("x", 0), 1000);
  EXPECT_EQ(set.inputBytes(), 5000u);
  const auto *x = static_cast<const uint8_t *>(set.input("x")->data);
  unsigned sum = 0, seen[256] = {}, kinds = 0;
  for (int i = 0; i < 1000; ++i) {
    sum += x[i];
    kinds += !seen[x[i]]++;
  }
  EXPECT_EQ(sum % 96, 0u);
  EXPECT_GT(kinds, 200u);
  const auto *y = static_cast<const float *>(set.input("y")->data);
  for (int i = 0; i < 1000; ++i)
    EXPECT_TRUE(std::abs(y[i]) >= 0.5f && std::abs(y[i]) < 1.0f) << y[i];
  auto scaled = llvm::cantFail(makeBenchArguments(abi, 10, {"a=2"}));
  EXPECT_EQ(scaled.scalar("a"), 0x40000000u);
  EXPECT_EQ(codeOf(makeBenchArguments(abi, 10, {"b=2"})), 301);
}

TEST(Bench, FixedShapesAndRows) {
  EXPECT_FALSE(dependsOnSize(signature("in x:u8[256], out o:u8[256]")));
  EXPECT_FALSE(dependsOnSize(signature("x:i8 -> i8")));
  EXPECT_EQ(fixedSize(signature("out o:u8[7], in x:u8[4][64]")), 256);
  EXPECT_EQ(fixedSize(signature("x:i8 -> i8")), 0);
  KernelABI rows = signature("in x:u8[n][96], n:i64");
  rows.params[0].length.clear();
  rows.params.pop_back();
  EXPECT_TRUE(dependsOnSize(rows));
  auto set = llvm::cantFail(makeBenchArguments(rows, 960, {}));
  EXPECT_EQ(set.dim("x", 0), 10);
  KernelABI exact = signature("in x:u8[n], in y:u8[dim(x) exactdiv 256], n:i64");
  EXPECT_EQ(codeOf(makeBenchArguments(exact, 100, {})), 309);
}

TEST(Bench, Median) {
  EXPECT_EQ(median({3, 1, 2}), 2);
  EXPECT_EQ(median({4, 1, 3, 2}), 2.5);
  EXPECT_EQ(median({7}), 7);
}

TEST(Bench, MeasureInterleavesAndStopsOnErrors) {
  std::vector<int> order;
  auto slow = [&](int id) {
    return [&order, id](uint64_t count) {
      order.push_back(id);
      volatile uint64_t sink = 0;
      for (uint64_t i = 0; i < count * 300000; ++i)
        sink = sink + i;
      return llvm::Error::success();
    };
  };
  unsigned rounds = 0;
  auto times = measure({Batch(slow(0)), Batch(slow(1))}, 5,
                       [&](unsigned round) { rounds = round; });
  ASSERT_TRUE(bool(times)) << llvm::toString(times.takeError());
  EXPECT_EQ(rounds, 5u);
  EXPECT_GT((*times)[0], 0);
  ASSERT_GE(order.size(), 10u);
  std::vector<int> last(order.end() - 4, order.end());
  EXPECT_EQ(last, (std::vector<int>{0, 1, 0, 1}));
  Batch fails = [](uint64_t) {
    return makeError(ErrorCode::KernelFailed, "no");
  };
  EXPECT_EQ(codeOf(measure({fails}, 5, [](unsigned) {})), 311);
}

TEST(Bench, ReportRatiosAndDiagram) {
  BenchReport report("k", 1, 31, 1);
  report.add(4096, 4096, "jit", 100);
  report.add(4096, 4096, "memcpy", 250);
  report.add(1 << 20, 1 << 20, "jit", 50000);
  report.add(1 << 20, 1 << 20, "memcpy", 25000);
  llvm::json::Value value = report.toJSON();
  const auto &rows = *value.getAsObject()->getArray("rows");
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[1].getAsObject()->getNumber("ratio"), 2.5);
  EXPECT_EQ(rows[3].getAsObject()->getNumber("ratio"), 0.5);
  EXPECT_EQ(rows[0].getAsObject()->getNumber("gigabytes_per_second"), 40.96);
  std::string svg = report.svg();
  EXPECT_EQ(svg.rfind("<svg", 0), 0u);
  EXPECT_NE(svg.find("<polyline"), std::string::npos);
  EXPECT_NE(svg.find(">memcpy<"), std::string::npos);
  EXPECT_NE(report.text().find("2.50"), std::string::npos);
  // One size, one row: the axes still make sense.
  BenchReport single("k<&>", 1, 31, 1);
  single.add(1, 1, "jit", 10);
  EXPECT_EQ(single.svg().find("nan"), std::string::npos);
  EXPECT_NE(single.svg().find("k&lt;&amp;&gt;"), std::string::npos);
}
