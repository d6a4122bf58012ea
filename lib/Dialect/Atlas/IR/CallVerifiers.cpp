//===- CallVerifiers.cpp - Rules of calls in pipelines --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pipeline is inlined, so nothing checks the calls in it when it runs: what a
// tool checks at a call (types, overlap, lengths) is proved here, or refused.
// Source: dialect.md sections 1 and 2.
//===----------------------------------------------------------------------===//

#include "Lengths.h"
#include "Verification.h"

using namespace mlir;
using namespace atlas;

namespace {

/// The rules of aliasing hold for the buffers of a call as for a tool's call:
/// what is written overlaps no other argument, unless the kernel tolerates
/// that.
LogicalResult verifyCallBuffers(CallOp call, FunctionOpInterface callee) {
  FunctionOpInterface pipeline = call->getParentOfType<PipelineOp>();
  LengthAlgebra algebra(pipeline);
  auto isWritten = [&](unsigned i) {
    return callee.getArgAttr(i, kOutAttr) || callee.getArgAttr(i, kInOutAttr);
  };
  for (auto [i, a] : llvm::enumerate(call.getOperands()))
    for (unsigned j = 0; j != i; ++j) {
      Value b = call.getOperand(j);
      if (!isa<MemRefType>(a.getType()) || !isa<MemRefType>(b.getType()) ||
          (!isWritten(i) && !isWritten(j)))
        continue;
      ViewOverlap found = passedOverlap(pipeline, a, b, algebra);
      ViewOverlap tolerated = toleratedOverlap(callee, i, j);
      if (found == ViewOverlap::Apart || found == tolerated ||
          tolerated == ViewOverlap::Unknown)
        continue;
      bool same = found == ViewOverlap::Same;
      bool oneRoot = getBufferRoot(a) == getBufferRoot(b);
      bool areArguments =
          kernelArgument(pipeline, a) && kernelArgument(pipeline, b);
      InFlightDiagnostic diag =
          call.emitOpError()
          << "passes "
          << (!oneRoot
                  ? (areArguments ? "buffers that the pipeline lets overlap"
                                  : "buffers that may overlap")
              : same ? "one buffer"
                     : "views of one buffer")
          << " as '" << getArgName(callee, j) << "' and '"
          << getArgName(callee, i) << "', of which '"
          << getArgName(callee, isWritten(i) ? i : j)
          << "' is written; expected different buffers, or "
          << (same ? "atlas.inplace" : "atlas.overlap");
      diag.attachNote(callee.getLoc()) << "callee declared here";
      return diag;
    }
  return success();
}

/// A table is constant while the kernel runs: it comes from a table of the
/// caller, a constant or a temporary that the call does not write.
LogicalResult verifyCallTables(CallOp call, FunctionOpInterface callee) {
  auto caller = cast<FunctionOpInterface>(
      call->getParentOfType<PipelineOp>().getOperation());
  for (auto [i, operand] : llvm::enumerate(call.getOperands())) {
    if (!callee.getArgAttr(i, kTableAttr))
      continue;
    Value root = getBufferRoot(operand);
    BlockArgument arg = kernelArgument(caller, operand);
    bool isConstant =
        arg ? !!caller.getArgAttr(arg.getArgNumber(), kTableAttr)
            : isa_and_nonnull<memref::AllocOp, memref::AllocaOp,
                              memref::GetGlobalOp>(root.getDefiningOp());
    for (auto [j, other] : llvm::enumerate(call.getOperands()))
      if ((callee.getArgAttr(j, kOutAttr) ||
           callee.getArgAttr(j, kInOutAttr)) &&
          getBufferRoot(other) == root)
        isConstant = false;
    if (isConstant)
      continue;
    InFlightDiagnostic diag =
        call.emitOpError() << "passes a buffer that may change as the table '"
                           << getArgName(callee, i)
                           << "'; expected an atlas.table argument, a constant "
                              "memref.global or a temporary that the call does "
                              "not write";
    diag.attachNote(callee.getLoc()) << "callee declared here";
    return diag;
  }
  return success();
}

/// The lengths that the callee declares, in terms of what the call passes.
class CallLengths {
public:
  CallLengths(CallOp call, FunctionOpInterface callee)
      : call(call), callee(callee),
        algebra(call->getParentOfType<PipelineOp>()) {}

