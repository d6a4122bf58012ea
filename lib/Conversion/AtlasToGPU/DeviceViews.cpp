//===- DeviceViews.cpp - Types, arguments and views ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "DeviceFormBuilder.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::device;
using namespace atlas::lowering;

bool DeviceForm::isNarrow(Type type) {
  auto integer = dyn_cast<IntegerType>(type);
  return integer && integer.getWidth() < 32 && integer.getWidth() > 1;
}

bool DeviceForm::isPartOfWord(Type type) { return isNarrow(type) || type.isF16(); }

// A vector that is one word.
bool DeviceForm::isPacked(Type type) {
  auto vector = dyn_cast<VectorType>(type);
  return vector && (vector.getElementType().isInteger(8) ||
                    vector.getElementType().isInteger(16)) &&
         vector.getNumElements() * vector.getElementTypeBitWidth() == 32;
}

unsigned DeviceForm::laneWidth(Type type) {
  return cast<VectorType>(type).getElementTypeBitWidth();
}

SmallVector<Type, 2> DeviceForm::carriers(Type type) {
  if (!words)
    return {type};
  if (isPacked(type) || isNarrow(type))
    return {b.getI32Type()};
  if (auto vector = dyn_cast<VectorType>(type)) {
    SmallVector<Type, 2> all;
    for (int64_t k = 0; k != vector.getNumElements(); ++k)
      llvm::append_range(all, carriers(vector.getElementType()));
    return all;
  }
  if (type.isInteger(64))
    return {b.getI32Type(), b.getI32Type()};
  return {type};
}

// Types that words cannot carry.
LogicalResult DeviceForm::checkType(Operation *op, Type type) {
  Type element = getElementTypeOrSelf(type);
  if (!words)
    return success();
  auto integer = dyn_cast<IntegerType>(element);
  if (element.isIndex() || element.isF16() || element.isF32() || element.isF64() ||
      (integer && (integer.getWidth() <= 32 || integer.getWidth() == 64)))
    return success();
  return op->emitOpError("ATL0601: ")
         << element << " has no form in the layout words32";
}

// A bare buffer of elements of `type`.
MemRefType DeviceForm::bareType(Type type, int64_t count, Attribute space) {
  if (words && (isa<IntegerType>(type) || type.isF64() || type.isF16())) {
    unsigned bits = type.getIntOrFloatBitWidth();
    if (count != ShapedType::kDynamic)
      count = bits == 64 ? count * 2 : llvm::divideCeil(count * bits, 32);
    type = b.getI32Type();
  }
  return MemRefType::get({count}, type, AffineMap(), space);
}

void DeviceForm::addBuffers(Location loc) {
  llvm::DenseMap<Value, std::pair<bool, bool>> used; // read, written
  phase.walk([&](Operation *op) {
    auto touch = [&](Value view, bool reads, bool writes) {
      auto &flags = used[rootOf(view)];
      flags.first |= reads;
      flags.second |= writes;
    };
    if (auto load = dyn_cast<memref::LoadOp>(op))
      touch(load.getMemRef(), true, false);
    else if (auto store = dyn_cast<memref::StoreOp>(op))
      touch(store.getMemRef(), isNarrowBuffer(store.getMemRef()), true);
    else if (auto wideLoad = dyn_cast<vector::LoadOp>(op))
      touch(wideLoad.getBase(), true, false);
    else if (auto wideStore = dyn_cast<vector::StoreOp>(op))
      touch(wideStore.getBase(), false, true);
    else if (auto atomic = dyn_cast<memref::AtomicRMWOp>(op))
      touch(atomic.getMemref(), true, true);
    else if (auto update = dyn_cast<memref::GenericAtomicRMWOp>(op))
      touch(update.getMemref(), true, true);
  });
  for (BlockArgument arg : phase.front().getArguments()) {
    auto found = used.find(arg);
    if (found == used.end() || !isa<MemRefType>(arg.getType()))
      continue;
    DeviceBuffer buffer = args[arg.getArgNumber()].buffer;
    buffer.read = found->second.first;
    buffer.written = found->second.second;
    Type element = cast<MemRefType>(arg.getType()).getElementType();
    if (element.isIndex()) // a value kept between phases
      element = b.getI64Type();
    // Temporaries of one element type lie in one buffer.
    auto known = llvm::find_if(entry.buffers, [&](const DeviceBuffer &other) {
      return buffer.kind == DeviceBuffer::Temp && other.kind == DeviceBuffer::Temp &&
             other.name == buffer.name;
    });
    if (known != entry.buffers.end()) {
      known->read |= buffer.read;
      known->written |= buffer.written;
      roots[arg] = body->getArgument(known - entry.buffers.begin());
      continue;
    }
    roots[arg] = body->addArgument(bareType(element), loc);
    aliased.push_back(args[arg.getArgNumber()].mayAlias);
    entry.buffers.push_back(std::move(buffer));
  }
}

