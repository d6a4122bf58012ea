//===- HwProfileTest.cpp ----------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Backend/BackendConfig.h"
#include "atlas/Backend/BackendError.h"
#include "atlas/Backend/Cpu/CpuHw.h"
#include "atlas/Backend/Ptx/PtxHw.h"
#include "atlas/Backend/Spirv/SpirvHw.h"
#include "atlas/Backend/TargetDescription.h"
#include "atlas/Backend/Wasm/WasmHw.h"
#include "atlas/Backend/Wgsl/WgslHw.h"
#include "unittests/Support/Testing.h"

#include "llvm/ADT/STLExtras.h"

#include <gtest/gtest.h>

#include <set>

using namespace atlas;
using namespace atlas::backend;
using namespace atlas::test;

namespace {

/// The canonical text, or the message.
std::string canonical(llvm::StringRef text) {
  auto profile = parseHwProfile(text);
  return profile ? profile->text() : llvm::toString(profile.takeError());
}
int code(llvm::StringRef text) { return codeOf(parseHwProfile(text)); }

HwProfile profile(llvm::StringRef text) {
  return llvm::cantFail(parseHwProfile(text));
}
Target target(llvm::StringRef id) { return llvm::cantFail(parseTarget(id)); }

contract::HardwareClause
clause(std::vector<std::pair<std::string, std::vector<std::string>>> entries) {
  contract::HardwareClause made;
  for (auto &[key, values] : entries)
    made.entries.push_back({key, values, {}});
  return made;
}
bool covers(llvm::StringRef text, const contract::HardwareClause &what) {
  HwProfile one = profile(text);
  return one.target().description().covers(what, one.data());
}

} // namespace

TEST(HwProfile, PrefixDecides) {
  EXPECT_EQ(code("sm_90"), 403);
  EXPECT_EQ(code("cuda:sm_90"), 401);
  EXPECT_EQ(code("PTX:sm_90"), 401);
  EXPECT_EQ(code(""), 403);
  EXPECT_TRUE(profile("ptx:sm_90").target() == target("ptx"));
}

// HW-01, HW-02
TEST(HwProfile, PtxGrammar) {
  EXPECT_EQ(canonical("ptx:sm_90a"), "ptx:sm_90a");
  EXPECT_EQ(canonical("ptx:compute_80"), "ptx:sm_80");
  EXPECT_EQ(canonical("ptx:sm_100f"), "ptx:sm_100f");
  for (const char *text :
       {"sm_999", "sm_90f", "sm_80 ; x", "SM_80", "sm_080", "", "sm_", "sm_9",
        "sm_80a", "sm_60", "sm_80 ", " sm_80", "sm_1000", "sm_90A", "90",
        "sm_90aa", "sm_80\n", "sm_+80"})
    EXPECT_EQ(code(std::string("ptx:") + text), 403) << text;
}

// HW-03
TEST(HwProfile, PtxVersion) {
  EXPECT_EQ(PtxHw::of(profile("ptx:sm_80")).isa, (PtxIsa{7, 0}));
  EXPECT_EQ(PtxHw::of(profile("ptx:sm_90a")).isa.feature(), "ptx80");
  EXPECT_EQ(canonical("ptx:sm_80,isa8.3"), "ptx:sm_80,isa8.3");
  EXPECT_EQ(canonical("ptx:sm_80,isa7.0"), "ptx:sm_80");
  for (const char *text :
       {"sm_80,isa6.5", "sm_80,isa9.9", "sm_80,8.3", "sm_80,isa8", "sm_80,",
        "sm_80,isa8.3.1", "sm_90a,isa7.8", "sm_80,isa-1.0", "sm_80,isa80.0"})
    EXPECT_EQ(code(std::string("ptx:") + text), 403) << text;
}

