//===- Kernels.h - The compiled kernels under measurement -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loads library kernels through the engine and keeps their typed C entries, which
// are called as a user would: through a pointer, buffers then dimensions.
//
// Ownership: the code lives as long as this object. Not thread-safe.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BENCH_KERNELS_H
#define ATLAS_BENCH_KERNELS_H

#include "atlas/JIT/Engine.h"

#include "llvm/ADT/StringMap.h"

namespace atlas::bench {

/// Options for code of this host: tier 1 of a kernel, or of its portable twin.
inline jit::LoadOptions jitOptions(bool twin = false) {
  jit::LoadOptions options;
  options.tier = jit::Tier::Jit;
  options.useTwin = twin;
  return options;
}

class Kernels {
public:
  static llvm::Expected<Kernels> create(unsigned threads);

  /// The typed entry of a kernel compiled for this host (tier 1).
  template <typename Function>
  llvm::Expected<Function *> typed(llvm::StringRef name) {
    auto kernel = load(name, jitOptions());
    if (!kernel)
      return kernel.takeError();
    if (void *entry = (*kernel)->typed())
      return reinterpret_cast<Function *>(entry);
    return llvm::createStringError("'" + name + "' has no typed entry");
  }

  llvm::Expected<jit::KernelHandle> load(llvm::StringRef name,
                                         const jit::LoadOptions &options);
  jit::Engine &engine() { return *owner; }
  /// "r96-histogram: histogram: bitslice", for the report.
  std::vector<std::string> strategies() const;

private:
  std::unique_ptr<jit::Engine> owner;
  std::vector<std::pair<std::string, jit::KernelHandle>> handles;
};

} // namespace atlas::bench

#endif // ATLAS_BENCH_KERNELS_H
