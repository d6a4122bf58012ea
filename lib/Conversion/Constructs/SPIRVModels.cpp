//===- SPIRVModels.cpp - Constructs of the SPIR-V dialect -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Models.h"

#include "mlir/Dialect/SPIRV/IR/SPIRVDialect.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::constructs;

namespace {

spirv::StorageClass classOf(Type pointer) {
  return cast<spirv::PointerType>(pointer).getStorageClass();
}

void nameVariable(spirv::GlobalVariableOp op, Uses &uses) {
  switch (classOf(op.getType())) {
  case spirv::StorageClass::StorageBuffer:
  case spirv::StorageClass::Uniform:
  case spirv::StorageClass::PushConstant:
    return uses.push_back(plain("mem.binding"));
  case spirv::StorageClass::Workgroup:
    return uses.push_back(plain("mem.workgroup"));
  case spirv::StorageClass::Input:
    return uses.push_back(plain("launch.index"));
  default:
    return;
  }
}

/// The workgroup size is part of the entry; float controls that keep what IEEE 754 has
/// are the strict mode, any other is a class of its own.
void nameMode(spirv::ExecutionModeOp op, Uses &uses) {
  using M = spirv::ExecutionMode;
  if (!llvm::is_contained({M::LocalSize, M::SignedZeroInfNanPreserve, M::DenormPreserve,
                           M::RoundingModeRTE},
                          op.getExecutionMode()))
    uses.push_back(plain("fp.denorm"));
}
void nameEntry(spirv::EntryPointOp, Uses &uses) { uses.push_back(plain("launch.entry")); }

/// Registers of the launch are vectors by nature.
void nameLoad(spirv::LoadOp op, Uses &uses) {
  if (classOf(op.getPtr().getType()) != spirv::StorageClass::Input)
    addAccess(op.getType(), uses);
}
void nameStore(spirv::StoreOp op, Uses &uses) { addAccess(op.getValue().getType(), uses); }

StringRef scopeWord(spirv::Scope scope) {
  switch (scope) {
  case spirv::Scope::Invocation:
  case spirv::Scope::Subgroup: return "subgroup";
  case spirv::Scope::Workgroup: return "workgroup";
  case spirv::Scope::Device:
  case spirv::Scope::QueueFamily: return "device";
  default: return "system";
  }
}
StringRef orderWord(spirv::MemorySemantics semantics) {
  using S = spirv::MemorySemantics;
  auto has = [&](S bit) { return bitEnumContainsAll(semantics, bit); };
  return has(S::SequentiallyConsistent) ? "seq_cst"
         : has(S::AcquireRelease)       ? "acq_rel"
         : has(S::Acquire)              ? "acquire"
         : has(S::Release)              ? "release"
                                        : "relaxed";
}

template <typename OpT>
void nameAtomic(OpT op, Uses &uses) {
  auto pointer = cast<spirv::PointerType>(op.getPointer().getType());
  Type type = pointer.getPointeeType();
  uses.push_back({isa<FloatType>(type) ? "atomic.float" : "atomic.int",
                  scopeWord(op.getMemoryScope()).str(), type.getIntOrFloatBitWidth(),
                  orderWord(op.getSemantics()).str(), ""});
}
void nameExchange(spirv::AtomicCompareExchangeOp op, Uses &uses) {
  uses.push_back({"atomic.cas", scopeWord(op.getMemoryScope()).str(),
                  op.getType().getIntOrFloatBitWidth(),
                  orderWord(op.getEqualSemantics()).str(), ""});
}
void nameBarrier(spirv::ControlBarrierOp op, Uses &uses) {
  bool isSubgroup = op.getExecutionScope() == spirv::Scope::Subgroup;
  uses.push_back(plain(isSubgroup ? "sync.subgroup" : "sync.workgroup"));
}
void nameFence(spirv::MemoryBarrierOp op, Uses &uses) {
  uses.push_back({"sync.fence", scopeWord(op.getMemoryScope()).str(), 0,
                  orderWord(op.getMemorySemantics()).str(), ""});
}
void nameFma(spirv::GLFmaOp op, Uses &uses) {
  uses.push_back({"fp.fma", "", getElementTypeOrSelf(op.getType()).getIntOrFloatBitWidth(),
                  "", ""});
}
/// Four bytes of a word each, unless the operands are vectors.
template <typename OpT>
void nameDot(OpT, Uses &uses) { uses.push_back(plain("packed.dot4")); }

template <typename... Ops>
void attachAtomics(MLIRContext &context) {
  (attach<Ops, nameAtomic<Ops>>(context), ...);
}

void attachSPIRV(MLIRContext *context, spirv::SPIRVDialect *) {
  attach<spirv::GlobalVariableOp, nameVariable>(*context);
  attach<spirv::ExecutionModeOp, nameMode>(*context);
  attach<spirv::EntryPointOp, nameEntry>(*context);
  attach<spirv::LoadOp, nameLoad>(*context);
  attach<spirv::StoreOp, nameStore>(*context);
  attach<spirv::AtomicCompareExchangeOp, nameExchange>(*context);
  attach<spirv::ControlBarrierOp, nameBarrier>(*context);
  attach<spirv::MemoryBarrierOp, nameFence>(*context);
  attach<spirv::GLFmaOp, nameFma>(*context);
  attach<spirv::UDotOp, nameDot<spirv::UDotOp>>(*context);
  attach<spirv::SDotOp, nameDot<spirv::SDotOp>>(*context);
  attach<spirv::UDotAccSatOp, nameDot<spirv::UDotAccSatOp>>(*context);
  attach<spirv::SDotAccSatOp, nameDot<spirv::SDotAccSatOp>>(*context);
  attachAtomics<spirv::AtomicAndOp, spirv::AtomicExchangeOp, spirv::AtomicIAddOp,
                spirv::AtomicIDecrementOp, spirv::AtomicIIncrementOp, spirv::AtomicISubOp,
                spirv::AtomicOrOp, spirv::AtomicSMaxOp, spirv::AtomicSMinOp,
                spirv::AtomicUMaxOp, spirv::AtomicUMinOp, spirv::AtomicXorOp,
                spirv::EXTAtomicFAddOp>(*context);
  attachCore<spirv::ModuleOp, spirv::FuncOp, spirv::AddressOfOp, spirv::BranchOp,
             spirv::BranchConditionalOp, spirv::FunctionCallOp, spirv::SwitchOp,
             spirv::LoopOp, spirv::MergeOp, spirv::ReturnOp, spirv::ReturnValueOp,
             spirv::UnreachableOp, spirv::SelectionOp, spirv::YieldOp, spirv::VariableOp,
             spirv::ConstantOp, spirv::UndefOp>(*context);
}

} // namespace

void constructs::registerSPIRVModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, spirv::SPIRVDialect *dialect) {
    attachSPIRV(context, dialect);
  });
}
