//===- BenchVariants.cpp - What a benchmark measures ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "BenchVariants.h"

#include "Specialize.h"
#include "atlas/Support/Error.h"

#include "llvm/ADT/STLExtras.h"

#include <cstring>

using namespace atlas;
using namespace atlas::tool;

namespace {

/// Splits repeated, comma-separated options.
std::vector<std::string> splitWords(llvm::ArrayRef<std::string> texts,
                                    llvm::StringRef fallback) {
  std::vector<std::string> words;
  for (llvm::StringRef text : texts) {
    llvm::SmallVector<llvm::StringRef> parts;
    text.split(parts, ',', -1, /*KeepEmpty=*/false);
    for (llvm::StringRef part : parts)
      words.push_back(part.trim().str());
  }
  if (words.empty())
    words.push_back(fallback.str());
  return words;
}

/// ATLAS_PHASE_ALL needs no scratch: the packed entry can be called directly,
/// which keeps the engine's bookkeeping out of small sizes.
bool callsDirectly(const KernelABI &abi, unsigned threads) {
  return threads == 1 && llvm::none_of(abi.temps, [](const LaunchTemp &temp) {
           return temp.serial;
         });
}

llvm::Error callPacked(atlas_packed_fn entry, const atlas_args_t &args,
                       llvm::StringRef name, uint64_t count) {
  for (uint64_t i = 0; i < count; ++i)
    if (int32_t code = entry(&args))
      return makeError(ErrorCode::KernelFailed,
                       "'" + name + "' returned " + llvm::Twine(code));
  return llvm::Error::success();
}

/// memcpy that the compiler can neither inline nor leave out.
void *(*volatile copyBytes)(void *, const void *, size_t) = std::memcpy;

} // namespace

llvm::Expected<BenchVariants> BenchVariants::load(Session &session,
                                                  const BenchOptions &options) {
  BenchVariants all;
  if (auto error = all.loadTiers(session, options))
    return error;
  if (auto error = all.loadYardsticks(session, options))
    return error;
  return all;
}

llvm::Error BenchVariants::loadTiers(Session &session,
                                     const BenchOptions &options) {
  bool special = !options.specialize.empty();
  for (llvm::StringRef word :
       splitWords(options.tier, special ? "special" : "auto")) {
    auto tier = parseTier(word);
    if (!tier)
      return tier.takeError();
    jit::LoadOptions load;
    load.tier = *tier;
    load.level = options.level;
    load.strategies = options.strategies;
    auto kernel = session.load(load);
    if (!kernel)
      return kernel.takeError();
    // What is measured is the code that a running process ends up with.
    if (auto error = (*kernel)->wait())
      return error;
    std::string label = *tier == jit::Tier::Auto
                            ? jit::tierName((*kernel)->report().tier).str()
                            : word.str();
    if (llvm::is_contained(labels, label))
      continue; // auto came to what was asked for anyway
    labels.push_back(std::move(label));
    variants.push_back({std::move(*kernel), *tier == jit::Tier::Special});
  }
  return llvm::Error::success();
}

llvm::Error BenchVariants::loadYardsticks(Session &session,
                                          const BenchOptions &options) {
  for (const std::string &word : splitWords(options.against, "memcpy")) {
    labels.push_back(word);
    if (word == "memcpy") {
      yardsticks.emplace_back();
      continue;
    }
    auto other = Alternative::load(session, *variants.front().kernel, word);
    if (!other)
      return other.takeError();
    yardsticks.emplace_back(std::move(*other));
  }
  return llvm::Error::success();
}

llvm::Error BenchVariants::addKernelBatch(jit::Kernel &kernel,
                                          const ArgumentSet &arguments,
                                          unsigned threads,
                                          std::vector<Batch> &batches) {
  auto binding = Binding::create(kernel.abi(), arguments);
  if (!binding)
    return binding.takeError();
  bindings.push_back(std::move(*binding));
  Binding &bound = *bindings.back();
  if (callsDirectly(kernel.abi(), threads))
    batches.push_back([&bound, entry = kernel.packed()](uint64_t count) {
      return callPacked(entry, bound.args(), bound.abi().name, count);
    });
  else
    batches.push_back([&bound, &kernel, threads](uint64_t count) -> llvm::Error {
      for (uint64_t i = 0; i < count; ++i)
        if (auto error = bound.run(kernel, threads))
          return error;
      return llvm::Error::success();
    });
  return llvm::Error::success();
}

llvm::Error BenchVariants::addMemcpyBatch(std::vector<Batch> &batches) {
  if (copyFrom.size() != countedBytes || !copyFrom.data()) {
    for (AlignedBuffer *buffer : {&copyFrom, &copyTo}) {
      auto memory = AlignedBuffer::allocate(countedBytes);
      if (!memory)
        return memory.takeError();
      *buffer = std::move(*memory);
      // Untouched zero pages would be read from one cached page.
      for (uint64_t i = 0; i < countedBytes; ++i)
        buffer->data()[i] = char(i * 31);
    }
  }
  batches.push_back([this](uint64_t count) {
    for (uint64_t i = 0; i < count; ++i)
      copyBytes(copyTo.data(), copyFrom.data(), countedBytes);
    return llvm::Error::success();
  });
  return llvm::Error::success();
}

llvm::Expected<std::vector<Batch>>
BenchVariants::bind(const ArgumentSet &arguments, const BenchOptions &options) {
  bindings.clear();
  std::vector<Batch> batches;
  for (TierVariant &variant : variants) {
    if (variant.special) {
      auto values = specializedValues(arguments, options.specialize);
      if (!values)
        return values.takeError();
      if (auto error = variant.kernel->specialize(*values, /*wait=*/true))
        return error;
    }
    if (auto error = addKernelBatch(*variant.kernel, arguments,
                                    options.threads, batches))
      return error;
  }
  countedBytes = arguments.inputBytes();
  if (countedBytes == 0)
    for (const OutputView &view : bindings.front()->outputs())
      countedBytes += view.numElements() * view.param->type.byteSize();

  for (std::optional<Alternative> &other : yardsticks) {
    if (!other) {
      if (auto error = addMemcpyBatch(batches))
        return error;
    } else if (jit::Kernel *kernel = other->kernel()) {
      if (auto error = addKernelBatch(*kernel, arguments, 1, batches))
        return error;
    } else {
      auto binding = Binding::create(other->abi(), arguments);
      if (!binding)
        return binding.takeError();
      bindings.push_back(std::move(*binding));
      batches.push_back([bound = bindings.back().get(),
                         entry = other->function()](uint64_t count) {
        return callPacked(entry, bound->args(), bound->abi().name, count);
      });
    }
  }
  return batches;
}
