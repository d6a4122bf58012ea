//===- InlineCalls.cpp - atlas-inline-calls -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pipelines become kernels that hold the kernels they call: all of a module, or
// the one that is compiled (KeepKernel.h).
//===----------------------------------------------------------------------===//

#include "atlas/Dialect/Atlas/Transforms/KeepKernel.h"
#include "atlas/Dialect/Atlas/Transforms/Passes.h"

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "llvm/ADT/SetVector.h"

namespace atlas {
#define GEN_PASS_DEF_INLINECALLSPASS
#include "atlas/Dialect/Atlas/Transforms/Passes.h.inc"
} // namespace atlas

using namespace mlir;
using namespace atlas;

namespace {

/// `%r = atlas.call @k(%x)` -> the body of @k with %x for its arguments. Kernel
/// bodies are one block, so nothing around the call changes.
void inlineCall(CallOp call, FunctionOpInterface callee,
                RewriterBase &rewriter) {
  IRMapping map;
  Block &body = callee.getFunctionBody().front();
  map.map(body.getArguments(), call.getOperands());
  rewriter.setInsertionPoint(call);
  for (Operation &op : body.without_terminator())
    rewriter.clone(op, map);
  SmallVector<Value> results;
  for (Value value : body.getTerminator()->getOperands())
    results.push_back(map.lookup(value));
  rewriter.replaceOp(call, results);
}

/// Expands all calls of one pipeline, callees first.
class Expander {
public:
  Expander(SymbolTable &symbols, RewriterBase &rewriter)
      : symbols(symbols), rewriter(rewriter) {}

  LogicalResult expand(FunctionOpInterface function) {
    if (done.contains(function))
      return success();
    active.insert(function);
    SmallVector<CallOp> calls;
    function.getFunctionBody().walk([&](CallOp op) { calls.push_back(op); });
    for (CallOp call : calls) {
      auto callee = symbols.lookup<FunctionOpInterface>(call.getCallee());
      if (active.contains(callee))
        return refuseCycle(call, callee);
      if (failed(expand(callee)))
        return failure();
      inlineCall(call, callee, rewriter);
    }
    active.remove(function);
    done.insert(function);
    return success();
  }

private:
  LogicalResult refuseCycle(CallOp call, FunctionOpInterface callee) {
    InFlightDiagnostic diag = call.emitOpError()
                              << "calls '" << call.getCallee()
                              << "', which leads back to this call; pipelines "
                                 "are inlined and cannot recurse";
    diag.attachNote(callee.getLoc()) << "declared here";
    return diag;
  }

  SymbolTable &symbols;
  RewriterBase &rewriter;
  llvm::SetVector<Operation *> active;
  DenseSet<Operation *> done;
};

/// `atlas.pipeline` -> `atlas.kernel`, same name, signature and body.
void becomeKernel(PipelineOp pipeline, RewriterBase &rewriter) {
  rewriter.setInsertionPoint(pipeline);
  auto kernel = KernelOp::create(rewriter, pipeline.getLoc(), TypeRange(),
                                 ValueRange(), pipeline->getAttrs());
  rewriter.inlineRegionBefore(pipeline.getBody(), kernel.getBody(),
                              kernel.getBody().end());
  rewriter.eraseOp(pipeline);
}

LogicalResult inlineCalls(ModuleOp module, ArrayRef<PipelineOp> pipelines) {
  // The module has been verified as written. Inlined constants may prove more.
  module->setAttr(kCheckedAttr, UnitAttr::get(module.getContext()));
  if (pipelines.empty())
    return success();
  SymbolTable symbols(module);
  IRRewriter rewriter(module.getContext());
  Expander expander(symbols, rewriter);
  for (PipelineOp pipeline : pipelines)
    if (failed(expander.expand(pipeline)))
      return failure();
  for (PipelineOp pipeline : pipelines)
    becomeKernel(pipeline, rewriter);
  return success();
}

struct InlineCalls : atlas::impl::InlineCallsPassBase<InlineCalls> {
  void runOnOperation() override {
    SmallVector<PipelineOp> pipelines(getOperation().getOps<PipelineOp>());
    if (pipelines.empty())
      markAllAnalysesPreserved();
    if (failed(inlineCalls(getOperation(), pipelines)))
      signalPassFailure();
  }
};

} // namespace

LogicalResult atlas::keepKernel(ModuleOp module, Operation *kernel) {
  StringAttr symbol = SymbolTable::getSymbolName(kernel);
  if (auto pipeline = dyn_cast<PipelineOp>(kernel))
    if (failed(inlineCalls(module, pipeline)))
      return failure();
  for (Operation &op : llvm::make_early_inc_range(*module.getBody()))
    if (isa<KernelOp, PipelineOp>(op) &&
        SymbolTable::getSymbolName(&op) != symbol)
      op.erase();
  return success();
}
