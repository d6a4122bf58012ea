//===- GtestList.cpp - Asking test programs what they hold ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "GtestList.h"

#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

using namespace atlas;

namespace {

constexpr unsigned kSeconds = 30;

llvm::Error cannotRun(llvm::StringRef program, const llvm::Twine &why) {
  return makeError(ErrorCode::FileNotFound,
                   "cannot run '" + program + "': " + why);
}

/// Suites stand at the margin, their tests are indented.
unsigned countTests(llvm::StringRef listing) {
  unsigned count = 0;
  while (!listing.empty()) {
    llvm::StringRef line;
    std::tie(line, listing) = listing.split('\n');
    count += line.starts_with("  ");
  }
  return count;
}

llvm::Expected<unsigned> countListed(llvm::StringRef program,
                                     llvm::StringRef filter) {
  llvm::SmallString<128> output;
  if (auto ec = llvm::sys::fs::createTemporaryFile("atlas", "list", output))
    return cannotRun(program, ec.message());
  llvm::FileRemover remover(output);
  std::string wanted = ("--gtest_filter=" + filter).str(), message;
  std::optional<llvm::StringRef> redirects[] = {"", output.str(), ""};
  int code = llvm::sys::ExecuteAndWait(
      program, {program, "--gtest_list_tests", wanted}, std::nullopt, redirects,
      kSeconds, /*MemoryLimit=*/0, &message);
  if (code != 0)
    return cannotRun(program, message.empty() ? "it failed" : message);
  auto listing = readFile(output);
  if (!listing)
    return listing.takeError();
  return countTests((*listing)->getBuffer());
}

} // namespace

contract::TestLister tool::gtestLister(std::string folder) {
  return [folder = std::move(folder)](llvm::StringRef binary,
                                      llvm::StringRef filter) {
    llvm::SmallString<128> program(folder);
    llvm::sys::path::append(program, binary);
    return countListed(program, filter);
  };
}
