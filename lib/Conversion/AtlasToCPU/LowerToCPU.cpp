//===- LowerToCPU.cpp - atlas-to-cpu --------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lowers data-parallel operations to scf, vector and arith, each by the
// strategy that the target and the overrides select.
//===----------------------------------------------------------------------===//

#include "Lowering.h"
#include "Strategy.h"
#include "atlas/Conversion/AtlasToCPU/HostPipeline.h"
#include "atlas/Conversion/AtlasToCPU/Passes.h"
#include "atlas/Conversion/Common/RuntimeCalls.h"
#include "atlas/Support/KernelABI.h"

#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace atlas {
#define GEN_PASS_DEF_LOWERTOCPUPASS
#include "atlas/Conversion/AtlasToCPU/Passes.h.inc"
} // namespace atlas

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

namespace {

bool isDataParallel(Operation *op) {
  return isa<MapOp, ReduceOp, ScanOp, HistogramOp, FindOp, GatherOp, ScatterOp>(op);
}

/// Contiguous rank-2 buffers are seen as rank-1 ones, unless the region wants
/// positions.
void collapseRows(Operation *op, RewriterBase &rewriter) {
  if (!isa<MapOp, ReduceOp, HistogramOp>(op))
    return;
  unsigned inputs = 0;
  for (Value operand : op->getOperands())
    if (auto type = dyn_cast<MemRefType>(operand.getType())) {
      if (type.getRank() == 2 && !type.getLayout().isIdentity())
        return;
      inputs += type.getRank() == 2;
    }
  Block &body = op->getRegion(0).front();
  if (!inputs || llvm::any_of(body.getArgumentTypes(),
                              [](Type t) { return t.isIndex(); }))
    return;
  rewriter.setInsertionPoint(op);
  for (OpOperand &operand : op->getOpOperands()) {
    auto type = dyn_cast<MemRefType>(operand.get().getType());
    if (!type || type.getRank() != 2)
      continue;
    SmallVector<ReassociationIndices> all{{0, 1}};
    Value flat = memref::CollapseShapeOp::create(rewriter, op->getLoc(),
                                                 operand.get(), all);
    rewriter.modifyOpInPlace(op, [&] { operand.set(flat); });
  }
}

/// Lanes of the canonical order, 0 when a result has no order.
unsigned orderedLanes(ReduceOp op, unsigned k) {
  CombineKind kind = op.getKind(k);
  if (kind != CombineKind::addf && kind != CombineKind::mulf)
    return 0;
  return op.getResult(k).getType().isF64() ? 32 : 64;
}

/// One reduction over f64 and narrower floats has two lane counts: split it.
void splitMixedOrders(ReduceOp op, RewriterBase &rewriter,
                      SmallVectorImpl<Operation *> &added) {
  if (op.hasCombinerRegion() || op.getOrder() != FloatOrder::Canonical)
    return;
  llvm::SmallSetVector<unsigned, 2> lanes;
  for (unsigned k = 0; k != op.getNumResults(); ++k)
    if (unsigned l = orderedLanes(op, k))
      lanes.insert(l);
  if (lanes.size() < 2) {
    added.push_back(op);
    return;
  }
  rewriter.setInsertionPoint(op);
  SmallVector<Value> results(op.getNumResults());
  for (unsigned group : {64u, 32u}) {
    SmallVector<unsigned> mine;
    for (unsigned k = 0; k != op.getNumResults(); ++k)
      if ((orderedLanes(op, k) == 32 ? 32u : 64u) == group)
        mine.push_back(k);
    SmallVector<Value> inits;
    SmallVector<Type> types;
    SmallVector<Attribute> kinds;
    for (unsigned k : mine) {
      inits.push_back(op.getInits()[k]);
      types.push_back(op.getResult(k).getType());
      kinds.push_back(CombineKindAttr::get(op.getContext(), op.getKind(k)));
    }
    auto part = ReduceOp::create(rewriter, op.getLoc(), types, op.getInputs(),
                                 inits, op.getWidenAttr(), op.getModAttr(),
                                 op.getOrderAttr(), rewriter.getArrayAttr(kinds));
    rewriter.cloneRegionBefore(op.getBody(), part.getBody(), part.getBody().end());
    Operation *end = part.getBody().front().getTerminator();
    SmallVector<Value> yields;
    for (unsigned k : mine)
      yields.push_back(end->getOperand(k));
    end->setOperands(yields);
    for (auto [k, result] : llvm::zip_equal(mine, part.getResults()))
      results[k] = result;
    added.push_back(part);
  }
  rewriter.replaceOp(op, results);
}

/// batch (i) in (n) -> scf.for, one item after the other.
void lowerBatch(BatchOp op, RewriterBase &rewriter) {
  Location loc = op.getLoc();
  rewriter.setInsertionPoint(op);
  auto loop = scf::ForOp::create(rewriter, loc, indexConstant(rewriter, loc, 0),
                                 op.getCount(), indexConstant(rewriter, loc, 1));
  Block &body = op.getBody().front();
  rewriter.eraseOp(body.getTerminator());
  rewriter.inlineBlockBefore(&body, loop.getBody()->getTerminator(),
                             loop.getInductionVar());
  rewriter.eraseOp(op);
}

/// memref.copy of rank 1 has memmove meaning here (atlas.conserved.copy).
LogicalResult lowerCopy(memref::CopyOp op, RewriterBase &b) {
  Location loc = op.getLoc();
  LLVMTypeConverter converter(op.getContext());
  auto pointer = [&](Value buffer) {
    auto type = cast<MemRefType>(buffer.getType());
    Value raw = UnrealizedConversionCastOp::create(
                    b, loc, converter.convertType(type), buffer)
                    .getResult(0);
    return MemRefDescriptor(raw).bufferPtr(b, loc, converter, type);
  };
  auto type = cast<MemRefType>(op.getTarget().getType());
  if (type.getRank() != 1)
    return op.emitOpError("ATL0601: only rank-1 buffers are copied, this is ") << type;
  b.setInsertionPoint(op);
  unsigned bytes = type.getElementTypeBitWidth() / 8;
  Value n = arith::IndexCastOp::create(b, loc, b.getI64Type(),
                                       extent(b, loc, op.getTarget()));
  Value size = arith::MulIOp::create(b, loc, n,
                                     constantOf(b, loc, b.getI64Type(), bytes));
  Value target = pointer(op.getTarget()), source = pointer(op.getSource());
  LLVM::MemmoveOp::create(b, loc, target, source, size, /*isVolatile=*/false);
  b.eraseOp(op);
  return success();
}

bool takesQueue(func::FuncOp function) {
  return llvm::any_of(function.getArgumentTypes(), llvm::IsaPred<QueueType>);
}

/// Replaces a call of a helper of one block by its body.
void inlineCall(func::CallOp call, func::FuncOp helper, RewriterBase &rewriter) {
  IRMapping map;
  map.map(helper.getArguments(), call.getOperands());
  rewriter.setInsertionPoint(call);
  Block &body = helper.getBody().front();
  for (Operation &op : body.without_terminator())
    rewriter.clone(op, map);
  SmallVector<Value> results;
  for (Value value : body.getTerminator()->getOperands())
    results.push_back(map.lookupOrDefault(value));
  rewriter.replaceOp(call, results);
}

/// Helpers that take a queue become part of what calls them, so that all uses of
/// a queue stand in one function. The verifier knows that they do not recur.
void inlineQueueHelpers(ModuleOp module, RewriterBase &rewriter) {
  SmallVector<func::CallOp> calls;
  do {
    calls.clear();
    for (auto function : module.getOps<func::FuncOp>())
      if (!takesQueue(function))
        function.walk([&](func::CallOp call) {
          if (llvm::any_of(call.getOperandTypes(), llvm::IsaPred<QueueType>))
            calls.push_back(call);
        });
    for (func::CallOp call : calls)
      inlineCall(call, module.lookupSymbol<func::FuncOp>(call.getCallee()),
                 rewriter);
  } while (!calls.empty());
  for (auto helper : llvm::make_early_inc_range(module.getOps<func::FuncOp>()))
    if (helper.isPrivate() && takesQueue(helper))
      rewriter.eraseOp(helper);
}

/// Callers promise element alignment of one byte only; stack buffers keep their
/// own.
void relaxAlignment(Operation *root) {
  OpBuilder b(root->getContext());
  root->walk([&](Operation *op) {
    if (!isa<memref::LoadOp, memref::StoreOp, vector::LoadOp, vector::StoreOp,
             vector::MaskedLoadOp, vector::MaskedStoreOp>(op) ||
        op->hasAttr("alignment"))
      return;
    unsigned at = isa<memref::StoreOp, vector::StoreOp>(op) ? 1 : 0;
    if (!op->getOperand(at).getDefiningOp<memref::AllocaOp>())
      op->setAttr("alignment", b.getI64IntegerAttr(1));
  });
}

struct LowerToCPU : atlas::impl::LowerToCPUPassBase<LowerToCPU> {
  using LowerToCPUPassBase::LowerToCPUPassBase;
  CPUTarget target;

