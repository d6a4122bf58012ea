//===- ParallelVerifiers.cpp - Rules of the data-parallel operations ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operand rules (verify) and region rules (verifyRegions) of map, histogram,
// find, gather, scatter and batch; reduce and scan are in CombineVerifiers.cpp.
// Every refusal says what was found, what was expected and where.
//===----------------------------------------------------------------------===//

#include "ParallelRules.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace atlas;

//===----------------------------------------------------------------------===//
// map
//===----------------------------------------------------------------------===//

LogicalResult MapOp::verify() {
  if (getOutputs().empty())
    return emitOpError() << "has no outputs; expected at least one";
  SmallVector<Value> buffers(getOutputs());
  if (failed(verifySameShape(*this, buffers, "output")))
    return failure();
  buffers.assign(1, getOutputs().front());
  llvm::append_range(buffers, getInputs());
  for (auto [i, input] : llvm::enumerate(getInputs()))
    if (failed(verifyCompatibleShape(
            cast<MemRefType>(input.getType()).getShape(),
            cast<MemRefType>(getOutputs().front().getType()).getShape())))
      return emitOpError() << "input " << i << " is " << input.getType()
                           << "; expected the shape of output 0, "
                           << getOutputs().front().getType();
  for (auto [i, output] : llvm::enumerate(getOutputs()))
    if (llvm::is_contained(getOutputs().drop_front(i + 1), output))
      return emitOpError() << "names output " << i
                           << " twice; expected distinct outputs";
  return success();
}

LogicalResult MapOp::verifyRegions() {
  unsigned rank =
      cast<MemRefType>(getOutputs().front().getType()).getRank();
  YieldOp yield = verifyBody(*this, getBody(), getInputs(), rank);
  if (!yield ||
      failed(verifyYieldCount(*this, yield, getOutputs().size(), "output")))
    return failure();
  for (auto [i, output] : llvm::enumerate(getOutputs()))
    if (failed(verifyYieldType(*this, yield, i, elementType(output),
                               "output " + Twine(i))))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// histogram
//===----------------------------------------------------------------------===//

LogicalResult HistogramOp::verify() {
  if (failed(verifyHasInputs(*this, getInputs())) ||
      failed(verifySameShape(*this, getInputs(), "input")))
    return failure();
  return verifyDistinct(*this, getInputs(), getBins());
}

LogicalResult HistogramOp::verifyRegions() {
  unsigned rank = cast<MemRefType>(getInputs().front().getType()).getRank();
  auto bins = cast<MemRefType>(getBins().getType());
  YieldOp yield = verifyBody(*this, getBody(), getInputs(), rank);
  if (!yield)
    return failure();
  unsigned n = yield.getNumOperands();
  if (n != 1 && n != 2)
    return withNote(emitOpError() << "yields " << n
                                  << " values; expected a bin index, "
                                     "optionally followed by a weight",
                    yield);
  Value index = yield.getOperand(0);
  if (!index.getType().isIntOrIndex())
    return withNote(emitOpError() << "yields index type " << index.getType()
                                  << "; bins are indexed by integers",
                    yield);
  // Such an index is dropped, which is well defined: refusing it helps authors.
  if (!bins.isDynamicDim(0) && !isChecked(*this)) {
    APInt least = getIntRange(index).umin();
    if (least.getActiveBits() > 63 ||
        least.getZExtValue() >= static_cast<uint64_t>(bins.getDimSize(0)))
      return withNote(emitOpError()
                          << "yields an index of at least "
                          << toString(least, 10, /*Signed=*/false)
                          << "; expected less than " << bins.getDimSize(0)
                          << ", the number of bins",
                      yield);
  }
  Type element = bins.getElementType();
  if (n == 1) {
    if (isa<FloatType>(element))
      return emitOpError() << "counts into bins of " << element
                           << "; expected integer bins, or a weight";
    return success();
  }
  if (failed(verifyYieldType(*this, yield, 1, element, "the weight")))
    return failure();
  if (!isa<FloatType>(element))
    return success();
  if (!getOrderFree())
    return withNote(emitOpError() << "adds weights of type " << element
                                  << " in no fixed order; expected order_free",
                    yield);
  return verifyFreeOrder(*this, "order_free");
}

//===----------------------------------------------------------------------===//
// find
//===----------------------------------------------------------------------===//

LogicalResult FindOp::verify() {
  if (failed(verifyHasInputs(*this, getInputs())))
    return failure();
  return verifySameShape(*this, getInputs(), "input");
}

LogicalResult FindOp::verifyRegions() {
  YieldOp yield;
  if (isWindowed() || !getMap().empty())
    yield = verifyWindowRegions(*this);
  else
    yield = verifyBody(*this, getBody(), getInputs(), 1);
  if (!yield || failed(verifyYieldCount(*this, yield, 1, "element")))
    return failure();
  return verifyYieldType(*this, yield, 0, IntegerType::get(getContext(), 1),
                         "the predicate");
}

//===----------------------------------------------------------------------===//
// gather, scatter
//===----------------------------------------------------------------------===//

namespace {

/// Shared by gather and scatter: `data` has the element type of the output and
/// `sized` the length of the indices.
LogicalResult verifyIndexed(Operation *op, Value data, StringRef dataName,
                            Value indices, Value sized, StringRef sizedName,
                            Value output) {
  if (elementType(data) != elementType(output))
    return op->emitOpError()
           << dataName << " has elements of type " << elementType(data)
           << "; expected " << elementType(output) << ", as the output";
  auto count = cast<MemRefType>(indices.getType());
  auto other = cast<MemRefType>(sized.getType());
  if (failed(verifyCompatibleShape(count.getShape(), other.getShape())))
    return op->emitOpError() << sizedName << " is " << other
                             << "; expected the length of the indices, "
                             << count;
  return verifyDistinct(op, {data, indices}, output);
}

} // namespace

LogicalResult GatherOp::verify() {
  return verifyIndexed(*this, getSource(), "source", getIndices(), getOutput(),
                       "output", getOutput());
}

LogicalResult ScatterOp::verify() {
  if (failed(verifyIndexed(*this, getValues(), "values", getIndices(),
                           getValues(), "values", getOutput())))
    return failure();
  if (auto kind = getKind())
    return verifyKindFits(*this, *kind, elementType(getOutput()), "elements");
  return success();
}

//===----------------------------------------------------------------------===//
// batch
//===----------------------------------------------------------------------===//

LogicalResult BatchOp::verifyRegions() {
  Block &block = getBody().front();
  if (block.getNumArguments() != 1 || !block.getArgument(0).getType().isIndex())
    return emitOpError() << "region takes (" << block.getArgumentTypes()
                         << "); expected one 'index', the item";
  YieldOp yield = verifyYield(*this, getBody());
  if (!yield)
    return failure();
  if (yield.getNumOperands() != 0)
    return withNote(emitOpError() << "yields " << yield.getNumOperands()
                                  << " values; items have no results",
                    yield);
  return success();
}
