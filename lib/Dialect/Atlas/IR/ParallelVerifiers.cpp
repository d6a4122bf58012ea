//===- ParallelVerifiers.cpp - Rules of the data-parallel operations ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operand rules (verify) and region rules (verifyRegions) of map, reduce, scan,
// histogram, find, gather, scatter and batch. Every refusal says what was
// found, what was expected and where.
//===----------------------------------------------------------------------===//

#include "Lengths.h"
#include "Verification.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace atlas;

namespace {

Type elementType(Value buffer) {
  return cast<MemRefType>(buffer.getType()).getElementType();
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

/// Static extents of all buffers must agree with the first one's.
LogicalResult verifySameShape(Operation *op, ValueRange buffers,
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

/// The kernel or pipeline around `op`; null in other functions.
FunctionOpInterface enclosingKernel(Operation *op) {
  auto function = op->getParentOfType<FunctionOpInterface>();
  return isa_and_nonnull<KernelOp, PipelineOp>(function.getOperation())
             ? function
             : FunctionOpInterface();
}

LogicalResult verifyHasInputs(Operation *op, ValueRange inputs) {
  if (!inputs.empty())
    return success();
  return op->emitOpError()
         << "has no inputs; expected at least one, which gives the range";
}

/// An output overlaps no other buffer of the operation, or is the same one if
/// that is allowed: what is read must not depend on the order of elements.
LogicalResult verifyOverlap(Operation *op, Value output, ValueRange others,
                            StringRef what, bool allowSame) {
  if (isChecked(op))
    return success();
  std::optional<LengthAlgebra> algebra;
  for (auto [i, other] : llvm::enumerate(others)) {
    if (other == output || getBufferRoot(other) != getBufferRoot(output))
      continue;
    if (!algebra)
      algebra.emplace(enclosingKernel(op));
    ViewOverlap overlap = compareViews(output, other, *algebra);
    bool isSame =
        overlap == ViewOverlap::Same || overlap == ViewOverlap::SameStart;
    if (overlap == ViewOverlap::Apart || (isSame && allowSame))
      continue;
    InFlightDiagnostic diag =
        op->emitOpError()
        << "writes a view of the buffer that is also " << what << " " << i
        << (isSame ? "" : ", at other positions")
        << (overlap == ViewOverlap::Unknown ? " that may overlap" : "")
        << "; expected " << (allowSame ? "equal or separate" : "separate")
        << " views, or another buffer";
    diag.attachNote(getBufferRoot(output).getLoc()) << "of this buffer";
    return diag;
  }
  return success();
}

/// An output that is an input too would be read while it is written.
LogicalResult verifyDistinct(Operation *op, ValueRange inputs, Value output) {
  for (auto [i, input] : llvm::enumerate(inputs))
    if (input == output)
      return op->emitOpError() << "writes the buffer that is also input " << i
                               << "; expected another output";
  return verifyOverlap(op, output, inputs, "input", /*allowSame=*/false);
}

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

/// Kinds whose result depends on the order of floats.
bool dependsOnOrder(CombineKind kind) {
  return kind == CombineKind::addf || kind == CombineKind::mulf;
}

LogicalResult verifyKindFits(Operation *op, CombineKind kind, Type type,
                             const Twine &what) {
  if (fits(kind, type))
    return success();
  return op->emitOpError() << "combines " << what << " of type " << type
                           << " with '" << stringifyCombineKind(kind)
                           << "'; expected "
                           << (isa<FloatType>(type) ? "a float" : "an integer")
                           << " kind";
}

/// `order free` gives up the bits, which the kernel must allow.
LogicalResult verifyFreeOrder(Operation *op, StringRef spelling) {
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

/// The yield that ends the single block of `region`; null after a diagnostic.
YieldOp verifyYield(Operation *op, Region &region) {
  Operation *terminator = region.front().getTerminator();
  if (auto yield = dyn_cast<YieldOp>(terminator))
    return yield;
  InFlightDiagnostic diag = op->emitOpError()
                            << "region ends with '" << terminator->getName()
                            << "'; expected 'atlas.yield'";
  diag.attachNote(terminator->getLoc()) << "found here";
  return nullptr;
}

InFlightDiagnostic withNote(InFlightDiagnostic diag, YieldOp yield) {
  diag.attachNote(yield.getLoc()) << "yielded here";
  return diag;
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
      return op->emitOpError() << "region argument " << i << " is "
                               << arg.getType()
                               << "; expected 'index', the position";
  }
  return success();
}

/// Arguments, purity and terminator of a body; null after a diagnostic.
YieldOp verifyBody(Operation *op, Region &body, ValueRange inputs,
                   unsigned rank) {
  if (failed(verifyBodyArgs(op, body, inputs, rank)))
    return nullptr;
  YieldOp yield = verifyYield(op, body);
  if (!yield || failed(verifyPureRegion(op, body)))
    return nullptr;
  return yield;
}

LogicalResult verifyYieldCount(Operation *op, YieldOp yield, unsigned expected,
                               const Twine &each) {
  if (yield.getNumOperands() == expected)
    return success();
  return withNote(op->emitOpError()
                      << "yields " << yield.getNumOperands()
                      << " values; expected " << expected << ", one per "
                      << each,
                  yield);
}

LogicalResult verifyYieldType(Operation *op, YieldOp yield, unsigned i,
                              Type expected, const Twine &what) {
  Type found = yield.getOperand(i).getType();
  if (found == expected)
    return success();
  return withNote(op->emitOpError() << "yields " << found << " for " << what
                                    << "; expected " << expected,
                  yield);
}

/// A combiner takes (left..., right...) and yields the combination.
LogicalResult verifyCombiner(Operation *op, Region &combiner, TypeRange types) {
  unsigned n = types.size();
  Block &block = combiner.front();
  if (block.getNumArguments() != 2 * n)
    return op->emitOpError() << "combiner takes " << block.getNumArguments()
                             << " arguments; expected " << 2 * n
                             << ": left values, then right values";
  for (auto [i, arg] : llvm::enumerate(block.getArguments()))
    if (arg.getType() != types[i % n])
      return op->emitOpError() << "combiner argument " << i << " is "
                               << arg.getType() << "; expected "
                               << types[i % n];
  YieldOp yield = verifyYield(op, combiner);
  if (!yield || failed(verifyPureRegion(op, combiner)) ||
      failed(verifyYieldCount(op, yield, n, "accumulator")))
    return failure();
  for (unsigned i = 0; i != n; ++i)
    if (failed(verifyYieldType(op, yield, i, types[i],
                               "accumulator " + Twine(i))))
      return failure();
  return success();
}

/// `combine`: kinds or a region, and as many kinds as it takes.
LogicalResult verifyCombineForm(Operation *op, std::optional<ArrayAttr> kinds,
                                bool hasRegion, unsigned accumulators) {
  if (kinds.has_value() == hasRegion)
    return op->emitOpError() << "has " << (hasRegion ? "both" : "neither")
                             << " combine kinds "
                             << (hasRegion ? "and" : "nor")
                             << " a combiner region; expected one of them";
  if (!kinds || kinds->size() == 1 || kinds->size() == accumulators)
    return success();
  return op->emitOpError() << "has " << kinds->size()
                           << " combine kinds; expected one, or one for each "
                              "of the "
                           << accumulators << " accumulators";
}

} // namespace

bool atlas::isChecked(Operation *op) {
  auto module = op->getParentOfType<ModuleOp>();
  return module && module->hasAttr(kCheckedAttr);
}

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
  for (auto [i, output] : llvm::enumerate(getOutputs()))
    if (failed(verifyOverlap(*this, output, getInputs(), "input",
                             /*allowSame=*/true)) ||
        failed(verifyOverlap(*this, output, getOutputs().take_front(i),
                             "output", /*allowSame=*/false)))
      return failure();
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
// reduce
//===----------------------------------------------------------------------===//

LogicalResult ReduceOp::verify() {
  if (failed(verifyHasInputs(*this, getInputs())) ||
      failed(verifySameShape(*this, getInputs(), "input")))
    return failure();
  unsigned n = getInits().size();
  if (n == 0)
    return emitOpError() << "has no accumulators; expected at least one init";
  if (TypeRange(getInits()) != getResultTypes())
    return emitOpError() << "has results of type (" << getResultTypes()
                         << "); expected the types of the inits, ("
                         << getInits().getTypes() << ")";
  for (Type type : getInits().getTypes())
    if (!isa<IntegerType, Float16Type, Float32Type, Float64Type>(type))
      return emitOpError() << "accumulates " << type
                           << "; expected an integer, f16, f32 or f64";
  if (failed(verifyCombineForm(*this, getKinds(), hasCombinerRegion(), n)))
    return failure();
  bool ordered = hasCombinerRegion() &&
                 llvm::any_of(getResultTypes(), llvm::IsaPred<FloatType>);
  for (unsigned i = 0; i != n && !hasCombinerRegion(); ++i) {
    if (failed(verifyKindFits(*this, getKind(i), getResultTypes()[i],
                              "accumulator " + Twine(i))))
      return failure();
    ordered |= dependsOnOrder(getKind(i));
  }
  if (auto widen = getWiden())
    for (Type type : getResultTypes())
      if (!isa<IntegerType>(*widen) || type != *widen)
        return emitOpError() << "widens to " << *widen << " but accumulates "
                             << type
                             << "; expected one integer type for both";
  if (auto mod = getMod()) {
    if (!getWiden() || static_cast<int64_t>(*mod) <= 0)
      return emitOpError() << "has mod " << static_cast<int64_t>(*mod)
                           << (getWiden() ? "" : " without widen")
                           << "; expected a positive modulus and widen";
    for (unsigned i = 0; i != n; ++i)
      if (hasCombinerRegion() || getKind(i) != CombineKind::addi)
        return emitOpError() << "has mod " << *mod
                             << " with a combination other than addi; residues "
                                "are defined for sums";
  }
  if (getOrder() == FloatOrder::Free && ordered)
    return verifyFreeOrder(*this, "order free");
  return success();
}

LogicalResult ReduceOp::verifyRegions() {
  unsigned rank = cast<MemRefType>(getInputs().front().getType()).getRank();
  YieldOp yield = verifyBody(*this, getBody(), getInputs(), rank);
  if (!yield ||
      failed(verifyYieldCount(*this, yield, getInits().size(), "accumulator")))
    return failure();
  for (auto [i, type] : llvm::enumerate(getResultTypes())) {
    if (!getWiden()) {
      if (failed(verifyYieldType(*this, yield, i, type,
                                 "accumulator " + Twine(i))))
        return failure();
      continue;
    }
    auto found = dyn_cast<IntegerType>(yield.getOperand(i).getType());
    if (!found || found.getWidth() > cast<IntegerType>(type).getWidth())
      return withNote(emitOpError()
                          << "yields " << yield.getOperand(i).getType()
                          << " for accumulator " << i
                          << "; expected an integer no wider than " << type,
                      yield);
  }
  if (!hasCombinerRegion())
    return success();
  return verifyCombiner(*this, getCombiner(), getResultTypes());
}

//===----------------------------------------------------------------------===//
// scan
//===----------------------------------------------------------------------===//

LogicalResult ScanOp::verify() {
  SmallVector<Value> buffers(getInputs());
  buffers.push_back(getOutput());
  if (failed(verifyHasInputs(*this, getInputs())) ||
      failed(verifySameShape(*this, buffers, "buffer")))
    return failure();
  Type type = elementType(getOutput());
  if (getInit().getType() != type)
    return emitOpError() << "has an init of type " << getInit().getType()
                         << "; expected " << type
                         << ", the element type of the output";
  if (failed(verifyCombineForm(*this, getKinds(), hasCombinerRegion(), 1)))
    return failure();
  if (!hasCombinerRegion() &&
      failed(verifyKindFits(*this, getKind(), type, "elements")))
    return failure();
  if (getOrder() == FloatOrder::Canonical)
    return emitOpError() << "has order canonical; a scan is sequential or free";
  if (getOrder() == FloatOrder::Free && isa<FloatType>(type) &&
      (hasCombinerRegion() || dependsOnOrder(getKind())))
    return verifyFreeOrder(*this, "order free");
  return verifyOverlap(*this, getOutput(), getInputs(), "input",
                       /*allowSame=*/true);
}

LogicalResult ScanOp::verifyRegions() {
  Type type = elementType(getOutput());
  YieldOp yield = verifyBody(*this, getBody(), getInputs(), 1);
  if (!yield || failed(verifyYieldCount(*this, yield, 1, "output")) ||
      failed(verifyYieldType(*this, yield, 0, type, "the output")))
    return failure();
  if (!hasCombinerRegion())
    return success();
  return verifyCombiner(*this, getCombiner(), type);
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
  YieldOp yield = verifyBody(*this, getBody(), getInputs(), 1);
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
