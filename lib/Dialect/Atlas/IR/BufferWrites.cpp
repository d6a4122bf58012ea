//===- HelperWrites.cpp - What called functions write ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Follows a buffer that a kernel declares read-only into the helpers it is
// passed to. What cannot be followed counts as a write.
//===----------------------------------------------------------------------===//

#include "Verification.h"

#include "llvm/ADT/DenseSet.h"

using namespace mlir;
using namespace atlas;

namespace {

class HelperWrites {
public:
  explicit HelperWrites(SymbolTableCollection &symbols) : symbols(symbols) {}

  /// The first operation that may write what `call` passes as operand `i`: a
  /// function without a body if nothing is known. Null if there is none.
  Operation *find(func::CallOp call, unsigned i) {
    auto helper = symbols.lookupNearestSymbolFrom<func::FuncOp>(
        call, call.getCalleeAttr());
    if (!helper)
      return call;
    if (!visited.insert({helper, i}).second)
      return nullptr;
    if (helper.isExternal() || i >= helper.getNumArguments())
      return helper;
    DenseSet<Value> views{helper.getArgument(i)};
    for (size_t size = 0; size != views.size();) {
      size = views.size();
      helper.getBody().walk([&](Operation *op) { spread(op, views); });
    }
    Operation *found = nullptr;
    helper.getBody().walk([&](Operation *op) {
      found = writer(op, views);
      return found ? WalkResult::interrupt() : WalkResult::advance();
    });
    return found;
  }

private:
  /// Adds what may be a view of `views` because of `op`.
  static void spread(Operation *op, DenseSet<Value> &views) {
    if (llvm::none_of(op->getOperands(),
                      [&](Value v) { return views.contains(v); }))
      return;
    auto add = [&](ValueRange values) {
      for (Value value : values)
        if (!value.getType().isIntOrIndexOrFloat())
          views.insert(value);
    };
    auto addRegions = [&](Operation *holder) {
      for (Region &region : holder->getRegions())
        for (Block &block : region)
          add(block.getArguments());
    };
    add(op->getResults());
    addRegions(op);
    for (Block *successor : op->getSuccessors())
      add(successor->getArguments());
    if (op->hasTrait<OpTrait::IsTerminator>() &&
        !isa<func::FuncOp>(op->getParentOp())) {
      add(op->getParentOp()->getResults());
      addRegions(op->getParentOp());
    }
  }

  /// `op`, or what it calls, if that may write one of `views`.
  Operation *writer(Operation *op, const DenseSet<Value> &views) {
    auto isView = [&](Value value) { return views.contains(value); };
    if (llvm::none_of(op->getOperands(), isView))
      return nullptr;
    if (auto call = dyn_cast<func::CallOp>(op)) {
      for (auto [i, operand] : llvm::enumerate(call.getOperands()))
        if (isView(operand))
          if (Operation *found = find(call, i))
            return found;
      return nullptr;
    }
    // Returned, stored or as a number, the buffer leaves sight.
    auto store = dyn_cast<memref::StoreOp>(op);
    if (isa<func::ReturnOp, memref::ExtractAlignedPointerAsIndexOp>(op) ||
        (store && isView(store.getValue())))
      return op;
    if (auto interface = dyn_cast<MemoryEffectOpInterface>(op)) {
      SmallVector<MemoryEffects::EffectInstance> effects;
      interface.getEffects(effects);
      bool writes = llvm::any_of(effects, [&](const auto &effect) {
        return !isa<MemoryEffects::Read>(effect.getEffect()) &&
               (!effect.getValue() || isView(effect.getValue()));
      });
      return writes ? op : nullptr;
    }
    return op->hasTrait<OpTrait::HasRecursiveMemoryEffects>() ? nullptr : op;
  }

  SymbolTableCollection &symbols;
  DenseSet<std::pair<Operation *, unsigned>> visited;
};

} // namespace

LogicalResult atlas::verifyHelperWrites(FunctionOpInterface kernel,
                                        func::CallOp call,
                                        SymbolTableCollection &symbols) {
  for (auto [i, operand] : llvm::enumerate(call.getOperands())) {
    BlockArgument arg = kernelArgument(kernel, operand);
    if (!arg || !isReadOnly(kernel, arg))
      continue;
    Operation *found = HelperWrites(symbols).find(call, i);
    if (!found)
      continue;
    InFlightDiagnostic diag = call.emitOpError()
                              << "passes '"
                              << getArgName(kernel, arg.getArgNumber())
                              << "', which the kernel declares read-only, to '"
                              << call.getCallee()
                              << "', which may write it; expected atlas.out or "
                                 "atlas.inout, or a helper that only reads";
    diag.attachNote(found->getLoc())
        << (isa<func::FuncOp>(found) ? "nothing is known without a body"
                                     : "found here");
    diag.attachNote(kernel.getLoc()) << "declared here";
    return diag;
  }
  return success();
}
