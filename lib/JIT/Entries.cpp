//===- Entries.cpp - Entries generated around a kernel --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Entries.h"

#include "atlas/JIT/Compiler.h"
#include "atlas/Support/Error.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace atlas::jit {
namespace {

Type *llvmType(LLVMContext &context, DataType type) {
  if (!type.isFloat())
    return Type::getIntNTy(context, type.bits);
  switch (type.bits) {
  case 16:
    return Type::getHalfTy(context);
  case 32:
    return Type::getFloatTy(context);
  default:
    return Type::getDoubleTy(context);
  }
}

std::string typeText(Type *type) {
  std::string text;
  raw_string_ostream os(text);
  type->print(os);
  return text;
}

// The type a C caller reads a result as: whole bytes, a power of two of them.
IntegerType *widened(IntegerType *type) {
  unsigned bits = std::max<unsigned>(8, PowerOf2Ceil(type->getBitWidth()));
  return IntegerType::get(type->getContext(), bits);
}

// A value as a 64-bit word: integers zero-extended, floats by bit pattern.
Value *toWord(IRBuilder<> &b, Value *value) {
  Type *type = value->getType();
  if (type->isFloatingPointTy())
    value = b.CreateBitCast(value, b.getIntNTy(type->getPrimitiveSizeInBits()));
  return b.CreateZExt(value, b.getInt64Ty());
}

Value *fromWord(IRBuilder<> &b, Value *word, Type *type) {
  if (!type->isFloatingPointTy())
    return b.CreateTrunc(word, type);
  Type *bits = b.getIntNTy(type->getPrimitiveSizeInBits());
  return b.CreateBitCast(b.CreateTrunc(word, bits), type);
}

Value *loadField(IRBuilder<> &b, Value *base, uint64_t offset, Type *type) {
  return b.CreateAlignedLoad(
      type, b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), base, offset),
      Align(8));
}

// Offsets in atlas_args_t and atlas_buffer_t.
constexpr uint64_t kBuffers = offsetof(atlas_args_t, buffers);
constexpr uint64_t kScalars = offsetof(atlas_args_t, scalars);
constexpr uint64_t kResults = offsetof(atlas_args_t, results);
constexpr uint64_t kDim = offsetof(atlas_buffer_t, dim);

Function *newEntry(Module &module, StringRef name, Type *result,
                   ArrayRef<Type *> params) {
  auto *function = Function::Create(FunctionType::get(result, params, false),
                                    GlobalValue::ExternalLinkage, name, module);
  function->addFnAttr(Attribute::NoUnwind);
  BasicBlock::Create(module.getContext(), "entry", function);
  return function;
}

// The call's results one by one.
SmallVector<Value *> takeApart(IRBuilder<> &b, Value *call) {
  SmallVector<Value *> results;
  if (auto *record = dyn_cast<StructType>(call->getType()))
    for (unsigned i = 0; i < record->getNumElements(); ++i)
      results.push_back(b.CreateExtractValue(call, i));
  else if (!call->getType()->isVoidTy())
    results.push_back(call);
  return results;
}

} // namespace

Error checkSignature(const Function &kernel, const KernelABI &abi) {
  LLVMContext &context = kernel.getContext();
  auto refuse = [&](const Twine &text) {
    return makeError(ErrorCode::SignatureInvalid,
                     "the signature of '" + kernel.getName() + "' " + text);
  };
  if (kernel.isVarArg() || kernel.arg_size() != abi.params.size())
    return refuse("lists " + Twine(abi.params.size()) +
                  " parameters, the function has " + Twine(kernel.arg_size()));
  for (auto [param, arg] : zip(abi.params, kernel.args())) {
    Type *wanted = param.isBuffer() ? PointerType::get(context, 0)
                                    : llvmType(context, param.type);
    if (arg.getType() != wanted)
      return refuse("gives '" + param.name + "' the type " + typeText(wanted) +
                    ", the function has " + typeText(arg.getType()));
  }
  SmallVector<Type *> results;
  if (auto *record = dyn_cast<StructType>(kernel.getReturnType()))
    append_range(results, record->elements());
  else if (!kernel.getReturnType()->isVoidTy())
    results.push_back(kernel.getReturnType());
  if (results.size() != abi.results.size())
    return refuse("lists " + Twine(abi.results.size()) +
                  " results, the function has " + Twine(results.size()));
  for (auto [result, type] : zip(abi.results, results))
    if (type != llvmType(context, result.type))
      return refuse("gives a result the type " + result.type.text() +
                    ", the function has " + typeText(type));
  return Error::success();
}

