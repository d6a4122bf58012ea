//===- BufferWrites.cpp - Read-only buffers are not written ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Follows a buffer that a kernel declares read-only through views, selects and
// loops, and into the helpers it is passed to. What cannot be followed counts
// as a write.
//===----------------------------------------------------------------------===//

#include "Verification.h"

#include "llvm/ADT/DenseSet.h"

using namespace mlir;
using namespace atlas;

namespace {

/// An operation of some function that may write, and where it does so: itself,
/// an operation of what it calls, or a function of which nothing is known.
struct Write {
  Operation *op = nullptr, *cause = nullptr;
};

class BufferWrites {
public:
  explicit BufferWrites(SymbolTableCollection &symbols) : symbols(symbols) {}

  /// The first operation in `body` that may write `buffer`; null if none.
  Write find(Region &body, Value buffer) {
    DenseSet<Value> views{buffer};
    for (size_t size = 0; size != views.size();) {
      size = views.size();
      body.walk([&](Operation *op) { spread(op, views); });
    }
    Write found;
    body.walk([&](Operation *op) {
      found = {op, writer(op, views)};
      return found.cause ? WalkResult::interrupt() : WalkResult::advance();
    });
    return found.cause ? found : Write();
  }

private:
  /// Where a helper may write what `call` passes as operand `i`.
  Operation *findIn(func::CallOp call, unsigned i) {
    auto helper = symbols.lookupNearestSymbolFrom<func::FuncOp>(
        call, call.getCalleeAttr());
    if (!helper)
      return call;
    if (!visited.insert({helper, i}).second)
      return nullptr;
    if (helper.isExternal() || i >= helper.getNumArguments())
      return helper;
    return find(helper.getBody(), helper.getArgument(i)).cause;
  }

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
        !isa<FunctionOpInterface>(op->getParentOp())) {
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
          if (Operation *found = findIn(call, i))
            return found;
      return nullptr;
    }
    if (auto call = dyn_cast<CallOp>(op)) {
      auto callee = symbols.lookupNearestSymbolFrom<FunctionOpInterface>(
          op, call.getCalleeAttr());
      if (!callee || callee.getNumArguments() != call.getNumOperands())
        return nullptr; // refused with the call
      for (auto [i, operand] : llvm::enumerate(call.getOperands()))
        if (isView(operand) && !isReadOnly(callee, callee.getArgument(i)))
          return op;
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

LogicalResult atlas::verifyReadOnly(FunctionOpInterface kernel,
                                    SymbolTableCollection &symbols) {
  Region &body = kernel.getFunctionBody();
  for (BlockArgument arg : body.getArguments()) {
    if (!isa<MemRefType>(arg.getType()) || !isReadOnly(kernel, arg))
      continue;
    auto [op, cause] = BufferWrites(symbols).find(body, arg);
    if (!op)
      continue;
    std::string name = getArgName(kernel, arg.getArgNumber());
    InFlightDiagnostic diag = op->emitOpError();
    if (auto call = dyn_cast<func::CallOp>(op)) {
      diag << "passes '" << name
           << "', which the kernel declares read-only, to '" << call.getCallee()
           << "', which may write it; expected atlas.out or atlas.inout, or a "
              "helper that only reads";
      diag.attachNote(cause->getLoc())
          << (isa<func::FuncOp>(cause) ? "nothing is known without a body"
                                       : "found here");
    } else {
      bool isDirect = llvm::any_of(op->getOperands(), [&](Value operand) {
        return getBufferRoot(operand) == arg;
      });
      diag << (isDirect ? "writes '" : "may write '") << name
           << "', which the kernel declares read-only; expected atlas.out or "
              "atlas.inout";
    }
    diag.attachNote(kernel.getLoc()) << "declared here";
    return diag;
  }
  return success();
}
