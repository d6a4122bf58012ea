//===- Constructs.cpp - Construct classes of upstream operations ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Models.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace atlas;

namespace {

/// Operations that are the machine's own: registers, barriers, moves between
/// lanes, matrix units. Purity says nothing about those.
bool isOfTheMachine(Operation *op) {
  StringRef dialect = op->getDialect() ? op->getDialect()->getNamespace() : "";
  if (dialect != "spirv")
    return dialect == "gpu" || dialect == "nvvm" || dialect.empty();
  StringRef name = op->getName().stripDialect();
  return llvm::any_of(ArrayRef<StringRef>{"Group", "KHR", "EXT", "INTEL", "ARM", "NV"},
                      [&](StringRef prefix) { return name.starts_with(prefix); });
}

/// True if all the operation does is make its results from its operands.
bool onlyComputes(Operation *op) {
  return !isOfTheMachine(op) && isMemoryEffectFree(op) && !op->getNumRegions() &&
         !op->getNumSuccessors() && !op->hasTrait<OpTrait::IsTerminator>();
}

bool isRelaxed(Operation *op) {
  if (auto flags = dyn_cast<arith::ArithFastMathInterface>(op))
    return flags.getFastMathFlagsAttr() &&
           flags.getFastMathFlagsAttr().getValue() != arith::FastMathFlags::none;
  if (auto flags = dyn_cast<LLVM::FastmathFlagsInterface>(op))
    return flags.getFastmathAttr() &&
           flags.getFastmathAttr().getValue() != LLVM::FastmathFlags::none;
  return false;
}

/// The classes of floating-point arithmetic that a target may lack.
void addFloats(Operation *op, ConstructUses &uses) {
  bool has64 = false, has16 = false;
  auto look = [&](Type type) {
    type = getElementTypeOrSelf(type);
    has64 |= type.isF64();
    has16 |= type.isF16();
  };
  llvm::for_each(op->getOperandTypes(), look);
  llvm::for_each(op->getResultTypes(), look);
  if (has64)
    uses.push_back(constructs::plain("fp.f64"));
  if (has16)
    uses.push_back(constructs::plain("fp.f16"));
  if (isRelaxed(op))
    uses.push_back(constructs::plain("fp.relaxed"));
}

} // namespace

void atlas::registerConstructModels(DialectRegistry &registry) {
  constructs::registerGPUModels(registry);
  constructs::registerLLVMModels(registry);
  constructs::registerSPIRVModels(registry);
}

std::optional<ConstructUses> atlas::constructsOf(Operation *op) {
  ConstructUses uses;
  if (auto known = dyn_cast<ConstructOpInterface>(op))
    known.getConstructs(uses);
  else if (!onlyComputes(op))
    return std::nullopt;
  // A cast between the types of two dialects computes nothing.
  if (onlyComputes(op) && op->getNumOperands() && !isa<UnrealizedConversionCastOp>(op))
    addFloats(op, uses);
  return uses;
}
