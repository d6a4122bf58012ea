//===- DirectConversion.cpp - To the LLVM dialect in one walk -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "DirectConversion.h"

#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/PostOrderIterator.h"

using namespace mlir;
using namespace atlas::cpu;

const DirectForms &DirectForms::get() {
  static const DirectForms all = [] {
    DirectForms forms;
    addScalarForms(forms);
    addBufferForms(forms);
    addRowForms(forms);
    addControlForms(forms);
    return forms;
  }();
  return all;
}

//===----------------------------------------------------------------------===//
// Types and values
//===----------------------------------------------------------------------===//

static Type convertType(Type type) {
  if (type.isIndex())
    return IntegerType::get(type.getContext(), 64);
  if (auto vector = dyn_cast<VectorType>(type)) {
    Type element =
        vector.getRank() == 1 ? convertType(vector.getElementType()) : Type();
    return element ? vector.clone(element) : Type();
  }
  return isa<IntegerType, FloatType, LLVM::LLVMPointerType>(type) &&
                 LLVM::isCompatibleType(type)
             ? type
             : Type();
}

Type DirectConversion::typeOf(Type type) {
  auto [place, isNew] = types.try_emplace(type);
  if (isNew)
    place->second = convertType(type);
  return place->second;
}

SmallVector<Value> DirectConversion::valuesOf(ValueRange old) {
  return llvm::map_to_vector(old, [&](Value value) { return valueOf(value); });
}

SmallVector<Value> DirectConversion::flatOperands(Location loc,
                                                  ValueRange old) {
  SmallVector<Value> flat;
  for (Value value : old) {
    if (auto type = dyn_cast<MemRefType>(value.getType()))
      flatten(b, loc, type, bufferOf(value), flat);
    else
      flat.push_back(valueOf(value));
  }
  return flat;
}

void DirectConversion::mapFlat(ValueRange old, ValueRange values) {
  for (Value value : old) {
    if (auto type = dyn_cast<MemRefType>(value.getType())) {
      map(value, unflatten(type, values));
    } else {
      map(value, values.front());
      values = values.drop_front();
    }
  }
}

