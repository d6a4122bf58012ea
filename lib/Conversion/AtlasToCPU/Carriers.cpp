//===- Carriers.cpp - Scalars as C and as words carry them ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Carriers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;

namespace atlas::cpu {

Type carrierOf(OpBuilder &b, Type type) {
  if (isa<FloatType>(type))
    return type;
  unsigned bits = type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
  return b.getIntegerType(std::max<unsigned>(8, llvm::PowerOf2Ceil(bits)));
}

Value convertInt(OpBuilder &b, Location loc, Value value, Type type) {
  Type have = value.getType();
  if (have == type || isa<FloatType>(type))
    return value;
  if (have.isIndex() || type.isIndex())
    return arith::IndexCastUIOp::create(b, loc, type, value);
  if (have.getIntOrFloatBitWidth() < type.getIntOrFloatBitWidth())
    return arith::ExtUIOp::create(b, loc, type, value);
  return arith::TruncIOp::create(b, loc, type, value);
}

Value toWord(OpBuilder &b, Location loc, Value value) {
  if (auto floatType = dyn_cast<FloatType>(value.getType()))
    value = arith::BitcastOp::create(
        b, loc, b.getIntegerType(floatType.getWidth()), value);
  return convertInt(b, loc, value, b.getI64Type());
}

Value fromWord(OpBuilder &b, Location loc, Value word, Type type) {
  auto floatType = dyn_cast<FloatType>(type);
  if (!floatType)
    return convertInt(b, loc, word, type);
  Value bits = convertInt(b, loc, word, b.getIntegerType(floatType.getWidth()));
  return arith::BitcastOp::create(b, loc, type, bits);
}

void storeWords(OpBuilder &b, Location loc, Value words, ValueRange values) {
  for (auto [i, value] : llvm::enumerate(values)) {
    Value at = LLVM::GEPOp::create(
        b, loc, words.getType(), b.getI8Type(), words,
        ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(8 * i)});
    LLVM::StoreOp::create(b, loc, toWord(b, loc, value), at, /*alignment=*/8);
  }
}

} // namespace atlas::cpu
