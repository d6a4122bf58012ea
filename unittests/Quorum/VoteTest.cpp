//===- VoteTest.cpp ---------------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// DX-10, DX-11, DX-15, DX-16, DX-17: what counts as agreement.

#include "atlas/Quorum/Vote.h"

#include "atlas/Quorum/Poison.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

using namespace atlas;
using namespace atlas::quorum;

namespace {

/// k(x: f32[], y: f32[] out), one call of two elements.
struct Vote : testing::Test {
  Vote() {
    for (auto [name, role] : {std::pair("x", ParamRole::In), {"y", ParamRole::Out}}) {
      KernelParam p;
      p.name = name;
      p.role = role;
      p.type = {DataType::Float, 32};
      kernel.params.push_back(p);
    }
    CallData call;
    call.name = "the call";
    call.dims = {{"x", {2}}, {"y", {2}}};
    call.inputs = {{"x", bytes({1, 2})}};
    cases.calls = {call};
    cases.rules = defaultRules(kernel);
    ours = theirs = outputs({3, 4});
  }
  static std::vector<uint8_t> bytes(std::vector<float> values) {
    std::vector<uint8_t> raw(4 * values.size());
    std::memcpy(raw.data(), values.data(), raw.size());
    return raw;
  }
  static BatchOutputs outputs(std::vector<float> y) {
    CallOutputs round{{"x", {DataType::Float, 32}, false, false, false, bytes({1, 2}), ""},
                      {"y", {DataType::Float, 32}, false, true, false, bytes(y), ""}};
    return {{round, round}};
  }
  CallOutput &y(unsigned round) { return ours[0][round][1]; }
  VoteReport hold(const VoteOptions &options = {}) {
    auto report = vote(kernel, cases, ours, theirs, options);
    return report ? *report : VoteReport();
  }

  KernelABI kernel;
  CaseSet cases;
  BatchOutputs ours, theirs;
};

} // namespace

TEST_F(Vote, EqualBytesAgree) {
  VoteReport report = hold();
  EXPECT_TRUE(report.agrees());
  EXPECT_EQ(report.compared, 2u);
}

TEST_F(Vote, DX16_TheWorstElementIsNamed) {
  y(1).bytes = bytes({3, 5});
  VoteReport report = hold();
  ASSERT_FALSE(report.agrees());
  EXPECT_EQ(report.worst->text, "y[1]: 0x40a00000 (5) against 0x40800000 (4)");
  EXPECT_EQ(report.worst->callName, "the call");
  EXPECT_EQ(report.maxAbsDiff, 1);
}

TEST_F(Vote, DX15_OneNaNIsInfinitelyFar) {
  y(0).bytes = bytes({3, std::nanf("")});
  EXPECT_EQ(hold().maxAbsDiff, std::numeric_limits<double>::infinity());
  theirs = ours;
  EXPECT_TRUE(hold().agrees());
}

TEST_F(Vote, DX10_TwoThatDoNothingDoNotAgree) {
  for (BatchOutputs *one : {&ours, &theirs})
    for (unsigned round : {0u, 1u})
      (*one)[0][round][1].bytes.assign(8, kPoison[round]);
  EXPECT_EQ(hold().worst->text, "y[0] was never written (ours)");
  cases.rules["y"].partial = true;
  EXPECT_TRUE(hold().agrees());
}

TEST_F(Vote, DX10_ChangedInputsAndGuardsDiverge) {
  ours[0][0][0].bytes = bytes({1, 3});
  EXPECT_EQ(hold().worst->text, "the input 'x' was changed");
  ours = theirs;
  y(1).damage = "the program wrote behind the buffer";
  EXPECT_EQ(hold().worst->text, "y: the program wrote behind the buffer");
}

TEST_F(Vote, DX11_NothingComparedIsAnError) {
  VoteOptions options;
  options.skipped[0] = "no reason";
  auto report = vote(kernel, cases, ours, theirs, options);
  ASSERT_FALSE(bool(report));
  EXPECT_EQ(llvm::toString(report.takeError()).substr(0, 29),
            "ATL0404: nothing was compared");
}

TEST_F(Vote, DX17_CallsWithWhatADeviceMayLoseAreNamed) {
  EXPECT_TRUE(unpromisedCalls(kernel, cases, theirs, {false, false}).empty());
  cases.calls[0].inputs["x"] = bytes({1e-40f, 2});
  EXPECT_EQ(unpromisedCalls(kernel, cases, theirs, {false, true}).size(), 1u);
  EXPECT_TRUE(unpromisedCalls(kernel, cases, theirs, {true, false}).empty());
  cases.calls[0].inputs["x"] = bytes({INFINITY, 2});
  EXPECT_EQ(unpromisedCalls(kernel, cases, theirs, {true, false}).size(), 1u);
  EXPECT_TRUE(unpromisedCalls(kernel, cases, theirs, {true, true}).empty());
}
