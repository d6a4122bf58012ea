//===- ContractFiles.cpp - Which contracts a command works on ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ContractFiles.h"

#include "atlas/Backend/Compiler.h"
#include "atlas/Contract/Library.h"
#include "atlas/Contract/Parser.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"

using namespace atlas;
using namespace atlas::tool;

namespace {

/// The files of one argument.
llvm::Expected<std::vector<std::string>> filesOf(const std::string &path) {
  if (!llvm::sys::fs::is_directory(path))
    return std::vector<std::string>{path};
  auto found = contract::findContractFiles(*llvm::vfs::getRealFileSystem(),
                                           path);
  if (found && found->empty())
    return makeError(ErrorCode::FileNotFound,
                     "no contract.yaml below '" + path + "'");
  return found;
}

void parse(llvm::StringRef text, llvm::StringRef path,
           std::vector<contract::Contract> &into, contract::Issues &issues) {
  if (auto one = contract::parseContract(text, path,
                                         backend::contractVocabulary(), issues))
    into.push_back(std::move(*one));
}

} // namespace

std::shared_ptr<const contract::ContractCorpus> ContractSet::corpus() {
  std::vector<contract::Contract> all = own;
  llvm::append_range(all, library);
  return contract::ContractCorpus::create(
      std::move(all), backend::contractVocabulary(), issues);
}

llvm::Expected<ContractSet>
tool::readContracts(llvm::ArrayRef<std::string> paths) {
  ContractSet set;
  for (const std::string &path : paths) {
    auto files = filesOf(path);
    if (!files)
      return files.takeError();
    for (const std::string &file : *files) {
      auto buffer = readFile(file);
      if (!buffer)
        return buffer.takeError();
      parse((*buffer)->getBuffer(), file, set.own, set.issues);
      ++set.files;
    }
  }
  llvm::StringSet<> replaced;
  for (const contract::Contract &one : set.own)
    replaced.insert(one.id.value);
  for (const contract::LibraryContract &one : contract::libraryContracts())
    parse(one.text, one.path, set.library, set.issues);
  llvm::erase_if(set.library, [&](const contract::Contract &one) {
    return replaced.contains(one.id.value);
  });
  return set;
}
