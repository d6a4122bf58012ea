//===- BindingTest.cpp ------------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Binding.h"
#include "OutputText.h"
#include "RunOutputs.h"
#include "Support/Testing.h"

#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

#include <cstring>

using namespace atlas;
using namespace atlas::test;
using namespace atlas::tool;

namespace {

/// x + 1 into o, in place on io; returns the length.
int32_t addOne(const atlas_args_t *args) {
  int64_t n = args->buffers[0].dim[0];
  auto *x = static_cast<uint8_t *>(args->buffers[0].data);
  auto *o = static_cast<uint8_t *>(args->buffers[1].data);
  auto *io = static_cast<uint8_t *>(args->buffers[2].data);
  for (int64_t i = 0; i < n; ++i)
    o[i] = x[i] + 1;
  for (int64_t i = 0; i < args->buffers[2].dim[0]; ++i)
    ++io[i];
  args->results[0] = n;
  return n == 13 ? 7 : 0;
}

InputBuffer bytes(llvm::StringRef text) {
  InputBuffer input;
  input.memory = llvm::cantFail(AlignedBuffer::allocate(text.size()));
  std::memcpy(input.memory.data(), text.data(), text.size());
  input.data = input.memory.data();
  input.dims = {int64_t(text.size())};
  return input;
}

class BindingTest : public testing::Test {
protected:
  KernelABI abi = llvm::cantFail(parseSignature(
      "k", "in x:u8[n], out o:u8[n], inout io:u8[m], n:i64, m:i64 -> i64"));
  ArgumentSet set{abi};

  void giveInputs() {
    set.addInput("x", bytes("abc"));
    set.addInput("io", bytes("12"));
  }
};

std::string text(llvm::ArrayRef<uint16_t> elements,
                 llvm::SmallVector<int64_t, 2> dims, bool full) {
  KernelParam p;
  p.name = "v";
  p.type = {DataType::Int, 16};
  p.rank = dims.size();
  OutputView view{&p, reinterpret_cast<const char *>(elements.data()), dims};
  if (!full)
    return summaryText(view);
  std::string out;
  llvm::raw_string_ostream os(out);
  writeText(view, os);
  return out;
}

} // namespace

TEST_F(BindingTest, RunsOnPrivateCopies) {
  giveInputs();
  auto binding = Binding::create(abi, set);
  ASSERT_TRUE(bool(binding)) << llvm::toString(binding.takeError());
  ASSERT_EQ(messageOf((*binding)->run(addOne)), "");
  EXPECT_EQ((*binding)->result(0), 3u);
  auto views = (*binding)->outputs();
  ASSERT_EQ(views.size(), 2u);
  EXPECT_EQ(llvm::StringRef(views[0].data, 3), "bcd");
  EXPECT_EQ(llvm::StringRef(views[1].data, 2), "23");
  EXPECT_EQ(std::memcmp(set.input("io")->data, "12", 2), 0);
  EXPECT_EQ((*binding)->extents("o")[0], 3);
}

TEST_F(BindingTest, CountTrimsOutputs) {
  giveInputs();
  abi.params[1].count = "result";
  abi.params[1].length = "n + 5";
  auto binding = llvm::cantFail(Binding::create(abi, set));
  ASSERT_EQ(messageOf(binding->run(addOne)), "");
  EXPECT_EQ(binding->outputs()[0].dims[0], 3);
}

TEST_F(BindingTest, MissingAndImpossible) {
  EXPECT_EQ(codeOf(Binding::create(abi, set)), 302);
  set.addInput("x", bytes("abc"));
  EXPECT_NE(messageOf(Binding::create(abi, set)).find("--in io=FILE"),
            std::string::npos);
  set.addInput("io", bytes("12"));
  set.setScalarBits("n", 4); // contradicts x
  EXPECT_EQ(codeOf(Binding::create(abi, set)), 304);
  set.setScalarBits("n", 3);
  EXPECT_EQ(codeOf(Binding::create(abi, set)), 0);
  abi.params[1].length.clear();
  EXPECT_NE(messageOf(Binding::create(abi, set)).find("dim(o)=N"),
            std::string::npos);
  set.setDim("o", 0, int64_t(1) << 62);
  EXPECT_EQ(codeOf(Binding::create(abi, set)), 310);
}

TEST_F(BindingTest, KernelFailure) {
  set.addInput("x", bytes("0123456789abc"));
  set.addInput("io", bytes(""));
  auto binding = llvm::cantFail(Binding::create(abi, set));
  EXPECT_EQ(codeOf(binding->run(addOne)), 311);
}

TEST_F(BindingTest, OutputNames) {
  giveInputs();
  auto code = [&](std::vector<std::string> options) {
    return codeOf(RunOutputs::create(abi, set, options));
  };
  EXPECT_EQ(code({"o=a", "io=b", "result=c"}), 0);
  EXPECT_EQ(code({"o=-", "io=-"}), 0);
  EXPECT_EQ(code({"x=a"}), 301);
  EXPECT_EQ(code({"n=a"}), 301);
  EXPECT_EQ(code({"zz=a"}), 301);
  EXPECT_EQ(code({"o=a", "o=b"}), 312);
  EXPECT_EQ(code({"o=a", "io=a"}), 312);
  EXPECT_EQ(code({"o"}), 313);
}

TEST(OutputText, Summaries) {
  EXPECT_EQ(text({3, 1, 2}, {3}, false), "v: u16[3] = 3 1 2; min 1, max 3, sum 6");
  EXPECT_EQ(text({1, 2, 3, 4, 5, 6, 7, 8, 65535}, {9}, false),
            "v: u16[9] = 1 2 3 4 5 6 7 8 ...; min 1, max 65535, sum 65571");
  EXPECT_EQ(text({}, {0}, false), "v: u16[0] (empty)");
  EXPECT_EQ(text({1, 2, 3, 4}, {2, 2}, true), "1 2\n3 4\n");
  EXPECT_EQ(text({1, 2, 3}, {3}, true), "1 2 3\n");
  EXPECT_EQ(text({}, {0, 2}, true), "");
}

TEST(OutputText, WideSumsAndNaN) {
  KernelParam p;
  p.name = "v";
  p.type = {DataType::Int, 64};
  uint64_t big[] = {~uint64_t(0), ~uint64_t(0)};
  OutputView view{&p, reinterpret_cast<const char *>(big), {2}};
  EXPECT_EQ(summarise(view).sum, "36893488147419103230");
  p.isSigned = true;
  EXPECT_EQ(summarise(view).sum, "-2");
  p.type = {DataType::Float, 64};
  double values[] = {1.5, __builtin_nan("")};
  view.data = reinterpret_cast<const char *>(values);
  Summary summary = summarise(view);
  EXPECT_EQ(summary.min, "1.5");
  EXPECT_EQ(summary.max, "1.5");
  EXPECT_EQ(summary.sum, "nan");
}

TEST(OutputText, ResultFiles) {
  auto file = [](KernelResult result, uint64_t bits, llvm::StringRef path) {
    std::string out;
    llvm::raw_string_ostream os(out);
    writeResultFile(result, bits, path, os);
    return out;
  };
  KernelResult i7{"result", {DataType::Int, 7}, false};
  EXPECT_EQ(file(i7, 95, "x"), std::string(1, 95));
  KernelResult s17{"result", {DataType::Int, 17}, true};
  EXPECT_EQ(file(s17, 0x1ffff, "x"), "\xff\xff\xff\xff"); // -1
  EXPECT_NE(file(i7, 95, "x.npy").find("'shape': ()"), std::string::npos);
}
