//===- JobTest.cpp ----------------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "common/Job.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

using namespace atlas::worker;

namespace {

class JobTest : public testing::Test {
protected:
  void SetUp() override {
    folder = std::filesystem::path(testing::TempDir()) /
             ("atlas-job-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    write("m", "MODULE");
    write("four bytes", "abcd");
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  std::string write(const std::string &name, const std::string &text) {
    std::string path = folder / name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  /// The reader's complaint without the folder.
  std::string complaint(const std::string &text) {
    Job job;
    std::string error = readJob(write("job", text), "", job);
    size_t at = error.find(folder.string());
    while (at != std::string::npos) {
      error.erase(at, folder.string().size() + 1);
      at = error.find(folder.string());
    }
    return error;
  }

  std::filesystem::path folder;
  const std::string head = "atlas-job 1\nmodule spirv m\n";
};

} // namespace

TEST_F(JobTest, ReadsEveryLine) {
  Job job;
  std::string path = write("job", head + R"(# a comment

guard 3 5a
buffer x 4 file four bytes
buffer y 2 fill 0f
launch main 1 2 3 64 1 1
bind 0 x
bind 7 y
params 01ff
save y y.bin
)");
  ASSERT_EQ(readJob(path, "", job), "");
  EXPECT_EQ(job.format, "spirv");
  EXPECT_EQ(job.module.size(), 6u);
  ASSERT_EQ(job.buffers.size(), 2u);
  EXPECT_EQ(job.buffers[0].contents,
            (std::vector<uint8_t>{0x5a, 0x5a, 0x5a, 'a', 'b', 'c', 'd', 0x5a,
                                  0x5a, 0x5a}));
  EXPECT_EQ(job.buffers[1].contents,
            (std::vector<uint8_t>{0x5a, 0x5a, 0x5a, 0xf, 0xf, 0x5a, 0x5a,
                                  0x5a}));
  ASSERT_EQ(job.launches.size(), 1u);
  EXPECT_EQ(job.launches[0].groups[2], 3u);
  EXPECT_EQ(job.launches[0].block[0], 64u);
  EXPECT_EQ(job.launches[0].bindings.at(7), 1u);
  EXPECT_EQ(job.launches[0].params, (std::vector<uint8_t>{1, 255}));

  ASSERT_EQ(saveBuffers(job), "");
  std::vector<uint8_t> saved;
  ASSERT_EQ(readFile(folder / "y.bin", saved), "");
  EXPECT_EQ(saved, job.buffers[1].contents);
}

TEST_F(JobTest, RefusesWithTheLine) {
  const std::string launch = "launch main 1 1 1 1 1 1\n";
  const std::pair<std::string, std::string> cases[] = {
      {"", "job: the job is empty"},
      {"atlas-job 2\n", "job:1: this worker reads jobs of version 1"},
      {"module spirv m\n", "job:1: expected 'atlas-job 1'"},
      {"atlas-job 1\n" + launch, "job: the job has no module"},
      {head, "job: the job has no launch"},
      {head + "sing\n", "job:3: unknown word 'sing'"},
      {"atlas-job 1\nmodule spirv\n", "job:2: expected 'module FORMAT PATH'"},
      {"atlas-job 1\nmodule spirv none\n", "job:2: cannot read 'none'"},
      {head + "buffer x 4 file four bytes\nbuffer x 1 fill 00\n",
       "job:4: buffer 'x' is given twice"},
      {head + "buffer x 5 file four bytes\n",
       "job:3: 'four bytes' has 4 bytes, not 5"},
      {head + "buffer x 1 fill 0\n",
       "job:3: expected two hexadecimal digits after 'fill'"},
      {head + "buffer x 1 zero\n",
       "job:3: expected 'fill' or 'file' after the size"},
      {head + "buffer x y\n", "job:3: expected 'buffer NAME BYTES fill HH' or "
                              "'... file PATH'"},
      {head + "buffer x 99999999999999 fill 00\n",
       "job:3: expected 'buffer NAME BYTES fill HH' or '... file PATH'"},
      {head + "buffer x 1 fill 00\nguard 1 00\n",
       "job:4: guard comes before the buffers"},
      {head + "guard 99999999 00\n", "job:3: expected 'guard BYTES HH'"},
      {head + "launch main 0 1 1 1 1 1\n",
       "job:3: expected 'launch ENTRY GX GY GZ BX BY BZ', all positive"},
      {head + "launch main 1 1 1 1 1 1 1\n",
       "job:3: expected 'launch ENTRY GX GY GZ BX BY BZ', all positive"},
      {head + "bind 0 x\n", "job:3: expected 'bind INDEX NAME' after a launch"},
      {head + launch + "bind 0 x\n", "job:4: no buffer 'x'"},
      {head + "buffer x 1 fill 00\n" + launch + "bind 0 x\nbind 0 x\n",
       "job:6: binding 0 is given twice"},
      {head + launch + "params 0\n",
       "job:4: expected 'params HH..' after a launch"},
      {head + launch + "save x y\n",
       "job:4: expected 'save NAME PATH' of a buffer"},
  };
  for (const auto &[text, expected] : cases)
    EXPECT_EQ(complaint(text), expected) << text;
}
