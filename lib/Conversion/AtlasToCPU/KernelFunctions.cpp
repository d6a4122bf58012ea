//===- KernelFunctions.cpp - Kernels become typed and packed entries ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For a kernel K:
//
//   K          typed C entry; holds the body unless K has several results, then
//              K.body (private) holds it and K stores through out-pointers
//   K.phaseN   (private) units [lo, hi) of a phase of the launch plan
//   K.packed   loads the argument block and calls the body or a phase
//
// A kernel of batches has its code once: K runs all units of one phase after
// the other (docs/Rationale/launch-plans.md).
//
// Buffers are opaque pointers at function level; memref descriptors are built
// in the body and fold away. Source: cli-and-golden.md section 2.
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/AtlasToCPU/HostPipeline.h"
#include "atlas/Conversion/AtlasToCPU/Passes.h"
#include "atlas/Conversion/Common/KernelABIBuilder.h"
#include "atlas/Conversion/Common/LengthCode.h"
#include "atlas/Conversion/Common/Phases.h"
#include "atlas-c/args.h"

#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/IRMapping.h"

namespace atlas {
#define GEN_PASS_DEF_KERNELSTOFUNCTIONSPASS
#include "atlas/Conversion/AtlasToCPU/Passes.h.inc"
} // namespace atlas

using namespace mlir;
using namespace atlas;
using namespace atlas::lowering;

namespace {

/// The integer that carries a scalar at C level: 8, 16, 32 or 64 bits.
Type carrierOf(OpBuilder &b, Type type) {
  if (isa<FloatType>(type))
    return type;
  unsigned bits = type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
  return b.getIntegerType(std::max<unsigned>(8, llvm::PowerOf2Ceil(bits)));
}

/// Zero-extends or truncates between a scalar and its carrier.
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

/// The most bytes of scratch that a kernel takes from the stack.
constexpr int64_t kStackScratch = 1024;

/// One kernel on its way to functions.
class KernelLowering {
public:
  KernelLowering(KernelOp kernel, bool serialOnly)
      : kernel(kernel), b(kernel.getContext()), loc(kernel.getLoc()),
        abi(buildKernelABI(kernel)), converter(kernel.getContext()),
        pointer(LLVM::LLVMPointerType::get(kernel.getContext())),
        i64(b.getI64Type()), serialOnly(serialOnly) {}

  LogicalResult run() {
    if (failed(moveTemporaries(kernel, abi, tempTypes)))
      return failure();
    auto split = splitPhases(kernel, abi, tempTypes);
    if (failed(split))
      return failure();
    phases = std::move(*split);
    if (serialOnly)
      phases.clear();
    b.setInsertionPoint(kernel);
    bool several = abi.results.size() > 1;
    SmallVector<Type> raw(kernel.getResultTypes());
    std::string name = abi.name;
    func::FuncOp body;
    if (several) {
      body = makeFunction(name + ".body", signature(), raw);
      body.setPrivate();
      fillBody(body, kernel.getBody(), /*carriers=*/false);
      makeOutPointerEntry(body);
    } else {
      SmallVector<Type> results;
      for (Type type : raw)
        results.push_back(carrierOf(b, type));
      body = makeFunction(name, signature(), results);
      if (!isItsPlan())
        fillBody(body, kernel.getBody(), /*carriers=*/true);
    }
    SmallVector<func::FuncOp> phaseFunctions;
    for (auto [i, phase] : llvm::enumerate(phases))
      phaseFunctions.push_back(makePhase(i, *phase));
    if (isItsPlan())
      fillWithPlan(body, phaseFunctions);
    makePacked(body, phaseFunctions);
    kernel.erase();
    return success();
  }

private:
  KernelOp kernel;
  OpBuilder b;
  Location loc;
  KernelABI abi;
  LLVMTypeConverter converter;
  Type pointer, i64;
  bool serialOnly; ///< make no code for phases
  SmallVector<std::unique_ptr<Region>> phases;
  SmallVector<MemRefType> tempTypes; ///< of abi.temps

  bool needsScratch() const {
    return llvm::any_of(abi.temps, [](const LaunchTemp &t) { return t.serial; });
  }

