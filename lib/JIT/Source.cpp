//===- Source.cpp - Kernel source texts and their limits ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "atlas/JIT/Compiler.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/SourceLimits.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace atlas::jit {
Expected<Source> Source::fromFile(StringRef path) {
  uint64_t size = 0;
  if (std::error_code ec = sys::fs::file_size(path, size))
    return makeError(ErrorCode::FileNotFound,
                     "cannot read '" + path + "': " + ec.message());
  if (size > kMaxSourceBytes)
    return makeError(ErrorCode::SourceTooLarge,
                     "'" + path + "' has " + Twine(size) +
                         " bytes; a source may have 64 MiB");
  auto buffer = MemoryBuffer::getFile(path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!buffer)
    return makeError(ErrorCode::FileNotFound, "cannot read '" + path + "': " +
                                                  buffer.getError().message());
  Source source;
  source.path = path.str();
  source.text = (*buffer)->getBuffer().str();
  source.format = StringSwitch<Format>(sys::path::extension(path).lower())
                      .Case(".mlirbc", Format::Bytecode)
                      .Case(".ll", Format::LLVMText)
                      .Case(".bc", Format::Bitcode)
                      .Default(Format::Mlir);
  return source;
}

Error checkSourceLimits(const Source &source) {
  // The scan tells the language from the ending; a text from memory may have
  // any name.
  bool renamed = source.format == Source::Format::LLVMText &&
                 !StringRef(source.path).ends_with_insensitive(".ll");
  return atlas::checkSourceLimits(source.text,
                                  renamed ? source.path + ".ll" : source.path);
}

std::vector<std::string>
nearestNames(StringRef wanted, ArrayRef<std::string> names, unsigned limit) {
  std::vector<std::pair<unsigned, StringRef>> ranked;
  for (const std::string &name : names)
    ranked.emplace_back(wanted.edit_distance(name), name);
  llvm::sort(ranked); // ties by name
  std::vector<std::string> nearest;
  for (const auto &[distance, name] : ranked)
    if (nearest.size() < limit)
      nearest.push_back(name.str());
  return nearest;
}

Expected<std::string> selectKernel(ArrayRef<std::string> kernels,
                                   StringRef wanted) {
  if (wanted.empty()) {
    if (kernels.size() == 1)
      return kernels.front();
    if (kernels.empty())
      return makeError(ErrorCode::KernelUnknown, "the source holds no kernel");
    return makeError(ErrorCode::KernelAmbiguous,
                     "the source holds several kernels: " + join(kernels, ", "),
                     "name one of them");
  }
  std::string dashed = wanted.str();
  std::replace(dashed.begin(), dashed.end(), '-', '_');
  for (const std::string &kernel : kernels)
    if (kernel == wanted || kernel == dashed)
      return kernel;
  return makeError(ErrorCode::KernelUnknown, "no kernel '" + wanted + "'",
                   "nearest: " + join(nearestNames(wanted, kernels), ", "));
}

} // namespace atlas::jit
