//===- DirectControl.cpp - Branches, calls and returns --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "DirectConversion.h"

#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace atlas::cpu;

/// Loop hints and the like.
static void keepHints(Operation *from, Operation *to) {
  for (NamedAttribute hint : from->getDiscardableAttrs())
    to->setAttr(hint.getName(), hint.getValue());
}

static bool convertBranch(DirectConversion &c, cf::BranchOp op) {
  SmallVector<Value> operands =
      c.flatOperands(op.getLoc(), op.getDestOperands());
  keepHints(op, LLVM::BrOp::create(c.b, op.getLoc(), operands, op.getDest()));
  return true;
}

static bool convertCondBranch(DirectConversion &c, cf::CondBranchOp op) {
  Location loc = op.getLoc();
  SmallVector<Value> yes = c.flatOperands(loc, op.getTrueDestOperands());
  SmallVector<Value> no = c.flatOperands(loc, op.getFalseDestOperands());
  auto branch =
      LLVM::CondBrOp::create(c.b, loc, c.valueOf(op.getCondition()),
                             op.getTrueDest(), yes, op.getFalseDest(), no);
  if (auto weights = op.getBranchWeights())
    branch.setBranchWeights(*weights);
  keepHints(op, branch);
  return true;
}

static bool convertSwitch(DirectConversion &c, cf::SwitchOp op) {
  Location loc = op.getLoc();
  SmallVector<Value> otherwise = c.flatOperands(loc, op.getDefaultOperands());
  SmallVector<SmallVector<Value>> cases;
  for (ValueRange operands : op.getCaseOperands())
    cases.push_back(c.flatOperands(loc, operands));
  SmallVector<ValueRange> ranges(cases.begin(), cases.end());
  LLVM::SwitchOp::create(
      c.b, loc, c.valueOf(op.getFlag()), op.getDefaultDestination(), otherwise,
      op.getCaseValuesAttr(), op.getCaseDestinations(), ranges);
  return true;
}

static bool convertReturn(DirectConversion &c, func::ReturnOp op) {
  Location loc = op.getLoc();
  SmallVector<Value> values = c.valuesOf(op.getOperands());
  if (values.size() > 1) {
    SmallVector<Type> types(ValueRange(values).getTypes());
    Value all = LLVM::PoisonOp::create(
        c.b, loc, LLVM::LLVMStructType::getLiteral(op.getContext(), types));
    for (auto [i, value] : llvm::enumerate(values))
      all = LLVM::InsertValueOp::create(c.b, loc, all, value, i);
    values = {all};
  }
  LLVM::ReturnOp::create(c.b, loc, values);
  return true;
}

static bool convertCall(DirectConversion &c, func::CallOp op) {
  Location loc = op.getLoc();
  SmallVector<Type> results;
  if (llvm::any_of(op.getResultTypes(), llvm::IsaPred<BaseMemRefType>) ||
      failed(c.flatTypes(op.getResultTypes(), results)))
    return false;
  Type result;
  if (!results.empty())
    result = results.size() == 1
                 ? results.front()
                 : LLVM::LLVMStructType::getLiteral(op.getContext(), results);
  SmallVector<Value> operands = c.flatOperands(loc, op.getOperands());
  auto call =
      LLVM::CallOp::create(c.b, loc, result ? TypeRange(result) : TypeRange(),
                           op.getCalleeAttr(), operands);
  if (results.size() == 1)
    c.map(op.getResult(0), call.getResult());
  else
    for (auto [i, old] : llvm::enumerate(op.getResults()))
      c.map(old, LLVM::ExtractValueOp::create(c.b, loc, call.getResult(), i));
  return true;
}

void atlas::cpu::addControlForms(DirectForms &forms) {
  forms.add<cf::BranchOp, convertBranch>();
  forms.add<cf::CondBranchOp, convertCondBranch>();
  forms.add<cf::SwitchOp, convertSwitch>();
  forms.add<func::ReturnOp, convertReturn>();
  forms.add<func::CallOp, convertCall>();
}
