//===- FuzzTargets.cpp - The list of targets and their seeds --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "FuzzTargets.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

namespace atlas::fuzz {

uint64_t acceptedInputs = 0;

std::vector<FuzzTarget> allTargets() {
  std::vector<FuzzTarget> all(supportTargets().begin(), supportTargets().end());
  llvm::append_range(all, libraryTargets());
  llvm::append_range(all, haltTargets());
  llvm::append_range(all, jitTargets());
  llvm::append_range(all, backendTargets());
  return all;
}

std::vector<std::string> readSeeds(llvm::StringRef folder,
                                   llvm::ArrayRef<llvm::StringRef> endings) {
  std::vector<std::string> paths, seeds;
  std::error_code error;
  for (llvm::sys::fs::recursive_directory_iterator it(folder, error), end;
       it != end && !error; it.increment(error))
    if (llvm::any_of(endings, [&](llvm::StringRef ending) {
          return llvm::StringRef(it->path()).ends_with(ending);
        }))
      paths.push_back(it->path());
  llvm::sort(paths);
  for (const std::string &path : paths)
    if (auto buffer = llvm::MemoryBuffer::getFile(path))
      seeds.push_back((*buffer)->getBuffer().str());
  return seeds;
}

} // namespace atlas::fuzz