  void runOnOperation() override {
    if (failed(resolveTarget()))
      return signalPassFailure();
    auto overrides = StrategyOverrides::parse(strategy);
    if (!overrides) {
      getOperation().emitError(llvm::toString(overrides.takeError()));
      return signalPassFailure();
    }
    overrides->scalar |= scalar;

    if (failed(lowering::refuseRuntimeCalls(getOperation())))
      return signalPassFailure();

    IRRewriter rewriter(&getContext());
    Reports reports;
    if (failed(lowerQueues(*overrides, rewriter, reports)) ||
        failed(lowerDataParallel(*overrides, rewriter, reports)))
      return signalPassFailure();
    getOperation().walk([&](BatchOp op) { lowerBatch(op, rewriter); });
    WalkResult copies = getOperation().walk([&](memref::CopyOp op) {
      return failed(lowerCopy(op, rewriter)) ? WalkResult::interrupt()
                                             : WalkResult::advance();
    });
    if (copies.wasInterrupted())
      return signalPassFailure();
    relaxAlignment(getOperation());
    for (auto &[kernel, lines] : reports)
      addReport(kernel, lines);
  }

private:
  /// What was chosen, by kernel, in order, each once.
  using Reports = llvm::MapVector<StringRef, std::vector<std::string>>;

