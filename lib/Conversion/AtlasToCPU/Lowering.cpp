//===- Lowering.cpp - Shared parts of the CPU strategies ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Lowering.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

bool cpu::hasByteMasks(const CPUTarget &target) {
  return target.vectorBytes() == 64;
}

//===----------------------------------------------------------------------===//
// Constants and index arithmetic
//===----------------------------------------------------------------------===//

Value cpu::indexConstant(OpBuilder &b, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(b, loc, value);
}

Value cpu::constantOf(OpBuilder &b, Location loc, Type type, APInt value) {
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

Value cpu::constantOf(OpBuilder &b, Location loc, Type type, int64_t value) {
  Type element = getElementTypeOrSelf(type);
  unsigned bits = element.isIndex() ? 64 : element.getIntOrFloatBitWidth();
  return constantOf(b, loc, type, APInt(64, value, true).sextOrTrunc(bits));
}

Value cpu::addIndex(OpBuilder &b, Location loc, Value a, Value c) {
  return b.createOrFold<arith::AddIOp>(loc, a, c);
}

Value cpu::roundDown(OpBuilder &b, Location loc, Value a, int64_t step) {
  if (step == 1)
    return a;
  Value rest = b.createOrFold<arith::RemUIOp>(loc, a, indexConstant(b, loc, step));
  return b.createOrFold<arith::SubIOp>(loc, a, rest);
}

Value cpu::extent(OpBuilder &b, Location loc, Value buffer, unsigned dim) {
  auto type = cast<MemRefType>(buffer.getType());
  if (!type.isDynamicDim(dim))
    return indexConstant(b, loc, type.getDimSize(dim));
  return b.createOrFold<memref::DimOp>(loc, buffer, dim);
}

Type cpu::widenType(Type type, unsigned lanes) {
  return lanes == 1 ? type : VectorType::get({static_cast<int64_t>(lanes)}, type);
}

Value cpu::broadcast(OpBuilder &b, Location loc, Value value, unsigned lanes) {
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

// An integer with `count` low bits set, seen as lanes of booleans: one shift
// and one register move, where a comparison of step vectors takes a dozen.
Value cpu::lowMask(OpBuilder &b, Location loc, Value count, unsigned lanes) {
  assert(lanes <= 64 && "mask wider than a word");
  Type word = b.getIntegerType(64);
  Value n = arith::IndexCastOp::create(b, loc, word, count);
  Value one = constantOf(b, loc, word, 1);
  // count == 64 would shift by the width: build it as ~(~0 << n) for n < 64 and
  // select all ones otherwise.
  Value bits = arith::SubIOp::create(
      b, loc, arith::ShLIOp::create(b, loc, one, n), one);
  if (lanes == 64) {
    Value full = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::uge, n,
                                       constantOf(b, loc, word, 64));
    bits = arith::SelectOp::create(b, loc, full, constantOf(b, loc, word, -1),
                                   bits);
  } else {
    bits = arith::TruncIOp::create(b, loc, b.getIntegerType(lanes), bits);
  }
  Value vec = vector::BroadcastOp::create(
      b, loc, VectorType::get({1}, b.getIntegerType(lanes)), bits);
  return vector::BitCastOp::create(
      b, loc, VectorType::get({static_cast<int64_t>(lanes)}, b.getI1Type()), vec);
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

Value cpu::loadElements(OpBuilder &b, Location loc, Value buffer, Value i,
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

void cpu::storeElements(OpBuilder &b, Location loc, Value value, Value buffer,
                        Value i, unsigned lanes, Value mask) {
  if (lanes == 1)
    memref::StoreOp::create(b, loc, value, buffer, i);
  else if (mask)
    vector::MaskedStoreOp::create(b, loc, buffer, ValueRange{i}, mask, value);
  else
    vector::StoreOp::create(b, loc, value, buffer, i);
}

Value cpu::stackBuffer(OpBuilder &b, Operation *anchor, MemRefType type,
                       unsigned alignment) {
  OpBuilder::InsertionGuard guard(b);
  auto function = anchor->getParentOfType<FunctionOpInterface>();
  b.setInsertionPointToStart(&function.getFunctionBody().front());
  return memref::AllocaOp::create(b, anchor->getLoc(), type,
                                  b.getI64IntegerAttr(alignment));
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

bool cpu::canVectorize(Block &body, std::string *why) {
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

unsigned cpu::widestBytes(Block &body, TypeRange elements) {
  unsigned bits = 8;
  auto count = [&](Type type) {
    if (type.isIntOrFloat() && !type.isInteger(1))
      bits = std::max(bits, type.getIntOrFloatBitWidth());
  };
  for (Type type : elements)
    count(type);
  Operation *end = body.getTerminator();
  for (Operation &op : body.without_terminator()) {
    bool lastWidening = isa<arith::ExtUIOp>(op) && op.hasOneUse() &&
                        *op.user_begin() == end;
    if (!lastWidening && !op.hasTrait<OpTrait::ConstantLike>())
      for (Type type : op.getResultTypes())
        count(type);
  }
  return bits / 8;
}

void cpu::emitOp(OpBuilder &b, Location loc, Operation &op, IRMapping &map,
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

SmallVector<Value> cpu::emitRegion(OpBuilder &b, Location loc, Block &body,
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

SmallVector<Value> cpu::emitElements(OpBuilder &b, Location loc, Block &body,
                                     ValueRange inputs, Value i, unsigned lanes,
                                     Value mask) {
  SmallVector<Value> elements;
  for (Value input : inputs)
    elements.push_back(loadElements(b, loc, input, i, lanes, mask));
  return emitRegion(b, loc, body, elements, i, lanes);
}

bool cpu::isFloatKind(CombineKind kind) {
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

Value cpu::combine(OpBuilder &b, Location loc, CombineKind kind, Value lhs,
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

Value cpu::identityOf(OpBuilder &b, Location loc, CombineKind kind, Type type) {
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

SmallVector<Value> cpu::buildFor(
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

SmallVector<Value> cpu::stripMine(OpBuilder &b, Location loc, Value n,
                                  unsigned lanes, unsigned unroll, Tail tail,
                                  ValueRange carried, StripBody body,
                                  Value start) {
  Value zero = indexConstant(b, loc, 0);
  SmallVector<Value> state(carried);
  Value done = start ? start : zero;
  auto group = [&](unsigned count) {
    Value end = roundDown(b, loc, n, static_cast<int64_t>(lanes) * count);
    state = buildFor(b, loc, done, end, static_cast<int64_t>(lanes) * count,
                     state, [&](OpBuilder &in, Value i, ValueRange args) {
                       SmallVector<Value> now(args);
                       for (unsigned slot = 0; slot != count; ++slot) {
                         Value at = addIndex(
                             in, loc, i,
                             indexConstant(in, loc, static_cast<int64_t>(slot) * lanes));
                         now = body(in, at, lanes, Value(), slot, now);
                       }
                       return now;
                     });
    done = end;
  };
  if (unroll > 1)
    group(unroll);
  if (lanes > 1)
    group(1);
  if (lanes == 1 || tail == Tail::Scalar)
    return buildFor(b, loc, done, n, 1, state,
                    [&](OpBuilder &in, Value i, ValueRange args) {
                      return body(in, i, 1, Value(), 0, args);
                    });
  Value rest = b.createOrFold<arith::SubIOp>(loc, n, done);
  Value any = b.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::ne, rest, zero);
  auto branch = scf::IfOp::create(
      b, loc, any,
      [&](OpBuilder &in, Location l) {
        Value mask = lowMask(in, l, rest, lanes);
        scf::YieldOp::create(in, l, body(in, done, lanes, mask, 0, state));
      },
      [&](OpBuilder &in, Location l) { scf::YieldOp::create(in, l, state); });
  return SmallVector<Value>(branch.getResults());
}
