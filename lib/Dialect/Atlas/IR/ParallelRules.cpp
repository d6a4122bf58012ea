//===- ParallelRules.cpp - What the data-parallel operations share --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "ParallelRules.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace atlas;

namespace {

bool fits(CombineKind kind, Type type) {
  switch (kind) {
  case CombineKind::addf:
  case CombineKind::mulf:
  case CombineKind::minimumf:
  case CombineKind::maximumf:
  case CombineKind::minnumf:
  case CombineKind::maxnumf:
    return isa<FloatType>(type);
  default:
    return isa<IntegerType>(type);
  }
}

/// One argument per input, of its element type, then none or `rank` positions.
LogicalResult verifyBodyArgs(Operation *op, Region &body, ValueRange inputs,
                             unsigned rank) {
  unsigned found = body.getNumArguments(), n = inputs.size();
  if (found != n && found != n + rank)
    return op->emitOpError()
           << "region takes " << found << " arguments; expected " << n
           << " (one per input) or " << n + rank << " (with the position)";
  for (auto [i, arg] : llvm::enumerate(body.getArguments())) {
    if (i < n && arg.getType() != elementType(inputs[i]))
      return op->emitOpError()
             << "region argument " << i << " is " << arg.getType()
             << "; expected " << elementType(inputs[i])
             << ", the element type of input " << i;
    if (i >= n && !arg.getType().isIndex())
      return op->emitOpError()
             << "region argument " << i << " is " << arg.getType()
             << "; expected 'index', the position";
  }
  return success();
}

} // namespace

bool atlas::isChecked(Operation *op) {
  auto module = op->getParentOfType<ModuleOp>();
  return module && module->hasAttr(kCheckedAttr);
}

Type atlas::elementType(Value buffer) {
  return cast<MemRefType>(buffer.getType()).getElementType();
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

LogicalResult atlas::verifySameShape(Operation *op, ValueRange buffers,
                                     StringRef what) {
  auto first = cast<MemRefType>(buffers.front().getType());
  for (auto [i, buffer] : llvm::enumerate(buffers)) {
    auto type = cast<MemRefType>(buffer.getType());
    if (failed(verifyCompatibleShape(first.getShape(), type.getShape())))
      return op->emitOpError()
             << what << " " << i << " is " << type
             << "; expected the shape of the first one, " << first;
  }
  return success();
}

LogicalResult atlas::verifyHasInputs(Operation *op, ValueRange inputs) {
  if (!inputs.empty())
    return success();
  return op->emitOpError()
         << "has no inputs; expected at least one, which gives the range";
}

LogicalResult atlas::verifyDistinct(Operation *op, ValueRange inputs,
                                    Value output) {
  for (auto [i, input] : llvm::enumerate(inputs))
    if (input == output)
      return op->emitOpError() << "writes the buffer that is also input " << i
                               << "; expected another output";
  return success();
}

LogicalResult atlas::verifyKindFits(Operation *op, CombineKind kind, Type type,
                                    const Twine &what) {
  if (fits(kind, type))
    return success();
  return op->emitOpError() << "combines " << what << " of type " << type
                           << " with '" << stringifyCombineKind(kind)
                           << "'; expected "
                           << (isa<FloatType>(type) ? "a float" : "an integer")
                           << " kind";
}

LogicalResult atlas::verifyFreeOrder(Operation *op, StringRef spelling) {
  std::optional<Exactness> exactness = getEnclosingExactness(op);
  if (!exactness || *exactness == Exactness::BoundedUlp)
    return success();
  return op->emitOpError() << "has " << spelling
                           << " floats in a kernel of exactness "
                           << stringifyExactness(*exactness)
                           << "; expected bounded_ulp";
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

YieldOp atlas::verifyYield(Operation *op, Region &region) {
  Operation *terminator = region.front().getTerminator();
  if (auto yield = dyn_cast<YieldOp>(terminator))
    return yield;
  InFlightDiagnostic diag = op->emitOpError()
                            << "region ends with '" << terminator->getName()
                            << "'; expected 'atlas.yield'";
  diag.attachNote(terminator->getLoc()) << "found here";
  return nullptr;
}

InFlightDiagnostic atlas::withNote(InFlightDiagnostic diag, YieldOp yield) {
  diag.attachNote(yield.getLoc()) << "yielded here";
  return diag;
}

YieldOp atlas::verifyBody(Operation *op, Region &body, ValueRange inputs,
                          unsigned rank) {
  if (failed(verifyBodyArgs(op, body, inputs, rank)))
    return nullptr;
  YieldOp yield = verifyYield(op, body);
  if (!yield || failed(verifyPureRegion(op, body)))
    return nullptr;
  return yield;
}

LogicalResult atlas::verifyYieldCount(Operation *op, YieldOp yield,
                                      unsigned expected, const Twine &each) {
  if (yield.getNumOperands() == expected)
    return success();
  return withNote(op->emitOpError() << "yields " << yield.getNumOperands()
                                    << " values; expected " << expected
                                    << ", one per " << each,
                  yield);
}

LogicalResult atlas::verifyYieldType(Operation *op, YieldOp yield, unsigned i,
                                     Type expected, const Twine &what) {
  Type found = yield.getOperand(i).getType();
  if (found == expected)
    return success();
  return withNote(op->emitOpError() << "yields " << found << " for " << what
                                    << "; expected " << expected,
                  yield);
}
