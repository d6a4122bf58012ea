//===- FileTest.cpp ---------------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Support/File.h"
#include "Testing.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

using namespace atlas;
using namespace atlas::test;
namespace fs = llvm::sys::fs;

namespace {

class File : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(fs::createUniqueDirectory("atlas-file-test", folder));
  }
  void TearDown() override { fs::remove_directories(folder); }

  std::string path(llvm::StringRef name) { return (folder + "/" + name).str(); }
  std::string read(llvm::StringRef name) {
    auto buffer = readFile(path(name));
    if (buffer)
      return (*buffer)->getBuffer().str();
    return "(" + llvm::toString(buffer.takeError()) + ")";
  }
  unsigned entries() {
    unsigned count = 0;
    std::error_code ec;
    for (fs::directory_iterator it(folder, ec), end; it != end && !ec;
         it.increment(ec))
      ++count;
    return count;
  }
  static auto text(llvm::StringRef value) {
    return [value](llvm::raw_ostream &os) { os << value; };
  }

  llvm::SmallString<128> folder;
};

} // namespace

TEST_F(File, WritesAndReplaces) {
  EXPECT_EQ(messageOf(writeFileAtomically(path("a"), "one")), "");
  EXPECT_EQ(read("a"), "one");
  EXPECT_EQ(messageOf(writeFileAtomically(path("a"), "two")), "");
  EXPECT_EQ(read("a"), "two");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(File, NothingAppearsBeforeCommit) {
  ASSERT_EQ(messageOf(writeFileAtomically(path("a"), "old")), "");
  {
    OutputSet outputs;
    EXPECT_EQ(messageOf(outputs.stage(path("a"), text("new"))), "");
    EXPECT_EQ(messageOf(outputs.stage(path("b"), text("new"))), "");
    EXPECT_EQ(read("a"), "old");
    EXPECT_FALSE(fs::exists(path("b")));
  }
  EXPECT_EQ(read("a"), "old");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(File, ManyAppearTogether) {
  OutputSet outputs;
  ASSERT_EQ(messageOf(outputs.stage(path("a"), text("1"))), "");
  ASSERT_EQ(messageOf(outputs.stage(path("b"), text("2"))), "");
  EXPECT_EQ(messageOf(outputs.commit()), "");
  EXPECT_EQ(read("a") + read("b"), "12");
  EXPECT_EQ(entries(), 2u);
}

TEST_F(File, Failures) {
  EXPECT_EQ(codeOf(readFile(path("absent"))), 101);
  EXPECT_EQ(codeOf(readFile(folder)), 101);
  EXPECT_EQ(codeOf(writeFileAtomically(path("no/such"), "x")), 102);
  EXPECT_EQ(codeOf(writeFileAtomically(folder, "x")), 102);
  EXPECT_EQ(entries(), 0u);
}

TEST_F(File, KeepsLinksAndPermissions) {
  ASSERT_EQ(messageOf(writeFileAtomically(path("a"), "old")), "");
  ASSERT_FALSE(fs::setPermissions(path("a"), fs::owner_read | fs::owner_write));
  ASSERT_FALSE(fs::create_link(path("a"), path("link")));
  EXPECT_EQ(messageOf(writeFileAtomically(path("link"), "new")), "");
  EXPECT_EQ(read("a"), "new");
  EXPECT_TRUE(fs::is_symlink_file(path("link")));
  EXPECT_EQ(*fs::getPermissions(path("a")), fs::owner_read | fs::owner_write);
}

TEST_F(File, DevicesAreWrittenNotReplaced) {
  EXPECT_EQ(messageOf(writeFileAtomically("/dev/null", "x")), "");
  fs::file_status status;
  ASSERT_FALSE(fs::status("/dev/null", status));
  EXPECT_EQ(status.type(), fs::file_type::character_file);
}
