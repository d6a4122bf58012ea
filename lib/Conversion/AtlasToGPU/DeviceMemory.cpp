//===- DeviceMemory.cpp - Loads and stores of bare buffers --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "DeviceFormBuilder.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::device;
using namespace atlas::lowering;

// Word index and bit shift of narrow element `at`.
std::pair<Value, Value> DeviceForm::placeOf(Location loc, Value at, unsigned bits) {
  unsigned perWord = 32 / bits;
  Value index = b.createOrFold<arith::ShRUIOp>(
      loc, at, indexConstant(b, loc, llvm::Log2_32(perWord)));
  Value lane = b.createOrFold<arith::AndIOp>(loc, at,
                                             indexConstant(b, loc, perWord - 1));
  Value shift = b.createOrFold<arith::MulIOp>(loc, lane, indexConstant(b, loc, bits));
  return {index, Words(b, loc).fromIndex(shift)};
}

Value DeviceForm::load(Location loc, Value buffer, Value at) {
  return memref::LoadOp::create(b, loc, buffer, ValueRange{at});
}

void DeviceForm::store(Location loc, Value value, Value buffer, Value at) {
  memref::StoreOp::create(b, loc, value, buffer, ValueRange{at});
}

Value DeviceForm::next(Location loc, Value at, int64_t by) {
  return b.createOrFold<arith::AddIOp>(loc, at, indexConstant(b, loc, by));
}

Parts DeviceForm::loadElement(Location loc, Value buffer, Value at, Type type) {
  if (!words)
    return {load(loc, buffer, at)};
  Words w(b, loc);
  if (isPartOfWord(type)) {
    Value low;
    unsigned bits = type.getIntOrFloatBitWidth();
    if (loose.contains(buffer)) {
      low = load(loc, buffer, at);
    } else {
      auto [index, shift] = placeOf(loc, at, bits);
      low = w.make<arith::ShRUIOp>(load(loc, buffer, index), shift);
      if (!type.isF16())
        low = w.make<arith::AndIOp>(low, w.constant((1u << bits) - 1));
    }
    return {type.isF16() ? w.toHalf(low) : low};
  }
  if (!type.isInteger(64) && !type.isF64())
    return {load(loc, buffer, at)};
  Value first = b.createOrFold<arith::MulIOp>(loc, at, indexConstant(b, loc, 2));
  Parts pair{load(loc, buffer, first), load(loc, buffer, next(loc, first, 1))};
  return type.isF64() ? Parts{w.toDouble(pair)} : pair;
}

// Threads may share the word, so its bits change by two atomic operations, of
// which neither touches the bits of others.
void DeviceForm::storeInSharedWord(Location loc, Value value, Value buffer, Value at,
                                   Type type) {
  Words w(b, loc);
  if (type.isF16())
    value = w.fromHalf(value);
  unsigned bits = type.getIntOrFloatBitWidth();
  auto [index, shift] = placeOf(loc, at, bits);
  Value hole = w.make<arith::ShLIOp>(w.constant((1u << bits) - 1), shift);
  Value keep = w.make<arith::XOrIOp>(hole, w.constant(~0u));
  memref::AtomicRMWOp::create(b, loc, b.getI32Type(), arith::AtomicRMWKind::andi, keep,
                              buffer, ValueRange{index});
  memref::AtomicRMWOp::create(b, loc, b.getI32Type(), arith::AtomicRMWKind::ori,
                              w.make<arith::ShLIOp>(value, shift), buffer,
                              ValueRange{index});
}

void DeviceForm::storeElement(Location loc, Parts value, Value buffer, Value at, Type type) {
  if (!words)
    return store(loc, value[0], buffer, at);
  Words w(b, loc);
  if (type.isF16())
    value = {w.fromHalf(value[0])};
  if (isPartOfWord(type) && loose.contains(buffer))
    return store(loc, value[0], buffer, at);
  if (isPartOfWord(type)) {
    unsigned bits = type.getIntOrFloatBitWidth();
    auto [index, shift] = placeOf(loc, at, bits);
    Value hole = w.make<arith::ShLIOp>(w.constant((1u << bits) - 1), shift);
    Value keep = w.make<arith::AndIOp>(
        load(loc, buffer, index), w.make<arith::XOrIOp>(hole, w.constant(~0u)));
    Value all = w.make<arith::OrIOp>(keep, w.make<arith::ShLIOp>(value[0], shift));
    return store(loc, all, buffer, index);
  }
  if (type.isF64())
    value = w.fromDouble(value[0]);
  else if (!type.isInteger(64))
    return store(loc, value[0], buffer, at);
  Value first = b.createOrFold<arith::MulIOp>(loc, at, indexConstant(b, loc, 2));
  store(loc, value[0], buffer, first);
  store(loc, value[1], buffer, next(loc, first, 1));
}