bool DeviceForm::isNarrowBuffer(Value view) {
  return words && isPartOfWord(cast<MemRefType>(view.getType()).getElementType());
}

Value DeviceForm::word(const DeviceWord &which) {
  std::string key = which.expression.empty()
                        ? which.scalar + "#" + std::to_string(which.word)
                        : "=" + which.expression;
  Value &value = parameters[key];
  if (!value) {
    value = body->addArgument(b.getI32Type(), phase.getLoc());
    entry.words.push_back(which);
  }
  return value;
}

Value DeviceForm::indexOf(const std::string &expression) {
  int64_t constant = 0;
  if (!StringRef(expression).getAsInteger(10, constant))
    return indexConstant(b, phase.getLoc(), constant);
  Value raw = word({expression, "", 0});
  return atTop([&] {
    return arith::IndexCastUIOp::create(b, phase.getLoc(), b.getIndexType(), raw)
        .getResult();
  });
}

// A scalar parameter from its words.
Parts DeviceForm::scalarOf(const std::string &name, Type type) {
  Location loc = phase.getLoc();
  unsigned bits = type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
  Value low = word({"", name, 0}), high = bits > 32 ? word({"", name, 1}) : Value();
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(body);
  if (type.isIndex())
    return {arith::IndexCastUIOp::create(b, loc, type, low)};
  if (words && !type.isF32()) {
    if (high)
      return type.isF64() ? Parts{Words(b, loc).toDouble({low, high})} : Parts{low, high};
    if (type.isInteger(1))
      return {arith::TruncIOp::create(b, loc, type, low)};
    if (bits == 32)
      return {low};
    Words w(b, loc);
    if (type.isF16())
      return {w.toHalf(low)};
    return {w.make<arith::AndIOp>(
        low, constantOf(b, loc, b.getI32Type(), (int64_t(1) << bits) - 1))};
  }
  Value whole = low;
  Type integer = b.getIntegerType(bits);
  if (high) {
    Type i64 = b.getI64Type();
    Value shifted = arith::ShLIOp::create(
        b, loc, arith::ExtUIOp::create(b, loc, i64, high),
        constantOf(b, loc, i64, 32));
    whole = arith::OrIOp::create(b, loc, shifted,
                                 arith::ExtUIOp::create(b, loc, i64, low));
  }
  if (whole.getType() != integer)
    whole = arith::TruncIOp::create(b, loc, integer, whole);
  if (integer != type)
    whole = arith::BitcastOp::create(b, loc, type, whole);
  return {whole};
}

Parts &DeviceForm::use(Value value) {
  Parts &known = parts[value];
  if (!known.empty())
    return known;
  auto arg = dyn_cast<BlockArgument>(value);
  assert(arg && arg.getOwner() == &phase.front() && "value used before it is rebuilt");
  const PhaseArg &meaning = args[arg.getArgNumber()];
  Parts made = meaning.scalar.empty() ? Parts{indexOf(meaning.expression)}
                                      : scalarOf(meaning.scalar, value.getType());
  return parts[value] = made;
}

