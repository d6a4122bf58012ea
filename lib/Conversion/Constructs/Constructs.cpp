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
  return !op->getNumRegions() && !op->getNumSuccessors() &&
         !op->hasTrait<OpTrait::IsTerminator>() && !isOfTheMachine(op) &&
         isMemoryEffectFree(op);
}

/// What the flags of an operation let a compiler do.
enum class Freedom : uint8_t { None, Approximate, Relaxed };

template <typename Flags>
Freedom freedomOf(Operation *op, Flags flags) {
  if (flags == Flags::none)
    return Freedom::None;
  bool onlyHere = bitEnumContainsAll(Flags::arcp | Flags::afn, flags);
  return onlyHere && isa<arith::DivFOp, LLVM::FDivOp>(op) ? Freedom::Approximate
                                                         : Freedom::Relaxed;
}

Freedom freedomOf(Operation *op) {
  if (auto flags = dyn_cast<arith::ArithFastMathInterface>(op);
      flags && flags.getFastMathFlagsAttr())
    return freedomOf(op, flags.getFastMathFlagsAttr().getValue());
  if (auto flags = dyn_cast<LLVM::FastmathFlagsInterface>(op);
      flags && flags.getFastmathAttr())
    return freedomOf(op, flags.getFastmathAttr().getValue());
  return Freedom::None;
}

/// True if operands or results are floats or hold some. Most operations are on
/// integers, and are asked nothing more.
bool touchesFloats(Operation *op) {
  auto isFloat = [](Type type) {
    return !isa<IntegerType, IndexType>(type) && isa<FloatType>(getElementTypeOrSelf(type));
  };
  return llvm::any_of(op->getOperandTypes(), isFloat) ||
         llvm::any_of(op->getResultTypes(), isFloat);
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
  Freedom freedom = freedomOf(op);
  if (freedom == Freedom::Relaxed)
    uses.push_back(constructs::plain("fp.relaxed"));
  if (freedom == Freedom::Approximate)
    uses.push_back(
        {"fp.approx", "",
         getElementTypeOrSelf(op->getResult(0).getType()).getIntOrFloatBitWidth(), "", ""});
}

} // namespace

void atlas::registerConstructModels(DialectRegistry &registry) {
  constructs::registerGPUModels(registry);
  constructs::registerLLVMModels(registry);
  constructs::registerSPIRVModels(registry);
}

std::optional<ConstructUses> atlas::constructsOf(Operation *op) {
  ConstructUses uses;
  auto known = dyn_cast<ConstructOpInterface>(op);
  if (known)
    known.getConstructs(uses);
  else if (!onlyComputes(op))
    return std::nullopt;
  // A cast between the types of two dialects computes nothing.
  if (op->getNumOperands() && touchesFloats(op) && !isa<UnrealizedConversionCastOp>(op) &&
      (!known || onlyComputes(op)))
    addFloats(op, uses);
  return uses;
}