  /// Bytes of all temporaries together, if they are the same for all calls.
  std::optional<int64_t> fixedScratch() const {
    int64_t bytes = 0;
    for (const LaunchTemp &temp : abi.temps) {
      auto size = llvm::cantFail(LengthExpr::parse(temp.size))
                      .evaluate([](StringRef, unsigned, bool) {
                        return std::optional<int64_t>();
                      });
      if (!size) {
        llvm::consumeError(size.takeError());
        return std::nullopt;
      }
      bytes += llvm::alignTo(*size, 64);
    }
    return bytes;
  }

  /// Whether the whole kernel is all units of its phases: items of batches, whose
  /// code is long, and what is handed on between phases fits a small block on the
  /// stack. Other operations cost less serially than in blocks.
  bool isItsPlan() {
    if (phases.empty() || !abi.results.empty() || needsScratch())
      return false;
    auto batches = kernel.getBody().front().getOps<BatchOp>();
    std::optional<int64_t> bytes = fixedScratch();
    return !batches.empty() && bytes && *bytes <= kStackScratch;
  }

  //===------------------------------------------------------------------===//
  // Signatures
  //===------------------------------------------------------------------===//

  SmallVector<Type> signature() {
    SmallVector<Type> types;
    for (Type type : kernel.getArgumentTypes())
      types.push_back(isa<MemRefType>(type) ? pointer : carrierOf(b, type));
    types.append(independentDims(abi).size(), i64);
    for (const KernelParam &param : abi.params)
      if (param.strided)
        types.push_back(i64);
    if (needsScratch())
      types.push_back(pointer);
    return types;
  }

  /// Outputs overlap nothing else unless the kernel says so.
  bool isNoAlias(unsigned i) const {
    auto touches = [&](const KernelParam &p) {
      return !p.inplace.empty() || p.mayOverlap;
    };
    if (touches(abi.params[i]))
      return false;
    for (const KernelParam &other : abi.params)
      if (other.mayOverlap || llvm::is_contained(other.inplace, abi.params[i].name))
        return false;
    return true;
  }

  func::FuncOp makeFunction(StringRef name, ArrayRef<Type> inputs,
                            ArrayRef<Type> results) {
    auto function = func::FuncOp::create(b, loc, name,
                                         b.getFunctionType(inputs, results));
    function->setAttr("atlas.kernel", b.getStringAttr(abi.name));
    for (auto [i, param] : llvm::enumerate(abi.params)) {
      if (!param.isBuffer())
        continue;
      if (isNoAlias(i))
        function.setArgAttr(i, "llvm.noalias", b.getUnitAttr());
      if (!param.isWritten())
        function.setArgAttr(i, "llvm.readonly", b.getUnitAttr());
    }
    return function;
  }

  //===------------------------------------------------------------------===//
  // Bodies
  //===------------------------------------------------------------------===//

  /// Kernel-level values rebuilt from the arguments of `function`.
  SmallVector<Value> rebuildArguments(func::FuncOp function) {
    Block &entry = function.getBody().front();
    llvm::StringMap<Value> dims; // "name,k" -> i64
    auto key = [](StringRef name, unsigned k) {
      return (name + "," + Twine(k)).str();
    };
    unsigned at = abi.params.size();
    for (auto [index, k] : independentDims(abi))
      dims[key(abi.params[index].name, k)] = entry.getArgument(at++);
    llvm::StringMap<Value> strides;
    for (const KernelParam &param : abi.params)
      if (param.strided)
        strides[param.name] = entry.getArgument(at++);

    std::function<Value(StringRef, unsigned)> dimValue;
    auto scalarValue = [&](StringRef name) -> Value {
      for (auto [i, param] : llvm::enumerate(abi.params))
        if (param.name == name)
          return convertInt(b, loc, entry.getArgument(i), i64);
      return {};
    };
    dimValue = [&](StringRef name, unsigned k) -> Value {
      Value &slot = dims[key(name, k)];
      if (slot)
        return slot;
      const KernelParam *param = abi.findParam(name);
      if (param->dims[k] != kDynamic) {
        slot = arith::ConstantIntOp::create(b, loc, param->dims[k], 64);
        return slot;
      }
      LengthExpr expr = llvm::cantFail(LengthExpr::parse(param->length));
      Value value = emitLength(b, loc, expr.root(),
                               [&](StringRef n, unsigned j, bool isDim) {
                                 return isDim ? dimValue(n, j) : scalarValue(n);
                               });
      dims[key(name, k)] = value;
      return value;
    };

    SmallVector<Value> rebuilt;
    for (auto [i, type] : llvm::enumerate(kernel.getArgumentTypes())) {
      Value arg = entry.getArgument(i);
      auto buffer = dyn_cast<MemRefType>(type);
      if (!buffer) {
        rebuilt.push_back(convertInt(b, loc, arg, type));
        continue;
      }
      SmallVector<Value> sizes;
      for (unsigned d = 0; d != abi.params[i].rank; ++d)
        sizes.push_back(dimValue(abi.params[i].name, d));
      rebuilt.push_back(
          view(buffer, arg, sizes, strides.lookup(abi.params[i].name)));
    }
    return rebuilt;
  }