std::string suggestSignature(const Function &kernel) {
  std::string text = "\"atlas.signature\"=\"";
  raw_string_ostream os(text);
  ListSeparator comma;
  for (const Argument &arg : kernel.args()) {
    os << comma;
    if (arg.getType()->isPointerTy())
      os << "in p" << arg.getArgNo() << ":u8[n]";
    else
      os << "n" << arg.getArgNo() << ':' << typeText(arg.getType());
  }
  if (!kernel.getReturnType()->isVoidTy())
    os << " -> " << typeText(kernel.getReturnType());
  os << '"';
  return text;
}

Function *createPackedEntry(Function &kernel, const KernelABI &abi,
                            StringRef name,
                            ArrayRef<SpecializedValue> constants,
                            ArrayRef<PackedSlot> slots) {
  LLVMContext &context = kernel.getContext();
  Type *pointer = PointerType::get(context, 0);
  Function *entry =
      newEntry(*kernel.getParent(), name, Type::getInt32Ty(context), {pointer});
  IRBuilder<> b(&entry->getEntryBlock());
  Value *args = entry->getArg(0);
  Value *buffers = loadField(b, args, kBuffers, pointer);
  Value *scalars = loadField(b, args, kScalars, pointer);
  SmallVector<Value *> operands;
  for (auto [index, param] : enumerate(abi.params)) {
    PackedSlot slot{param.isBuffer() ? PackedSlot::Buffer : PackedSlot::Scalar,
                    abi.ordinal(index)};
    if (!slots.empty())
      slot = slots[index];
    uint64_t buffer = slot.ordinal * sizeof(atlas_buffer_t);
    if (slot.kind == PackedSlot::Buffer) {
      operands.push_back(loadField(b, buffers, buffer, pointer));
      continue;
    }
    auto *known = find_if(constants, [&](const SpecializedValue &value) {
      return !value.isDim && value.param == index;
    });
    Value *word =
        known != constants.end() ? b.getInt64(known->value)
        : slot.kind == PackedSlot::Extent
            ? loadField(b, buffers, buffer + kDim, b.getInt64Ty())
            : loadField(b, scalars, slot.ordinal * 8, b.getInt64Ty());
    operands.push_back(fromWord(b, word, llvmType(context, param.type)));
  }
  CallInst *call = b.CreateCall(&kernel, operands);
  call->setCallingConv(kernel.getCallingConv());
  call->setAttributes(kernel.getAttributes().removeFnAttributes(context));
  if (!constants.empty())
    call->addFnAttr(Attribute::AlwaysInline);
  SmallVector<Value *> results = takeApart(b, call);
  if (!results.empty()) {
    Value *words = loadField(b, args, kResults, pointer);
    for (auto [index, value] : enumerate(results))
      b.CreateAlignedStore(
          toWord(b, value),
          b.CreateConstInBoundsGEP1_64(b.getInt64Ty(), words, index), Align(8));
  }
  b.CreateRet(b.getInt32(0));
  return entry;
}