// HW-04: names are distinct and parse; renamed ones are taken with a warning.
TEST(HwProfile, PtxTable) {
  std::set<std::string> names;
  for (const PtxArchRow &row : ptxArchTable()) {
    EXPECT_TRUE(names.insert(row.name.str()).second);
    HwProfile one = profile(("ptx:" + row.name).str());
    EXPECT_EQ(PtxHw::of(one).least, row.least);
    EXPECT_EQ(one.data().warnings().size(),
              llvm::StringRef(row.name).starts_with("sm_101") ? 1u : 0u);
  }
  EXPECT_EQ(names.size(), 28u);
}

// HW-05
TEST(HwProfile, PtxLoading) {
  auto runs = [](llvm::StringRef text, unsigned device) {
    return PtxHw::of(profile(("ptx:" + text).str())).runsOn(device);
  };
  EXPECT_TRUE(runs("sm_80", 80));
  EXPECT_TRUE(runs("sm_80", 90));
  EXPECT_FALSE(runs("sm_80", 75));
  EXPECT_TRUE(runs("sm_90a", 90));
  EXPECT_FALSE(runs("sm_90a", 100));
  EXPECT_TRUE(runs("sm_100f", 103));
  EXPECT_FALSE(runs("sm_103f", 100));
  EXPECT_FALSE(runs("sm_100f", 110));
  EXPECT_FALSE(runs("sm_100f", 120));
}

// HW-06, HW-08
TEST(HwProfile, WgslNames) {
  EXPECT_EQ(canonical("wgsl:"), "wgsl:");
  EXPECT_EQ(canonical("wgsl:subgroups,shader-f16"),
            "wgsl:shader-f16,subgroups");
  EXPECT_EQ(canonical("wgsl:f16"), "wgsl:shader-f16");
  EXPECT_EQ(canonical("wgsl:subgroup_id,subgroups"),
            "wgsl:subgroups,subgroup_id");
  EXPECT_EQ(code("wgsl:subgroups,subgroups"), 403);
  EXPECT_EQ(code("wgsl:f16,shader-f16"), 403);
  EXPECT_EQ(code("wgsl:,"), 403);
  EXPECT_EQ(code("wgsl:Subgroups"), 403);
  EXPECT_NE(canonical("wgsl:subgroup").find("nearest is 'subgroups'"),
            std::string::npos);
}

// HW-09
TEST(HwProfile, WgslLimits) {
  const HwProfile plain = profile("wgsl:");
  EXPECT_EQ(WgslHw::of(plain).limit("maxComputeInvocationsPerWorkgroup"), 256u);
  EXPECT_EQ(WgslHw::of(plain).limit("maxComputeWorkgroupSizeZ"), 64u);
  EXPECT_EQ(WgslHw::of(plain).limit("maxComputeWorkgroupStorageSize"), 16384u);
  EXPECT_EQ(WgslHw::of(plain).limit("maxStorageBuffersPerShaderStage"), 8u);
  EXPECT_EQ(WgslHw::of(plain).limit("maxStorageBufferBindingSize"), 134217728u);
  EXPECT_EQ(WgslHw::of(plain).limit("maxComputeWorkgroupsPerDimension"),
            65535u);
  EXPECT_EQ(canonical("wgsl:maxComputeWorkgroupStorageSize=32768"),
            "wgsl:maxComputeWorkgroupStorageSize=32768");
  EXPECT_EQ(canonical("wgsl:maxComputeWorkgroupStorageSize=16384"), "wgsl:");
  for (const char *text :
       {"maxComputeWorkgroupStorageSize=1", "maxComputeWorkgroupStorageSize=",
        "maxComputeWorkgroupStorageSize=-1", "maxNothing=3",
        "maxComputeWorkgroupSizeX=512,maxComputeWorkgroupSizeX=600",
        "maxComputeWorkgroupSizeX=99999999999999999999"})
    EXPECT_EQ(code(std::string("wgsl:") + text), 403) << text;
}