  /// A memref over a bare pointer.
  Value view(MemRefType type, Value base, ArrayRef<Value> sizes, Value stride) {
    Type descriptorType = converter.convertType(type);
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

  /// An expression over the kernel's dimensions and scalars, as i64.
  Value lengthOf(StringRef text, ValueRange rebuilt) {
    LengthExpr expr = llvm::cantFail(LengthExpr::parse(text));
    return emitLength(
        b, loc, expr.root(), [&](StringRef name, unsigned k, bool isDim) {
          for (auto [p, param] : llvm::enumerate(abi.params))
            if (param.name == name) {
              if (!isDim)
                return convertInt(b, loc, rebuilt[p], i64);
              Value d = memref::DimOp::create(b, loc, rebuilt[p], k);
              return convertInt(b, loc, d, i64);
            }
          return Value();
        });
  }

  /// Views of the temporaries at `scratch`, one after the other on 64 bytes;
  /// those of the whole kernel come first.
  SmallVector<Value> temporaryViews(ValueRange rebuilt, Value scratch,
                                    bool serialOnly) {
    SmallVector<Value> views;
    Value offset = arith::ConstantIntOp::create(b, loc, 0, 64);
    for (auto [temp, type] : llvm::zip_equal(abi.temps, tempTypes)) {
      if (serialOnly && !temp.serial)
        break;
      Value bytes = lengthOf(temp.size, rebuilt);
      Value base = LLVM::GEPOp::create(b, loc, pointer, b.getI8Type(), scratch,
                                       ValueRange{offset});
      unsigned element = dataTypeOf(type.getElementType()).byteSize();
      Value count = arith::DivUIOp::create(
          b, loc, bytes, arith::ConstantIntOp::create(b, loc, element, 64));
      views.push_back(view(type, base, {count}, {}));
      Value mask = arith::ConstantIntOp::create(b, loc, -64, 64);
      Value up = arith::AddIOp::create(
          b, loc, bytes, arith::ConstantIntOp::create(b, loc, 63, 64));
      offset = arith::AddIOp::create(b, loc, offset,
                                     arith::AndIOp::create(b, loc, up, mask));
    }
    return views;
  }

  void fillBody(func::FuncOp function, Region &source, bool carriers) {
    OpBuilder::InsertionGuard guard(b);
    Block *entry = function.addEntryBlock();
    b.setInsertionPointToStart(entry);
    SmallVector<Value> values = rebuildArguments(function);
    if (needsScratch())
      llvm::append_range(values,
                         temporaryViews(values, entry->getArguments().back(),
                                        /*serialOnly=*/true));
    inlineRegion(source, values);
    auto end = cast<ReturnOp>(entry->getTerminator());
    b.setInsertionPoint(end);
    SmallVector<Value> results(end.getOperands());
    if (carriers)
      for (Value &value : results)
        value = convertInt(b, loc, value, carrierOf(b, value.getType()));
    func::ReturnOp::create(b, end.getLoc(), results);
    end.erase();
  }

  /// All units of each phase in turn, what they hand on lying on the stack.
  void fillWithPlan(func::FuncOp function, ArrayRef<func::FuncOp> functions) {
    OpBuilder::InsertionGuard guard(b);
    Block *entry = function.addEntryBlock();
    b.setInsertionPointToStart(entry);
    Value zero = arith::ConstantIntOp::create(b, loc, 0, 64);
    Value bytes = arith::ConstantIntOp::create(b, loc, *fixedScratch(), 64);
    Value scratch = LLVM::AllocaOp::create(b, loc, pointer, b.getI8Type(), bytes,
                                           /*alignment=*/64);
    SmallVector<Value> values = rebuildArguments(function);
    SmallVector<Value> operands(entry->getArguments());
    Value noResults = LLVM::ZeroOp::create(b, loc, pointer);
    operands.append({scratch, noResults, zero});
    for (auto [phase, callee] : llvm::zip_equal(abi.phases, functions)) {
      operands.push_back(lengthOf(phase.space, values));
      func::CallOp::create(b, loc, callee, operands);
      operands.pop_back();
    }
    func::ReturnOp::create(b, loc);
  }

  func::FuncOp makePhase(unsigned i, Region &source) {
    SmallVector<Type> inputs = signature();
    if (!needsScratch())
      inputs.push_back(pointer);
    inputs.append({pointer, i64, i64}); // result words, lo, hi
    auto function =
        makeFunction(abi.name + ".phase" + std::to_string(i), inputs, {});
    function.setPrivate();
    fillPhase(function, source);
    return function;
  }

  /// A phase region takes the kernel's values, the temporaries, lo and hi. What
  /// its return names are the kernel's results, stored as words.
  void fillPhase(func::FuncOp function, Region &source) {
    OpBuilder::InsertionGuard guard(b);
    Block *entry = function.addEntryBlock();
    b.setInsertionPointToStart(entry);
    unsigned count = entry->getNumArguments();
    SmallVector<Value> values = rebuildArguments(function);
    llvm::append_range(values,
                       temporaryViews(values, entry->getArgument(count - 4),
                                      /*serialOnly=*/false));
    for (unsigned k : {count - 2, count - 1})
      values.push_back(arith::IndexCastOp::create(b, loc, b.getIndexType(),
                                                  entry->getArgument(k)));
    inlineRegion(source, values);
    auto end = cast<ReturnOp>(entry->getTerminator());
    b.setInsertionPoint(end);
    storeResults(entry->getArgument(count - 3), end.getOperands());
    func::ReturnOp::create(b, end.getLoc());
    end.erase();
  }

  void storeResults(Value words, ValueRange values) {
    for (auto [i, value] : llvm::enumerate(values)) {
      Value at = LLVM::GEPOp::create(
          b, loc, pointer, b.getI8Type(), words,
          ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(8 * i)});
      LLVM::StoreOp::create(b, loc, toWord(value), at, /*alignment=*/8);
    }
  }

