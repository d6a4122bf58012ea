//===- QuorumEngines.h - The engines of this machine ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which workers there are for each target, and how they are started.
//
// | target | devices |
// |---|---|
// | cpu | jit, aot, scalar, ll (this tool as a worker) |
// | spirv | lavapipe, swiftshader (where Debian puts their drivers), gpu (what
// |       | the Vulkan loader prefers, if that is hardware); vulkan alone if
// |       | VK_ICD_FILENAMES chooses the driver |
// | wgsl | dawn |
// | ptx | cuda |
// | wasm | node |
//
// The environment is read here: PATH, VK_ICD_FILENAMES, and all of it is what
// workers start with.
// Thread rule: main thread only.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_QUORUMENGINES_H
#define ATLAS_TOOLS_ATLAS_JIT_QUORUMENGINES_H

#include "Commands.h"
#include "atlas/Quorum/Engine.h"

#include "llvm/ADT/STLExtras.h"

namespace atlas::tool {

/// The device of cpu that runs the code of back ends; the others are forms of the
/// host's own compiler.
inline constexpr const char *kObjectDevice = "object";

using quorum::EngineChoice;

/// Every engine of this machine, absent ones too, sorted by target. ATL0313 for
/// a target or device that no engine has.
llvm::Expected<std::vector<EngineChoice>>
findEngines(const QuorumOptions &options);

/// Where Debian puts the manifests of the drivers that need no GPU
/// (mesa-vulkan-drivers, chromium-common).
std::string lavapipeManifest();
std::string swiftShaderManifest();

/// Of the names those that are wanted, also comma-separated; all if none is. ATL0313
/// for one that is not there.
llvm::Expected<std::vector<std::string>>
namesToKeep(const std::vector<std::string> &names,
            llvm::ArrayRef<std::string> wanted, llvm::StringRef what);

/// Leaves of the list what namesToKeep keeps of a field.
template <typename T>
llvm::Error keepNamed(std::vector<T> &list, llvm::ArrayRef<std::string> wanted,
                      llvm::StringRef what, std::string T::*field) {
  std::vector<std::string> names;
  for (const T &one : list)
    names.push_back(one.*field);
  auto kept = namesToKeep(names, wanted, what);
  if (!kept)
    return kept.takeError();
  llvm::erase_if(list, [&](const T &one) {
    return !llvm::is_contained(*kept, one.*field);
  });
  return llvm::Error::success();
}
/// This tool as a worker.
quorum::WorkerCommand cpuWorker(const QuorumOptions &options);

/// A program of the workers: beside this one, or in ../libexec/atlas of it; ""
/// if it is nowhere.
std::string findWorker(const QuorumOptions &options, llvm::StringRef name);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_QUORUMENGINES_H
