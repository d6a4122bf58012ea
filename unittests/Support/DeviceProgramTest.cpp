//===- DeviceProgramTest.cpp ----------------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "atlas/Support/DeviceProgram.h"

#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

using namespace atlas;

namespace {

DeviceProgram sample() {
  DeviceProgram program;
  program.kernel.name = "sum";
  KernelParam data;
  data.name = "data";
  data.type = {DataType::Int, 8};
  program.kernel.params.push_back(data);
  KernelParam limit;
  limit.name = "limit";
  limit.role = ParamRole::Scalar;
  limit.type = {DataType::Int, 64};
  program.kernel.params.push_back(limit);
  program.kernel.results.push_back({"result", {DataType::Int, 64}, false});
  program.kernel.temps.push_back({"partial", "8", 0, false});
  program.kernel.phases.push_back({"reduce", "dim(data) ceildiv 4096", 1, false, {}, {}});
  program.layout = DeviceLayout::Words32;
  DeviceEntry entry;
  entry.name = "sum_p0";
  entry.groups = "dim(data) ceildiv 4096";
  entry.buffers = {
      {DeviceBuffer::Param, "data", {DataType::Int, 8}, "dim(data)", true, false},
      {DeviceBuffer::Temp, "partial", {DataType::Int, 64}, "1", false, true},
      {DeviceBuffer::Result, "result", {DataType::Int, 64}, "1", true, true}};
  entry.words = {{"dim(data)", "", 0}, {"", "limit", 1}};
  entry.sharedBytes = 1024;
  program.entries.push_back(entry);
  return program;
}

std::string textOf(const llvm::json::Value &value) {
  std::string text;
  llvm::raw_string_ostream(text) << value;
  return text;
}

/// The text with `from` replaced by `to`, read back.
std::string errorOf(llvm::StringRef from, llvm::StringRef to) {
  std::string text = textOf(sample().toJSON());
  size_t at = text.find(from.str());
  EXPECT_NE(at, std::string::npos) << from.str();
  text.replace(at, from.size(), to.str());
  auto json = llvm::json::parse(text);
  EXPECT_TRUE(bool(json)) << text;
  auto program = DeviceProgram::fromJSON(*json);
  return program ? "" : llvm::toString(program.takeError());
}

TEST(DeviceProgram, RoundTrip) {
  std::string text = textOf(sample().toJSON());
  auto json = llvm::json::parse(text);
  ASSERT_TRUE(bool(json));
  auto program = DeviceProgram::fromJSON(*json);
  ASSERT_TRUE(bool(program)) << llvm::toString(program.takeError());
  EXPECT_EQ(textOf(program->toJSON()), text);
  EXPECT_EQ(program->layout, DeviceLayout::Words32);
  EXPECT_EQ(program->entries[0].words[1].scalar, "limit");
  EXPECT_TRUE(program->entries[0].buffers[1].written);
  EXPECT_FALSE(program->entries[0].buffers[1].read);
}

TEST(DeviceProgram, RefusesWhatNoProgramHas) {
  EXPECT_EQ(errorOf("sum_p0", "sum_p0"), "");
  EXPECT_NE(errorOf("words32", "words64").find("'words64' is unknown"), std::string::npos);
  EXPECT_NE(errorOf("\"name\":\"partial\",\"type\"", "\"name\":\"other\",\"type\"")
                .find("the kernel declares no temp 'other'"),
            std::string::npos);
  EXPECT_NE(errorOf("\"scalar\":\"limit\"", "\"scalar\":\"data\"")
                .find("the kernel declares no scalar 'data'"),
            std::string::npos);
  EXPECT_NE(errorOf("\"shared\":1024", "\"shared\":1024,\"more\":1").find("unknown field"),
            std::string::npos);
  EXPECT_NE(errorOf("\"workgroup\":256", "\"workgroup\":0").find("workgroup"),
            std::string::npos);
  EXPECT_NE(errorOf("\"groups\":\"dim(data) ceildiv 4096\"", "\"groups\":\"dim(\"")
                .find("groups"),
            std::string::npos);
}

} // namespace
