//===- Library.cpp - Library kernels as the engine sees them --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Library.h"

#include "atlas/JIT/Host.h"
#include "atlas/Support/Error.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace atlas::jit {

ArrayRef<LibraryKernel> libraryKernels() {
  static const std::vector<LibraryKernel> kernels = [] {
    std::vector<LibraryKernel> list;
    for (const kernels::SourceEntry &entry :
         ArrayRef(kernels::sourceTable, kernels::sourceCount))
      list.push_back({entry.name, entry.symbol,
                      StringRef(entry.mlir, entry.mlirSize),
                      StringRef(entry.twin, entry.twinSize), entry.twinSymbol});
    // The table is in the order of paths, where '-' stands before '/'.
    sort(list, [](const LibraryKernel &a, const LibraryKernel &b) {
      return a.name < b.name;
    });
    return list;
  }();
  return kernels;
}

Expected<const LibraryKernel *> findLibraryKernel(StringRef name) {
  std::vector<std::string> names;
  for (const LibraryKernel &kernel : libraryKernels()) {
    if (kernel.name == name || kernel.symbol == name)
      return &kernel;
    names.push_back(kernel.name.str());
  }
  return makeError(
      ErrorCode::KernelUnknown, "no library kernel '" + name + "'",
      names.empty() ? "" : "nearest: " + join(nearestNames(name, names), ", "));
}

Expected<VersionHandle> findAotVersion(StringRef name, StringRef level) {
  const std::vector<std::string> &usable = executableLevels();
  auto rank = [&](StringRef candidate) {
    return size_t(find(usable, candidate) - usable.begin());
  };
  if (!level.empty() && rank(level) == usable.size()) {
    // Unknown levels are another error than those this host lacks.
    Expected<CPUTarget> target = CPUTarget::named(level);
    if (!target)
      return target.takeError();
    return makeError(ErrorCode::TargetNotExecutable,
                     "this host cannot execute level '" + level + "'");
  }
  const kernels::AotEntry *best = nullptr;
  for (const kernels::AotEntry &entry :
       ArrayRef(kernels::aotTable, kernels::aotCount)) {
    if (entry.name != name || rank(entry.level) == usable.size() ||
        (!level.empty() && entry.level != level))
      continue;
    if (!best || rank(entry.level) < rank(best->level))
      best = &entry;
  }
  if (!best)
    return VersionHandle();
  Expected<json::Value> text = json::parse(best->abi);
  if (!text)
    return text.takeError();
  Expected<KernelABI> abi = KernelABI::fromJSON(*text);
  if (!abi)
    return abi.takeError();
  auto version = std::make_shared<Version>();
  version->packed = best->packed;
  version->typed = reinterpret_cast<void *>(best->typed);
  version->abi = std::move(*abi);
  version->report.tier = Tier::Aot;
  return version;
}

} // namespace atlas::jit
