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

  DeviceCall call() const {
    DeviceCall c;
    c.dims = {{"x", {100}}, {"y", {100}}};
    c.scalars = {{"factor", 0x1122334455667788}};
    c.inputs = {{"x", contents}};
    return c;
  }
  std::string read(const std::string &name) const {
    auto file = llvm::MemoryBuffer::getFile(folder + "/" + name);
    return file ? (*file)->getBuffer().str() : "(missing)";
  }
  /// What a worker would save: guards, `fill` repeated, guards.
  void save(const std::string &name, size_t size, char fill, char guard) {
    std::string zone(kGuardBytes, guard);
    std::ofstream(folder + "/" + name, std::ios::binary)
        << zone + std::string(size, fill) + zone;
  }

  std::string folder;
  std::vector<uint8_t> contents = std::vector<uint8_t>(100, 7);
};

} // namespace

TEST_F(DeviceJobTest, DX08_EveryNumberIsResolved) {
  auto job = writeDeviceJob(program(), "spirv", {'c', 'o', 'd', 'e'}, call(), 0,
                            folder);
  ASSERT_TRUE(bool(job)) << llvm::toString(job.takeError());
  EXPECT_EQ(read("job"), R"(atlas-job 1
module spirv program.spirv
guard 256 a5
buffer x 112 file x.in
save x x.out
buffer y 400 fill a5
save y y.out
buffer total 16 fill a5
save total total.out
buffer partial 16 fill 00
launch scale_0 2 1 1 64 1 1
bind 0 x
bind 1 partial
params 640000008877665544332211
)");
  EXPECT_EQ(read("program.spirv"), "code");
  EXPECT_EQ(read("x.in"), std::string(100, 7) + std::string(12, 0));
}

TEST_F(DeviceJobTest, DX10_TheSecondRoundHasTheOtherPattern) {
  auto job = writeDeviceJob(program(), "spirv", {}, call(), 1, folder);
  ASSERT_TRUE(bool(job)) << llvm::toString(job.takeError());
  EXPECT_NE(read("job").find("buffer y 400 fill 5a"), std::string::npos);
  EXPECT_NE(read("job").find("guard 256 5a"), std::string::npos);
}

TEST_F(DeviceJobTest, DX12_OutputsComeBackAsBytes) {
  auto job = writeDeviceJob(program(), "spirv", {}, call(), 0, folder);
  ASSERT_TRUE(bool(job)) << llvm::toString(job.takeError());
  save("x.out", 112, 7, char(0xa5));
  save("y.out", 400, 9, char(0xa5));
  save("total.out", 16, 3, char(0xa5));
  auto outputs = readDeviceOutputs(*job);
  ASSERT_TRUE(bool(outputs)) << llvm::toString(outputs.takeError());
  ASSERT_EQ(outputs->size(), 3u);
  EXPECT_EQ((*outputs)[0].bytes, contents);
  EXPECT_FALSE((*outputs)[0].isWritten);
  EXPECT_EQ((*outputs)[1].bytes, std::vector<uint8_t>(400, 9));
  EXPECT_TRUE((*outputs)[2].isResult);
  EXPECT_EQ((*outputs)[2].type, *DataType::parse("i32"));
  EXPECT_EQ((*outputs)[2].bytes.size(), 4u);
}

TEST_F(DeviceJobTest, DX10_DamagedGuardsAreAnError) {
  auto job = writeDeviceJob(program(), "spirv", {}, call(), 0, folder);
  ASSERT_TRUE(bool(job)) << llvm::toString(job.takeError());
  save("x.out", 112, 7, char(0xa5));
  save("y.out", 400, 9, char(0));
  auto outputs = readDeviceOutputs(*job);
  ASSERT_FALSE(bool(outputs));
  EXPECT_EQ(llvm::toString(outputs.takeError()),
            "ATL0404: the program wrote before 'y'");
  save("y.out", 300, 9, char(0xa5));
  outputs = readDeviceOutputs(*job);
  ASSERT_FALSE(bool(outputs));
  EXPECT_EQ(llvm::toString(outputs.takeError()),
            "ATL0404: the worker saved 812 bytes of 'y'");
}

TEST_F(DeviceJobTest, CallsThatDoNotFitAreRefused) {
  auto refusal = [&](const DeviceCall &c) {
    auto job = writeDeviceJob(program(), "spirv", {}, c, 0, folder);
    return job ? std::string() : llvm::toString(job.takeError());
  };
  DeviceCall c = call();
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
