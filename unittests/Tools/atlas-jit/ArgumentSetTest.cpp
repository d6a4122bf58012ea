//===- ArgumentSetTest.cpp --------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ArgumentSet.h"
#include "Specialize.h"
#include "Support/Testing.h"
#include "atlas/Support/File.h"
#include "atlas/Support/Npy.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"

#include <gtest/gtest.h>

#include <cstring>

using namespace atlas;
using namespace atlas::test;
using namespace atlas::tool;
namespace fs = llvm::sys::fs;

namespace {

KernelABI signature(llvm::StringRef text) {
  return llvm::cantFail(parseSignature("k", text));
}

class Arguments : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(fs::createUniqueDirectory("atlas-args-test", folder));
  }
  void TearDown() override { fs::remove_directories(folder); }

  std::string file(llvm::StringRef name, llvm::StringRef contents) {
    std::string path = (folder + "/" + name).str();
    EXPECT_EQ(messageOf(writeFileAtomically(path, contents)), "");
    return path;
  }
  int readCode(llvm::StringRef sig, llvm::StringRef name,
               const std::string &path) {
    KernelABI abi = signature(sig);
    ArgumentSet set(abi);
    return codeOf(set.readInput(name, path));
  }

  llvm::SmallString<128> folder;
};

} // namespace

TEST_F(Arguments, RawFiles) {
  KernelABI abi = signature("in x:u16[n], in m:u8[n][4], n:i64");
  ArgumentSet set(abi);
  ASSERT_EQ(messageOf(set.readInput("x", file("x", "aabbcc"))), "");
  EXPECT_EQ(set.dim("x", 0), 3);
  EXPECT_EQ(std::memcmp(set.input("x")->data, "aabbcc", 6), 0);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(set.input("x")->data) % 64, 0u);
  ASSERT_EQ(messageOf(set.readInput("m", file("m", "aaaabbbb"))), "");
  EXPECT_EQ(set.dim("m", 0), 2);
  EXPECT_EQ(set.dim("m", 1), 4);
  EXPECT_EQ(set.inputBytes(), 14u);
  EXPECT_EQ(readCode("in x:u16[n], n:i64", "x", file("y", "aab")), 108);
  EXPECT_EQ(readCode("in m:u8[n][4], n:i64", "m", file("y", "aab")), 108);
  EXPECT_EQ(readCode("in x:u8[3]", "x", file("y", "aabb")), 304);
  EXPECT_EQ(readCode("in x:u8[n], n:i64", "x", file("e", "")), 0);
  EXPECT_EQ(readCode("in x:u8[3]", "x", (folder + "/absent").str()), 101);
}

TEST_F(Arguments, NpyFiles) {
  std::string u16 = npyHeader({DataType::Int, 16}, false, {3}) + "aabbcc";
  std::string i16 = npyHeader({DataType::Int, 16}, true, {3}) + "aabbcc";
  std::string path = file("a.NPY", u16);
  EXPECT_EQ(readCode("in x:i16[n], n:i64", "x", path), 0);
  EXPECT_EQ(readCode("in x:i16[n], n:i64", "x", file("b.npy", i16)), 0);
  EXPECT_EQ(readCode("in x:i16[3]", "x", path), 0);
  EXPECT_EQ(readCode("in x:i16[4]", "x", path), 304);
  EXPECT_EQ(readCode("in x:i32[n], n:i64", "x", path), 303);
  EXPECT_EQ(readCode("in x:f16[n], n:i64", "x", path), 303);
  EXPECT_EQ(readCode("in x:i16[n][3], n:i64", "x", path), 303);
  EXPECT_EQ(readCode("in x:i16[n], n:i64", "x", file("c.npy", "junk")), 107);
}