  /// Lowers one operation by the strategy that serves it best.
  LogicalResult lowerOne(Operation *op, const StrategyOverrides &overrides,
                         RewriterBase &rewriter, Reports &reports) {
    StringRef kernel;
    if (auto function = op->getParentOfType<func::FuncOp>())
      if (auto name = function->getAttrOfType<StringAttr>("atlas.kernel"))
        kernel = name.getValue();
    std::string report;
    const Strategy *chosen = selectStrategy(op, target, overrides, report);
    if (!chosen)
      return failure();
    if (!op->hasAttr(kFewAttr) && !op->hasAttr(kRareAttr) &&
        !llvm::is_contained(reports[kernel], report))
      reports[kernel].push_back(report);
    rewriter.setInsertionPoint(op);
    chosen->rewrite(op, rewriter, target);
    return success();
  }

  /// Their helpers may hold data-parallel operations, so queues come first.
  LogicalResult lowerQueues(const StrategyOverrides &overrides,
                            RewriterBase &rewriter, Reports &reports) {
    inlineQueueHelpers(getOperation(), rewriter);
    SmallVector<Operation *> queues;
    getOperation().walk([&](QueueInitOp op) { queues.push_back(op); });
    for (Operation *op : queues)
      if (failed(lowerOne(op, overrides, rewriter, reports)))
        return failure();
    return success();
  }

  LogicalResult lowerDataParallel(const StrategyOverrides &overrides,
                                  RewriterBase &rewriter, Reports &reports) {
    SmallVector<Operation *> ops;
    getOperation().walk([&](Operation *op) {
      if (isDataParallel(op))
        ops.push_back(op);
    });
    for (Operation *original : ops) {
      collapseRows(original, rewriter);
      SmallVector<Operation *> parts;
      if (auto reduce = dyn_cast<ReduceOp>(original))
        splitMixedOrders(reduce, rewriter, parts);
      if (parts.empty())
        parts.push_back(original);
      for (Operation *op : parts)
        if (failed(lowerOne(op, overrides, rewriter, reports)))
          return failure();
    }
    return success();
  }

  LogicalResult resolveTarget() {
    if (!target.triple.empty())
      return success();
    auto named = CPUTarget::named(level);
    if (!named)
      return getOperation().emitError(llvm::toString(named.takeError()));
    target = *named;
    if (features.empty())
      return success();
    target.features.clear();
    SmallVector<StringRef> parts;
    StringRef(features).split(parts, ',', -1, /*KeepEmpty=*/false);
    for (StringRef part : parts)
      target.features.push_back(part.ltrim('+').str());
    llvm::sort(target.features);
    return success();
  }

  /// Puts the choices into the ABI description of the kernel's packed entry.
  void addReport(StringRef kernel, ArrayRef<std::string> lines) {
    auto packed = getOperation().lookupSymbol<func::FuncOp>(
        (kernel + ".packed").str());
    auto text = packed ? packed->getAttrOfType<StringAttr>(kABIAttrName)
                       : StringAttr();
    if (!text)
      return;
    auto json = llvm::json::parse(text.getValue());
    if (!json)
      return llvm::consumeError(json.takeError());
    auto abi = KernelABI::fromJSON(*json);
    if (!abi)
      return llvm::consumeError(abi.takeError());
    abi->strategies.assign(lines.begin(), lines.end());
    packed->setAttr(kABIAttrName,
                    StringAttr::get(&getContext(),
                                    llvm::formatv("{0}", abi->toJSON()).str()));
  }
};

} // namespace

std::unique_ptr<Pass> atlas::createLowerToCPUPass(CPUTarget target,
                                                  std::string strategy,
                                                  bool scalar) {
  LowerToCPUPassOptions options;
  options.strategy = std::move(strategy);
  options.scalar = scalar;
  options.level = target.level;
  auto pass = std::make_unique<LowerToCPU>(std::move(options));
  pass->target = std::move(target);
  return pass;
}