  LogicalResult verify() {
    for (unsigned i = 0, e = callee.getNumArguments(); i != e; ++i)
      if (auto text = callee.getArgAttrOfType<StringAttr>(i, kLengthAttr))
        if (failed(verifyLength(i, text.getValue())))
          return failure();
    return success();
  }

private:
  LogicalResult verifyLength(unsigned i, StringRef text) {
    llvm::Expected<LengthExpr> expr = LengthExpr::parse(text);
    if (!expr) { // refused where it is declared
      llvm::consumeError(expr.takeError());
      return success();
    }
    SmallVector<std::string> inexact;
    Length expected = algebra.ofExpr(
        expr->root(),
        [&](StringRef name, unsigned k, bool isDim) {
          return passedAs(name, k, isDim);
        },
        inexact);
    Length found = algebra.ofDim(call.getOperand(i), 0);
    if (!inexact.empty())
      return refuse() << "passes sizes for which the length of '"
                      << getArgName(callee, i) << "', " << text
                      << ", may leave a remainder; expected an atlas.length of "
                         "the pipeline that contains "
                      << inexact.front();
    if (found == expected)
      return success();
    return refuse() << "passes a buffer of length " << algebra.text(found)
                    << " as '" << getArgName(callee, i) << "', whose length is "
                    << text << "; expected " << algebra.text(expected)
                    << ", computed from the same dimensions and scalars or "
                       "declared with atlas.length";
  }

  Length passedAs(StringRef name, unsigned k, bool isDim) {
    for (unsigned i = 0, e = callee.getNumArguments(); i != e; ++i)
      if (getArgName(callee, i) == name)
        return isDim ? algebra.ofDim(call.getOperand(i), k)
                     : algebra.ofValue(call.getOperand(i));
    llvm_unreachable("the declaration has been verified");
  }

  InFlightDiagnostic refuse() {
    InFlightDiagnostic diag = call.emitOpError();
    diag.attachNote(callee.getLoc()) << "callee declared here";
    return diag;
  }

  CallOp call;
  FunctionOpInterface callee;
  LengthAlgebra algebra;
};

/// Calls stand in pipelines, and a pipeline promises no more than its kernels.
LogicalResult verifyCallPlace(CallOp call, Operation *callee) {
  auto pipeline = call->getParentOfType<PipelineOp>();
  if (!pipeline)
    return call.emitOpError() << "is not inside an 'atlas.pipeline'; kernels "
                                 "share code through func.func helpers";
  Exactness own = getExactness(pipeline), other = getExactness(callee);
  if (other <= own)
    return success();
  InFlightDiagnostic diag = call.emitOpError()
                            << "calls '" << call.getCallee()
                            << "' of exactness " << stringifyExactness(other)
                            << " from a pipeline of exactness "
                            << stringifyExactness(own)
                            << "; expected a pipeline that promises no more";
  diag.attachNote(callee->getLoc()) << "callee declared here";
  return diag;
}

} // namespace

LogicalResult CallOp::verifySymbolUses(SymbolTableCollection &symbols) {
  Operation *callee = symbols.lookupNearestSymbolFrom(*this, getCalleeAttr());
  if (!callee)
    return emitOpError() << "calls '" << getCallee()
                         << "', which the module does not define";
  auto function = dyn_cast<FunctionOpInterface>(callee);
  if (!isa<KernelOp, PipelineOp>(callee)) {
    InFlightDiagnostic diag =
        emitOpError() << "calls '" << getCallee() << "', which is a '"
                      << callee->getName() << "'; expected 'atlas.kernel'";
    diag.attachNote(callee->getLoc()) << "defined here";
    return diag;
  }
  if (getOperandTypes() != TypeRange(function.getArgumentTypes()) ||
      getResultTypes() != function.getResultTypes()) {
    InFlightDiagnostic diag = emitOpError()
                              << "has type (" << getOperandTypes() << ") -> ("
                              << getResultTypes() << "); expected ("
                              << function.getArgumentTypes() << ") -> ("
                              << function.getResultTypes() << ")";
    diag.attachNote(callee->getLoc()) << "callee declared here";
    return diag;
  }
  if (failed(verifyCallPlace(*this, callee)) ||
      failed(verifyCallTables(*this, function)) ||
      failed(verifyCallBuffers(*this, function)))
    return failure();
  return CallLengths(*this, function).verify();
}
