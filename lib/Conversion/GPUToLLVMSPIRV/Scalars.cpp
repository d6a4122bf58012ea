//===- Scalars.cpp - Scalar operations as LLVM instructions ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Minima, maxima and additions with carry are comparisons and selects: no
// intrinsic, so that LLVM's target needs no extended instruction set.
//===----------------------------------------------------------------------===//

#include "Scalars.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace atlas;
using CmpInst = llvm::CmpInst;
using IRValue = llvm::Value *;

llvm::Type *llvmspirv::scalarType(Type type, llvm::LLVMContext &context) {
  if (type.isIndex())
    return llvm::Type::getInt32Ty(context);
  if (auto integer = dyn_cast<IntegerType>(type))
    if (llvm::is_contained({1u, 8u, 16u, 32u, 64u}, integer.getWidth()))
      return llvm::Type::getIntNTy(context, integer.getWidth());
  if (type.isF32())
    return llvm::Type::getFloatTy(context);
  if (type.isF64())
    return llvm::Type::getDoubleTy(context);
  return nullptr;
}

namespace {

CmpInst::Predicate predicateOf(arith::CmpIPredicate p) {
  using P = arith::CmpIPredicate;
  switch (p) {
  case P::eq: return CmpInst::ICMP_EQ;
  case P::ne: return CmpInst::ICMP_NE;
  case P::slt: return CmpInst::ICMP_SLT;
  case P::sle: return CmpInst::ICMP_SLE;
  case P::sgt: return CmpInst::ICMP_SGT;
  case P::sge: return CmpInst::ICMP_SGE;
  case P::ult: return CmpInst::ICMP_ULT;
  case P::ule: return CmpInst::ICMP_ULE;
  case P::ugt: return CmpInst::ICMP_UGT;
  case P::uge: return CmpInst::ICMP_UGE;
  }
  llvm_unreachable("no other predicate");
}

/// The comparisons that SPIR-V has for certain; nullopt for the others.
std::optional<CmpInst::Predicate> predicateOf(arith::CmpFPredicate p) {
  using P = arith::CmpFPredicate;
  switch (p) {
  case P::OEQ: return CmpInst::FCMP_OEQ;
  case P::UNE: return CmpInst::FCMP_UNE;
  case P::OLT: return CmpInst::FCMP_OLT;
  case P::OLE: return CmpInst::FCMP_OLE;
  case P::OGT: return CmpInst::FCMP_OGT;
  case P::OGE: return CmpInst::FCMP_OGE;
  case P::ULT: return CmpInst::FCMP_ULT;
  case P::ULE: return CmpInst::FCMP_ULE;
  case P::UGT: return CmpInst::FCMP_UGT;
  case P::UGE: return CmpInst::FCMP_UGE;
  default: return std::nullopt;
  }
}

/// Comparisons with NaN only: a number equals itself. Vulkan has no opcode for
/// ordered and unordered.
IRValue compareFloats(arith::CmpFPredicate p, ArrayRef<IRValue> v, llvm::IRBuilder<> &b) {
  if (auto predicate = predicateOf(p))
    return b.CreateFCmp(*predicate, v[0], v[1]);
  if (p == arith::CmpFPredicate::ORD)
    return b.CreateAnd(b.CreateFCmpOEQ(v[0], v[0]), b.CreateFCmpOEQ(v[1], v[1]));
  if (p == arith::CmpFPredicate::UNO)
    return b.CreateOr(b.CreateFCmpUNE(v[0], v[0]), b.CreateFCmpUNE(v[1], v[1]));
  return nullptr;
}

IRValue constant(arith::ConstantOp op, llvm::IRBuilder<> &b) {
  llvm::Type *type = llvmspirv::scalarType(op.getType(), b.getContext());
  if (auto number = dyn_cast<FloatAttr>(op.getValue()))
    return llvm::ConstantFP::get(type, number.getValue());
  auto integer = dyn_cast<IntegerAttr>(op.getValue());
  if (!integer)
    return nullptr;
  return llvm::ConstantInt::get(
      type, integer.getValue().zextOrTrunc(type->getIntegerBitWidth()));
}

/// An integer of another width: index is 32 bits wide. From 64 bits to a narrow
/// one in two steps: LLVM's target loses the width of what is masked otherwise.
IRValue resize(IRValue value, llvm::Type *to, bool isSigned, llvm::IRBuilder<> &b) {
  if (value->getType()->isIntegerTy(64) && to->getIntegerBitWidth() < 32)
    value = b.CreateTrunc(value, b.getInt32Ty());
  return isSigned ? b.CreateSExtOrTrunc(value, to) : b.CreateZExtOrTrunc(value, to);
}

IRValue choose(CmpInst::Predicate p, ArrayRef<IRValue> v, llvm::IRBuilder<> &b) {
  return b.CreateSelect(b.CreateICmp(p, v[0], v[1]), v[0], v[1]);
}

IRValue binary(Operation *op, ArrayRef<IRValue> v, llvm::IRBuilder<> &b) {
  return llvm::TypeSwitch<Operation *, IRValue>(op)
      .Case([&](arith::AddIOp) { return b.CreateAdd(v[0], v[1]); })
      .Case([&](arith::SubIOp) { return b.CreateSub(v[0], v[1]); })
      .Case([&](arith::MulIOp) { return b.CreateMul(v[0], v[1]); })
      .Case([&](arith::DivUIOp) { return b.CreateUDiv(v[0], v[1]); })
      .Case([&](arith::DivSIOp) { return b.CreateSDiv(v[0], v[1]); })
      .Case([&](arith::RemUIOp) { return b.CreateURem(v[0], v[1]); })
      .Case([&](arith::RemSIOp) { return b.CreateSRem(v[0], v[1]); })
      .Case([&](arith::AndIOp) { return b.CreateAnd(v[0], v[1]); })
      .Case([&](arith::OrIOp) { return b.CreateOr(v[0], v[1]); })
      .Case([&](arith::XOrIOp) { return b.CreateXor(v[0], v[1]); })
      .Case([&](arith::ShLIOp) { return b.CreateShl(v[0], v[1]); })
      .Case([&](arith::ShRUIOp) { return b.CreateLShr(v[0], v[1]); })
      .Case([&](arith::ShRSIOp) { return b.CreateAShr(v[0], v[1]); })
      .Case([&](arith::MinUIOp) { return choose(CmpInst::ICMP_ULT, v, b); })
      .Case([&](arith::MaxUIOp) { return choose(CmpInst::ICMP_UGT, v, b); })
      .Case([&](arith::MinSIOp) { return choose(CmpInst::ICMP_SLT, v, b); })
      .Case([&](arith::MaxSIOp) { return choose(CmpInst::ICMP_SGT, v, b); })
      .Case([&](arith::AddFOp) { return b.CreateFAdd(v[0], v[1]); })
      .Case([&](arith::SubFOp) { return b.CreateFSub(v[0], v[1]); })
      .Case([&](arith::MulFOp) { return b.CreateFMul(v[0], v[1]); })
      .Case([&](arith::DivFOp) { return b.CreateFDiv(v[0], v[1]); })
      .Default(IRValue());
}

IRValue cast(Operation *op, IRValue v, llvm::Type *to, llvm::IRBuilder<> &b) {
  return llvm::TypeSwitch<Operation *, IRValue>(op)
      .Case<arith::ExtUIOp, arith::IndexCastUIOp, arith::TruncIOp>(
          [&](auto) { return resize(v, to, false, b); })
      .Case<arith::ExtSIOp, arith::IndexCastOp>(
          [&](auto) { return resize(v, to, true, b); })
      .Case([&](arith::BitcastOp) {
        return v->getType() == to ? v : b.CreateBitCast(v, to);
      })
      .Case([&](arith::NegFOp) { return b.CreateFNeg(v); })
      .Case([&](arith::ExtFOp) { return b.CreateFPExt(v, to); })
      .Case([&](arith::TruncFOp) { return b.CreateFPTrunc(v, to); })
      .Case([&](arith::UIToFPOp) { return b.CreateUIToFP(v, to); })
      .Case([&](arith::SIToFPOp) { return b.CreateSIToFP(v, to); })
      .Default(IRValue());
}

} // namespace

