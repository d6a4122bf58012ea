//===- KernelValues.cpp - A kernel's values from C arguments --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "KernelValues.h"
#include "Carriers.h"

#include "atlas/Conversion/Common/KernelABIBuilder.h"
#include "atlas/Conversion/Common/LengthCode.h"

#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;
using namespace atlas::lowering;

/// A memref over a bare pointer; rows lie `stride` elements apart, or densely.
static Value view(KernelFrame &frame, MemRefType type, Value base,
                  ArrayRef<Value> sizes, Value stride) {
  OpBuilder &b = frame.b;
  Location loc = frame.loc;
  Type descriptorType = frame.converter.convertType(type);
  auto descriptor = MemRefDescriptor::poison(b, loc, descriptorType);
  descriptor.setAllocatedPtr(b, loc, base);
  descriptor.setAlignedPtr(b, loc, base);
  descriptor.setConstantOffset(b, loc, 0);
  for (auto [d, size] : llvm::enumerate(sizes))
    descriptor.setSize(b, loc, d, size);
  if (sizes.size() == 2)
    descriptor.setStride(b, loc, 0, stride ? stride : sizes[1]);
  descriptor.setConstantStride(b, loc, sizes.size() - 1, 1);
  return UnrealizedConversionCastOp::create(b, loc, type, Value(descriptor))
      .getResult(0);
}

namespace {

/// The C arguments at the start of a function, by what they mean.
class Arguments {
public:
  Arguments(KernelFrame &frame, Block &entry) : frame(frame), entry(entry) {
    const KernelABI &abi = frame.abi;
    unsigned at = abi.params.size();
    for (auto [index, k] : independentDims(abi))
      dims[key(abi.params[index].name, k)] = entry.getArgument(at++);
    for (const KernelParam &param : abi.params)
      if (param.strided)
        strides[param.name] = entry.getArgument(at++);
  }

  /// The kernel's argument `i`, of `type`.
  Value rebuild(unsigned i, Type type) {
    Value argument = entry.getArgument(i);
    auto buffer = dyn_cast<MemRefType>(type);
    if (!buffer)
      return convertInt(frame.b, frame.loc, argument, type);
    const KernelParam &param = frame.abi.params[i];
    SmallVector<Value> sizes;
    for (unsigned d = 0; d != param.rank; ++d)
      sizes.push_back(dimension(param.name, d));
    return view(frame, buffer, argument, sizes, strides.lookup(param.name));
  }

private:
  KernelFrame &frame;
  Block &entry;
  llvm::StringMap<Value>
      dims; ///< "name,k" -> i64, filled as they are asked for
  llvm::StringMap<Value> strides;

  static std::string key(StringRef name, unsigned k) {
    return (name + "," + Twine(k)).str();
  }

  Value scalar(StringRef name) {
    for (auto [i, param] : llvm::enumerate(frame.abi.params))
      if (param.name == name)
        return convertInt(frame.b, frame.loc, entry.getArgument(i), frame.i64);
    return {};
  }

  /// Dimension `k` of a buffer: given, static, or what its length says.
  Value dimension(StringRef name, unsigned k) {
    if (Value known = dims.lookup(key(name, k)))
      return known;
    const KernelParam *param = frame.abi.findParam(name);
    Value value;
    if (param->dims[k] != kDynamic) {
      value =
          arith::ConstantIntOp::create(frame.b, frame.loc, param->dims[k], 64);
    } else {
      LengthExpr expr = llvm::cantFail(LengthExpr::parse(param->length));
      value = emitLength(frame.b, frame.loc, expr.root(),
                         [&](StringRef n, unsigned j, bool isDim) {
                           return isDim ? dimension(n, j) : scalar(n);
                         });
    }
    dims[key(name, k)] = value;
    return value;
  }
};

} // namespace

SmallVector<Value> cpu::rebuildArguments(KernelFrame &frame,
                                         func::FuncOp function) {
  Arguments arguments(frame, function.getBody().front());
  SmallVector<Value> rebuilt;
  for (auto [i, type] : llvm::enumerate(frame.kernel.getArgumentTypes()))
    rebuilt.push_back(arguments.rebuild(i, type));
  return rebuilt;
}

Value cpu::lengthOf(KernelFrame &frame, StringRef text, ValueRange rebuilt) {
  OpBuilder &b = frame.b;
  Location loc = frame.loc;
  LengthExpr expr = llvm::cantFail(LengthExpr::parse(text));
  return emitLength(
      b, loc, expr.root(), [&](StringRef name, unsigned k, bool isDim) {
        for (auto [p, param] : llvm::enumerate(frame.abi.params))
          if (param.name == name) {
            if (!isDim)
              return convertInt(b, loc, rebuilt[p], frame.i64);
            Value d = memref::DimOp::create(b, loc, rebuilt[p], k);
            return convertInt(b, loc, d, frame.i64);
          }
        return Value();
      });
}

SmallVector<Value> cpu::temporaryViews(KernelFrame &frame, ValueRange rebuilt,
                                       Value scratch, bool serialOnly) {
  OpBuilder &b = frame.b;
  Location loc = frame.loc;
  SmallVector<Value> views;
  Value offset = arith::ConstantIntOp::create(b, loc, 0, 64);
  for (auto [temp, type] : llvm::zip_equal(frame.abi.temps, frame.tempTypes)) {
    if (serialOnly && !temp.serial)
      break;
    Value bytes = lengthOf(frame, temp.size, rebuilt);
    Value base = LLVM::GEPOp::create(b, loc, frame.pointer, b.getI8Type(),
                                     scratch, ValueRange{offset});
    unsigned element = dataTypeOf(type.getElementType()).byteSize();
    Value count = arith::DivUIOp::create(
        b, loc, bytes, arith::ConstantIntOp::create(b, loc, element, 64));
    views.push_back(view(frame, type, base, {count}, {}));
    Value mask = arith::ConstantIntOp::create(b, loc, -64, 64);
    Value up = arith::AddIOp::create(
        b, loc, bytes, arith::ConstantIntOp::create(b, loc, 63, 64));
    offset = arith::AddIOp::create(b, loc, offset,
                                   arith::AndIOp::create(b, loc, up, mask));
  }
  return views;
}
