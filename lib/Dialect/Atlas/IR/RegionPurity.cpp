//===- RegionPurity.cpp - What regions of data-parallel ops may hold ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Verification.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;
using namespace atlas;

namespace {

constexpr llvm::StringLiteral kExpected =
    "expected arith, casts, select, pure atlas operations, calls to pure "
    "helpers or loads from atlas.table buffers";

InFlightDiagnostic refuse(Operation *owner, Operation *op) {
  InFlightDiagnostic diag =
      owner->emitOpError() << "region contains '" << op->getName() << "'";
  diag.attachNote(op->getLoc()) << "found here";
  return diag;
}

/// Float flags that let a compiler change bits.
bool hasFastMath(Operation *op) {
  auto flags = dyn_cast<arith::ArithFastMathInterface>(op);
  return flags && flags.getFastMathFlagsAttr() &&
         flags.getFastMathFlagsAttr().getValue() != arith::FastMathFlags::none;
}

/// True if `exactness` (none: nothing promised) allows results to depend on
/// the target's arithmetic.
bool allowsApproximation(std::optional<Exactness> exactness) {
  return !exactness || *exactness == Exactness::BoundedUlp;
}

/// Loads may read constants: a table argument, or a global (whose constancy is
/// checked with the symbols). Outside of kernels arguments are not annotated.
bool isTable(Value buffer) {
  Value root = getBufferRoot(buffer);
  if (root.getDefiningOp<memref::GetGlobalOp>())
    return true;
  Operation *owner = root.getParentRegion()->getParentOp();
  if (!isa<KernelOp, PipelineOp>(owner))
    owner = owner->getParentOfType<KernelOp>();
  if (!owner)
    return true;
  auto arg = dyn_cast<BlockArgument>(root);
  auto function = dyn_cast<FunctionOpInterface>(owner);
  return arg && arg.getOwner()->getParentOp() == owner &&
         function.getArgAttr(arg.getArgNumber(), kTableAttr);
}

/// True if `root` is a temporary of the kernel. It is as constant as a table
/// while an operation runs that does not write it.
bool isTemporary(Value root) {
  return root.getDefiningOp<memref::AllocOp>() ||
         root.getDefiningOp<memref::AllocaOp>();
}

/// True if `owner` writes a view of `root`.
bool writesRoot(Operation *owner, Value root) {
  SmallVector<MemoryEffects::EffectInstance> effects;
  cast<MemoryEffectOpInterface>(owner).getEffects(effects);
  return llvm::any_of(effects, [&](const auto &effect) {
    return isa<MemoryEffects::Write>(effect.getEffect()) && effect.getValue() &&
           getBufferRoot(effect.getValue()) == root;
  });
}

bool isArithLike(Operation *op) {
  return isa<arith::ArithDialect>(op->getDialect()) ||
         (isa<AtlasDialect>(op->getDialect()) && isMemoryEffectFree(op) &&
          (op->getNumRegions() == 0 || isa<WindowFoldOp>(op)));
}

LogicalResult verifyPureOp(Operation *owner, Operation *op,
                           std::optional<Exactness> exactness) {
  if (op->getDialect() && isArithLike(op)) {
    if (hasFastMath(op) && !allowsApproximation(exactness))
      return refuse(owner, op) << " with fast-math flags, which need a kernel "
                                  "of exactness bounded_ulp";
    return success();
  }
  if (isa_and_nonnull<math::MathDialect>(op->getDialect())) {
    if (allowsApproximation(exactness))
      return success();
    return refuse(owner, op) << ", whose bits differ between targets; math "
                                "needs a kernel of exactness bounded_ulp";
  }
  if (auto load = dyn_cast<memref::LoadOp>(op)) {
    Value root = getBufferRoot(load.getMemRef());
    if (isTable(root))
      return success();
    if (isTemporary(root)) {
      if (!writesRoot(owner, root))
        return success();
      return refuse(owner, op)
             << " from a temporary that the operation writes; "
                "expected another buffer on one side";
    }
    return refuse(owner, op) << " from a buffer that is no atlas.table argument "
                                "of the kernel; pass the buffer to ins(...) or "
                                "declare it atlas.table";
  }
  // A call is checked with the symbols; dim reads no memory.
  if (isa<func::CallOp, memref::DimOp, memref::GetGlobalOp>(op))
    return success();
  return refuse(owner, op) << "; " << kExpected;
}

//===----------------------------------------------------------------------===//
// Helpers
//===----------------------------------------------------------------------===//

/// Walks the helpers that a region calls, depth first.
class HelperVerifier {
public:
  HelperVerifier(Operation *call, Exactness exactness,
                 SymbolTableCollection &symbols)
      : call(call), exactness(exactness), symbols(symbols) {}

