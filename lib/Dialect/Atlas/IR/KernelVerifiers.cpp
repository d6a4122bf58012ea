//===- KernelVerifiers.cpp - Rules of kernels and pipelines ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Three layers, each run when what it needs has been verified:
//   1. attributes of one argument or result (KernelAttributes.cpp),
//   2. the declaration as a whole (KernelDeclaration.cpp), and the body
//      (verifyRegions),
//   3. what needs other symbols: what is written, helpers (verifySymbolUses).
//      The rules of a call itself are in CallVerifiers.cpp.
// Source: dialect.md sections 1 and 2.
//===----------------------------------------------------------------------===//

#include "Verification.h"

using namespace mlir;
using namespace atlas;

//===----------------------------------------------------------------------===//
// Names and classes
//===----------------------------------------------------------------------===//

std::string atlas::getArgName(FunctionOpInterface kernel, unsigned i) {
  if (auto name = kernel.getArgAttrOfType<StringAttr>(i, kNameAttr))
    return name.getValue().str();
  return "arg" + std::to_string(i);
}

std::string atlas::getResultName(FunctionOpInterface kernel, unsigned i) {
  if (auto name = kernel.getResultAttrOfType<StringAttr>(i, kNameAttr))
    return name.getValue().str();
  return i ? "result" + std::to_string(i) : "result";
}

Exactness atlas::getExactness(Operation *kernel) {
  auto attr = kernel->getAttrOfType<ExactnessAttr>(kExactnessAttr);
  return attr ? attr.getValue() : Exactness::BitExact;
}

std::optional<Exactness> atlas::getEnclosingExactness(Operation *op) {
  for (; op; op = op->getParentOp())
    if (isa<KernelOp, PipelineOp>(op))
      return getExactness(op);
  return std::nullopt;
}

BlockArgument atlas::kernelArgument(FunctionOpInterface kernel, Value buffer) {
  auto arg = dyn_cast<BlockArgument>(getBufferRoot(buffer));
  if (!arg || arg.getOwner()->getParentOp() != kernel)
    return {};
  return arg;
}

bool atlas::isKernel(FunctionOpInterface function) {
  return isa_and_nonnull<KernelOp, PipelineOp>(function.getOperation());
}

bool atlas::isReadOnly(FunctionOpInterface kernel, BlockArgument arg) {
  return kernel.getArgAttr(arg.getArgNumber(), kInAttr) ||
         kernel.getArgAttr(arg.getArgNumber(), kTableAttr);
}

namespace {

//===----------------------------------------------------------------------===//
// The body
//===----------------------------------------------------------------------===//

LogicalResult verifyBody(FunctionOpInterface kernel) {
  Region &body = kernel.getFunctionBody();
  if (!body.hasOneBlock())
    return kernel.emitOpError() << "has a body of " << body.getBlocks().size()
                                << " blocks; expected one (use scf for "
                                   "control flow)";
  Operation *terminator = body.front().getTerminator();
  if (!isa<ReturnOp>(terminator))
    return terminator->emitOpError()
           << "ends '" << kernel->getName() << "'; expected 'atlas.return'";
  if (failed(verifyAtomics(kernel)))
    return failure();
  return verifyBuffers(kernel);
}

//===----------------------------------------------------------------------===//
// Other symbols
//===----------------------------------------------------------------------===//

/// A helper that `call` runs, and those that it calls itself.
LogicalResult verifyHelper(func::CallOp call, SymbolTableCollection &symbols,
                           DenseSet<Operation *> &visited) {
  if (failed(verifyQueueHelper(call, symbols)))
    return failure();
  auto helper =
      symbols.lookupNearestSymbolFrom<func::FuncOp>(call, call.getCalleeAttr());
  if (!helper || helper.isExternal() || !visited.insert(helper).second)
    return success();
  if (failed(verifyBuffers(helper)))
    return failure();
  WalkResult result = helper.getBody().walk([&](func::CallOp inner) {
    return failed(verifyHelper(inner, symbols, visited))
               ? WalkResult::interrupt()
               : WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

LogicalResult verifySymbols(FunctionOpInterface kernel,
                            SymbolTableCollection &symbols) {
  if (failed(verifyReadOnly(kernel, symbols)))
    return failure();
  DenseSet<Operation *> helpers;
  WalkResult result = kernel.getFunctionBody().walk([&](Operation *op) {
    auto helper = dyn_cast<func::CallOp>(op);
    bool isRefused =
        isInPureRegion(op)
            ? failed(verifyPureSymbols(op, getExactness(kernel), symbols))
            : helper && failed(verifyHelper(helper, symbols, helpers));
    return isRefused ? WalkResult::interrupt() : WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

} // namespace

LogicalResult KernelOp::verifyRegions() { return ::verifyBody(*this); }
LogicalResult PipelineOp::verifyRegions() { return ::verifyBody(*this); }
LogicalResult KernelOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifySymbols(*this, symbols);
}
LogicalResult PipelineOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifySymbols(*this, symbols);
}

LogicalResult ReturnOp::verify() {
  auto kernel = cast<FunctionOpInterface>((*this)->getParentOp());
  if (getOperandTypes() != kernel.getResultTypes()) {
    InFlightDiagnostic diag = emitOpError() << "returns (" << getOperandTypes()
                                            << "); expected ("
                                            << kernel.getResultTypes() << ")";
    diag.attachNote(kernel.getLoc()) << "results declared here";
    return diag;
  }
  return success();
}