  /// Clones the single block of `source` at the insertion point.
  void inlineRegion(Region &source, ValueRange values) {
    IRMapping map;
    Block &block = source.front();
    map.map(block.getArguments().take_front(values.size()), values);
    for (Operation &op : block)
      b.clone(op, map);
  }

  //===------------------------------------------------------------------===//
  // Entries
  //===------------------------------------------------------------------===//

  /// K(args..., out0, out1, ...): several results through pointers.
  void makeOutPointerEntry(func::FuncOp body) {
    SmallVector<Type> inputs = signature();
    inputs.append(abi.results.size(), pointer);
    auto function = makeFunction(abi.name, inputs, {});
    OpBuilder::InsertionGuard guard(b);
    Block *entry = function.addEntryBlock();
    b.setInsertionPointToStart(entry);
    unsigned count = body.getNumArguments();
    auto call = func::CallOp::create(b, loc, body,
                                     entry->getArguments().take_front(count));
    for (auto [i, value] : llvm::enumerate(call.getResults())) {
      Value wide = convertInt(b, loc, value, carrierOf(b, value.getType()));
      LLVM::StoreOp::create(b, loc, wide, entry->getArgument(count + i),
                            /*alignment=*/1);
    }
    func::ReturnOp::create(b, loc);
  }

  Value loadField(Value base, int64_t offset, Type type) {
    Value at = LLVM::GEPOp::create(b, loc, pointer, b.getI8Type(), base,
                                   ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(offset)});
    return LLVM::LoadOp::create(b, loc, type, at, /*alignment=*/
                                type == b.getI32Type() ? 4 : 8);
  }

  Value fromWord(Value word, Type type) {
    if (auto floatType = dyn_cast<FloatType>(type)) {
      Value bits = convertInt(b, loc, word, b.getIntegerType(floatType.getWidth()));
      return arith::BitcastOp::create(b, loc, type, bits);
    }
    return convertInt(b, loc, word, type);
  }

  Value toWord(Value value) {
    if (auto floatType = dyn_cast<FloatType>(value.getType()))
      value = arith::BitcastOp::create(
          b, loc, b.getIntegerType(floatType.getWidth()), value);
    return convertInt(b, loc, value, i64);
  }