Function *createTypedEntry(Function &kernel, const KernelABI &abi,
                           StringRef name) {
  Type *result = kernel.getReturnType();
  auto *narrow = dyn_cast<IntegerType>(result);
  bool plain = result->isVoidTy() || result->isFloatingPointTy() ||
               (narrow && widened(narrow) == narrow);
  bool narrowScalars = any_of(abi.params, [](const KernelParam &param) {
    return !param.isBuffer() && !param.type.isFloat() &&
           (param.type.bits < 8 || !isPowerOf2_32(param.type.bits));
  });
  if (plain && !narrowScalars)
    return &kernel;

  LLVMContext &context = kernel.getContext();
  auto *record = dyn_cast<StructType>(result);
  SmallVector<Type *> params;
  for (Type *type : kernel.getFunctionType()->params()) {
    auto *integer = dyn_cast<IntegerType>(type);
    params.push_back(integer ? widened(integer) : type);
  }
  if (record)
    params.append(record->getNumElements(), PointerType::get(context, 0));
  Type *returned = record   ? Type::getVoidTy(context)
                   : narrow ? widened(narrow)
                            : result;
  Function *entry = newEntry(*kernel.getParent(), name, returned, params);
  IRBuilder<> b(&entry->getEntryBlock());
  SmallVector<Value *> operands;
  for (auto [index, type] : enumerate(kernel.getFunctionType()->params())) {
    Value *value = entry->getArg(index);
    operands.push_back(type->isIntegerTy() ? b.CreateTrunc(value, type)
                                           : value);
  }
  CallInst *call = b.CreateCall(&kernel, operands);
  call->setCallingConv(kernel.getCallingConv());
  if (record) {
    for (auto [index, value] : enumerate(takeApart(b, call))) {
      if (auto *integer = dyn_cast<IntegerType>(value->getType()))
        value = b.CreateZExt(value, widened(integer));
      b.CreateAlignedStore(value, entry->getArg(operands.size() + index),
                           Align(1));
    }
    b.CreateRetVoid();
  } else if (result->isVoidTy()) {
    b.CreateRetVoid();
  } else if (narrow) {
    if (returned->getIntegerBitWidth() < 32)
      entry->addRetAttr(Attribute::ZExt);
    b.CreateRet(b.CreateZExt(call, returned));
  } else {
    b.CreateRet(call);
  }
  return entry;
}

Function *createGuard(Function &packed, StringRef name,
                      ArrayRef<SpecializedValue> constants) {
  Module &module = *packed.getParent();
  LLVMContext &context = module.getContext();
  Type *pointer = PointerType::get(context, 0);
  Type *word = Type::getInt64Ty(context);
  auto external = [&](StringRef symbol, Type *type) {
    return module.getOrInsertGlobal(symbol, type);
  };
  Function *guard =
      newEntry(module, name, Type::getInt32Ty(context), {pointer});
  auto *hit = BasicBlock::Create(context, "hit", guard);
  auto *stale = BasicBlock::Create(context, "stale", guard);
  auto *fresh = BasicBlock::Create(context, "fresh", guard);
  auto *miss = BasicBlock::Create(context, "miss", guard);
  Value *args = guard->getArg(0);
  auto tailCall = [&](IRBuilder<> &b, Value *target) {
    CallInst *call = b.CreateCall(packed.getFunctionType(), target, {args});
    call->setTailCallKind(CallInst::TCK_MustTail);
    b.CreateRet(call);
  };
  auto relaxedLoad = [&](IRBuilder<> &b, StringRef symbol, Type *type,
                         AtomicOrdering order) {
    LoadInst *load =
        b.CreateAlignedLoad(type, external(symbol, type), Align(8));
    load->setAtomic(order);
    return load;
  };

  IRBuilder<> b(&guard->getEntryBlock());
  Value *all = b.getTrue();
  for (const SpecializedValue &value : constants) {
    Value *base =
        loadField(b, args, value.isDim ? kBuffers : kScalars, pointer);
    uint64_t offset = value.isDim ? value.ordinal * sizeof(atlas_buffer_t) +
                                        kDim + 8 * value.k
                                  : 8 * value.ordinal;
    Value *actual = loadField(b, base, offset, word);
    all = b.CreateAnd(all, b.CreateICmpEQ(actual, b.getInt64(value.value)));
  }
  b.CreateCondBr(all, hit, miss);

  b.SetInsertPoint(hit);
  Value *epoch = relaxedLoad(b, kEpochSymbol, word, AtomicOrdering::Monotonic);
  Value *stamp = relaxedLoad(b, kStampSymbol, word, AtomicOrdering::Monotonic);
  b.CreateCondBr(b.CreateICmpEQ(epoch, stamp), fresh, stale);
  b.SetInsertPoint(stale);
  b.CreateAlignedStore(epoch, external(kStampSymbol, word), Align(8))
      ->setAtomic(AtomicOrdering::Monotonic);
  b.CreateBr(fresh);
  b.SetInsertPoint(fresh);
  tailCall(b, &packed);

  b.SetInsertPoint(miss);
  tailCall(b, relaxedLoad(b, kNextSymbol, pointer, AtomicOrdering::Acquire));
  return guard;
}

} // namespace atlas::jit
