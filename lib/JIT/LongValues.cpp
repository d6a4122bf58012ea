//===- LongValues.cpp - Values that wait for the end of a loop ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "LongValues.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"

using namespace llvm;

namespace atlas::jit {
namespace {

// Where the value is wanted: phis want theirs at the end of the block before.
BasicBlock *blockOf(const Use &use) {
  auto *user = cast<Instruction>(use.getUser());
  auto *phi = dyn_cast<PHINode>(user);
  return phi ? phi->getIncomingBlock(use) : user->getParent();
}

class LongValues {
public:
  LongValues(Function &function, LoopInfo &loops, DominatorTree &tree)
      : function(function), loops(loops), tree(tree) {}

  bool run() {
    SmallVector<Value *> values(make_pointer_range(function.args()));
    for (BasicBlock &block : function)
      for (Instruction &inst : block)
        if (!isa<AllocaInst>(inst) && inst.getType()->isSized() &&
            !inst.isTerminator())
          values.push_back(&inst);
    bool changed = false;
    for (Value *value : values) {
      SmallVector<Use *> late = usesBehindLoops(*value);
      if (late.empty())
        continue;
      moveToStack(*value, late);
      changed = true;
    }
    return changed;
  }

private:
  BasicBlock *definingBlock(Value &value) {
    auto *inst = dyn_cast<Instruction>(&value);
    return inst ? inst->getParent() : &function.getEntryBlock();
  }

  // The uses behind a loop that follows the definition and has no use in it.
  SmallVector<Use *> usesBehindLoops(Value &value) {
    BasicBlock *from = definingBlock(value);
    Loop *home = loops.getLoopFor(from);
    SmallVector<Use *> late;
    for (Loop *loop : home ? home->getSubLoops() : loops.getTopLevelLoops()) {
      BasicBlock *header = loop->getHeader();
      if (loop->getNumBlocks() < LongValuesPass::kMinBlocks || from == header ||
          !tree.dominates(from, header) ||
          any_of(value.uses(),
                 [&](const Use &use) { return loop->contains(blockOf(use)); }))
        continue;
      for (Use &use : value.uses())
        if (tree.dominates(header, blockOf(use)) && !is_contained(late, &use))
          late.push_back(&use);
    }
    return late;
  }

  void moveToStack(Value &value, ArrayRef<Use *> late) {
    IRBuilder<> b(&*function.getEntryBlock().getFirstInsertionPt());
    AllocaInst *place = b.CreateAlloca(value.getType());
    if (auto *inst = dyn_cast<Instruction>(&value))
      b.SetInsertPoint(*inst->getInsertionPointAfterDef());
    b.CreateStore(&value, place);
    DenseMap<BasicBlock *, Value *> loads;
    for (Use *use : late) {
      BasicBlock *at = placeToLoad(definingBlock(value), blockOf(*use));
      auto [load, isNew] = loads.try_emplace(at);
      if (isNew) {
        b.SetInsertPoint(at, at->getFirstInsertionPt());
        load->second = b.CreateLoad(value.getType(), place);
      }
      use->set(load->second);
    }
  }

  // The block of the use, or the one before the loops around it.
  BasicBlock *placeToLoad(BasicBlock *from, BasicBlock *at) {
    for (Loop *loop = loops.getLoopFor(at);
         loop && !loop->contains(from) && loop->getLoopPreheader();
         loop = loop->getParentLoop())
      at = loop->getLoopPreheader();
    return at;
  }

  Function &function;
  LoopInfo &loops;
  DominatorTree &tree;
};

} // namespace

PreservedAnalyses LongValuesPass::run(Function &function,
                                      FunctionAnalysisManager &analyses) {
  if (function.getInstructionCount() < kMinInstructions)
    return PreservedAnalyses::all();
  LongValues values(function, analyses.getResult<LoopAnalysis>(function),
                    analyses.getResult<DominatorTreeAnalysis>(function));
  return values.run() ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace atlas::jit
