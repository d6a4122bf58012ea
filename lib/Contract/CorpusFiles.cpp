//===- CorpusFiles.cpp - Contracts and their checks on disk -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds contract files, and looks at what falsification tests name. Nothing is
// executed here; running the tests is `contract verify` (CT-13).
//===----------------------------------------------------------------------===//

#include "atlas/Contract/Corpus.h"
#include "atlas/Contract/Fixture.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace atlas;
using namespace atlas::contract;
namespace path = llvm::sys::path;

namespace {

/// Looks for a file in the contract's folder and in those above it.
std::string resolve(llvm::StringRef file, llvm::StringRef contractPath,
                    llvm::vfs::FileSystem &files) {
  llvm::SmallString<256> folder(contractPath);
  if (files.makeAbsolute(folder))
    return "";
  path::remove_filename(folder);
  while (true) {
    llvm::SmallString<256> candidate(folder);
    path::append(candidate, path::Style::native, file);
    auto status = files.status(candidate);
    if (status && status->isRegularFile())
      return candidate.str().str();
    if (!path::has_parent_path(folder) || path::parent_path(folder) == folder)
      return "";
    path::remove_filename(folder);
  }
}

class ExecutableCheck {
public:
  ExecutableCheck(const Contract &contract, llvm::vfs::FileSystem &files,
                  const TestLister &lister, Issues &issues)
      : contract(contract), files(files), lister(lister), issues(issues) {}

  void check(const CheckRef &ref) {
    if (ref.kind == CheckRef::Gtest)
      return checkListing(ref);
    std::string found = resolve(ref.path.value, contract.path, files);
    if (found.empty())
      return add(ref.path.position, "there is no file '" + ref.path.value + "'",
                 "paths are relative to the contract's folder or to one above");
    auto buffer = files.getBufferForFile(found);
    if (!buffer)
      return add(ref.path.position, "cannot read '" + ref.path.value +
                                        "': " + buffer.getError().message());
    llvm::StringRef text = (*buffer)->getBuffer();
    if (ref.kind == CheckRef::Fixture)
      checkFixture(text, found);
    else if (!text.contains("RUN:"))
      add(ref.path.position, "'" + ref.path.value + "' has no RUN line",
          "a lit check is executed by its RUN lines");
  }

private:
  void checkListing(const CheckRef &ref) {
    if (!lister)
      return;
    llvm::Expected<unsigned> count = lister(ref.binary, ref.filter);
    if (!count)
      return add(ref.position, "cannot list the tests of '" + ref.binary +
                                   "': " + llvm::toString(count.takeError()));
    if (*count == 0)
      add(ref.position, "the filter '" + ref.filter + "' selects no test of '" +
                            ref.binary + "'");
  }
  /// The fixture's own complaints carry its own positions.
  void checkFixture(llvm::StringRef text, llvm::StringRef file) {
    parseFixture(text, file, contract.id.value, issues);
  }
  void add(Position position, const llvm::Twine &text,
           const llvm::Twine &note = {}) {
    issues.push_back({contract.path, position, ErrorCode::ContractCheck,
                      text.str(), note.str()});
  }

  const Contract &contract;
  llvm::vfs::FileSystem &files;
  const TestLister &lister;
  Issues &issues;
};

} // namespace

void contract::checkExecutables(const Contract &contract,
                                llvm::vfs::FileSystem &files,
                                const TestLister &lister, Issues &issues) {
  ExecutableCheck executable(contract, files, lister, issues);
  for (const FalsificationTest &test : contract.tests) {
    executable.check(test.check);
    executable.check(test.counterexample);
  }
}

llvm::Expected<std::vector<std::string>>
contract::findContractFiles(llvm::vfs::FileSystem &files,
                            llvm::StringRef folder) {
  std::vector<std::string> found;
  std::error_code ec;
  for (llvm::vfs::recursive_directory_iterator it(files, folder, ec), end;
       it != end && !ec; it.increment(ec))
    if (path::filename(it->path()) == "contract.yaml")
      found.push_back(it->path().str());
  if (ec)
    return makeError(ErrorCode::FileNotFound,
                     "cannot read the folder '" + folder +
                         "': " + ec.message());
  llvm::sort(found);
  return found;
}
