//===- DiffExecTest.cpp -----------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The engine behind diff_exec, with a worker that is a script: its device leaves
// zeros in every output.

#include "atlas/Quorum/DiffExec.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"

#include <gtest/gtest.h>

using namespace atlas;
using namespace atlas::quorum;
using backend::Emission;

namespace {

/// fill() -> y: f32[n].
DeviceProgram program() {
  DeviceProgram p;
  p.kernel.name = "fill";
  KernelParam y;
  y.name = "y";
  y.role = ParamRole::Out;
  y.type = *DataType::parse("f32");
  y.dims[0] = kDynamic;
  p.kernel.params = {y};
  DeviceEntry entry{"fill_0", "dim(y)", {}, {}, 0};
  entry.buffers = {{DeviceBuffer::Param, "y", y.type, "dim(y)", false, true}};
  p.kernel.phases = {{"fill", "dim(y)", 1, false, {}, {"y"}}};
  p.entries = {entry};
  return p;
}

Emission emission(llvm::StringRef code, llvm::StringRef construct = "mem.binding") {
  Emission made;
  made.format = {"spirv", true};
  made.bytes.assign(code.begin(), code.end());
  made.declared = {{"fill_0", {construct.str(), "", 0, "", ""}, "C", "e", "", 1}};
  std::string text = llvm::formatv("{0}", program().toJSON()).str();
  made.sidecars = {{"device_program", {text.begin(), text.end()}}};
  return made;
}

class DiffExecTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("atlas-runs", "", runs));
  }
  void TearDown() override { llvm::sys::fs::remove(runs); }

  Engine worker() const {
    return {"spirv",
            "zeros",
            {"/bin/sh",
             {ATLAS_WRONG_WORKER},
             {"PATH=/usr/bin:/bin", "RUNS=" + std::string(runs)},
             20}};
  }
  std::string compare(std::vector<EngineChoice> engines, const Emission &general,
                      const Emission &special, double tolerance) const {
    DiffExecOptions options;
    options.target = "spirv";
    options.engines = std::move(engines);
    options.cases = [](const KernelABI &abi) { return deriveCases(abi, 8); };
    backend::BackendConfig config{llvm::cantFail(backend::parseTarget("spirv")), {}};
    auto report = makeDiffExecEngine(std::move(options))
                      ->compare(general, special, {}, config, tolerance);
    if (!report)
      return llvm::toString(report.takeError());
    if (auto *absent = std::get_if<backend::NotRun>(&report->result))
      return "not run: " + absent->reason;
    EXPECT_EQ(report->generalDigest, backend::programDigest(general));
    EXPECT_EQ(report->specialistDigest, backend::programDigest(special));
    return std::holds_alternative<backend::Match>(report->result) ? "match"
                                                                  : "divergent";
  }
  size_t countRuns() const {
    auto file = llvm::MemoryBuffer::getFile(runs);
    return file ? (*file)->getBuffer().count('\n') : 0;
  }

  llvm::SmallString<128> runs;
};

} // namespace

TEST_F(DiffExecTest, BR35_EqualProgramsRunToo) {
  EXPECT_EQ(compare({{worker(), ""}}, emission("code"), emission("code"), 0), "match");
  EXPECT_EQ(countRuns(), 2u);
}

TEST_F(DiffExecTest, BR34_WithoutADeviceTheReasonsAndTheTolerance) {
  EXPECT_EQ(compare({}, emission("a"), emission("b"), 0.5),
            "not run: no engine for target 'spirv' (tolerance 0.5)");
  Engine none = worker();
  none.command.arguments = {"-c", "echo unavailable no driver; exit 3"};
  none.device = "lab";
  EXPECT_EQ(compare({{worker(), "no manifest"}, {none, ""}}, emission("a"),
                    emission("b"), 0),
            "not run: zeros: no manifest; lab: no driver (tolerance 0)");
  // The next in the list answers instead.
  EXPECT_EQ(compare({{none, ""}, {worker(), ""}}, emission("a"), emission("b"), 0),
            "match");
}

TEST_F(DiffExecTest, BR36_AWorkerThatFailsIsAnError) {
  Engine broken = worker();
  broken.command.arguments = {"-c", "exit 1"};
  std::string text =
      compare({{broken, ""}, {worker(), ""}}, emission("a"), emission("b"), 0);
  EXPECT_NE(text.find("ATL0404: sh ended with exit code 1"), std::string::npos) << text;
}

// Float atomics need a tolerance, and are looked at five times.
TEST_F(DiffExecTest, DX18_UnorderedSumsRunFiveTimes) {
  Emission loose = emission("b", "atomic.float");
  std::string text = compare({{worker(), ""}}, emission("a"), loose, 0);
  EXPECT_NE(text.find("ATL0406"), std::string::npos) << text;
  EXPECT_EQ(countRuns(), 0u);
  EXPECT_EQ(compare({{worker(), ""}}, emission("a"), loose, 0.25), "match");
  EXPECT_EQ(countRuns(), 10u);
}

TEST_F(DiffExecTest, AnEmissionSaysHowItIsLaunched) {
  Emission mute = emission("a");
  mute.sidecars.clear();
  std::string text = compare({{worker(), ""}}, mute, emission("b"), 0);
  EXPECT_NE(text.find("does not say how it is called"), std::string::npos) << text;
}
