//===- Values.cpp - What the dialect knows about values -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Buffer roots and integer bounds. Bounds come from the operations themselves:
// each op states the range of its results (InferIntRangeInterface), so that
// upstream range passes and our own folds and verifiers share one truth.
//===----------------------------------------------------------------------===//

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace atlas;

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

bool atlas::hasUnitInnerStride(Type type) {
  auto memref = dyn_cast<MemRefType>(type);
  if (!memref)
    return false;
  SmallVector<int64_t> strides;
  int64_t offset;
  return succeeded(memref.getStridesAndOffset(strides, offset)) &&
         (strides.empty() || strides.back() == 1);
}

Value atlas::getBufferRoot(Value value) {
  while (auto view = value.getDefiningOp<ViewLikeOpInterface>())
    value = view.getViewSource();
  return value;
}

//===----------------------------------------------------------------------===//
// Integer bounds
//===----------------------------------------------------------------------===//

namespace {

/// How far getIntRange looks up. Enough for a region of a few operations; the
/// cost is bounded by arity ^ depth.
constexpr unsigned kRangeDepth = 6;

ConstantIntRanges rangeAtDepth(Value value, unsigned depth) {
  unsigned width = ConstantIntRanges::getStorageBitwidth(value.getType());
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant)))
    return ConstantIntRanges::constant(constant);
  ConstantIntRanges result = ConstantIntRanges::maxRange(width);
  auto op = value.getDefiningOp<InferIntRangeInterface>();
  if (!op || depth == 0)
    return result;
  SmallVector<IntegerValueRange> operands;
  for (Value operand : op->getOperands()) {
    bool known = ConstantIntRanges::getStorageBitwidth(operand.getType()) != 0;
    operands.push_back(known
                           ? IntegerValueRange(rangeAtDepth(operand, depth - 1))
                           : IntegerValueRange());
  }
  op.inferResultRangesFromOptional(
      operands, [&](Value which, const IntegerValueRange &range) {
        if (which == value && !range.isUninitialized())
          result = range.getValue();
      });
  return result;
}

/// [0, bound] as unsigned, in the width of `value`; everything if bound does
/// not fit.
ConstantIntRanges atMost(Value value, uint64_t bound) {
  unsigned width = ConstantIntRanges::getStorageBitwidth(value.getType());
  if (width < 64 && bound >> width)
    return ConstantIntRanges::maxRange(width);
  return ConstantIntRanges::fromUnsigned(APInt::getZero(width),
                                         APInt(width, bound));
}

} // namespace

ConstantIntRanges atlas::getIntRange(Value value) {
  return rangeAtDepth(value, kRangeDepth);
}

void ModOp::inferResultRanges(ArrayRef<ConstantIntRanges> args,
                              SetIntRangeFn set) {
  uint64_t bound = getModulus() - 1;
  if (args[0].umax().ult(bound))
    bound = args[0].umax().getZExtValue();
  set(getResult(), atMost(getResult(), bound));
}
void ModAddOp::inferResultRanges(ArrayRef<ConstantIntRanges>,
                                 SetIntRangeFn set) {
  set(getResult(), atMost(getResult(), getModulus() - 1));
}
void ModSubOp::inferResultRanges(ArrayRef<ConstantIntRanges>,
                                 SetIntRangeFn set) {
  set(getResult(), atMost(getResult(), getModulus() - 1));
}
void R96ClassifyOp::inferResultRanges(ArrayRef<ConstantIntRanges> args,
                                      SetIntRangeFn set) {
  uint64_t bound =
      args[0].umax().ult(95) ? args[0].umax().getZExtValue() : 95;
  set(getResult(), atMost(getResult(), bound));
}
void ConservedDeltaOp::inferResultRangesFromOptional(
    ArrayRef<IntegerValueRange>, SetIntLatticeFn set) {
  set(getDelta(), atMost(getDelta(), 95));
}
void ConservedFixupOp::inferResultRangesFromOptional(
    ArrayRef<IntegerValueRange>, SetIntLatticeFn set) {
  set(getResidue(), atMost(getResidue(), 95));
}
void FindOp::inferResultRangesFromOptional(ArrayRef<IntegerValueRange>,
                                           SetIntLatticeFn set) {
  int64_t length = ShapedType::kDynamic;
  for (Value input : getInputs())
    if (auto type = dyn_cast<MemRefType>(input.getType()))
      if (type.getRank() == 1 && !type.isDynamicDim(0))
        length = type.getDimSize(0);
  set(getPosition(),
      atMost(getPosition(),
             length == ShapedType::kDynamic ? INT64_MAX : length));
}
