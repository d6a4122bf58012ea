//===- ReaderTest.cpp - Structural readers of device code -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Covers: BR-24, BR-24a, BR-25, HW-03 (read back), HW-07, HW-10 (header).

#include "Mock.h"

#include "atlas/Backend/TargetDescription.h"

#include "gtest/gtest.h"

using namespace atlas;
using namespace atlas::backend;
using namespace atlas::backend::test;

namespace {

/// The complaint of a target's reader; "" if there is none.
std::string read(llvm::StringRef profile, llvm::StringRef format,
                 llvm::StringRef code, std::vector<std::string> entries = {"k"}) {
  HwProfile hardware = llvm::cantFail(parseHwProfile(profile));
  Emission emission;
  emission.format = {format.str(), false};
  emission.bytes.assign(code.begin(), code.end());
  for (const std::string &name : entries) {
    EntryPoint entry;
    entry.name = name;
    emission.entries.push_back(entry);
  }
  llvm::Error error = hardware.target().description().validate(
      emission, {hardware.target(), hardware});
  return llvm::toString(std::move(error));
}

bool contains(const std::string &text, llvm::StringRef part) {
  return llvm::StringRef(text).contains(part);
}

std::string ptx(llvm::StringRef code, llvm::StringRef profile = "ptx:sm_80") {
  return read(profile, "ptx", code);
}

const std::string kHead = "// c\n.version 7.0\n.target sm_80\n.address_size 64\n";

TEST(PtxReader, TakesAModule) {
  EXPECT_EQ(ptx(kHead + ".visible .entry k(.param .u64 p)\n.maxntid 256, 1, 1\n{ ret; }\n"), "");
}

TEST(PtxReader, RefusesWhatIsNone) {
  EXPECT_TRUE(contains(ptx("// comments only\n/* .version */"), "does not begin"));
  EXPECT_TRUE(contains(ptx("int main() { return 0; }"), "does not begin"));
  EXPECT_TRUE(contains(ptx(kHead), "entry points are  instead of k"));
  EXPECT_TRUE(contains(ptx(kHead + ".entry k() { ret; "), "'}' is missing"));
  EXPECT_TRUE(contains(ptx(kHead + ".entry k() { ret; ) }"), "')' closes nothing"));
  EXPECT_TRUE(contains(ptx(kHead + ".entry k() { /* ret; */ }"), "no instructions"));
  EXPECT_TRUE(contains(ptx(kHead + ".entry k"), "no instructions"));
  EXPECT_TRUE(contains(ptx(kHead + "/* .entry k() { ret; }"), "a comment does not end"));
  EXPECT_TRUE(contains(ptx(kHead + ".file 1 \"x\n.entry k() { ret; }"), "a string does not end"));
  // A name in a comment or in a body is no entry.
  EXPECT_TRUE(contains(ptx(kHead + "// .entry k() { ret; }\n.func f() { .entry; }"), "instead of k"));
}

TEST(PtxReader, ReadsVersionAndTargetBack) {
  std::string code = kHead + ".entry k() { ret; }";
  EXPECT_EQ(ptx(code, "ptx:sm_80"), "");
  EXPECT_TRUE(contains(ptx(code, "ptx:sm_90"), "version 7.0 for sm_80 instead of 7.8 for sm_90"));
  EXPECT_TRUE(contains(ptx(code, "ptx:sm_80,isa8.0"), "instead of 8.0"));
}

TEST(WgslReader, TakesAndRefuses) {
  auto wgsl = [](llvm::StringRef code, llvm::StringRef profile = "wgsl:") {
    return read(profile, "wgsl", code);
  };
  EXPECT_EQ(wgsl("/* a /* nested */ b */\n@compute @workgroup_size(1)\nfn k() { return; }"), "");
  EXPECT_TRUE(contains(wgsl("// nothing"), "instead of k"));
  EXPECT_TRUE(contains(wgsl("@compute @workgroup_size(1) fn k() { }"), "no statements"));
  EXPECT_TRUE(contains(wgsl("@compute @workgroup_size(1) fn k()"), "has no function"));
  EXPECT_TRUE(contains(wgsl("fn k() { let x = a[0; }"), "closes nothing"));
  EXPECT_TRUE(contains(wgsl("@compute @workgroup_size(1) fn other() { return; }"), "other instead of k"));
  std::string half = "enable f16;\n@compute @workgroup_size(1) fn k() { return; }";
  EXPECT_TRUE(contains(wgsl(half), "ATL0403: wgsl: the code enables 'f16'"));
  EXPECT_EQ(wgsl(half, "wgsl:shader-f16"), "");
}

/// A module with one entry point "k": header, then instructions.
std::vector<uint32_t> spirvModule() {
  return {0x07230203, 0x00010300, 0, 10, 0,      // header
          2u << 16 | 17, 1,                      // OpCapability Shader
          3u << 16 | 14, 0, 1,                   // OpMemoryModel
          4u << 16 | 15, 5, 4, 'k',              // OpEntryPoint GLCompute "k"
          5u << 16 | 54, 2, 4, 0, 3,             // OpFunction
          2u << 16 | 248, 5,                     // OpLabel
          1u << 16 | 253,                        // OpReturn
          1u << 16 | 56};                        // OpFunctionEnd
}

std::string spirv(const std::vector<uint32_t> &words, llvm::StringRef profile = "spirv:1.3") {
  std::string bytes;
  for (uint32_t word : words)
    for (unsigned shift = 0; shift != 32; shift += 8)
      bytes += char(word >> shift);
  return read(profile, "spirv", bytes);
}

TEST(SpirvReader, TakesAndRefuses) {
  EXPECT_EQ(spirv(spirvModule()), "");
  auto with = [](size_t at, uint32_t word) {
    std::vector<uint32_t> words = spirvModule();
    words[at] = word;
    return spirv(words);
  };
  EXPECT_TRUE(contains(with(0, 0x03022307), "no SPIR-V header"));
  EXPECT_TRUE(contains(with(4, 1), "schema"));
  EXPECT_TRUE(contains(with(5, 0), "instruction at word 5 has 0 words"));
  EXPECT_TRUE(contains(with(21, 99u << 16 | 253), "has 99 words"));
  EXPECT_TRUE(contains(with(22, 1u << 16 | 0), "does not end"));
  EXPECT_TRUE(contains(with(7, 3u << 16 | 0), "0 memory models"));
  EXPECT_TRUE(contains(with(13, 'j'), "j instead of k"));
  EXPECT_TRUE(contains(with(1, 0x00010400), "version word is 10400"));
  EXPECT_TRUE(contains(spirv({0x07230203, 0x00010300, 0, 1, 0}), "0 memory models"));
  EXPECT_TRUE(contains(read("spirv:1.3", "spirv", "abc"), "32-bit words"));
}

} // namespace
