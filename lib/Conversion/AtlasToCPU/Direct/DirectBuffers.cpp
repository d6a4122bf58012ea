//===- DirectBuffers.cpp - Buffers, and loads and stores ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "DirectConversion.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace atlas::cpu;

//===----------------------------------------------------------------------===//
// Loads and stores
//===----------------------------------------------------------------------===//

static bool convertLoad(DirectConversion &c, memref::LoadOp op) {
  Type type = c.typeOf(op.getType());
  if (!type)
    return false;
  Value at = c.pointerTo(op.getLoc(), op.getMemRefType(), op.getMemRef(),
                         op.getIndices(), Bounds::Inside);
  c.map(op, LLVM::LoadOp::create(c.b, op.getLoc(), type, at,
                                 op.getAlignment().value_or(0),
                                 /*isVolatile=*/false, op.getNontemporal()));
  return true;
}

static bool convertStore(DirectConversion &c, memref::StoreOp op) {
  if (!c.typeOf(op.getValueToStore().getType()))
    return false;
  Value at = c.pointerTo(op.getLoc(), op.getMemRefType(), op.getMemRef(),
                         op.getIndices(), Bounds::Inside);
  LLVM::StoreOp::create(c.b, op.getLoc(), c.valueOf(op.getValueToStore()), at,
                        op.getAlignment().value_or(0), /*isVolatile=*/false,
                        op.getNontemporal());
  return true;
}

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

static bool convertAlloca(DirectConversion &c, memref::AllocaOp op) {
  MemRefType type = op.getType();
  Type element = c.typeOf(type.getElementType());
  if (!element || !type.hasStaticShape() || !type.getLayout().isIdentity())
    return false;
  Location loc = op.getLoc();
  Value count = LLVM::ConstantOp::create(c.b, loc, c.b.getI64Type(),
                                         type.getNumElements());
  Value base = LLVM::AllocaOp::create(
      c.b, loc, LLVM::LLVMPointerType::get(op.getContext()), element, count,
      op.getAlignment().value_or(0));
  c.map(op, [&] {
    SmallVector<Value, 1> parts{base};
    ValueRange range(parts);
    return unflatten(type, range);
  }());
  return true;
}

static bool convertDim(DirectConversion &c, memref::DimOp op) {
  std::optional<int64_t> k = op.getConstantIndex();
  auto type = dyn_cast<MemRefType>(op.getSource().getType());
  if (!type || !k || *k < 0 || *k >= type.getRank())
    return false;
  c.map(op, valueOf(c.b, op.getLoc(), c.bufferOf(op.getSource()).sizes[*k]));
  return true;
}

static bool convertCast(DirectConversion &c, memref::CastOp op) {
  if (!isa<MemRefType>(op.getType()) ||
      !isa<MemRefType>(op.getSource().getType()))
    return false;
  c.map(op, Buffer(c.bufferOf(op.getSource())));
  return true;
}

static bool convertReinterpret(DirectConversion &c,
                               memref::ReinterpretCastOp op) {
  if (!isa<MemRefType>(op.getSource().getType()))
    return false;
  auto part = [&](OpFoldResult old) -> OpFoldResult {
    if (auto value = dyn_cast<Value>(old))
      return c.valueOf(value);
    return c.b.getI64IntegerAttr(
        cast<IntegerAttr>(cast<Attribute>(old)).getInt());
  };
  Buffer buffer{c.bufferOf(op.getSource()).base,
                part(op.getMixedOffsets().front()),
                {},
                {}};
  for (OpFoldResult size : op.getMixedSizes())
    buffer.sizes.push_back(part(size));
  for (OpFoldResult stride : op.getMixedStrides())
    buffer.strides.push_back(part(stride));
  c.map(op, std::move(buffer));
  return true;
}

static bool convertMetadata(DirectConversion &c,
                            memref::ExtractStridedMetadataOp op) {
  Location loc = op.getLoc();
  Buffer source = c.bufferOf(op.getSource());
  c.map(op.getBaseBuffer(),
        Buffer{source.base, c.b.getI64IntegerAttr(0), {}, {}});
  auto map = [&](Value old, OpFoldResult part) {
    if (!old.use_empty())
      c.map(old, valueOf(c.b, loc, part));
  };
  map(op.getOffset(), source.offset);
  for (auto [old, size] : llvm::zip_equal(op.getSizes(), source.sizes))
    map(old, size);
  for (auto [old, stride] : llvm::zip_equal(op.getStrides(), source.strides))
    map(old, stride);
  return true;
}

/// Between a buffer and a descriptor, or between types that are one here.
static bool convertUnrealized(DirectConversion &c,
                              UnrealizedConversionCastOp op) {
  if (op.getNumOperands() != 1 || op.getNumResults() != 1)
    return false;
  Value from = op.getOperand(0), to = op.getResult(0);
  auto buffer = dyn_cast<MemRefType>(to.getType());
  if (buffer && from.getType() == c.converter.convertType(buffer)) {
    c.map(to, fromDescriptor(c.b, op.getLoc(), buffer, c.valueOf(from)));
    return true;
  }
  if (isa<BaseMemRefType>(from.getType()) ||
      c.valueOf(from).getType() != c.typeOf(to.getType()))
    return false;
  c.map(to, c.valueOf(from));
  return true;
}

void atlas::cpu::addBufferForms(DirectForms &forms) {
  forms.add<memref::LoadOp, convertLoad>();
  forms.add<memref::StoreOp, convertStore>();
  forms.add<memref::AllocaOp, convertAlloca>();
  forms.add<memref::DimOp, convertDim>();
  forms.add<memref::CastOp, convertCast>();
  forms.add<memref::ReinterpretCastOp, convertReinterpret>();
  forms.add<memref::ExtractStridedMetadataOp, convertMetadata>();
  forms.add<UnrealizedConversionCastOp, convertUnrealized>();
}
