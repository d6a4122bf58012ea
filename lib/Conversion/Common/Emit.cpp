//===- Emit.cpp - Parts that the lowerings of L1 operations share -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/Common/Emit.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::lowering;

//===----------------------------------------------------------------------===//
// Constants and index arithmetic
//===----------------------------------------------------------------------===//

Value lowering::indexConstant(OpBuilder &b, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(b, loc, value);
}

Value lowering::constantOf(OpBuilder &b, Location loc, Type type, APInt value) {
  Type element = getElementTypeOrSelf(type);
  TypedAttr attr;
  if (auto floatType = dyn_cast<FloatType>(element))
    attr = FloatAttr::get(floatType,
                          APFloat(floatType.getFloatSemantics(), value));
  else
    attr = IntegerAttr::get(element, value);
  if (auto vector = dyn_cast<VectorType>(type))
    attr = DenseElementsAttr::get(vector, Attribute(attr));
  return arith::ConstantOp::create(b, loc, attr);
}

Value lowering::constantOf(OpBuilder &b, Location loc, Type type, int64_t value) {
  Type element = getElementTypeOrSelf(type);
  unsigned bits = element.isIndex() ? 64 : element.getIntOrFloatBitWidth();
  return constantOf(b, loc, type, APInt(64, value, true).sextOrTrunc(bits));
}

Value lowering::addIndex(OpBuilder &b, Location loc, Value a, Value c) {
  return b.createOrFold<arith::AddIOp>(loc, a, c);
}

Value lowering::roundDown(OpBuilder &b, Location loc, Value a, int64_t step) {
  if (step == 1)
    return a;
  Value rest = b.createOrFold<arith::RemUIOp>(loc, a, indexConstant(b, loc, step));
  return b.createOrFold<arith::SubIOp>(loc, a, rest);
}

std::pair<Value, Value> lowering::checkedIndex(OpBuilder &b, Location loc,
                                               Value index, Value length) {
  Value narrow = index;
  if (!index.getType().isIndex())
    narrow = arith::IndexCastUIOp::create(b, loc, b.getIndexType(), index);
  if (index.getType().isInteger(64))
    length = arith::IndexCastUIOp::create(b, loc, index.getType(), length);
  else
    index = narrow;
  Value inside =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, index, length);
  return {inside, narrow};
}

Value lowering::extent(OpBuilder &b, Location loc, Value buffer, unsigned dim) {
  auto type = cast<MemRefType>(buffer.getType());
  if (!type.isDynamicDim(dim))
    return indexConstant(b, loc, type.getDimSize(dim));
  return b.createOrFold<memref::DimOp>(loc, buffer, dim);
}

Type lowering::widenType(Type type, unsigned lanes) {
  return lanes == 1 ? type : VectorType::get({static_cast<int64_t>(lanes)}, type);
}