// HW-10
TEST(HwProfile, SpirvVersions) {
  for (const char *text : {"1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6"})
    EXPECT_EQ(canonical(std::string("spirv:") + text),
              std::string("spirv:") + text);
  for (const char *text : {"1.7", "1.10", "2.0", "1", "", "1.", "1.3 ", "01.3"})
    EXPECT_EQ(code(std::string("spirv:") + text), 403) << text;
  EXPECT_EQ(SpirvHw::of(profile("spirv:1.6")).versionWord(), 0x00010600u);
  const char *environments[] = {"vulkan1.0", "vulkan1.0",       "vulkan1.0",
                                "vulkan1.1", "vulkan1.1spv1.4", "vulkan1.2",
                                "vulkan1.3"};
  for (unsigned minor = 0; minor < 7; ++minor)
    EXPECT_EQ(SpirvHw::of(profile("spirv:1." + std::to_string(minor)))
                  .environment(),
              environments[minor]);
}

// HW-11: the names a profile may hold.
TEST(HwProfile, SpirvCapabilities) {
  EXPECT_EQ(canonical("spirv:1.3+SPV_KHR_8bit_storage,Int8,Shader"),
            "spirv:1.3+Int8,SPV_KHR_8bit_storage");
  EXPECT_TRUE(SpirvHw::of(profile("spirv:1.3+Int8")).has("Shader"));
  for (const char *text : {"1.3+", "1.3+int8", "1.3+Int8,Int8",
                           "1.3+SPV_KHR_nothing", "1.3,Int8", "1.3+Int9"})
    EXPECT_EQ(code(std::string("spirv:") + text), 403) << text;
  EXPECT_NE(canonical("spirv:1.3+Int9").find("nearest is 'Int8'"), std::string::npos);
}

// HW-06: what a repeat is about, not how it is spelled.
TEST(HwProfile, Repeats) {
  for (const char *text :
       {"wgsl:f16,shader-f16", "wgsl:maxComputeWorkgroupSizeX=300,"
                               "maxComputeWorkgroupSizeX=400",
        "cpu:x86_64-linux-gnu/x86-64+avx,-avx", "wasm:simd128,simd128",
        "spirv:1.3+Int8,Int8"})
    EXPECT_NE(canonical(text).find("named twice"), std::string::npos) << text;
}

// HW-13
TEST(HwProfile, WasmFeatures) {
  const HwProfile plain = profile("wasm:");
  EXPECT_EQ(plain.text(), "wasm:");
  CPUTarget target = WasmHw::of(plain).target();
  EXPECT_EQ(target.cpu, "mvp");
  EXPECT_EQ(target.features,
            (std::vector<std::string>{"mutable-globals", "sign-ext"}));
  EXPECT_EQ(canonical("wasm:threads,simd128,sign-ext"),
            "wasm:simd128,threads");
  EXPECT_TRUE(WasmHw::of(profile("wasm:threads")).target().has("atomics"));
  for (const char *text : {"simd", "simd128,simd128", "SIMD128", "relaxed-simd",
                           "simd128,", "+simd128"})
    EXPECT_EQ(code(std::string("wasm:") + text), 403) << text;
  EXPECT_EQ(code("wasm:simd128,relaxed-simd"), 0);
}

// HW-13
TEST(HwProfile, CpuParts) {
  EXPECT_EQ(canonical("cpu:x86_64-linux-gnu/x86-64-v3+avx512bw,-avx512fp16"),
            "cpu:x86_64-unknown-linux-gnu/x86-64-v3+avx512bw,-avx512fp16");
  EXPECT_EQ(canonical("cpu:aarch64-linux-gnu"),
            "cpu:aarch64-unknown-linux-gnu/generic");
  EXPECT_EQ(canonical("cpu:aarch64-linux-gnu/aarch64-sve2"),
            "cpu:aarch64-unknown-linux-gnu/aarch64-sve2");
  EXPECT_EQ(canonical("cpu:x86_64-linux-gnu,-sse2"),
            "cpu:x86_64-unknown-linux-gnu/x86-64,-sse2");
  const HwProfile wide = profile("cpu:x86_64-linux-gnu/x86-64-v3+avx512bw");
  EXPECT_TRUE(CpuHw::of(wide).target.has("avx512f")) << "implied";
  EXPECT_TRUE(CpuHw::of(wide).target.has("avx2"));
  const HwProfile less = profile("cpu:x86_64-linux-gnu/x86-64-v3,-avx");
  EXPECT_FALSE(CpuHw::of(less).target.has("avx2")) << "what needs it goes too";
  // A level is exactly the level that the other commands know.
  EXPECT_EQ(CpuHw::of(profile("cpu:x86_64-unknown-linux-gnu/x86-64-v4-icl"))
                .target.features,
            llvm::cantFail(CPUTarget::named("x86-64-v4-icl")).features);
  for (const char *text :
       {"x86_64-linux-gnu/znver99", "x86_64-linux-gnu/x86-64+nothing",
        "riscv64-linux-gnu", "x86_64-linux-gnu/x86-64+avx,+avx",
        "x86_64-linux-gnu/x86-64+avx,-avx", "x86_64-linux-gnu/x86-64+avx,sse",
        "x86_64-linux-gnu/aarch64", "nothing", "x86_64-linux-gnu/x86-64+"})
    EXPECT_EQ(code(std::string("cpu:") + text), 403) << text;
}