Value DeviceForm::rootOf(Value view) {
  while (Operation *op = view.getDefiningOp()) {
    if (auto part = dyn_cast<memref::SubViewOp>(op))
      view = part.getSource();
    else if (auto cast = dyn_cast<memref::CastOp>(op))
      view = cast.getSource();
    else if (auto collapse = dyn_cast<memref::CollapseShapeOp>(op))
      view = collapse.getSrc();
    else
      break;
  }
  return view;
}

Value DeviceForm::fold(Location loc, OpFoldResult value) {
  if (auto attr = dyn_cast<Attribute>(value))
    return indexConstant(b, loc, cast<IntegerAttr>(attr).getInt());
  return use(cast<Value>(value))[0];
}

Value DeviceForm::extentOf(Location loc, Value view, unsigned d) {
  auto type = cast<MemRefType>(view.getType());
  if (!type.isDynamicDim(d))
    return indexConstant(b, loc, type.getDimSize(d));
  Operation *op = view.getDefiningOp();
  if (!op)
    return indexOf(args[cast<BlockArgument>(view).getArgNumber()].extents[d]);
  if (auto cast = dyn_cast<memref::CastOp>(op))
    return extentOf(loc, cast.getSource(), d);
  if (auto part = dyn_cast<memref::SubViewOp>(op)) {
    llvm::SmallBitVector dropped = part.getDroppedDims();
    for (unsigned s = 0; s != dropped.size(); ++s)
      if (!dropped.test(s) && d-- == 0)
        return fold(loc, part.getMixedSizes()[s]);
  }
  if (auto collapse = dyn_cast<memref::CollapseShapeOp>(op)) {
    Value all = indexConstant(b, loc, 1);
    for (unsigned s = 0; s != collapse.getSrcType().getRank(); ++s)
      all = b.createOrFold<arith::MulIOp>(loc, all,
                                          extentOf(loc, collapse.getSrc(), s));
    return all;
  }
  return {};
}

// Position of view[indices] in the bare root buffer; null after an error.
Value DeviceForm::position(Operation *user, Value view, SmallVector<Value> indices) {
  Location loc = user->getLoc();
  while (Operation *op = view.getDefiningOp()) {
    if (auto cast = dyn_cast<memref::CastOp>(op)) {
      view = cast.getSource();
    } else if (auto collapse = dyn_cast<memref::CollapseShapeOp>(op)) {
      // Contiguous: the position is the same, and kernels have no rank-2 offset.
      view = collapse.getSrc();
      if (isa<BlockArgument>(view))
        return indices[0];
      user->emitOpError("ATL0601: a collapsed view of a view has no form on this target");
      return {};
    } else if (auto part = dyn_cast<memref::SubViewOp>(op)) {
      if (!llvm::all_of(part.getMixedStrides(), [](OpFoldResult s) {
            return isConstantIntValue(s, 1);
          })) {
        user->emitOpError("ATL0601: views with steps have no form on this target");
        return {};
      }
      llvm::SmallBitVector dropped = part.getDroppedDims();
      SmallVector<Value> outer;
      unsigned next = 0;
      for (auto [s, offset] : llvm::enumerate(part.getMixedOffsets())) {
        Value at = fold(loc, offset);
        if (!dropped.test(s))
          at = b.createOrFold<arith::AddIOp>(loc, at, indices[next++]);
        outer.push_back(at);
      }
      indices = outer;
      view = part.getSource();
    } else if (isa<memref::AllocOp, memref::AllocaOp, memref::GetGlobalOp>(op)) {
      break;
    } else {
      user->emitOpError("ATL0601: a buffer made by '")
          << op->getName() << "' has no form on this target";
      return {};
    }
  }
  Value at = indices[0];
  // Rows lie together on the device, also of a buffer whose rows lie apart.
  if (indices.size() == 2)
    at = b.createOrFold<arith::AddIOp>(
        loc, b.createOrFold<arith::MulIOp>(loc, at, extentOf(loc, view, 1)), indices[1]);
  auto arg = dyn_cast<BlockArgument>(view);
  if (arg && !args[arg.getArgNumber()].offset.empty() && args[arg.getArgNumber()].offset != "0")
    at = b.createOrFold<arith::AddIOp>(loc, at, indexOf(args[arg.getArgNumber()].offset));
  return at;
}
