//===- LargeCode.cpp - What code generation leaves out of large code ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "LargeCode.h"

#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/OptBisect.h"

using namespace llvm;

namespace {

constexpr unsigned kMostReduced = 500;

/// Has no state, so that threads may share one. Passes ask it by their names; the
/// second one prepares the first.
class NoLoopReduction final : public OptPassGate {
public:
  bool isEnabled() const override { return true; }
  bool shouldRunPass(StringRef pass, StringRef) const override {
    return pass != "Loop Strength Reduction" &&
           pass != "Canonicalize Freeze Instructions in Loops";
  }
};

} // namespace

void atlas::jit::leaveLargeLoops(Module &module) {
  static NoLoopReduction gate;
  if (module.getInstructionCount() > kMostReduced)
    module.getContext().setOptPassGate(gate);
}
