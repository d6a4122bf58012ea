//===- DirectRows.cpp - Rows of lanes -------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Vectors of one dimension; arithmetic on them is that of scalars
// (DirectScalars.cpp).
//===----------------------------------------------------------------------===//

#include "DirectConversion.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace atlas::cpu;

static bool isFixedRow(DirectConversion &c, Type type) {
  auto vector = dyn_cast<VectorType>(type);
  return vector && !vector.isScalable() && c.typeOf(vector);
}

/// A row of a buffer of scalars. Without an alignment of its own it takes that
/// of its elements, which is upstream's to know.
static bool isRow(DirectConversion &c, VectorType row, MemRefType buffer,
                  std::optional<uint64_t> alignment) {
  return alignment && row.getRank() == 1 && c.typeOf(row) &&
         row.getElementType() == buffer.getElementType();
}

static bool convertRowLoad(DirectConversion &c, vector::LoadOp op) {
  if (!isRow(c, op.getVectorType(), op.getMemRefType(), op.getAlignment()))
    return false;
  Value at = c.pointerTo(op.getLoc(), op.getMemRefType(), op.getBase(),
                         op.getIndices(), Bounds::Open);
  c.map(op, LLVM::LoadOp::create(c.b, op.getLoc(), c.typeOf(op.getVectorType()),
                                 at, *op.getAlignment(), /*isVolatile=*/false,
                                 op.getNontemporal()));
  return true;
}

static bool convertRowStore(DirectConversion &c, vector::StoreOp op) {
  if (!isRow(c, op.getVectorType(), op.getMemRefType(), op.getAlignment()))
    return false;
  Value at = c.pointerTo(op.getLoc(), op.getMemRefType(), op.getBase(),
                         op.getIndices(), Bounds::Open);
  LLVM::StoreOp::create(c.b, op.getLoc(), c.valueOf(op.getValueToStore()), at,
                        *op.getAlignment(), /*isVolatile=*/false,
                        op.getNontemporal());
  return true;
}

/// A scalar in all lanes.
static bool convertBroadcast(DirectConversion &c, vector::BroadcastOp op) {
  Type row = c.typeOf(op.getType());
  if (!row || !c.typeOf(op.getSourceType()) ||
      isa<VectorType>(op.getSourceType()) ||
      op.getResultVectorType().isScalable())
    return false;
  Location loc = op.getLoc();
  Value none = LLVM::PoisonOp::create(c.b, loc, row);
  Value first = LLVM::ConstantOp::create(c.b, loc, c.b.getI32Type(), 0);
  Value one = LLVM::InsertElementOp::create(c.b, loc, none,
                                            c.valueOf(op.getSource()), first);
  SmallVector<int32_t> lanes(op.getResultVectorType().getNumElements(), 0);
  c.map(op, LLVM::ShuffleVectorOp::create(c.b, loc, one, none, lanes));
  return true;
}

static bool convertShuffle(DirectConversion &c, vector::ShuffleOp op) {
  if (!isFixedRow(c, op.getType()) || !isFixedRow(c, op.getV1VectorType()) ||
      op.getV1VectorType() != op.getV2VectorType() ||
      llvm::is_contained(op.getMask(), vector::ShuffleOp::kPoisonIndex))
    return false;
  SmallVector<int32_t> lanes(op.getMask());
  c.map(op,
        LLVM::ShuffleVectorOp::create(c.b, op.getLoc(), c.valueOf(op.getV1()),
                                      c.valueOf(op.getV2()), lanes));
  return true;
}

/// One lane of a row.
static bool convertExtract(DirectConversion &c, vector::ExtractOp op) {
  if (!isFixedRow(c, op.getSource().getType()) || !c.typeOf(op.getType()) ||
      op.getMixedPosition().size() != 1)
    return false;
  Location loc = op.getLoc();
  OpFoldResult lane = op.getMixedPosition().front();
  Value at =
      isa<Value>(lane) ? c.valueOf(cast<Value>(lane)) : valueOf(c.b, loc, lane);
  c.map(op, LLVM::ExtractElementOp::create(c.b, loc, c.valueOf(op.getSource()),
                                           at));
  return true;
}

static bool convertBitcast(DirectConversion &c, vector::BitCastOp op) {
  if (!isFixedRow(c, op.getType()) || !isFixedRow(c, op.getSource().getType()))
    return false;
  c.map(op, LLVM::BitcastOp::create(c.b, op.getLoc(), c.typeOf(op.getType()),
                                    c.valueOf(op.getSource())));
  return true;
}

void atlas::cpu::addRowForms(DirectForms &forms) {
  forms.add<vector::LoadOp, convertRowLoad>();
  forms.add<vector::StoreOp, convertRowStore>();
  forms.add<vector::BroadcastOp, convertBroadcast>();
  forms.add<vector::ShuffleOp, convertShuffle>();
  forms.add<vector::ExtractOp, convertExtract>();
  forms.add<vector::BitCastOp, convertBitcast>();
}