Parts DeviceForm::loadHalves(Location loc, Value buffer, Value at, int64_t count) {
  Parts lanes;
  Value first = placeOf(loc, at, 16).first;
  for (int64_t k = 0; k != count / 2; ++k)
    llvm::append_range(lanes,
                       Words(b, loc).toHalves(load(loc, buffer, next(loc, first, k))));
  return lanes;
}

void DeviceForm::storeHalves(Location loc, ArrayRef<Value> lanes, Value buffer, Value at) {
  Value first = placeOf(loc, at, 16).first;
  for (size_t k = 0; k != lanes.size() / 2; ++k)
    store(loc, Words(b, loc).fromHalves(lanes[2 * k], lanes[2 * k + 1]), buffer,
          next(loc, first, k));
}

Value DeviceForm::bufferOf(Value view) { return roots.lookup(rootOf(view)); }

SmallVector<Value> DeviceForm::indicesOf(ValueRange old) {
  SmallVector<Value> now;
  for (Value index : old)
    now.push_back(use(index)[0]);
  return now;
}

// index elements (values kept between phases) lie as i64.
LogicalResult DeviceForm::rebuildLoad(memref::LoadOp op) {
  Location loc = op.getLoc();
  if (failed(checkType(op, op.getType())))
    return failure();
  Value at = position(op, op.getMemRef(), indicesOf(op.getIndices()));
  if (!at)
    return failure();
  Type type = op.getType();
  if (type.isIndex()) {
    Parts raw = loadElement(loc, bufferOf(op.getMemRef()), at, b.getI64Type());
    parts[op] = {arith::IndexCastUIOp::create(b, loc, type, raw[0])};
    return success();
  }
  parts[op] = loadElement(loc, bufferOf(op.getMemRef()), at, type);
  return success();
}

LogicalResult DeviceForm::rebuildStore(memref::StoreOp op) {
  Location loc = op.getLoc();
  if (failed(checkType(op, op.getValue().getType())))
    return failure();
  Value at = position(op, op.getMemRef(), indicesOf(op.getIndices()));
  if (!at)
    return failure();
  Type type = op.getValue().getType();
  Parts value = use(op.getValue());
  if (type.isIndex()) {
    type = b.getI64Type();
    value = words ? Parts{Words(b, loc).fromIndex(value[0]), Words(b, loc).constant(0)}
                  : Parts{arith::IndexCastUIOp::create(b, loc, type, value[0])};
  }
  if (words && isPartOfWord(type) && op->hasAttr(kSharedWordAttr) &&
      !loose.contains(bufferOf(op.getMemRef())))
    storeInSharedWord(loc, value[0], bufferOf(op.getMemRef()), at, type);
  else
    storeElement(loc, value, bufferOf(op.getMemRef()), at, type);
  return success();
}

LogicalResult DeviceForm::rebuildWideLoad(vector::LoadOp op) {
  Location loc = op.getLoc();
  if (failed(checkType(op, op.getVectorType())))
    return failure();
  Value at = position(op, op.getBase(), indicesOf(op.getIndices()));
  if (!at)
    return failure();
  VectorType type = op.getVectorType();
  Value buffer = bufferOf(op.getBase());
  if (!words) {
    unsigned bytes = type.getNumElements() * type.getElementTypeBitWidth() / 8;
    parts[op] = {vector::LoadOp::create(b, loc, type, buffer, ValueRange{at},
                                        /*nontemporal=*/false,
                                        llvm::MaybeAlign(bytes))};
    return success();
  }
  Parts &value = parts[op];
  if (isPacked(type) && !loose.contains(buffer)) {
    value = {load(loc, buffer, placeOf(loc, at, laneWidth(type)).first)};
    return success();
  }
  if (type.getElementType().isF16() && !loose.contains(buffer)) {
    value = loadHalves(loc, buffer, at, type.getNumElements());
    return success();
  }
  SmallVector<Parts> lanes;
  for (int64_t k = 0; k != type.getNumElements(); ++k)
    lanes.push_back(loadElement(loc, buffer, next(loc, at, k), type.getElementType()));
  parts[op] = fromLanes(loc, type, lanes);
  return success();
}

