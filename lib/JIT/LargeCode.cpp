//===- LargeCode.cpp - What is left out for large code --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "LargeCode.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Module.h"
#include "llvm/Pass.h"

using namespace llvm;

namespace atlas::jit {
namespace {

constexpr unsigned kMostSmall = 500, kMostLarge = 1000;

/// Passes by their names. The second one prepares the first.
constexpr StringLiteral kNotForLarge[] = {
    "Loop Strength Reduction", "Canonicalize Freeze Instructions in Loops"};
constexpr StringLiteral kNotForVeryLarge[] = {
    "Machine Instruction Scheduler", "X86 cmov Conversion", "Live Range Shrink",
    "Machine Late Instructions Cleanup Pass",
    "X86 Byte/Word Instruction Fixup"};

} // namespace

CodeSize sizeOf(const Module &module) {
  unsigned count = module.getInstructionCount();
  return count <= kMostSmall   ? CodeSize::Small
         : count <= kMostLarge ? CodeSize::Large
                               : CodeSize::VeryLarge;
}

LICMOptions invariantsOf(CodeSize size) {
  LICMOptions options;
  if (size != CodeSize::Small)
    options.MssaNoAccForPromotionCap = 0;
  return options;
}

void CodeGenPasses::add(Pass *pass) {
  StringRef name = pass->getPassName();
  if ((size >= CodeSize::Large && is_contained(kNotForLarge, name)) ||
      (size >= CodeSize::VeryLarge && is_contained(kNotForVeryLarge, name)))
    delete pass;
  else
    legacy::PassManager::add(pass);
}

} // namespace atlas::jit
