//===- CombineVerifiers.cpp - Rules of reduce and scan --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is combined, with which kind or region, and in which order.
//===----------------------------------------------------------------------===//

#include "ParallelRules.h"

using namespace mlir;
using namespace atlas;

namespace {

/// Kinds whose result depends on the order of floats.
bool dependsOnOrder(CombineKind kind) {
  return kind == CombineKind::addf || kind == CombineKind::mulf;
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
      return op->emitOpError()
             << "combiner argument " << i << " is " << arg.getType()
             << "; expected " << types[i % n];
  YieldOp yield = verifyYield(op, combiner);
  if (!yield || failed(verifyPureRegion(op, combiner)) ||
      failed(verifyYieldCount(op, yield, n, "accumulator")))
    return failure();
  for (unsigned i = 0; i != n; ++i)
    if (failed(
            verifyYieldType(op, yield, i, types[i], "accumulator " + Twine(i))))
      return failure();
  return success();
}

/// `combine`: kinds or a region, and as many kinds as it takes.
LogicalResult verifyCombineForm(Operation *op, std::optional<ArrayAttr> kinds,
                                bool hasRegion, unsigned accumulators) {
  if (kinds.has_value() == hasRegion)
    return op->emitOpError() << "has " << (hasRegion ? "both" : "neither")
                             << " combine kinds " << (hasRegion ? "and" : "nor")
                             << " a combiner region; expected one of them";
  if (!kinds || kinds->size() == 1 || kinds->size() == accumulators)
    return success();
  return op->emitOpError() << "has " << kinds->size()
                           << " combine kinds; expected one, or one for each "
                              "of the "
                           << accumulators << " accumulators";
}

} // namespace

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
                             << type << "; expected one integer type for both";
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
  return success();
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