  void makePacked(func::FuncOp body, ArrayRef<func::FuncOp> phaseFunctions) {
    auto function = func::FuncOp::create(
        b, loc, abi.name + ".packed",
        b.getFunctionType({pointer}, {b.getI32Type()}));
    function->setAttr("atlas.kernel", b.getStringAttr(abi.name));
    function->setAttr(kABIAttrName,
                      b.getStringAttr(llvm::formatv("{0}", abi.toJSON()).str()));
    OpBuilder::InsertionGuard guard(b);
    Block *entry = function.addEntryBlock();
    b.setInsertionPointToStart(entry);
    Value args = entry->getArgument(0);

    Value buffers, scalars;
    SmallVector<Value> operands, dims, strides;
    unsigned buffer = 0, scalar = 0;
    for (auto [i, param] : llvm::enumerate(abi.params)) {
      if (param.isBuffer()) {
        if (!buffers)
          buffers = loadField(args, offsetof(atlas_args_t, buffers), pointer);
        operands.push_back(
            loadField(buffers, buffer++ * sizeof(atlas_buffer_t), pointer));
        continue;
      }
      if (!scalars)
        scalars = loadField(args, offsetof(atlas_args_t, scalars), pointer);
      operands.push_back(fromWord(loadField(scalars, scalar++ * 8, i64),
                                  carrierOf(b, kernel.getArgumentTypes()[i])));
    }
    auto field = [&](unsigned param, size_t offset) {
      return loadField(buffers,
                       abi.ordinal(param) * sizeof(atlas_buffer_t) + offset, i64);
    };
    for (auto [param, k] : independentDims(abi))
      operands.push_back(field(param, offsetof(atlas_buffer_t, dim) + 8 * k));
    for (auto [i, param] : llvm::enumerate(abi.params))
      if (param.strided)
        operands.push_back(field(i, offsetof(atlas_buffer_t, stride)));
    if (needsScratch())
      operands.push_back(loadField(args, offsetof(atlas_args_t, scratch), pointer));

    auto whole = [&](OpBuilder &) {
      auto call = func::CallOp::create(b, loc, body, operands);
      if (call.getNumResults())
        storeResults(loadField(args, offsetof(atlas_args_t, results), pointer),
                     call.getResults());
    };
    if (phaseFunctions.empty()) {
      whole(b);
    } else {
      Value phase = loadField(args, offsetof(atlas_args_t, phase), b.getI32Type());
      Value lo = loadField(args, offsetof(atlas_args_t, lo), i64);
      Value hi = loadField(args, offsetof(atlas_args_t, hi), i64);
      Value words = loadField(args, offsetof(atlas_args_t, results), pointer);
      if (!needsScratch())
        operands.push_back(
            loadField(args, offsetof(atlas_args_t, scratch), pointer));
      SmallVector<Value> phaseOperands(operands);
      if (!needsScratch())
        operands.pop_back();
      phaseOperands.append({words, lo, hi});
      dispatch(phase, phaseFunctions, phaseOperands, whole);
    }
    Value ok = arith::ConstantIntOp::create(b, loc, 0, 32);
    func::ReturnOp::create(b, loc, ok);
  }

  /// A chain of scf.if over the phase number, the whole kernel last.
  template <typename Whole>
  void dispatch(Value phase, ArrayRef<func::FuncOp> functions,
                ValueRange operands, Whole &whole) {
    if (functions.empty())
      return whole(b);
    unsigned index = abi.phases.size() - functions.size();
    Value number = arith::ConstantIntOp::create(b, loc, index, 32);
    Value here = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, phase,
                                       number);
    auto branch = scf::IfOp::create(b, loc, here, /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(branch.thenBlock());
    func::CallOp::create(b, loc, functions.front(), operands);
    b.setInsertionPointToStart(branch.elseBlock());
    dispatch(phase, functions.drop_front(), operands, whole);
  }
};

struct KernelsToFunctions
    : atlas::impl::KernelsToFunctionsPassBase<KernelsToFunctions> {
  using KernelsToFunctionsPassBase::KernelsToFunctionsPassBase;
  void runOnOperation() override {
    for (KernelOp kernel :
         llvm::make_early_inc_range(getOperation().getOps<KernelOp>()))
      if (failed(KernelLowering(kernel, serialOnly).run()))
        return signalPassFailure();
  }
};

} // namespace
