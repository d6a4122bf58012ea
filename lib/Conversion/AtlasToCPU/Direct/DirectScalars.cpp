//===- DirectScalars.cpp - Arithmetic on scalars and rows -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "DirectConversion.h"

#include "mlir/Conversion/ArithCommon/AttrToLLVMConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace atlas::cpu;

/// Whether the operation works on what typeOf() knows.
static bool hasForm(DirectConversion &c, Operation *op) {
  auto isKnown = [&](Type type) { return c.typeOf(type) != nullptr; };
  return llvm::all_of(op->getOperandTypes(), isKnown) &&
         llvm::all_of(op->getResultTypes(), isKnown);
}

/// The promises of an operation, for those that have such: no overflow, no
/// remainder, what may be assumed of floats.
template <typename From, typename To>
static void keepFlags(From from, To to) {
  if constexpr (requires {
                  to.setOverflowFlags(LLVM::IntegerOverflowFlags::none);
                })
    to.setOverflowFlags(
        arith::convertArithOverflowFlagsToLLVM(from.getOverflowFlags()));
  if constexpr (requires { from.getIsExact(); })
    to.setIsExact(from.getIsExact());
  if constexpr (requires {
                  from.getFastmath();
                  to.getFastmathFlags();
                })
    to.setFastmathFlags(
        arith::convertArithFastMathFlagsToLLVM(from.getFastmath()));
}

/// The same operation on the same operands.
template <typename To, typename From>
static bool same(DirectConversion &c, From op) {
  if (!hasForm(c, op))
    return false;
  auto made = To::create(c.b, op.getLoc(), TypeRange(c.typeOf(op.getType())),
                         c.valuesOf(op->getOperands()));
  keepFlags(op, made);
  c.map(op, made);
  return true;
}

/// Rounds to the nearest; other ways are upstream's.
static bool convertTruncFloat(DirectConversion &c, arith::TruncFOp op) {
  return !op.getRoundingmode() && same<LLVM::FPTruncOp>(c, op);
}

static bool convertConstant(DirectConversion &c, arith::ConstantOp op) {
  Type type = c.typeOf(op.getType());
  if (!type)
    return false;
  c.map(op, LLVM::ConstantOp::create(c.b, op.getLoc(), type, op.getValue()));
  return true;
}

static bool convertCompareInt(DirectConversion &c, arith::CmpIOp op) {
  if (!hasForm(c, op))
    return false;
  c.map(op, LLVM::ICmpOp::create(
                c.b, op.getLoc(),
                static_cast<LLVM::ICmpPredicate>(op.getPredicate()),
                c.valueOf(op.getLhs()), c.valueOf(op.getRhs())));
  return true;
}

static bool convertCompareFloat(DirectConversion &c, arith::CmpFOp op) {
  if (!hasForm(c, op))
    return false;
  c.map(op, LLVM::FCmpOp::create(
                c.b, op.getLoc(),
                static_cast<LLVM::FCmpPredicate>(op.getPredicate()),
                c.valueOf(op.getLhs()), c.valueOf(op.getRhs()),
                arith::convertArithFastMathFlagsToLLVM(op.getFastmath())));
  return true;
}

/// Between index, which is an i64, and another width.
template <typename Extend, typename From>
static bool convertIndexCast(DirectConversion &c, From op) {
  if (!hasForm(c, op))
    return false;
  Value in = c.valueOf(op.getIn());
  Type to = c.typeOf(op.getType());
  unsigned have = getElementTypeOrSelf(in).getIntOrFloatBitWidth();
  unsigned want = getElementTypeOrSelf(to).getIntOrFloatBitWidth();
  if (have < want)
    in = Extend::create(c.b, op.getLoc(), to, in);
  else if (have > want)
    in = LLVM::TruncOp::create(c.b, op.getLoc(), to, in);
  c.map(op, in);
  return true;
}

/// Rows of conditions choose rows; a condition chooses anything.
static bool convertSelect(DirectConversion &c, arith::SelectOp op) {
  if (!hasForm(c, op))
    return false;
  c.map(op, LLVM::SelectOp::create(
                c.b, op.getLoc(), c.valueOf(op.getCondition()),
                c.valueOf(op.getTrueValue()), c.valueOf(op.getFalseValue())));
  return true;
}