Value lowering::broadcast(OpBuilder &b, Location loc, Value value, unsigned lanes) {
  if (lanes == 1 || isa<VectorType>(value.getType()))
    return value;
  Attribute constant;
  if (matchPattern(value, m_Constant(&constant)))
    return arith::ConstantOp::create(
        b, loc,
        DenseElementsAttr::get(
            cast<VectorType>(widenType(value.getType(), lanes)), constant));
  return vector::BroadcastOp::create(b, loc, widenType(value.getType(), lanes),
                                     value);
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

Value lowering::loadElements(OpBuilder &b, Location loc, Value buffer, Value i,
                        unsigned lanes, Value mask) {
  Type element = cast<MemRefType>(buffer.getType()).getElementType();
  if (lanes == 1)
    return memref::LoadOp::create(b, loc, buffer, i);
  auto type = cast<VectorType>(widenType(element, lanes));
  if (!mask)
    return vector::LoadOp::create(b, loc, type, buffer, i);
  Value zero = constantOf(b, loc, type, 0);
  return vector::MaskedLoadOp::create(b, loc, type, buffer, ValueRange{i}, mask,
                                      zero);
}

void lowering::storeElements(OpBuilder &b, Location loc, Value value, Value buffer,
                        Value i, unsigned lanes, Value mask) {
  if (lanes == 1)
    memref::StoreOp::create(b, loc, value, buffer, i);
  else if (mask)
    vector::MaskedStoreOp::create(b, loc, buffer, ValueRange{i}, mask, value);
  else
    vector::StoreOp::create(b, loc, value, buffer, i);
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

bool lowering::canVectorize(Block &body, std::string *why) {
  auto refuse = [&](Operation &op, const char *what) {
    if (why)
      *why = (Twine(what) + " '" + op.getName().getStringRef() + "'").str();
    return false;
  };
  for (Operation &op : body.without_terminator()) {
    if (op.hasTrait<OpTrait::ConstantLike>())
      continue;
    if (isa<memref::LoadOp>(op))
      return refuse(op, "the region loads from a table:");
    if (op.getNumRegions() || !OpTrait::hasElementwiseMappableTraits(&op))
      return refuse(op, "the region holds an operation without a vector form:");
  }
  return true;
}

void lowering::emitOp(OpBuilder &b, Location loc, Operation &op, IRMapping &map,
                      unsigned lanes) {
  if (op.hasTrait<OpTrait::ConstantLike>() || lanes == 1) {
    b.clone(op, map);
    return;
  }
  OperationState state(op.getLoc(), op.getName());
  for (Value operand : op.getOperands())
    state.addOperands(broadcast(b, loc, map.lookupOrDefault(operand), lanes));
  for (Type type : op.getResultTypes())
    state.addTypes(widenType(type, lanes));
  state.addAttributes(op.getAttrs());
  state.propertiesAttr = op.getPropertiesAsAttribute();
  Operation *copy = b.create(state);
  map.map(op.getResults(), copy->getResults());
}

SmallVector<Value> lowering::emitRegion(OpBuilder &b, Location loc, Block &body,
                                        ValueRange elements, Value position,
                                        unsigned lanes) {
  IRMapping map;
  map.map(body.getArguments().take_front(elements.size()), elements);
  for (BlockArgument arg : body.getArguments().drop_front(elements.size())) {
    Value at = position;
    if (lanes > 1) {
      Value step = vector::StepOp::create(
          b, loc, VectorType::get({static_cast<int64_t>(lanes)}, b.getIndexType()));
      at = arith::AddIOp::create(b, loc, broadcast(b, loc, position, lanes), step);
    }
    map.map(arg, at);
  }
  for (Operation &op : body.without_terminator())
    emitOp(b, loc, op, map, lanes);
  SmallVector<Value> yielded;
  for (Value value : body.getTerminator()->getOperands())
    yielded.push_back(broadcast(b, loc, map.lookupOrDefault(value), lanes));
  return yielded;
}

SmallVector<Value> lowering::emitElements(OpBuilder &b, Location loc, Block &body,
                                     ValueRange inputs, Value i, unsigned lanes,
                                     Value mask) {
  SmallVector<Value> elements;
  for (Value input : inputs)
    elements.push_back(loadElements(b, loc, input, i, lanes, mask));
  return emitRegion(b, loc, body, elements, i, lanes);
}

bool lowering::isFloatKind(CombineKind kind) {
  switch (kind) {
  case CombineKind::addf:
  case CombineKind::mulf:
  case CombineKind::minimumf:
  case CombineKind::maximumf:
  case CombineKind::minnumf:
  case CombineKind::maxnumf:
    return true;
  default:
    return false;
  }
}

// minnum and maxnum as the machine has them leave the sign of a zero result
// open; this form does not: the NaN is dropped, then minimum/maximum decides.
static Value combineNum(OpBuilder &b, Location loc, bool isMin, Value lhs,
                        Value rhs) {
  auto isNaN = [&](Value v) {
    return arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNO, v, v);
  };
  Value both = isMin ? arith::MinimumFOp::create(b, loc, lhs, rhs).getResult()
                     : arith::MaximumFOp::create(b, loc, lhs, rhs).getResult();
  Value noRight = arith::SelectOp::create(b, loc, isNaN(rhs), lhs, both);
  return arith::SelectOp::create(b, loc, isNaN(lhs), rhs, noRight);
}

Value lowering::combine(OpBuilder &b, Location loc, CombineKind kind, Value lhs,
                   Value rhs) {
  switch (kind) {
  case CombineKind::addi: return arith::AddIOp::create(b, loc, lhs, rhs);
  case CombineKind::addf: return arith::AddFOp::create(b, loc, lhs, rhs);
  case CombineKind::muli: return arith::MulIOp::create(b, loc, lhs, rhs);
  case CombineKind::mulf: return arith::MulFOp::create(b, loc, lhs, rhs);
  case CombineKind::minu: return arith::MinUIOp::create(b, loc, lhs, rhs);
  case CombineKind::mins: return arith::MinSIOp::create(b, loc, lhs, rhs);
  case CombineKind::maxu: return arith::MaxUIOp::create(b, loc, lhs, rhs);
  case CombineKind::maxs: return arith::MaxSIOp::create(b, loc, lhs, rhs);
  case CombineKind::minimumf: return arith::MinimumFOp::create(b, loc, lhs, rhs);
  case CombineKind::maximumf: return arith::MaximumFOp::create(b, loc, lhs, rhs);
  case CombineKind::minnumf: return combineNum(b, loc, true, lhs, rhs);
  case CombineKind::maxnumf: return combineNum(b, loc, false, lhs, rhs);
  case CombineKind::andi: return arith::AndIOp::create(b, loc, lhs, rhs);
  case CombineKind::ori: return arith::OrIOp::create(b, loc, lhs, rhs);
  case CombineKind::xori: return arith::XOrIOp::create(b, loc, lhs, rhs);
  }
  llvm_unreachable("unknown combine kind");
}

Value lowering::identityOf(OpBuilder &b, Location loc, CombineKind kind, Type type) {
  Type element = getElementTypeOrSelf(type);
  unsigned bits = element.getIntOrFloatBitWidth();
  if (auto floatType = dyn_cast<FloatType>(element)) {
    const llvm::fltSemantics &sem = floatType.getFloatSemantics();
    APFloat value = APFloat::getZero(sem, /*Negative=*/true);
    switch (kind) {
    case CombineKind::mulf: value = APFloat::getOne(sem); break;
    case CombineKind::minimumf: value = APFloat::getInf(sem); break;
    case CombineKind::maximumf: value = APFloat::getInf(sem, true); break;
    case CombineKind::minnumf:
    case CombineKind::maxnumf: value = APFloat::getQNaN(sem); break;
    default: break;
    }
    return constantOf(b, loc, type, value.bitcastToAPInt());
  }
  APInt value = APInt::getZero(bits);
  switch (kind) {
  case CombineKind::muli: value = APInt(bits, 1); break;
  case CombineKind::minu:
  case CombineKind::andi: value = APInt::getAllOnes(bits); break;
  case CombineKind::mins: value = APInt::getSignedMaxValue(bits); break;
  case CombineKind::maxs: value = APInt::getSignedMinValue(bits); break;
  default: break;
  }
  return constantOf(b, loc, type, value);
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

SmallVector<Value> lowering::buildFor(
    OpBuilder &b, Location loc, Value lo, Value hi, int64_t step,
    ValueRange carried,
    function_ref<SmallVector<Value>(OpBuilder &, Value, ValueRange)> body) {
  auto loop = scf::ForOp::create(
      b, loc, lo, hi, indexConstant(b, loc, step), carried,
      [&](OpBuilder &inner, Location l, Value i, ValueRange args) {
        scf::YieldOp::create(inner, l, body(inner, i, args));
      });
  return SmallVector<Value>(loop.getResults());
}