// HW-13: native becomes names at once, and the text of any profile reads back
// equal.
TEST(HwProfile, CanonicalTextsReadBack) {
  std::string native = canonical("cpu:native");
  EXPECT_EQ(native.find("native"), std::string::npos) << native;
  EXPECT_EQ(canonical(native), native);
  EXPECT_EQ(CpuHw::of(profile(native)).target.features,
            CpuHw::of(profile("cpu:native")).target.features);
  for (const char *text :
       {"ptx:sm_90a,isa8.3", "spirv:1.5+Int8,SPV_KHR_8bit_storage",
        "wgsl:f16,maxComputeWorkgroupSizeX=1024", "wasm:threads,simd128",
        "cpu:", "cpu:x86_64-linux-gnu/x86-64-v3,-avx,+bmi2", "cpu:/x86-64"}) {
    std::string once = canonical(text);
    EXPECT_EQ(canonical(once), once);
    EXPECT_EQ(hash_value(profile(text)), hash_value(profile(once)));
  }
}

// BR-20
TEST(HwProfile, Resolve) {
  EXPECT_EQ(codeOf(resolveHardware({target("ptx"), {}})), 402);
  for (const char *id : {"cpu", "spirv", "wgsl", "wasm"})
    EXPECT_EQ(codeOf(resolveHardware({target(id), {}})), 0) << id;
  EXPECT_EQ(llvm::cantFail(resolveHardware({target("spirv"), {}})).text(),
            "spirv:1.3+SignedZeroInfNanPreserve,SPV_KHR_float_controls");
  EXPECT_EQ(llvm::cantFail(resolveHardware({target("wasm"), {}})).text(),
            "wasm:");
  for (Target one : allTargets())
    for (const char *text : {"ptx:sm_90", "wasm:", "cpu:", "spirv:1.3", "wgsl:"})
      EXPECT_EQ(codeOf(resolveHardware({one, profile(text)})),
                profile(text).target() == one ? 0 : 402);
}

// CT-09
TEST(HwProfile, ClausesCover) {
  auto ptx = clause({{"cc_min", {"sm_80"}}, {"cc_max", {"sm_100"}}});
  EXPECT_TRUE(covers("ptx:sm_80", ptx));
  EXPECT_TRUE(covers("ptx:sm_90", ptx));
  EXPECT_FALSE(covers("ptx:sm_75", ptx));
  EXPECT_FALSE(covers("ptx:sm_103", ptx));
  EXPECT_FALSE(covers("ptx:sm_90a", ptx)) << "specific ones must be listed";
  ptx.entries.push_back({"arch_specific", {"sm_90a"}, {}});
  EXPECT_TRUE(covers("ptx:sm_90a", ptx));
  EXPECT_FALSE(covers("ptx:sm_100a", ptx));

  EXPECT_TRUE(covers("spirv:1.5+Int8", clause({{"version_min", {"1.3"}},
                                               {"capabilities", {"Int8"}}})));
  EXPECT_FALSE(covers("spirv:1.5", clause({{"capabilities", {"Int8"}}})));
  EXPECT_FALSE(covers("spirv:1.5", clause({{"version_max", {"1.4"}}})));
  EXPECT_TRUE(covers("wgsl:f16", clause({{"features", {"shader-f16"}}})));
  EXPECT_FALSE(covers("wgsl:", clause({{"features", {"shader-f16"}}})));
  auto limit = clause({{"limits", {"maxComputeWorkgroupSizeX=512"}}});
  EXPECT_FALSE(covers("wgsl:", limit));
  EXPECT_TRUE(covers("wgsl:maxComputeWorkgroupSizeX=1024", limit));
  EXPECT_TRUE(covers("wasm:simd128", clause({{"features", {"simd128"}}})));
  EXPECT_FALSE(covers("wasm:", clause({{"features", {"simd128"}}})));
  EXPECT_TRUE(covers("cpu:x86_64-linux-gnu/x86-64-v3",
                     clause({{"arch", {"x86_64"}}, {"features", {"avx2"}}})));
  EXPECT_FALSE(covers("cpu:aarch64-linux-gnu", clause({{"arch", {"x86_64"}}})));
}