/// Zero has as many zeros as bits.
template <typename To, typename From>
static bool countZeros(DirectConversion &c, From op) {
  if (!hasForm(c, op))
    return false;
  c.map(op, To::create(c.b, op.getLoc(), c.typeOf(op.getType()),
                       c.valueOf(op.getOperand()), /*is_zero_poison=*/false));
  return true;
}

static void addIntegerForms(DirectForms &forms) {
  forms.add<arith::AddIOp, same<LLVM::AddOp>>();
  forms.add<arith::SubIOp, same<LLVM::SubOp>>();
  forms.add<arith::MulIOp, same<LLVM::MulOp>>();
  forms.add<arith::ShLIOp, same<LLVM::ShlOp>>();
  forms.add<arith::DivSIOp, same<LLVM::SDivOp>>();
  forms.add<arith::DivUIOp, same<LLVM::UDivOp>>();
  forms.add<arith::RemSIOp, same<LLVM::SRemOp>>();
  forms.add<arith::RemUIOp, same<LLVM::URemOp>>();
  forms.add<arith::AndIOp, same<LLVM::AndOp>>();
  forms.add<arith::OrIOp, same<LLVM::OrOp>>();
  forms.add<arith::XOrIOp, same<LLVM::XOrOp>>();
  forms.add<arith::ShRSIOp, same<LLVM::AShrOp>>();
  forms.add<arith::ShRUIOp, same<LLVM::LShrOp>>();
  forms.add<arith::MaxSIOp, same<LLVM::SMaxOp>>();
  forms.add<arith::MaxUIOp, same<LLVM::UMaxOp>>();
  forms.add<arith::MinSIOp, same<LLVM::SMinOp>>();
  forms.add<arith::MinUIOp, same<LLVM::UMinOp>>();
  forms.add<arith::CmpIOp, convertCompareInt>();
  forms.add<math::CountLeadingZerosOp, countZeros<LLVM::CountLeadingZerosOp>>();
  forms.add<math::CountTrailingZerosOp,
            countZeros<LLVM::CountTrailingZerosOp>>();
  forms.add<math::CtPopOp, same<LLVM::CtPopOp>>();
}

static void addFloatForms(DirectForms &forms) {
  forms.add<arith::AddFOp, same<LLVM::FAddOp>>();
  forms.add<arith::SubFOp, same<LLVM::FSubOp>>();
  forms.add<arith::MulFOp, same<LLVM::FMulOp>>();
  forms.add<arith::DivFOp, same<LLVM::FDivOp>>();
  forms.add<arith::RemFOp, same<LLVM::FRemOp>>();
  forms.add<arith::NegFOp, same<LLVM::FNegOp>>();
  forms.add<arith::MaximumFOp, same<LLVM::MaximumOp>>();
  forms.add<arith::MinimumFOp, same<LLVM::MinimumOp>>();
  forms.add<arith::MaxNumFOp, same<LLVM::MaxNumOp>>();
  forms.add<arith::MinNumFOp, same<LLVM::MinNumOp>>();
  forms.add<arith::CmpFOp, convertCompareFloat>();
  forms.add<math::AbsFOp, same<LLVM::FAbsOp>>();
}

static void addCastForms(DirectForms &forms) {
  forms.add<arith::ExtSIOp, same<LLVM::SExtOp>>();
  forms.add<arith::ExtUIOp, same<LLVM::ZExtOp>>();
  forms.add<arith::TruncIOp, same<LLVM::TruncOp>>();
  forms.add<arith::TruncFOp, convertTruncFloat>();
  forms.add<arith::ExtFOp, same<LLVM::FPExtOp>>();
  forms.add<arith::SIToFPOp, same<LLVM::SIToFPOp>>();
  forms.add<arith::UIToFPOp, same<LLVM::UIToFPOp>>();
  forms.add<arith::FPToSIOp, same<LLVM::FPToSIOp>>();
  forms.add<arith::FPToUIOp, same<LLVM::FPToUIOp>>();
  forms.add<arith::BitcastOp, same<LLVM::BitcastOp>>();
  forms.add<arith::IndexCastOp, convertIndexCast<LLVM::SExtOp>>();
  forms.add<arith::IndexCastUIOp, convertIndexCast<LLVM::ZExtOp>>();
}

void atlas::cpu::addScalarForms(DirectForms &forms) {
  forms.add<arith::ConstantOp, convertConstant>();
  forms.add<arith::SelectOp, convertSelect>();
  addIntegerForms(forms);
  addFloatForms(forms);
  addCastForms(forms);
}