LogicalResult DeviceForm::rebuildWideStore(vector::StoreOp op) {
  Location loc = op.getLoc();
  if (failed(checkType(op, op.getVectorType())))
    return failure();
  Value at = position(op, op.getBase(), indicesOf(op.getIndices()));
  if (!at)
    return failure();
  VectorType type = op.getVectorType();
  Value buffer = bufferOf(op.getBase());
  Parts value = use(op.getValueToStore());
  if (!words) {
    unsigned bytes = type.getNumElements() * type.getElementTypeBitWidth() / 8;
    vector::StoreOp::create(b, loc, value[0], buffer, ValueRange{at},
                            /*nontemporal=*/false, llvm::MaybeAlign(bytes));
    return success();
  }
  if (isPacked(type) && !loose.contains(buffer)) {
    store(loc, value[0], buffer, placeOf(loc, at, laneWidth(type)).first);
    return success();
  }
  if (type.getElementType().isF16() && !loose.contains(buffer)) {
    storeHalves(loc, value, buffer, at);
    return success();
  }
  for (int64_t k = 0; k != type.getNumElements(); ++k)
    storeElement(loc, laneOf(value, type, k), buffer, next(loc, at, k),
                 type.getElementType());
  return success();
}

LogicalResult DeviceForm::rebuildAtomic(memref::AtomicRMWOp op) {
  Value at = position(op, op.getMemref(), indicesOf(op.getIndices()));
  if (!at)
    return failure();
  if (words && op.getValue().getType() != b.getI32Type())
    return op.emitOpError("ATL0601: atomics are 32 bits wide in the layout words32");
  parts[op] = {memref::AtomicRMWOp::create(
      b, op.getLoc(), op.getType(), op.getKind(), use(op.getValue())[0],
      bufferOf(op.getMemref()), ValueRange{at})};
  return success();
}

// The region on the present value, again and again until nobody came between.
LogicalResult DeviceForm::rebuildGenericAtomic(memref::GenericAtomicRMWOp op) {
  Value at = position(op, op.getMemref(), indicesOf(op.getIndices()));
  if (!at)
    return failure();
  Type type = op.getType();
  if (words && type != b.getI32Type())
    return op.emitOpError("ATL0601: atomics are 32 bits wide in the layout words32");
  auto update = memref::GenericAtomicRMWOp::create(b, op.getLoc(), bufferOf(op.getMemref()),
                                                   ValueRange{at});
  parts[op] = {update.getResult()};
  OpBuilder::InsertionGuard guard(b);
  Block &body = update.getRegion().front();
  parts[op.getCurrentValue()] = {update.getCurrentValue()};
  b.setInsertionPointToEnd(&body);
  return rebuildBlock(op.getRegion().front());
}

// Workgroup memory, or memory of one thread.
LogicalResult DeviceForm::rebuildAlloc(Operation *op) {
  auto type = cast<MemRefType>(op->getResult(0).getType());
  bool isShared = isa_and_nonnull<gpu::AddressSpaceAttr>(type.getMemorySpace());
  if (!type.hasStaticShape() || type.getRank() != 1 ||
      (isa<memref::AllocOp>(op) && !isShared))
    return op->emitOpError("ATL0601: memory of one thread is of rank 1 and of "
                           "fixed size on this target");
  Type element = type.getElementType();
  if (element.isIndex()) // as between phases
    element = b.getI64Type();
  bool isLoose = words && isPartOfWord(element);
  if (isLoose)
    element = b.getI32Type();
  MemRefType bare = bareType(element, type.getNumElements(), type.getMemorySpace());
  Value made = atTop([&]() -> Value {
    if (isShared)
      return memref::AllocOp::create(b, op->getLoc(), bare);
    return memref::AllocaOp::create(b, op->getLoc(), bare);
  });
  if (isShared)
    shared.push_back(made);
  if (isLoose)
    loose.insert(made);
  roots[op->getResult(0)] = made;
  return success();
}
