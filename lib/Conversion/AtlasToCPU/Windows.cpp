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

/// Folds what has constant operands and drops what nothing uses.
static void simplify(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(block.without_terminator())) {
    SmallVector<OpFoldResult> folded;
    if (op.hasTrait<OpTrait::ConstantLike>() || failed(op.fold(folded)))
      continue;
    OpBuilder b(&op);
    for (auto [result, value] : llvm::zip(op.getResults(), folded)) {
      if (auto attr = dyn_cast<Attribute>(value))
        result.replaceAllUsesWith(
            arith::ConstantOp::create(b, op.getLoc(), cast<TypedAttr>(attr)));
      else
        result.replaceAllUsesWith(cast<Value>(value));
    }
  }
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
    if (isOpTriviallyDead(&op))
      op.erase();
}

OwningOpRef<FindOp> cpu::withKnown(FindOp find, ArrayRef<Value> known, bool value) {
  IRMapping map;
  OwningOpRef<FindOp> copy = cast<FindOp>(find->clone(map));
  Block &body = copy->getBody().front();
  OpBuilder b = OpBuilder::atBlockBegin(&body);
  Value constant = constantOf(b, find.getLoc(), b.getI1Type(), value);
  for (Value v : known)
    map.lookupOrDefault(v).replaceUsesWithIf(constant, [&](OpOperand &use) {
      return use.getOwner()->getBlock() == &body;
    });
  simplify(body);
  return copy;
}

/// The condition of a selection, if it comes from outside of `around`.
static Value uniformCondition(FindOp find, Operation *around) {
  for (auto select : find.getBody().front().getOps<arith::SelectOp>()) {
    Value condition = select.getCondition();
    Operation *owner = condition.getParentRegion()->getParentOp();
    if (condition.getType().isInteger(1) && !find->isAncestor(owner) &&
        !around->isAncestor(owner))
      return condition;
  }
  return {};
}

Value cpu::emitUnswitched(OpBuilder &b, Location loc, FindOp find, Operation *around,
                          function_ref<Value(OpBuilder &, FindOp)> emit) {
  Value condition = uniformCondition(find, around);
  if (!condition)
    return emit(b, find);
  auto side = [&](bool value) {
    return [&, value](OpBuilder &in, Location l) {
      OwningOpRef<FindOp> known = withKnown(find, {condition}, value);
      scf::YieldOp::create(in, l, emitUnswitched(in, loc, known.get(), around, emit));
    };
  };
  return scf::IfOp::create(b, loc, condition, side(true), side(false)).getResult(0);
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
