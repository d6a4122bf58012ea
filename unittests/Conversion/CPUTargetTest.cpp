//===- CPUTargetTest.cpp - Named CPU levels -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Conversion/AtlasToCPU/CPUTarget.h"

#include "gtest/gtest.h"

using namespace atlas;

namespace {

TEST(CPUTarget, EveryLevelIsKnownByItsOwnName) {
  for (llvm::StringRef name : CPUTarget::levelNames()) {
    auto target = CPUTarget::named(name);
    ASSERT_TRUE(static_cast<bool>(target)) << name.str();
    EXPECT_EQ(target->level, name.str());
    EXPECT_FALSE(target->triple.empty());
    EXPECT_TRUE(std::is_sorted(target->features.begin(), target->features.end()));
    EXPECT_NE(target->arch(), CPUTarget::Arch::Other);
  }
}

TEST(CPUTarget, LevelsIncludeTheWeakerOnes) {
  auto icl = llvm::cantFail(CPUTarget::named("x86-64-v4-icl"));
  for (const char *feature : {"sse2", "ssse3", "avx2", "avx512bw", "gfni",
                              "avx512vpopcntdq"})
    EXPECT_TRUE(icl.has(feature)) << feature;
  auto v4 = llvm::cantFail(CPUTarget::named("x86-64-v4"));
  EXPECT_TRUE(v4.has("avx512bw"));
  EXPECT_FALSE(v4.has("gfni"));
  auto sve = llvm::cantFail(CPUTarget::named("aarch64-sve2"));
  EXPECT_TRUE(sve.has("dotprod"));
}

TEST(CPUTarget, VectorBytesFollowTheFeatures) {
  auto bytes = [](const char *level) {
    return llvm::cantFail(CPUTarget::named(level)).vectorBytes();
  };
  EXPECT_EQ(bytes("x86-64"), 16u);
  EXPECT_EQ(bytes("x86-64-v2"), 16u);
  EXPECT_EQ(bytes("x86-64-v3"), 32u);
  EXPECT_EQ(bytes("x86-64-v4"), 64u);
  EXPECT_EQ(bytes("aarch64"), 16u);
  EXPECT_EQ(bytes("wasm32"), 16u);
}

TEST(CPUTarget, UnknownLevelNamesTheKnownOnes) {
  auto target = CPUTarget::named("x86-64-v9");
  ASSERT_FALSE(static_cast<bool>(target));
  std::string text = llvm::toString(target.takeError());
  EXPECT_NE(text.find("ATL0505"), std::string::npos) << text;
  EXPECT_NE(text.find("x86-64-v4-icl"), std::string::npos) << text;
}

TEST(CPUTarget, LevelsExistForOtherSystems) {
  auto linux = llvm::cantFail(CPUTarget::named("x86-64-v3"));
  auto windows = llvm::cantFail(CPUTarget::named("x86-64-v3-windows"));
  EXPECT_EQ(windows.level, "x86-64-v3-windows");
  EXPECT_EQ(windows.triple, "x86_64-pc-windows-msvc");
  EXPECT_EQ(windows.features, linux.features);
  auto macos = llvm::cantFail(CPUTarget::named("aarch64-dotprod-macos"));
  EXPECT_EQ(macos.triple, "aarch64-apple-macosx11.0.0");
  EXPECT_EQ(macos.arch(), CPUTarget::Arch::AArch64);
  for (const char *name : {"wasm32-macos", "-windows", "host-windows"})
    EXPECT_NE(llvm::toString(CPUTarget::named(name).takeError()).find("ATL0505"),
              std::string::npos)
        << name;
}

TEST(CPUTarget, FeatureStringIsSigned) {
  CPUTarget target;
  target.features = {"avx2", "bmi"};
  EXPECT_EQ(target.featureString(), "+avx2,+bmi");
}

} // namespace
