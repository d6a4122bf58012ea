//===- Windows.cpp - Facts about windows, and lanes over them ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Windows.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

Distance cpu::distanceOf(Operation *op) {
  Value value = op->getOperand(1);
  ConstantIntRanges range = getIntRange(value);
  if (range.umin() == range.umax())
    return {range.umin().getZExtValue(), value};
  return {std::nullopt, value};
}

Value cpu::lengthValue(OpBuilder &b, Location loc, Operation *op) {
  Distance distance = distanceOf(op);
  return distance.constant
             ? indexConstant(b, loc, static_cast<int64_t>(*distance.constant))
             : distance.value;
}

// Operands that differ in the sign of a zero give results that differ in no
// more than that, but for a divisor.
bool cpu::onlyValueCounts(Value v) {
  return llvm::all_of(v.getUses(), [](OpOperand &use) {
    Operation *user = use.getOwner();
    if (isa<arith::CmpFOp>(user))
      return true;
    if (isa<arith::DivFOp>(user) && use.getOperandNumber() != 0)
      return false;
    return isa<arith::AddFOp, arith::SubFOp, arith::MulFOp, arith::DivFOp,
               arith::NegFOp, arith::ExtFOp, arith::TruncFOp>(user) &&
           onlyValueCounts(user->getResult(0));
  });
}

//===----------------------------------------------------------------------===//
// Lanes
//===----------------------------------------------------------------------===//

bool cpu::hasUnitStrides(FindOp find, std::string *why) {
  if (llvm::all_of(find.getInputs().getTypes(), hasUnitInnerStride))
    return true;
  if (why)
    *why = "an input has a stride";
  return false;
}

bool cpu::canVectorizeWindows(FindOp find, std::string *why) {
  return hasUnitStrides(find, why) && hasLaneForms(find, why);
}

bool cpu::hasLaneForms(FindOp find, std::string *why) {
  if (!find.getMap().empty() && !canVectorize(find.getMap().front(), why))
    return false;
  SmallVector<Block *> blocks{&find.getElementRegion().front(),
                              &find.getBody().front()};
  for (auto fold : find.getBody().getOps<WindowFoldOp>())
    blocks.push_back(&fold.getBody().front());
  for (Block *block : blocks)
    for (Operation &op : block->without_terminator()) {
      bool lanes = windowOf(&op) || op.hasTrait<OpTrait::ConstantLike>() ||
                   (op.getNumRegions() == 0 &&
                    OpTrait::hasElementwiseMappableTraits(&op));
      if (!lanes || isa<memref::LoadOp>(op) || !isSpeculatable(&op)) {
        if (why)
          *why = ((lanes ? "the region holds an operation that may trap '"
                         : "the region holds an operation without a vector form '") +
                  op.getName().getStringRef() + "'")
                     .str();
        return false;
      }
    }
  return true;
}

unsigned cpu::windowLanes(FindOp find, const CPUTarget &target) {
  SmallVector<Type> elements;
  for (Value input : find.getInputs())
    elements.push_back(cast<MemRefType>(input.getType()).getElementType());
  for (Type type : find.getBody().getArgumentTypes())
    if (auto window = dyn_cast<WindowType>(type))
      elements.push_back(window.getElementType());
  unsigned widest = widestBytes(find.getBody().front(), elements);
  for (auto fold : find.getBody().getOps<WindowFoldOp>())
    widest = std::max(widest, widestBytes(fold.getBody().front(), elements));
  if (!find.getMap().empty())
    widest = std::max(widest, widestBytes(find.getMap().front(), elements));
  return std::max(2u, target.vectorBytes() / widest);
}

Value cpu::positionLanes(OpBuilder &b, Location loc, Value i, unsigned lanes) {
  Value step = vector::StepOp::create(
      b, loc, VectorType::get({static_cast<int64_t>(lanes)}, b.getIndexType()));
  return arith::AddIOp::create(b, loc, broadcast(b, loc, i, lanes), step);
}
