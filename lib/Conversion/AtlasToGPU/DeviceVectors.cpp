//===- DeviceVectors.cpp - Arithmetic in words --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "DeviceFormBuilder.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::device;
using namespace atlas::lowering;

Parts DeviceForm::laneOf(const Parts &value, VectorType type, int64_t k) {
  if (isPacked(type))
    return {Words(b, phase.getLoc()).lane(value[0], k, laneWidth(type))};
  size_t each = carriers(type.getElementType()).size();
  return Parts(ArrayRef<Value>(value).slice(k * each, each));
}

Parts DeviceForm::fromLanes(Location loc, VectorType type, ArrayRef<Parts> lanes) {
  Parts all;
  for (const Parts &lane : lanes)
    llvm::append_range(all, lane);
  if (isPacked(type))
    return {Words(b, loc).pack(all, laneWidth(type))};
  return all;
}

LogicalResult DeviceForm::rebuildVector(Operation *op) {
  Location loc = op->getLoc();
  Words w(b, loc);
  if (auto extract = dyn_cast<vector::ExtractOp>(op)) {
    parts[extract] = laneOf(use(extract.getSource()), extract.getSourceVectorType(),
                            extract.getStaticPosition()[0]);
    return success();
  }
  if (auto broadcast = dyn_cast<vector::BroadcastOp>(op)) {
    auto type = cast<VectorType>(broadcast.getType());
    Parts one = use(broadcast.getSource());
    parts[broadcast] =
        fromLanes(loc, type, SmallVector<Parts>(type.getNumElements(), one));
    return success();
  }
  if (auto elements = dyn_cast<vector::FromElementsOp>(op)) {
    SmallVector<Parts> lanes;
    for (Value element : elements.getElements())
      lanes.push_back(use(element));
    parts[elements] = fromLanes(loc, elements.getType(), lanes);
    return success();
  }
  if (auto step = dyn_cast<vector::StepOp>(op)) {
    Parts all;
    for (int64_t k = 0; k != step.getType().getNumElements(); ++k)
      all.push_back(indexConstant(b, loc, k));
    parts[step] = all;
    return success();
  }
  auto reduction = dyn_cast<vector::ReductionOp>(op);
  if (!reduction || reduction.getKind() != vector::CombiningKind::ADD)
    return op->emitOpError("ATL0601: has no form in the layout words32");
  // The sum of widened packed lanes needs no unpacking.
  auto extend = reduction.getVector().getDefiningOp<arith::ExtUIOp>();
  if (extend && isPacked(extend.getIn().getType()) &&
      reduction.getType().isInteger(32)) {
    parts[op->getResult(0)] = {
        w.sumLanes(use(extend.getIn())[0], laneWidth(extend.getIn().getType()))};
    return success();
  }
  VectorType type = reduction.getSourceVectorType();
  Parts acc = laneOf(use(reduction.getVector()), type, 0);
  for (int64_t k = 1; k != type.getNumElements(); ++k) {
    WordValue lhs{type.getElementType(), acc};
    WordValue rhs{type.getElementType(),
                  laneOf(use(reduction.getVector()), type, k)};
    acc = *w.add(lhs, rhs);
  }
  parts[op->getResult(0)] = acc;
  return success();
}

// Lane k (or the whole) of every operand, through the words emitter.
LogicalResult DeviceForm::rebuildInWords(Operation *op) {
  for (Type type : op->getResultTypes())
    if (failed(checkType(op, type)))
      return failure();
  if (op->getNumResults() != 1)
    return unsupported(op);
  auto isWide = [](Type type) { return getElementTypeOrSelf(type).isInteger(64); };
  entry.hasWideArithmetic |= llvm::any_of(op->getOperandTypes(), isWide) ||
                             llvm::any_of(op->getResultTypes(), isWide);
  Words w(b, op->getLoc());
  Type result = op->getResult(0).getType();
  auto vector = dyn_cast<VectorType>(result);
  auto scalarForm = [&](std::optional<int64_t> lane) -> std::optional<Parts> {
    SmallVector<WordValue> operands;
    for (Value operand : op->getOperands()) {
      auto type = dyn_cast<VectorType>(operand.getType());
      if (type && lane)
        operands.push_back({type.getElementType(), laneOf(use(operand), type, *lane)});
      else
        operands.push_back({operand.getType(), use(operand)});
    }
    return w.scalar(op, operands);
  };
  if (!vector) {
    auto value = scalarForm(std::nullopt);
    if (!value)
      return unsupported(op);
    parts[op->getResult(0)] = *value;
    return success();
  }
  if (isPacked(vector) && llvm::all_of(op->getOperandTypes(), isPacked)) {
    SmallVector<Value> operands;
    for (Value operand : op->getOperands())
      operands.push_back(use(operand)[0]);
    if (Value value = w.packed(op, operands, laneWidth(vector))) {
      parts[op->getResult(0)] = {value};
      return success();
    }
  }
  SmallVector<Parts> lanes;
  for (int64_t k = 0; k != vector.getNumElements(); ++k) {
    auto value = scalarForm(k);
    if (!value)
      return unsupported(op);
    lanes.push_back(*value);
  }
  parts[op->getResult(0)] = fromLanes(op->getLoc(), vector, lanes);
  return success();
}

LogicalResult DeviceForm::rebuildConstant(arith::ConstantOp op) {
  Location loc = op.getLoc();
  if (failed(checkType(op, op.getType())))
    return failure();
  Words w(b, loc);
  auto one = [&](Type type, const APInt &value) -> Parts {
    if (type.isIndex() || type.isInteger(1))
      return {constantOf(b, loc, type, value)};
    Parts all;
    for (unsigned at = 0; at < value.getBitWidth(); at += 32)
      all.push_back(w.constant(static_cast<uint32_t>(
          value.extractBitsAsZExtValue(std::min(32u, value.getBitWidth() - at), at))));
    return all;
  };
  if (auto integer = dyn_cast<IntegerAttr>(op.getValue())) {
    parts[op] = one(op.getType(), integer.getValue());
    return success();
  }
  if (auto dense = dyn_cast<DenseIntElementsAttr>(op.getValue())) {
    auto type = cast<VectorType>(op.getType());
    if (isPacked(type)) {
      uint32_t word = 0;
      unsigned at = 0;
      for (const APInt &lane : dense.getValues<APInt>()) {
        word |= static_cast<uint32_t>(lane.getZExtValue()) << at;
        at += lane.getBitWidth();
      }
      parts[op] = {w.constant(word)};
      return success();
    }
    Parts all;
    for (const APInt &lane : dense.getValues<APInt>())
      llvm::append_range(all, one(type.getElementType(), lane));
    parts[op] = all;
    return success();
  }
  if (auto dense = dyn_cast<DenseFPElementsAttr>(op.getValue())) {
    Parts all;
    for (const APFloat &lane : dense.getValues<APFloat>())
      all.push_back(constantOf(b, loc, dense.getElementType(), lane.bitcastToAPInt()));
    parts[op] = all;
    return success();
  }
  Operation *copy = b.clone(*op);
  parts[op] = {copy->getResult(0)};
  return success();
}
