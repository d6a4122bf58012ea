//===- BenchVariants.h - What a benchmark measures --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tiers of a kernel and the yardsticks named by `--against`, ready to be
// bound to arguments of one size after another.
//
// Failure: the engine's and Alternative's errors.
// Ownership: holds kernels and the arguments bound last.
// Thread rule: thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_BENCHVARIANTS_H
#define ATLAS_TOOLS_ATLAS_JIT_BENCHVARIANTS_H

#include "Alternative.h"
#include "Binding.h"
#include "Commands.h"
#include "Measure.h"
#include "Session.h"

namespace atlas::tool {

class BenchVariants {
public:
  static llvm::Expected<BenchVariants> load(Session &session,
                                            const BenchOptions &options);

  /// Binds everything to these arguments, which must stay, and gives one batch
  /// per variant. Tier special is compiled for them here.
  llvm::Expected<std::vector<Batch>> bind(const ArgumentSet &arguments,
                                          const BenchOptions &options);

  const KernelABI &abi() const { return variants.front().kernel->abi(); }
  /// Names in the order of the batches: tiers first.
  llvm::ArrayRef<std::string> names() const { return labels; }
  unsigned numTiers() const { return variants.size(); }
  /// Bytes that rates count, of the arguments bound last.
  uint64_t bytes() const { return countedBytes; }

private:
  struct TierVariant {
    jit::KernelHandle kernel;
    bool special = false;
  };

  llvm::Error loadTiers(Session &session, const BenchOptions &options);
  llvm::Error loadYardsticks(Session &session, const BenchOptions &options);
  llvm::Error addKernelBatch(jit::Kernel &kernel, const ArgumentSet &arguments,
                             unsigned threads, std::vector<Batch> &batches);
  llvm::Error addMemcpyBatch(std::vector<Batch> &batches);

  std::vector<TierVariant> variants;
  std::vector<std::optional<Alternative>> yardsticks; ///< none: memcpy
  std::vector<std::string> labels;
  std::vector<std::unique_ptr<Binding>> bindings;
  AlignedBuffer copyFrom, copyTo;
  uint64_t countedBytes = 0;
};

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_BENCHVARIANTS_H
