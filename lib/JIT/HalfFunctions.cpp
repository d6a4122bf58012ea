//===- HalfFunctions.cpp - Conversions of 16-bit floats -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "HalfFunctions.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace {

bool usesHalves(const Module &module) {
  auto isHalf = [](const Type *type) { return type->getScalarType()->isHalfTy(); };
  return any_of(module, [&](const Function &function) {
    return any_of(instructions(function), [&](const Instruction &one) {
      return isHalf(one.getType()) ||
             any_of(one.operands(), [&](const Use &use) { return isHalf(use->getType()); });
    });
  });
}

/// Builds the body of one function over its argument.
class HalfFunction {
public:
  HalfFunction(Module &module, StringRef name, Type *result, Type *argument)
      : b(module.getContext()) {
    auto *type = FunctionType::get(result, {argument}, false);
    auto *function = Function::Create(type, GlobalValue::WeakAnyLinkage, name, module);
    function->setVisibility(GlobalValue::HiddenVisibility);
    function->addFnAttr(Attribute::NoUnwind);
    for (Function &other : module)
      if (!other.isDeclaration() && other.hasFnAttribute("target-cpu")) {
        function->addFnAttr(other.getFnAttribute("target-cpu"));
        function->addFnAttr(other.getFnAttribute("target-features"));
        break;
      }
    b.SetInsertPoint(BasicBlock::Create(module.getContext(), "", function));
    x = function->getArg(0);
  }

  /// 2^112 moves the exponent; subnormal halves become normal by it.
  void extend() {
    Value *magnitude = b.CreateShl(b.CreateAnd(x, 0x7fff), 13);
    Value *scaled = b.CreateFMul(asFloat(magnitude), asFloat(b.getInt32(0x77800000)));
    Value *isFinite = b.CreateICmpULT(magnitude, b.getInt32(0x7c00 << 13));
    Value *bits = b.CreateSelect(isFinite, asBits(scaled),
                                 b.CreateOr(magnitude, b.getInt32(0x7f800000)));
    Value *sign = b.CreateShl(b.CreateAnd(x, 0x8000), 16);
    b.CreateRet(asFloat(b.CreateOr(bits, sign)));
  }

  void truncateFloat() { b.CreateRet(truncated(x)); }

  /// By way of a float whose last bit is set if it is not exact, which is then
  /// rounded once (13 bits lie between the two precisions).
  void truncateDouble() {
    Value *near = b.CreateFPTrunc(x, b.getFloatTy());
    Value *back = b.CreateFPExt(near, b.getDoubleTy());
    auto magnitude = [&](Value *v) {
      return b.CreateAnd(b.CreateBitCast(v, b.getInt64Ty()), b.getInt64(~0ull >> 1));
    };
    Value *isFar = b.CreateICmpUGT(magnitude(back), magnitude(x));
    Value *isExact = b.CreateFCmpUEQ(back, x); // NaN is left alone, too
    Value *below = b.CreateSub(asBits(near), b.CreateZExt(isFar, b.getInt32Ty()));
    Value *odd = b.CreateSelect(isExact, asBits(near), b.CreateOr(below, 1));
    b.CreateRet(truncated(asFloat(odd)));
  }

private:
  IRBuilder<> b;
  Value *x;

  Value *asFloat(Value *bits) { return b.CreateBitCast(bits, b.getFloatTy()); }
  Value *asBits(Value *value) { return b.CreateBitCast(value, b.getInt32Ty()); }

  /// To nearest, ties to even. Below 2^-14 the sum with 1/2 rounds at 2^-24, the
  /// last bit of a half; above, what is added carries where the rest demands it.
  Value *truncated(Value *value) {
    Value *all = asBits(value), *magnitude = b.CreateAnd(all, 0x7fffffff);
    Value *half = b.getInt32(0x3f000000);
    Value *small = b.CreateSub(
        asBits(b.CreateFAdd(asFloat(magnitude), asFloat(half))), half);
    Value *isOdd = b.CreateAnd(b.CreateLShr(magnitude, 13), 1);
    Value *moved = b.CreateAdd(magnitude, b.getInt32(0xc8000fff));
    Value *normal = b.CreateLShr(b.CreateAdd(moved, isOdd), 13);
    Value *nan = b.CreateOr(b.CreateAnd(b.CreateLShr(magnitude, 13), 0x3ff), 0x7e00);
    auto below = [&](uint32_t bound) {
      return b.CreateICmpULT(magnitude, b.getInt32(bound));
    };
    Value *bits = b.CreateSelect(below(0x38800000), small, normal);
    bits = b.CreateSelect(below(0x47800000), bits, b.getInt32(0x7c00));
    bits = b.CreateSelect(below(0x7f800001), bits, nan);
    return b.CreateOr(bits, b.CreateAnd(b.CreateLShr(all, 16), 0x8000));
  }
};

} // namespace

/// Vectors of halves have no end in LLVM's legalisation for simd128.
static void dropVectorRegisters(Module &module) {
  for (Function &function : module) {
    Attribute features = function.getFnAttribute("target-features");
    if (!features.isStringAttribute())
      continue;
    std::string text;
    for (StringRef feature : split(features.getValueAsString(), ','))
      if (feature != "+simd128" && feature != "+relaxed-simd")
        text += (text.empty() ? "" : ",") + feature.str();
    function.addFnAttr("target-features", text);
  }
}

void atlas::jit::addHalfFunctions(Module &module) {
  if (!usesHalves(module))
    return;
  dropVectorRegisters(module);
  LLVMContext &context = module.getContext();
  Type *word = Type::getInt32Ty(context), *real = Type::getFloatTy(context);
  HalfFunction(module, "__extendhfsf2", real, word).extend();
  HalfFunction(module, "__truncsfhf2", word, real).truncateFloat();
  HalfFunction(module, "__truncdfhf2", word, Type::getDoubleTy(context)).truncateDouble();
}
