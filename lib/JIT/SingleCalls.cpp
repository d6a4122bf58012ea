//===- SingleCalls.cpp - Functions that are called from one place
//----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "SingleCalls.h"

#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace llvm;

namespace atlas::jit {
namespace {

// The call of `function`, if there is no other use of it.
CallInst *onlyCall(Function &function) {
  if (function.isDeclaration() || !function.hasLocalLinkage() ||
      function.hasFnAttribute(Attribute::NoInline) || !function.hasOneUse())
    return nullptr;
  auto *call = dyn_cast<CallInst>(*function.user_begin());
  return call && call->getCalledFunction() == &function ? call : nullptr;
}

bool mayTake(const Function &caller, const Function &callee) {
  return &caller != &callee &&
         caller.getInstructionCount() + callee.getInstructionCount() <=
             SingleCallsPass::kMostInstructions;
}

} // namespace

PreservedAnalyses SingleCallsPass::run(Module &module,
                                       ModuleAnalysisManager &) {
  bool changed = false;
  for (Function &function : make_early_inc_range(module)) {
    CallInst *call = onlyCall(function);
    if (!call || !mayTake(*call->getFunction(), function))
      continue;
    InlineFunctionInfo info;
    if (!InlineFunction(*call, info, /*MergeAttributes=*/true,
                        /*CalleeAAR=*/nullptr, /*InsertLifetime=*/false)
             .isSuccess())
      continue;
    function.eraseFromParent();
    changed = true;
  }
  return changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace atlas::jit
