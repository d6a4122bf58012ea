//===- Memory.cpp - What may overlap, be read or be written ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Memory.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace atlas;

namespace {

/// The kernel or pipeline whose argument `value` is; null otherwise.
FunctionOpInterface kernelOf(Value value) {
  auto arg = dyn_cast<BlockArgument>(value);
  if (!arg || !isa<KernelOp, PipelineOp>(arg.getOwner()->getParentOp()))
    return {};
  return cast<FunctionOpInterface>(arg.getOwner()->getParentOp());
}

bool isTemporary(Value root) {
  return root.getDefiningOp<memref::AllocOp>() ||
         root.getDefiningOp<memref::AllocaOp>();
}

/// What the declaration of `kernel` says about its arguments a and b.
Overlap overlapOfArgs(FunctionOpInterface kernel, BlockArgument a,
                      BlockArgument b) {
  auto isWritten = [&](BlockArgument arg) {
    return kernel.getArgAttr(arg.getArgNumber(), kOutAttr) ||
           kernel.getArgAttr(arg.getArgNumber(), kInOutAttr);
  };
  auto tolerates = [&](BlockArgument arg, BlockArgument other) {
    auto names =
        kernel.getArgAttrOfType<ArrayAttr>(arg.getArgNumber(), kInplaceAttr);
    std::string name = getArgName(kernel, other.getArgNumber());
    return names && llvm::any_of(names.getAsRange<StringAttr>(),
                                 [&](StringAttr s) { return s == name; });
  };
  if (!isWritten(a) && !isWritten(b))
    return Overlap::Any;
  if (kernel.getArgAttr(a.getArgNumber(), kOverlapAttr) ||
      kernel.getArgAttr(b.getArgNumber(), kOverlapAttr))
    return Overlap::Any;
  return tolerates(a, b) || tolerates(b, a) ? Overlap::Exact : Overlap::None;
}

/// Whether an effect of type `Effect` of `op` alone may touch `buffer`.
template <typename Effect>
bool mayTouch(Operation *op, Value buffer) {
  // Helpers of pure regions are pure.
  bool isHelperCall =
      isa<func::CallOp>(op) &&
      isa<MapOp, ReduceOp, ScanOp, HistogramOp, FindOp>(op->getParentOp());
  if (isHelperCall)
    return false;
  if (auto interface = dyn_cast<MemoryEffectOpInterface>(op)) {
    SmallVector<MemoryEffects::EffectInstance> effects;
    interface.getEffects(effects);
    return llvm::any_of(effects, [&](const auto &effect) {
      return isa<Effect>(effect.getEffect()) &&
             (!effect.getValue() || mayOverlap(effect.getValue(), buffer));
    });
  }
  return !op->hasTrait<OpTrait::HasRecursiveMemoryEffects>();
}

template <typename Effect>
bool mayTouchNested(Operation *op, Value buffer) {
  return op
      ->walk([&](Operation *inner) {
        return mayTouch<Effect>(inner, buffer) ? WalkResult::interrupt()
                                               : WalkResult::advance();
      })
      .wasInterrupted();
}

} // namespace

Value atlas::sameElements(Value buffer) {
  while (auto cast = buffer.getDefiningOp<memref::CastOp>())
    buffer = cast.getSource();
  return buffer;
}

Overlap atlas::overlapOf(Value a, Value b) {
  a = sameElements(a);
  b = sameElements(b);
  if (a == b)
    return Overlap::Exact;
  Value rootA = getBufferRoot(a), rootB = getBufferRoot(b);
  if (rootA == rootB)
    return Overlap::Any;
  bool tempA = isTemporary(rootA), tempB = isTemporary(rootB);
  FunctionOpInterface kernelA = kernelOf(rootA), kernelB = kernelOf(rootB);
  if ((tempA && (tempB || kernelB)) || (tempB && kernelA))
    return Overlap::None;
  if (!kernelA || kernelA != kernelB)
    return Overlap::Any;
  Overlap result = overlapOfArgs(kernelA, cast<BlockArgument>(rootA),
                                 cast<BlockArgument>(rootB));
  // Views of two equal buffers are not at equal positions.
  bool whole = a == rootA && b == rootB;
  return result == Overlap::Exact && !whole ? Overlap::Any : result;
}

bool atlas::mayWrite(Operation *op, Value buffer) {
  return mayTouchNested<MemoryEffects::Write>(op, buffer);
}

bool atlas::mayRead(Operation *op, Value buffer) {
  return mayTouchNested<MemoryEffects::Read>(op, buffer);
}

bool atlas::mayWriteBetween(Operation *first, Operation *last, Value buffer) {
  for (Operation *op = first->getNextNode(); op != last; op = op->getNextNode())
    if (mayWrite(op, buffer))
      return true;
  return false;
}

namespace {

/// Where the first dimension of a buffer comes from: an argument, a constant, or
/// a value. Arguments declared `atlas.length = "dim(x)"` lead to x.
OpFoldResult extentSource(Value buffer) {
  for (unsigned hops = 0; hops != 8; ++hops) {
    // A cast may hide a fixed length, or state one.
    for (Value form : {buffer, sameElements(buffer)})
      if (auto type = cast<MemRefType>(form.getType()); !type.isDynamicDim(0))
        return IntegerAttr::get(IndexType::get(type.getContext()),
                                type.getDimSize(0));
    buffer = sameElements(buffer);
    if (auto alloc = buffer.getDefiningOp<memref::AllocOp>()) {
      Value size = alloc.getDynamicSizes()[0];
      auto dim = size.getDefiningOp<memref::DimOp>();
      if (!dim || getConstantIntValue(dim.getIndex()) != 0)
        return size;
      buffer = dim.getSource();
      continue;
    }
    FunctionOpInterface kernel = kernelOf(buffer);
    if (!kernel)
      break;
    auto length = kernel.getArgAttrOfType<StringAttr>(
        cast<BlockArgument>(buffer).getArgNumber(), kLengthAttr);
    StringRef name = length ? length.getValue().trim() : StringRef();
    if (!name.consume_front("dim(") || !name.consume_back(")"))
      break;
    Value next;
    for (unsigned i = 0, e = kernel.getNumArguments(); i != e; ++i)
      if (getArgName(kernel, i) == name.trim())
        next = kernel.getArgument(i);
    if (!next)
      break;
    buffer = next;
  }
  return buffer;
}

} // namespace

bool atlas::sameShape(Value a, Value b) {
  if (sameElements(a) == sameElements(b))
    return true;
  auto typeA = cast<MemRefType>(a.getType()), typeB = cast<MemRefType>(b.getType());
  if (typeA.getRank() != typeB.getRank())
    return false;
  if (typeA.hasStaticShape() && typeB.hasStaticShape())
    return typeA.getShape() == typeB.getShape();
  return typeA.getRank() == 1 &&
         isEqualConstantIntOrValue(extentSource(a), extentSource(b));
}