llvm::SmallVector<IRValue, 2> llvmspirv::scalar(Operation *op, ArrayRef<IRValue> v,
                                                llvm::IRBuilder<> &b) {
  auto one = [](IRValue value) {
    return value ? SmallVector<IRValue, 2>{value} : SmallVector<IRValue, 2>();
  };
  for (Type type : op->getResultTypes())
    if (!scalarType(type, b.getContext()))
      return {};
  if (auto number = dyn_cast<arith::ConstantOp>(op))
    return one(constant(number, b));
  if (auto compared = dyn_cast<arith::CmpIOp>(op))
    return one(b.CreateICmp(predicateOf(compared.getPredicate()), v[0], v[1]));
  if (auto compared = dyn_cast<arith::CmpFOp>(op))
    return one(compareFloats(compared.getPredicate(), v, b));
  if (isa<arith::SelectOp>(op))
    return one(b.CreateSelect(v[0], v[1], v[2]));
  if (isa<arith::AddUIExtendedOp>(op)) {
    IRValue sum = b.CreateAdd(v[0], v[1]);
    return {sum, b.CreateICmpULT(sum, v[0])};
  }
  if (op->getNumOperands() == 2)
    return one(binary(op, v, b));
  if (op->getNumOperands() == 1)
    return one(::cast(op, v[0], scalarType(op->getResult(0).getType(), b.getContext()), b));
  return {};
}
