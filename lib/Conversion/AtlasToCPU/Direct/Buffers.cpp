//===- Buffers.cpp - What a buffer is on the way to LLVM ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Buffers.h"

#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace atlas::cpu;

namespace {

/// The parts of a type, in the order of descriptors; kDynamic where it is open.
struct Parts {
  int64_t offset;
  SmallVector<int64_t> strides;
  ArrayRef<int64_t> sizes;

  explicit Parts(MemRefType type) : sizes(type.getShape()) {
    std::tie(strides, offset) = type.getStridesAndOffset();
  }
  /// Calls `part` for offset, sizes and strides.
  void forEach(llvm::function_ref<void(int64_t)> part) const {
    part(offset);
    llvm::for_each(sizes, part);
    llvm::for_each(strides, part);
  }
};

/// Makes a buffer whose open parts come from `open`.
Buffer build(MemRefType type, Value base, llvm::function_ref<Value()> open) {
  Parts parts(type);
  Builder b(type.getContext());
  auto take = [&](int64_t part) -> OpFoldResult {
    if (ShapedType::isDynamic(part))
      return open();
    return b.getI64IntegerAttr(part);
  };
  Buffer buffer{base, take(parts.offset), {}, {}};
  for (int64_t size : parts.sizes)
    buffer.sizes.push_back(take(size));
  for (int64_t stride : parts.strides)
    buffer.strides.push_back(take(stride));
  return buffer;
}

/// A member of a structure, without a new operation where it was put in.
Value extract(OpBuilder &b, Location loc, Value structure,
              ArrayRef<int64_t> position) {
  Value from = structure;
  while (auto insert = from.getDefiningOp<LLVM::InsertValueOp>()) {
    ArrayRef<int64_t> at = insert.getPosition();
    if (at == position)
      return insert.getValue();
    size_t common = std::min(at.size(), position.size());
    if (at.take_front(common) == position.take_front(common))
      break; // a member of the other
    from = insert.getContainer();
  }
  return LLVM::ExtractValueOp::create(b, loc, structure, position);
}

} // namespace

Value atlas::cpu::valueOf(OpBuilder &b, Location loc, OpFoldResult part) {
  if (auto value = dyn_cast<Value>(part))
    return value;
  return LLVM::ConstantOp::create(b, loc, b.getI64Type(),
                                  cast<Attribute>(part));
}

bool atlas::cpu::hasParts(const LLVMTypeConverter &converter, MemRefType type) {
  return !type.getMemorySpace() && type.isStrided() &&
         converter.convertType(type);
}

void atlas::cpu::flattenType(MemRefType type, SmallVectorImpl<Type> &types) {
  types.push_back(LLVM::LLVMPointerType::get(type.getContext()));
  Parts(type).forEach([&](int64_t part) {
    if (ShapedType::isDynamic(part))
      types.push_back(IntegerType::get(type.getContext(), 64));
  });
}

void atlas::cpu::flatten(OpBuilder &b, Location loc, MemRefType type,
                         const Buffer &buffer, SmallVectorImpl<Value> &values) {
  SmallVector<OpFoldResult> parts{buffer.offset};
  llvm::append_range(parts, buffer.sizes);
  llvm::append_range(parts, buffer.strides);
  values.push_back(buffer.base);
  auto next = parts.begin();
  Parts(type).forEach([&](int64_t part) {
    if (ShapedType::isDynamic(part))
      values.push_back(valueOf(b, loc, *next));
    ++next;
  });
}

Buffer atlas::cpu::unflatten(MemRefType type, ValueRange &values) {
  auto take = [&] {
    Value value = values.front();
    values = values.drop_front();
    return value;
  };
  Value base = take();
  return build(type, base, take);
}

Value atlas::cpu::elementPointer(OpBuilder &b, Location loc, Type element,
                                 const Buffer &buffer, ValueRange indices,
                                 Bounds bounds) {
  using Overflow = LLVM::IntegerOverflowFlags;
  using NoWrap = LLVM::GEPNoWrapFlags;
  bool inside = bounds == Bounds::Inside;
  Overflow overflow = inside ? Overflow::nsw | Overflow::nuw : Overflow::none;
  Value pointer = buffer.base;
  if (!isZeroInteger(buffer.offset))
    pointer = LLVM::GEPOp::create(b, loc, pointer.getType(), element, pointer,
                                  valueOf(b, loc, buffer.offset));
  Value at;
  for (auto [index, stride] : llvm::zip_equal(indices, buffer.strides)) {
    Value step = isOneInteger(stride)
                     ? index
                     : LLVM::MulOp::create(b, loc, index,
                                           valueOf(b, loc, stride), overflow);
    at = at ? LLVM::AddOp::create(b, loc, at, step, overflow) : step;
  }
  if (!at)
    return pointer;
  return LLVM::GEPOp::create(b, loc, pointer.getType(), element, pointer, at,
                             inside ? NoWrap::inbounds | NoWrap::nuw
                                    : NoWrap::none);
}

Value atlas::cpu::toDescriptor(OpBuilder &b, Location loc,
                               const LLVMTypeConverter &converter,
                               MemRefType type, const Buffer &buffer) {
  SmallVector<Value> values{buffer.base, buffer.base,
                            valueOf(b, loc, buffer.offset)};
  for (OpFoldResult part :
       llvm::concat<const OpFoldResult>(buffer.sizes, buffer.strides))
    values.push_back(valueOf(b, loc, part));
  return MemRefDescriptor::pack(b, loc, converter, type, values);
}

Buffer atlas::cpu::fromDescriptor(OpBuilder &b, Location loc, MemRefType type,
                                  Value descriptor) {
  Buffer buffer =
      build(type, extract(b, loc, descriptor, 1), [] { return Value(); });
  auto fill = [&](OpFoldResult &part, ArrayRef<int64_t> position) {
    if (!part)
      part = extract(b, loc, descriptor, position);
  };
  fill(buffer.offset, 2);
  for (int64_t k = 0; k != type.getRank(); ++k) {
    fill(buffer.sizes[k], {3, k});
    fill(buffer.strides[k], {4, k});
  }
  return buffer;
}
