//===- LargeCode.cpp - What is left out for large code --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "LargeCode.h"

#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/OptBisect.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace {

constexpr unsigned kMostSmall = 500, kMostSelected = 1000;

/// Has no state, so that threads may share one. Passes ask it by their names;
/// the second one prepares the first.
class NoLoopReduction final : public OptPassGate {
public:
  bool isEnabled() const override { return true; }
  bool shouldRunPass(StringRef pass, StringRef) const override {
    return pass != "Loop Strength Reduction" &&
           pass != "Canonicalize Freeze Instructions in Loops";
  }
};

} // namespace

bool atlas::jit::isLarge(const Module &module) {
  return module.getInstructionCount() > kMostSmall;
}

LICMOptions atlas::jit::invariantsOf(bool large) {
  LICMOptions options;
  if (large)
    options.MssaNoAccForPromotionCap = 0;
  return options;
}

void atlas::jit::prepareLargeCode(Module &module, TargetMachine &machine) {
  static NoLoopReduction gate;
  if (isLarge(module))
    module.getContext().setOptPassGate(gate);
  if (module.getInstructionCount() > kMostSelected)
    machine.setFastISel(true);
}