// CT-09
TEST(HwProfile, ClausesAreChecked) {
  auto problems = [](llvm::StringRef id, const contract::HardwareClause &what,
                     bool exact = true) {
    return target(id).description().checkClause(what, exact).size();
  };
  EXPECT_EQ(problems("ptx", clause({{"cc_min", {"sm_70"}},
                                    {"cc_max", {"sm_121"}},
                                    {"arch_specific", {"sm_90a"}}})),
            0u);
  EXPECT_EQ(problems("ptx", clause({{"cc_min", {"sm_90"}},
                                    {"cc_max", {"sm_80"}}})),
            1u);
  EXPECT_EQ(problems("ptx", clause({{"cc_min", {"sm_90a"}}})), 1u);
  EXPECT_EQ(problems("ptx", clause({{"arch_specific", {"sm_90"}}})), 1u);
  EXPECT_EQ(problems("ptx", clause({{"cc_min", {"sm_60"}}})), 1u);
  EXPECT_EQ(problems("spirv", clause({{"version_min", {"1.4"}},
                                      {"version_max", {"1.3"}}})),
            1u);
  EXPECT_EQ(problems("spirv", clause({{"capabilities", {"Int8", "Int9"}}})),
            1u);
  EXPECT_EQ(problems("wgsl", clause({{"features", {"f17"}}})), 1u);
  EXPECT_EQ(problems("wgsl", clause({{"limits", {"maxNothing=1"}}})), 1u);
  EXPECT_EQ(problems("wasm", clause({{"features", {"relaxed-simd"}}})), 1u);
  EXPECT_EQ(problems("wasm", clause({{"features", {"relaxed-simd"}}}), false),
            0u);
  EXPECT_EQ(problems("cpu", clause({{"arch", {"mips"}}})), 1u);
  EXPECT_EQ(problems("cpu", clause({{"features", {"avx2"}}})), 1u);
  EXPECT_EQ(problems("cpu", clause({{"arch", {"x86_64"}},
                                    {"features", {"avx2", "avx3"}}})),
            1u);
}

// CT-14 needs to know which clauses can meet.
TEST(HwProfile, ClausesOverlap) {
  auto overlap = [](llvm::StringRef id, const contract::HardwareClause &a,
                    const contract::HardwareClause &b) {
    return target(id).description().overlap(a, b);
  };
  EXPECT_TRUE(overlap("ptx", clause({}), clause({{"cc_min", {"sm_90"}}})));
  EXPECT_FALSE(overlap("ptx", clause({{"cc_max", {"sm_80"}}}),
                       clause({{"cc_min", {"sm_90"}}})));
  EXPECT_FALSE(overlap("spirv", clause({{"version_max", {"1.3"}}}),
                       clause({{"version_min", {"1.4"}}})));
  EXPECT_FALSE(overlap("cpu", clause({{"arch", {"x86_64"}}}),
                       clause({{"arch", {"aarch64"}}})));
  EXPECT_TRUE(overlap("wasm", clause({{"features", {"simd128"}}}), clause({})));
}
