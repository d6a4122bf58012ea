//===- KernelABITest.cpp ----------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Testing.h"
#include "atlas/Support/KernelABI.h"

#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

using namespace atlas;
using namespace atlas::test;

namespace {

KernelParam buffer(std::string name, unsigned rank, int64_t d0, int64_t d1) {
  KernelParam p;
  p.name = std::move(name);
  p.type = {DataType::Int, 8};
  p.rank = rank;
  p.dims[0] = d0;
  p.dims[1] = d1;
  return p;
}

/// A description that uses every field.
KernelABI everything() {
  KernelABI abi;
  abi.name = "k";
  abi.contract = "C-ATLAS-K";
  abi.exactness = "bounded_ulp";
  abi.tolerance = "ulp:4";
  KernelParam in = buffer("in", 2, kDynamic, 96), out = buffer("o", 1, 7, 1);
  in.align = 64;
  out.role = ParamRole::Out;
  out.type = {DataType::Float, 32};
  out.length = "dim(in) * 2";
  out.count = "result";
  out.inplace = {"in"};
  out.mayOverlap = true;
  KernelParam n;
  n.name = "n";
  n.role = ParamRole::Scalar;
  n.type = {DataType::Int, 7};
  n.isSigned = n.constant = true;
  n.defaultBits = 0x7F;
  abi.params = {in, out, n};
  abi.results = {{"result", {DataType::Int, 64}, true}};
  abi.phases = {{"p", "dim(in)", 4096, true, {"in"}, {"o", "tmp"}}};
  abi.temps = {{"tmp", "8 * n", 255, true}};
  abi.strategies = {"reduce: widen"};
  return abi;
}

std::string print(const KernelABI &abi) {
  std::string text;
  llvm::raw_string_ostream(text) << abi.toJSON();
  return text;
}

int readCode(llvm::StringRef text) {
  auto value = llvm::json::parse(text);
  if (!value) {
    ADD_FAILURE() << llvm::toString(value.takeError());
    return -1;
  }
  return codeOf(KernelABI::fromJSON(*value));
}

/// everything() with one field of the text replaced.
int readWith(llvm::StringRef from, llvm::StringRef to) {
  std::string text = print(everything());
  size_t at = text.find(from.str());
  if (at == std::string::npos) {
    ADD_FAILURE() << "no " << from.str() << " in " << text;
    return -1;
  }
  return readCode(text.replace(at, from.size(), to.str()));
}

} // namespace

TEST(DataType, Parse) {
  EXPECT_EQ(DataType::parse("i7")->bits, 7u);
  EXPECT_EQ(DataType::parse("i7")->byteSize(), 1u);
  EXPECT_EQ(DataType::parse("i17")->byteSize(), 3u);
  EXPECT_TRUE(DataType::parse("f16")->isFloat());
  for (llvm::StringRef text :
       {"", "i", "i0", "i65", "f8", "f128", "u8", "i+8", "i 8", "i8 ", "index",
        "i99999999999999"})
    EXPECT_FALSE(DataType::parse(text)) << text.str();
}

TEST(KernelABI, OrdinalsAndDimensions) {
  KernelABI abi = everything();
  EXPECT_EQ(abi.numBuffers(), 2u);
  EXPECT_EQ(abi.numScalars(), 1u);
  EXPECT_EQ(abi.ordinal(0), 0u);
  EXPECT_EQ(abi.ordinal(1), 1u);
  EXPECT_EQ(abi.ordinal(2), 0u);
  EXPECT_EQ(abi.findParam("n"), &abi.params[2]);
  EXPECT_EQ(abi.findParam("zz"), nullptr);
  abi.params = {buffer("a", 2, kDynamic, kDynamic), buffer("b", 1, kDynamic, 1),
                buffer("c", 1, 4, 1)};
  abi.params[1].length = "dim(a)";
  using Dim = std::pair<unsigned, unsigned>;
  EXPECT_EQ(independentDims(abi), (std::vector<Dim>{{0, 0}, {0, 1}}));
}

TEST(KernelABI, JsonRoundTripsEveryField) {
  std::string text = print(everything());
  auto value = llvm::json::parse(text);
  ASSERT_TRUE(bool(value));
  auto back = KernelABI::fromJSON(*value);
  ASSERT_TRUE(bool(back)) << llvm::toString(back.takeError());
  EXPECT_EQ(print(*back), text);
  const KernelParam &out = back->params[1];
  EXPECT_EQ(out.role, ParamRole::Out);
  EXPECT_EQ(out.type.text(), "f32");
  EXPECT_EQ(out.length, "dim(in) * 2");
  EXPECT_EQ(out.count, "result");
  EXPECT_EQ(out.inplace, std::vector<std::string>{"in"});
  EXPECT_TRUE(out.mayOverlap);
  EXPECT_EQ(back->params[0].align, 64u);
  EXPECT_EQ(back->params[0].rank, 2u);
  EXPECT_TRUE(back->params[2].constant);
  EXPECT_EQ(back->params[2].defaultBits, 0x7Fu);
  EXPECT_EQ(back->params[1].defaultBits, std::nullopt);
  EXPECT_EQ(back->temps[0].fill, 255);
  EXPECT_EQ(back->phases[0].grain, 4096);
}

TEST(KernelABI, JsonRefusesWhatNoKernelHas) {
  EXPECT_EQ(readCode("[]"), 206);
  EXPECT_EQ(readCode("{}"), 206);
  EXPECT_EQ(readWith("\"format\":1", "\"format\":2"), 206);
  EXPECT_EQ(readWith("\"name\":\"k\"", "\"nome\":\"k\""), 206);
  EXPECT_EQ(readWith("\"role\":\"out\"", "\"role\":\"up\""), 206);
  EXPECT_EQ(readWith("\"type\":\"i7\"", "\"type\":\"i77\""), 206);
  EXPECT_EQ(readWith("[-1,96]", "[-1,96,3]"), 206);
  EXPECT_EQ(readWith("[-1,96]", "[-2,96]"), 206);
  EXPECT_EQ(readWith("[-1,96]", "[]"), 206);
  EXPECT_EQ(readWith("\"align\":64", "\"align\":65"), 206);
  EXPECT_EQ(readWith("dim(in) * 2", "dim(in) *"), 206);
  EXPECT_EQ(readWith("\"grain\":4096", "\"grain\":0"), 206);
  EXPECT_EQ(readWith("\"fill\":255", "\"fill\":256"), 206);
  EXPECT_EQ(readWith("\"signed\":true", "\"signed\":1"), 206);
  EXPECT_EQ(readWith("\"inplace\":[\"in\"]", "\"inplace\":[3]"), 206);
  EXPECT_EQ(readWith("\"0x7f\"", "\"0x80\""), 206);
  EXPECT_EQ(readWith("\"0x7f\"", "\"127\""), 206);
  EXPECT_EQ(readWith("\"0x7f\"", "127"), 206);
  EXPECT_EQ(readWith("\"overlap\":true", "\"extra\":true"), 206);
}
