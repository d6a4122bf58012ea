//===- GPUModels.cpp - Constructs of the canonical gpu module -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Models.h"

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinDialect.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::constructs;

namespace {

/// An entry point, a binding for each buffer and one for the words behind them,
/// and the memory of the workgroup.
void nameFunction(gpu::GPUFuncOp op, Uses &uses) {
  if (!op.isKernel())
    return;
  uses.push_back(plain("launch.entry"));
  bool hasWords = false;
  for (Type type : op.getFunctionType().getInputs()) {
    if (isa<BaseMemRefType>(type))
      uses.push_back(plain("mem.binding"));
    else
      hasWords = true;
  }
  if (hasWords)
    uses.push_back(plain("mem.binding"));
  for (unsigned i = 0; i != op.getNumWorkgroupAttributions(); ++i)
    uses.push_back(plain("mem.workgroup"));
}

contract::ConstructUse atomic(StringRef cls, Value memory, Type type) {
  auto memref = cast<MemRefType>(memory.getType());
  bool isOwn = memref.getMemorySpace() &&
               gpu::GPUDialect::isWorkgroupMemoryAddressSpace(memref.getMemorySpace());
  return {cls.str(), isOwn ? "workgroup" : "device", type.getIntOrFloatBitWidth(),
          "relaxed", ""};
}

/// Memory that is updated atomically somewhere is accessed so everywhere: WGSL has
/// no other way.
void nameAccess(Value memory, Uses &uses) {
  if (llvm::any_of(memory.getUsers(),
                   llvm::IsaPred<memref::AtomicRMWOp, memref::GenericAtomicRMWOp>))
    uses.push_back(
        atomic("atomic.int", memory, cast<MemRefType>(memory.getType()).getElementType()));
}
void nameWordLoad(memref::LoadOp op, Uses &uses) { nameAccess(op.getMemRef(), uses); }
void nameWordStore(memref::StoreOp op, Uses &uses) { nameAccess(op.getMemRef(), uses); }

void nameAtomic(memref::AtomicRMWOp op, Uses &uses) {
  Type type = op.getValue().getType();
  uses.push_back(atomic(isa<FloatType>(type) ? "atomic.float" : "atomic.int",
                        op.getMemref(), type));
}
void nameGenericAtomic(memref::GenericAtomicRMWOp op, Uses &uses) {
  uses.push_back(atomic("atomic.cas", op.getMemref(),
                        op.getMemRefType().getElementType()));
}

/// On its way to SPIR-V, workgroup memory is allocated at the top of a function.
void nameAlloc(memref::AllocOp, Uses &uses) { uses.push_back(plain("mem.workgroup")); }

/// A table of constants is memory of the module.
void nameTable(memref::GlobalOp, Uses &uses) { uses.push_back(plain("mem.binding")); }

void nameLoad(vector::LoadOp op, Uses &uses) { addAccess(op.getType(), uses); }
void nameStore(vector::StoreOp op, Uses &uses) {
  addAccess(op.getValueToStore().getType(), uses);
}
void nameFma(math::FmaOp op, Uses &uses) {
  uses.push_back({"fp.fma", "", getElementTypeOrSelf(op.getType()).getIntOrFloatBitWidth(),
                  "", ""});
}

} // namespace

void constructs::registerGPUModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, BuiltinDialect *) {
    attachCore<ModuleOp>(*context);
  });
  // Lowered before any code exists; what they become is asked then.
  registry.addExtension(+[](MLIRContext *context, AtlasDialect *) {
    attachCore<
#define GET_OP_LIST
#include "atlas/Dialect/Atlas/IR/AtlasOps.cpp.inc"
        >(*context);
  });
  registry.addExtension(+[](MLIRContext *context, gpu::GPUDialect *) {
    attach<gpu::GPUFuncOp, nameFunction>(*context);
    attachCore<gpu::GPUModuleOp, gpu::ReturnOp>(*context);
    attachFixed<LaunchIndex, gpu::ThreadIdOp, gpu::BlockIdOp, gpu::BlockDimOp,
                gpu::GridDimOp, gpu::GlobalIdOp>(*context);
    attachFixed<WorkgroupBarrier, gpu::BarrierOp>(*context);
  });
  registry.addExtension(+[](MLIRContext *context, memref::MemRefDialect *) {
    attachCore<memref::AllocaOp, memref::AtomicYieldOp, memref::GetGlobalOp>(*context);
    attach<memref::AllocOp, nameAlloc>(*context);
    attach<memref::GlobalOp, nameTable>(*context);
    attach<memref::LoadOp, nameWordLoad>(*context);
    attach<memref::StoreOp, nameWordStore>(*context);
    attach<memref::AtomicRMWOp, nameAtomic>(*context);
    attach<memref::GenericAtomicRMWOp, nameGenericAtomic>(*context);
  });
  registry.addExtension(+[](MLIRContext *context, scf::SCFDialect *) {
    attachCore<scf::ForOp, scf::IfOp, scf::WhileOp, scf::YieldOp, scf::ConditionOp,
               scf::IndexSwitchOp>(*context);
  });
  registry.addExtension(+[](MLIRContext *context, cf::ControlFlowDialect *) {
    attachCore<cf::BranchOp, cf::CondBranchOp, cf::SwitchOp>(*context);
  });
  registry.addExtension(+[](MLIRContext *context, vector::VectorDialect *) {
    attach<vector::LoadOp, nameLoad>(*context);
    attach<vector::StoreOp, nameStore>(*context);
  });
  registry.addExtension(+[](MLIRContext *context, math::MathDialect *) {
    attachCore<math::CountLeadingZerosOp, math::CountTrailingZerosOp, math::CtPopOp>(*context);
    attach<math::FmaOp, nameFma>(*context);
  });
}
