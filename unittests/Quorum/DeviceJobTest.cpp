//===- DeviceJobTest.cpp ----------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// DX-08, DX-10, DX-12: a call becomes a job, and what comes back is checked.

#include "atlas/Quorum/DeviceJob.h"

#include "atlas/Quorum/Poison.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

#include <gtest/gtest.h>

#include <fstream>

using namespace atlas;
using namespace atlas::quorum;

namespace {

KernelParam buffer(std::string name, ParamRole role, llvm::StringRef type) {
  KernelParam p;
  p.name = std::move(name);
  p.role = role;
  p.type = *DataType::parse(type);
  return p;
}

/// scale(x: u8[n], factor: u32) -> y: u32[n], with a temporary and a result.
DeviceProgram program() {
  DeviceProgram p;
  p.kernel.name = "scale";
  p.kernel.params = {buffer("x", ParamRole::In, "i8"),
                     buffer("y", ParamRole::Out, "i32")};
  KernelParam factor = buffer("factor", ParamRole::Scalar, "i64");
  p.kernel.params.push_back(factor);
  p.kernel.results = {{"total", *DataType::parse("i7"), false}};
  p.kernel.temps = {{"partial", "4 * (dim(x) ceildiv 64)", 0, false}};
  DeviceEntry first{"scale_0", "dim(x) ceildiv 64", {}, {}, 0};
  first.buffers = {{DeviceBuffer::Param, "x", *DataType::parse("i8"), "dim(x)",
                    true, false},
                   {DeviceBuffer::Temp, "partial", *DataType::parse("i32"),
                    "dim(x) ceildiv 64", false, true}};
  first.words = {{"dim(x)", "", 0}, {"", "factor", 0}, {"", "factor", 1}};
  DeviceEntry never{"scale_1", "dim(x) - dim(x)", {}, {}, 0};
  p.entries = {first, never};
  p.workgroup = 64;
  return p;
}

class DeviceJobTest : public testing::Test {
protected:
  void SetUp() override {
    llvm::SmallString<128> path;
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("atlas-device-job", path));
    folder = std::string(path);
  }
  void TearDown() override { llvm::sys::fs::remove_directories(folder); }

  CallData call() const {
    CallData c;
    c.dims = {{"x", {100}}, {"y", {100}}};
    c.scalars = {{"factor", 0x1122334455667788}};
    c.inputs = {{"x", std::vector<uint8_t>(100, 7)}};
    return c;
  }
  std::string read(const std::string &name) const {
    auto file = llvm::MemoryBuffer::getFile(folder + "/" + name);
    return file ? (*file)->getBuffer().str() : "(missing)";
  }
  /// What a worker would save: guards, contents, guards.
  void save(const std::string &name, const std::string &contents,
            char guard = char(kGuardPattern)) {
    std::string zone(kGuardBytes, guard);
    std::ofstream(folder + "/" + name, std::ios::binary)
        << zone + contents + zone;
  }
  void saveAll() {
    for (std::string round : {"c0r0.", "c0r1."}) {
      save(round + "x.out", std::string(112, 7));
      save(round + "y.out", std::string(400, 9));
      save(round + "total.out", std::string(1, 3) + std::string(15, 0));
    }
  }

  std::string folder;
};

} // namespace

