//===- LongValues.h - Values that wait for the end of a loop ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a large function computes before a loop, or is given, and uses only
// behind it cannot stay in a register of the loop. Register allocation finds
// that out by trying every way to split its live range, which was a quarter of
// code generation for T1. Such a value goes to the stack here, and what uses it
// loads it.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_LONGVALUES_H
#define ATLAS_LIB_JIT_LONGVALUES_H

#include "llvm/IR/PassManager.h"

namespace atlas::jit {

/// Stores values that are defined before a loop of at least `kMinBlocks` blocks
/// and used behind it, but not in it, and loads them once in each block behind
/// that uses them; a loop there loads them before its first turn. Functions of
/// less than `kMinInstructions` instructions keep what they have. The stack
/// slots outlive the function passes only if no promotion of memory to
/// registers follows.
class LongValuesPass : public llvm::PassInfoMixin<LongValuesPass> {
public:
  static constexpr unsigned kMinBlocks = 3, kMinInstructions = 300;
  llvm::PreservedAnalyses run(llvm::Function &function,
                              llvm::FunctionAnalysisManager &analyses);
};

} // namespace atlas::jit

#endif // ATLAS_LIB_JIT_LONGVALUES_H
