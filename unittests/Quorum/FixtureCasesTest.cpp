//===- FixtureCasesTest.cpp -------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Section 6 (fixture format), DX-09, DX-11, DX-12a, DX-13: what a fixture and what
// a signature become for a kernel.

#include "atlas/Quorum/FixtureCases.h"

#include "atlas/Support/ScalarText.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

using namespace atlas;
using namespace atlas::quorum;

namespace {

KernelParam parameter(std::string name, ParamRole role, llvm::StringRef type,
                      bool isSigned = false) {
  KernelParam p;
  p.name = std::move(name);
  p.role = role;
  p.type = *DataType::parse(type);
  p.isSigned = isSigned;
  return p;
}

/// scale(offsets: i64[], x: f32[], factor: f32, y: f32[] out) -> count: u32
KernelABI scale() {
  KernelABI k;
  k.name = "scale";
  k.params = {parameter("offsets", ParamRole::In, "i64", true),
              parameter("x", ParamRole::In, "f32"),
              parameter("factor", ParamRole::Scalar, "f32"),
              parameter("y", ParamRole::Out, "f32")};
  k.params[3].length = "dim(offsets) - 1";
  k.results = {{"count", *DataType::parse("i32"), false}};
  return k;
}

constexpr llvm::StringLiteral kFixture = R"(
fixture: { id: small, contract: C-MINE, entry: scale, seed: 7, cases: 8 }
buffers:
  - { name: offsets, dir: in, type: i64, length: n + 1, gen: csr, entries: 8 * n, columns: 16 }
  - { name: x, dir: in, type: f32, length: 8 * n, range: [1, 2] }
  - { name: y, dir: out, type: f32, length: n, compare: { ulp: 2 } }
scalars:
  - { name: factor, type: f32, values: [0.5, 2] }
results: [count]
sizes: [0, 1, 64]
edge: { x: [nan] }
golden:
  - { n: 1, offsets: [0, 2], x: [1, 2], factor: 2, expect: { y: [6], count: 1 } }
)";

std::optional<CaseSet> cases(llvm::StringRef text, contract::Issues &issues) {
  auto fixture = contract::parseFixture(text, "f.yaml", "", issues);
  return fixture ? fixtureCases(*fixture, scale(), issues) : std::nullopt;
}

float asFloat(const CallData &call, const char *name, size_t index) {
  return float(floatValue(
      loadElement(call.inputs.at(name).data(), index, {DataType::Float, 32}),
      {DataType::Float, 32}));
}

std::string complaint(llvm::StringRef old, llvm::StringRef now) {
  std::string text = kFixture.str();
  text.replace(text.find(old.str()), old.size(), now.str());
  contract::Issues issues;
  EXPECT_FALSE(cases(text, issues));
  return issues.empty() ? "" : issues[0].location() + ": " + issues[0].text;
}

} // namespace

TEST(FixtureCases, EverySizeEdgeAndGoldenCaseIsACall) {
  contract::Issues issues;
  auto set = cases(kFixture, issues);
  ASSERT_TRUE(set && issues.empty());
  ASSERT_EQ(set->calls.size(), 8u + 1 + 1);
  EXPECT_EQ(set->calls[1].dims.at("y"), std::vector<int64_t>{1});
  EXPECT_EQ(set->calls[2].dims.at("x"), std::vector<int64_t>{512});
  EXPECT_EQ(set->calls[3].dims.at("offsets"), std::vector<int64_t>{1});
  for (size_t i : {0, 100, 511}) {
    EXPECT_GE(asFloat(set->calls[2], "x", i), 1);
    EXPECT_LE(asFloat(set->calls[2], "x", i), 2);
  }
  // Cases take the listed scalars in turn.
  EXPECT_EQ(set->calls[0].scalars.at("factor"), 0x3f000000u);
  EXPECT_EQ(set->calls[1].scalars.at("factor"), 0x40000000u);
  EXPECT_TRUE(std::isnan(asFloat(set->calls[8], "x", 0)));
  EXPECT_EQ(asFloat(set->calls[9], "x", 1), 2);
  ASSERT_EQ(set->golden.size(), 2u);
  EXPECT_EQ(set->golden[0].output, "count");
  EXPECT_EQ(set->golden[1].bytes, (std::vector<uint8_t>{0, 0, 0xc0, 0x40}));
  EXPECT_EQ(set->rules.at("y").comparison.kind, Comparison::Kind::Ulp);
  // DX-13: the same bytes every time.
  contract::Issues none;
  EXPECT_EQ(cases(kFixture, none)->calls[2].inputs, set->calls[2].inputs);
}

TEST(FixtureCases, RowOffsetsFit) {
  contract::Issues issues;
  auto set = cases(kFixture, issues);
  ASSERT_TRUE(bool(set));
  const CallData &call = set->calls[2];
  const uint8_t *offsets = call.inputs.at("offsets").data();
  DataType wide{DataType::Int, 64};
  EXPECT_EQ(loadElement(offsets, 0, wide), 0u);
  for (size_t r = 0; r < 64; ++r)
    EXPECT_LE(loadElement(offsets, r, wide), loadElement(offsets, r + 1, wide));
  EXPECT_EQ(loadElement(offsets, 64, wide), 512u);
}

TEST(FixtureCases, WhatDoesNotFitTheKernelIsNamedWithItsPlace) {
  EXPECT_EQ(complaint("entry: scale", "entry: scail"),
            "f.yaml:2:48: the fixture is for 'scail', not for 'scale'");
  EXPECT_EQ(complaint("type: i64", "type: u64"),
            "f.yaml:4:37: 'offsets' holds i64, not u64");
  EXPECT_EQ(complaint("name: factor", "name: factors"),
            "f.yaml:8:13: 'scale' has no scalar 'factors'");
  EXPECT_EQ(complaint("{ ulp: 2 }", "{ ulps: 2 }").substr(0, 9), "f.yaml:6:");
  EXPECT_EQ(complaint("x: [nan]", "x: [nun]").substr(0, 10), "f.yaml:11:");
  EXPECT_EQ(complaint("x: [nan]", "y: [nan]"), "f.yaml:11:9: 'y' is no input");
  EXPECT_EQ(complaint("y: [6]", "y: [6, 7]").substr(0, 10), "f.yaml:13:");
  EXPECT_EQ(complaint("cases: 8", "cases: 0").substr(0, 9), "f.yaml:2:");
}

TEST(DeriveCases, DX09_SizesAroundAWorkgroup) {
  auto set = deriveCases(scale());
  ASSERT_TRUE(bool(set)) << llvm::toString(set.takeError());
  EXPECT_TRUE(set->derived);
  std::set<int64_t> sizes;
  for (const CallData &call : set->calls)
    sizes.insert(call.dims.at("x")[0]);
  // y would have -1 elements at 0: that case is skipped, with the reason.
  EXPECT_EQ(sizes, (std::set<int64_t>{1, 255, 256, 257, 773}));
  ASSERT_EQ(set->skipped.size(), 2u);
  EXPECT_NE(set->skipped[0].reason.find("'y' would have -1 elements"),
            std::string::npos);
}