  LogicalResult run(func::CallOp at) {
    auto helper = symbols.lookupNearestSymbolFrom<func::FuncOp>(
        at, at.getCalleeAttr());
    if (!helper)
      return success(); // func.call reports it
    if (helper.isExternal())
      return fail(helper, "has no body");
    if (active.contains(helper))
      return fail(helper, "is recursive");
    if (!done.insert(helper).second)
      return success();
    active.insert(helper);
    WalkResult result = helper.getBody().walk([&](Operation *op) {
      return failed(check(helper, op)) ? WalkResult::interrupt()
                                       : WalkResult::advance();
    });
    active.erase(helper);
    return failure(result.wasInterrupted());
  }

private:
  LogicalResult check(func::FuncOp helper, Operation *op) {
    if (auto nested = dyn_cast<func::CallOp>(op))
      return run(nested);
    bool approximates =
        isa_and_nonnull<math::MathDialect>(op->getDialect()) || hasFastMath(op);
    if (approximates && exactness != Exactness::BoundedUlp)
      return fail(helper, "approximates, which needs a kernel of exactness "
                          "bounded_ulp",
                  op);
    if (isa<func::ReturnOp, scf::IfOp, scf::ForOp, scf::WhileOp, scf::YieldOp,
            scf::ConditionOp, math::AbsFOp>(op) ||
        (op->getDialect() && isArithLike(op)) || approximates)
      return success();
    return fail(helper, "is not pure", op);
  }

  LogicalResult fail(func::FuncOp helper, StringRef why,
                     Operation *where = nullptr) {
    InFlightDiagnostic diag = call->emitOpError()
                              << "calls '" << helper.getSymName()
                              << "' in a region of '"
                              << call->getParentOp()->getName() << "', but it "
                              << why << "; " << kExpected;
    diag.attachNote(where ? where->getLoc() : helper.getLoc())
        << "found here";
    return diag;
  }

  Operation *call;
  Exactness exactness;
  SymbolTableCollection &symbols;
  llvm::SmallPtrSet<Operation *, 4> active, done;
};

} // namespace

bool atlas::isInPureRegion(Operation *op) {
  return isa_and_nonnull<MapOp, ReduceOp, ScanOp, HistogramOp, FindOp,
                         WindowFoldOp>(op->getParentOp());
}

LogicalResult atlas::verifyPureRegion(Operation *owner, Region &region) {
  std::optional<Exactness> exactness = getEnclosingExactness(owner);
  for (Operation &op : region.front().without_terminator())
    if (failed(verifyPureOp(owner, &op, exactness)))
      return failure();
  return success();
}

LogicalResult atlas::verifyPureSymbols(Operation *op, Exactness exactness,
                                       SymbolTableCollection &symbols) {
  if (auto call = dyn_cast<func::CallOp>(op))
    return HelperVerifier(op, exactness, symbols).run(call);
  auto load = dyn_cast<memref::LoadOp>(op);
  if (!load)
    return success();
  auto get =
      getBufferRoot(load.getMemRef()).getDefiningOp<memref::GetGlobalOp>();
  if (!get)
    return success();
  auto global = symbols.lookupNearestSymbolFrom<memref::GlobalOp>(
      get, get.getNameAttr());
  if (!global || global.getConstant())
    return success();
  InFlightDiagnostic diag = op->emitOpError()
                            << "reads the variable '" << global.getSymName()
                            << "' in a region of '"
                            << op->getParentOp()->getName()
                            << "'; expected a constant memref.global";
  diag.attachNote(global.getLoc()) << "declared here";
  return diag;
}