TEST_F(DeviceJobTest, DX08_EveryNumberIsResolved) {
  auto job = writeDeviceJob(program(), "spirv", "code", call(), folder);
  ASSERT_TRUE(bool(job)) << llvm::toString(job.takeError());
  EXPECT_EQ(job->launches, 2u);
  EXPECT_EQ(read("job"), R"(atlas-job 1
module spirv program.spirv
guard 256 3c
buffer c0r0.x 112 file c0.x.in
save c0r0.x c0r0.x.out
buffer c0r0.y 400 fill a5
save c0r0.y c0r0.y.out
buffer c0r0.total 16 fill a5
save c0r0.total c0r0.total.out
buffer c0r0.partial 16 fill 00
launch scale_0 2 1 1 64 1 1
bind 0 c0r0.x
bind 1 c0r0.partial
params 640000008877665544332211
buffer c0r1.x 112 file c0.x.in
save c0r1.x c0r1.x.out
buffer c0r1.y 400 fill 5a
save c0r1.y c0r1.y.out
buffer c0r1.total 16 fill 5a
save c0r1.total c0r1.total.out
buffer c0r1.partial 16 fill 00
launch scale_0 2 1 1 64 1 1
bind 0 c0r1.x
bind 1 c0r1.partial
params 640000008877665544332211
)");
  EXPECT_EQ(read("program.spirv"), "code");
  EXPECT_EQ(read("c0.x.in"), std::string(100, 7) + std::string(12, 0));
}

TEST_F(DeviceJobTest, DX12_OutputsComeBackAsBytes) {
  auto job = writeDeviceJob(program(), "spirv", "", call(), folder);
  ASSERT_TRUE(bool(job)) << llvm::toString(job.takeError());
  saveAll();
  auto outputs = readOutputs(*job);
  ASSERT_TRUE(bool(outputs)) << llvm::toString(outputs.takeError());
  ASSERT_EQ(outputs->size(), 1u);
  const CallOutputs &first = (*outputs)[0][0];
  ASSERT_EQ(first.size(), 3u);
  EXPECT_EQ(first[0].bytes, std::vector<uint8_t>(100, 7));
  EXPECT_FALSE(first[0].isWritten);
  EXPECT_EQ(first[1].bytes, std::vector<uint8_t>(400, 9));
  EXPECT_TRUE(first[2].isResult);
  EXPECT_EQ(first[2].type, *DataType::parse("i64"));
  EXPECT_EQ(first[2].bytes, (std::vector<uint8_t>{3, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ((*outputs)[0][1].size(), 3u);
}

TEST_F(DeviceJobTest, DX10_DamagedGuardsStandInTheOutput) {
  auto job = writeDeviceJob(program(), "spirv", "", call(), folder);
  ASSERT_TRUE(bool(job)) << llvm::toString(job.takeError());
  saveAll();
  save("c0r1.y.out", std::string(400, 9), char(0));
  auto outputs = readOutputs(*job);
  ASSERT_TRUE(bool(outputs)) << llvm::toString(outputs.takeError());
  EXPECT_EQ((*outputs)[0][0][1].damage, "");
  EXPECT_EQ((*outputs)[0][1][1].damage,
            "the program wrote before the buffer");
}

TEST_F(DeviceJobTest, FilesOfAnotherSizeAreAnError) {
  auto job = writeDeviceJob(program(), "spirv", "", call(), folder);
  ASSERT_TRUE(bool(job)) << llvm::toString(job.takeError());
  saveAll();
  save("c0r0.y.out", std::string(300, 9));
  auto outputs = readOutputs(*job);
  ASSERT_FALSE(bool(outputs));
  EXPECT_EQ(llvm::toString(outputs.takeError()),
            "ATL0404: the worker saved 812 bytes of 'y'");
}

TEST_F(DeviceJobTest, CallsThatDoNotFitAreRefused) {
  auto refusal = [&](const CallData &c) {
    auto job = writeDeviceJob(program(), "spirv", "", c, folder);
    return job ? std::string() : llvm::toString(job.takeError());
  };
  CallData c = call();
  c.inputs.clear();
  EXPECT_EQ(refusal(c), "ATL0404: the call has no contents of 'x', or not as "
                        "many as its extents say");
  c = call();
  c.dims.erase("y");
  EXPECT_EQ(refusal(c), "ATL0404: the call has no extents of 'y'");
  c = call();
  c.scalars.clear();
  EXPECT_EQ(refusal(c), "ATL0404: the call has no scalar 'factor'");
}