TEST_F(Arguments, WrongNames) {
  llvm::StringRef sig = "in before:u8[n], out after:u8[n], n:i64";
  std::string path = file("x", "abc");
  EXPECT_EQ(readCode(sig, "befor", path), 301);
  EXPECT_EQ(readCode(sig, "after", path), 301);
  EXPECT_EQ(readCode(sig, "n", path), 301);
  KernelABI abi = signature(sig);
  ArgumentSet set(abi);
  EXPECT_NE(messageOf(set.readInput("befor", path)).find("'before'"),
            std::string::npos);
  EXPECT_EQ(codeOf(set.setScalar("before", "1")), 301);
  EXPECT_EQ(codeOf(set.setScalar("m", "1")), 301);
  EXPECT_EQ(codeOf(set.setScalar("n", "x")), 305);
  EXPECT_EQ(codeOf(set.setScalar("n", "1")), 0);
  EXPECT_EQ(codeOf(set.setScalar("n", "1")), 312);
  EXPECT_EQ(codeOf(set.readInput("before", path)), 0);
  EXPECT_EQ(codeOf(set.readInput("before", path)), 312);
}

TEST_F(Arguments, OutputExtents) {
  KernelABI abi = signature("in x:u8[4], out o:u8[n], n:i64");
  abi.params[1].length.clear(); // free
  ArgumentSet set(abi);
  EXPECT_EQ(codeOf(set.setScalar("dim(x)", "4")), 301);
  EXPECT_EQ(codeOf(set.setScalar("dim(o,1)", "4")), 301);
  EXPECT_EQ(codeOf(set.setScalar("dim(o)", "-4")), 305);
  EXPECT_EQ(codeOf(set.setScalar("dim(o)", "4")), 0);
  EXPECT_EQ(codeOf(set.setScalar("dim(o, 0)", "4")), 312);
  EXPECT_EQ(set.dim("o", 0), 4);
}

TEST(ArgumentText, Assignments) {
  auto item = splitAssignment("--set", "a=b=c");
  ASSERT_TRUE(bool(item));
  EXPECT_EQ(item->first, "a");
  EXPECT_EQ(item->second, "b=c");
  for (llvm::StringRef text : {"", "a", "=b", "a="})
    EXPECT_EQ(codeOf(splitAssignment("--set", text)), 313) << text.str();
  EXPECT_EQ(parseDimName("dim(x)"), std::pair(std::string("x"), 0u));
  EXPECT_EQ(parseDimName("dim(%x, 1)"), std::pair(std::string("x"), 1u));
  EXPECT_EQ(parseDimName("dim(x,2)"), std::nullopt);
  EXPECT_EQ(parseDimName("x"), std::nullopt);
}

TEST(ArgumentText, Suggestions) {
  EXPECT_EQ(suggestNames("befor", {"before", "after"}),
            "did you mean 'before'?");
  EXPECT_EQ(suggestNames("zzzzzz", {"before", "after"}),
            "there is 'before', 'after'");
  EXPECT_EQ(suggestNames("x", {}), "there are none");
}

TEST(Specialize, Values) {
  KernelABI abi = signature("in x:u8[n], out o:u8[16][8], n:i64, s:f32");
  ArgumentSet set(abi);
  auto texts = [&](llvm::ArrayRef<std::string> options) -> std::string {
    auto values = specializedValues(set, options);
    if (!values)
      return std::to_string(codeOf(values.takeError()));
    std::string text;
    for (auto &[name, bits] : *values)
      text += name + "=" + std::to_string(bits) + ";";
    return text;
  };
  EXPECT_EQ(texts({"n=5", "dim(x)=7", "dim(o, 1)"}), "n=5;dim(x)=7;dim(o,1)=8;");
  EXPECT_EQ(texts({"s=1"}), "s=1065353216;");
  EXPECT_EQ(texts({"n"}), "507");
  EXPECT_EQ(texts({"x"}), "507");
  EXPECT_EQ(texts({"dim(n)"}), "507");
  EXPECT_EQ(texts({"dim(x,1)"}), "507");
  EXPECT_EQ(texts({"n=x"}), "305");
  EXPECT_EQ(texts({"n=5", "n=6"}), "312");
  EXPECT_EQ(texts({}), "507");
  abi.params[2].constant = true;
  set.setScalarBits("n", 9);
  EXPECT_EQ(texts({}), "n=9;");
}