LogicalResult DirectConversion::flatTypes(TypeRange old,
                                          SmallVectorImpl<Type> &types) {
  for (Type type : old) {
    auto buffer = dyn_cast<MemRefType>(type);
    if (buffer && hasParts(converter, buffer))
      flattenType(buffer, types);
    else if (Type converted = typeOf(type))
      types.push_back(converted);
    else
      return failure();
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// The new arguments come after the old ones, which nobody uses in the end.
void DirectConversion::convertArguments(Block &block) {
  SmallVector<Value> old(block.getArguments());
  SmallVector<Type> flat;
  (void)flatTypes(block.getArgumentTypes(), flat);
  SmallVector<Location> places(flat.size(), block.getParentOp()->getLoc());
  auto added = block.addArguments(flat, places);
  mapFlat(old, SmallVector<Value>(added.begin(), added.end()));
}

/// For upstream's patterns: the operation keeps its types, between casts.
void DirectConversion::leave(Operation *op) {
  Location loc = op->getLoc();
  auto cast = [&](Type type, Value value) {
    return value.getType() == type
               ? value
               : UnrealizedConversionCastOp::create(b, loc, type, value)
                     .getResult(0);
  };
  for (OpOperand &operand : op->getOpOperands()) {
    Value old = operand.get();
    if (auto type = dyn_cast<MemRefType>(old.getType()))
      operand.set(
          cast(type, toDescriptor(b, loc, converter, type, bufferOf(old))));
    else
      operand.set(cast(old.getType(), valueOf(old)));
  }
  b.setInsertionPointAfter(op);
  for (Value result : op->getResults()) {
    if (auto type = dyn_cast<MemRefType>(result.getType()))
      map(result, fromDescriptor(b, loc, type,
                                 cast(converter.convertType(type), result)));
    else if (Type type = typeOf(result.getType());
             type && type != result.getType())
      map(result, cast(type, result));
  }
}

/// Descriptors that entries made of their arguments, and that no buffer needs
/// now.
static void eraseDeadDescriptors(Region &body) {
  for (Block &block : llvm::reverse(body))
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
      if (isa<LLVM::InsertValueOp, LLVM::PoisonOp>(op) && op.use_empty())
        op.erase();
}

void DirectConversion::convert(func::FuncOp function) {
  values.clear();
  buffers.clear();
  const DirectForms &forms = DirectForms::get();
  Region &body = function.getBody();
  SmallVector<unsigned> counts;
  for (Block &block : body) {
    counts.push_back(block.getNumArguments());
    convertArguments(block);
  }
  SmallVector<Operation *> converted;
  for (Block *block : llvm::ReversePostOrderTraversal<Block *>(&body.front())) {
    SmallVector<Operation *> ops(llvm::make_pointer_range(*block));
    for (Operation *op : ops) {
      b.setInsertionPoint(op);
      DirectForm form = forms.lookup(op);
      if (form && form(*this, op))
        converted.push_back(op);
      else
        leave(op);
    }
  }
  for (Operation *op : converted)
    op->dropAllReferences();
  for (Operation *op : converted)
    op->erase();
  eraseDeadDescriptors(body);
  for (auto [block, count] : llvm::zip_equal(body, counts))
    block.eraseArguments(0, count);
}

/// The function in the LLVM dialect, with the body of this one.
static void replaceFunction(func::FuncOp function,
                            DirectConversion &conversion) {
  OpBuilder &b = conversion.b;
  b.setInsertionPoint(function);
  SmallVector<Type> inputs, results;
  SmallVector<DictionaryAttr> attributes;
  for (auto [i, type] : llvm::enumerate(function.getArgumentTypes())) {
    (void)conversion.flatTypes(type, inputs);
    attributes.resize(inputs.size(), b.getDictionaryAttr({}));
    if (DictionaryAttr own = function.getArgAttrDict(i))
      attributes.back() = own;
  }
  (void)conversion.flatTypes(function.getResultTypes(), results);
  Type result = results.empty() ? LLVM::LLVMVoidType::get(b.getContext())
                : results.size() == 1
                    ? results.front()
                    : LLVM::LLVMStructType::getLiteral(b.getContext(), results);
  SmallVector<NamedAttribute> kept(function->getDiscardableAttrs());
  if (auto visibility = function.getSymVisibilityAttr())
    kept.emplace_back(function.getSymVisibilityAttrName(), visibility);
  auto made = LLVM::LLVMFuncOp::create(
      b, function.getLoc(), function.getName(),
      LLVM::LLVMFunctionType::get(result, inputs), LLVM::Linkage::External,
      /*dsoLocal=*/false, LLVM::CConv::C, /*comdat=*/nullptr, kept, attributes);
  made.getBody().takeBody(function.getBody());
  function.erase();
}

//===----------------------------------------------------------------------===//
// Modules
//===----------------------------------------------------------------------===//

/// What stays may work on buffers, but only on their parts: the heap's pointer
/// is in the descriptor alone, and calls of values pass descriptors.
static bool mayStay(Operation &op, DirectConversion &conversion) {
  if (op.getNumRegions() || isa<memref::DeallocOp, memref::ReallocOp,
                                func::ConstantOp, func::CallIndirectOp>(op))
    return false;
  return llvm::all_of(op.getResultTypes(), [&](Type type) {
    auto buffer = dyn_cast<MemRefType>(type);
    return !buffer || hasParts(conversion.converter, buffer);
  });
}

static bool isDirect(Block &block, DirectConversion &conversion) {
  SmallVector<Type> types;
  return succeeded(conversion.flatTypes(block.getArgumentTypes(), types)) &&
         DirectForms::get().lookup(block.getTerminator()) &&
         llvm::all_of(block,
                      [&](Operation &op) { return mayStay(op, conversion); });
}

static bool isDirect(func::FuncOp function, DirectConversion &conversion) {
  constexpr StringLiteral kUpstreams[] = {
      "llvm.linkage", "llvm.varargs", "llvm.readnone", "llvm.emit_c_interface"};
  if (function.isExternal() || function.getAllResultAttrs() ||
      llvm::any_of(kUpstreams,
                   [&](StringRef name) { return function->hasAttr(name); }))
    return false;
  SmallVector<Type> results;
  if (llvm::any_of(function.getResultTypes(), llvm::IsaPred<BaseMemRefType>) ||
      failed(conversion.flatTypes(function.getResultTypes(), results)))
    return false;
  for (auto [i, type] : llvm::enumerate(function.getArgumentTypes()))
    if (isa<BaseMemRefType>(type) && function.getArgAttrDict(i))
      return false;
  Region &body = function.getBody();
  llvm::ReversePostOrderTraversal<Block *> reached(&body.front());
  return static_cast<size_t>(std::distance(reached.begin(), reached.end())) ==
             body.getBlocks().size() &&
         llvm::all_of(
             body, [&](Block &block) { return isDirect(block, conversion); });
}

bool atlas::cpu::convertDirectly(ModuleOp module,
                                 const LLVMTypeConverter &converter) {
  DirectConversion conversion(converter);
  SmallVector<func::FuncOp> functions(module.getOps<func::FuncOp>());
  if (!llvm::all_of(functions,
                    [&](func::FuncOp f) { return isDirect(f, conversion); }))
    return false;
  for (func::FuncOp function : functions)
    conversion.convert(function);
  for (func::FuncOp function : functions)
    replaceFunction(function, conversion);
  return true;
}
