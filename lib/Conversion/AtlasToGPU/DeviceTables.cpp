//===- DeviceTables.cpp - Tables of constants ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "DeviceFormBuilder.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::device;
using namespace atlas::lowering;

// A table of constants becomes one of the gpu.module, in the layout's elements.
LogicalResult DeviceForm::rebuildTable(memref::GetGlobalOp op) {
  auto table = SymbolTable::lookupNearestSymbolFrom<memref::GlobalOp>(op, op.getNameAttr());
  auto values = table ? dyn_cast_or_null<DenseIntOrFPElementsAttr>(table.getInitialValueAttr())
                      : DenseIntOrFPElementsAttr();
  MemRefType type = op.getType();
  if (!values || !table.getConstant() || type.getRank() != 1 ||
      failed(checkType(op, type.getElementType())))
    return op.emitOpError("ATL0601: a global on this target is a constant table of rank 1");
  MemRefType bare = bareType(type.getElementType(), type.getNumElements());
  Operation *module = outer.getInsertionBlock()->getParentOp();
  if (!SymbolTable::lookupSymbolIn(module, op.getNameAttr().getAttr())) {
    OpBuilder at = OpBuilder::atBlockBegin(outer.getInsertionBlock());
    memref::GlobalOp::create(at, table.getLoc(), table.getSymName(),
                             at.getStringAttr("private"), bare, tableValues(values, bare),
                             /*constant=*/true, IntegerAttr());
  }
  roots[op] = atTop([&]() -> Value {
    return memref::GetGlobalOp::create(b, op.getLoc(), bare, op.getName());
  });
  return success();
}

/// The values as elements of `bare`: words, low ones first, or as they are.
DenseElementsAttr DeviceForm::tableValues(DenseIntOrFPElementsAttr values, MemRefType bare) {
  Type element = values.getElementType();
  auto shape = RankedTensorType::get(bare.getShape(), bare.getElementType());
  if (element == bare.getElementType())
    return values.reshape(shape);
  unsigned bits = element.getIntOrFloatBitWidth(), filled = 0;
  SmallVector<APInt> all(bare.getNumElements(), APInt(32, 0));
  auto append = [&](const APInt &value) {
    for (unsigned from = 0; from < bits; from += 32, filled += std::min(bits, 32u))
      all[filled / 32] |= value.extractBits(std::min(bits, 32u), from).zext(32)
                          << (filled % 32);
  };
  if (isa<FloatType>(element))
    llvm::for_each(values.getValues<APFloat>(),
                   [&](const APFloat &v) { append(v.bitcastToAPInt()); });
  else
    llvm::for_each(values.getValues<APInt>(), append);
  return DenseElementsAttr::get(shape, all);
}
