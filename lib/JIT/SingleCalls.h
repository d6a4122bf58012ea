//===- SingleCalls.h - Functions that are called from one place -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every function costs code generation about 0.4 ms, whatever is in it: a
// hundred passes set up for it. A helper with one call in all goes into its
// caller, unless that is large: what a large kernel still calls lies beside its
// loops on purpose.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_SINGLECALLS_H
#define ATLAS_LIB_JIT_SINGLECALLS_H

#include "llvm/IR/PassManager.h"

namespace atlas::jit {

/// Inlines local functions that are called once, but for those marked noinline,
/// into callers that have at most `kMostInstructions` instructions then.
class SingleCallsPass : public llvm::PassInfoMixin<SingleCallsPass> {
public:
  static constexpr unsigned kMostInstructions = 500;
  llvm::PreservedAnalyses run(llvm::Module &module,
                              llvm::ModuleAnalysisManager &);
};

} // namespace atlas::jit

#endif // ATLAS_LIB_JIT_SINGLECALLS_H
