//===- LLVMModels.cpp - Constructs of the LLVM and NVVM dialects ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Models.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::constructs;

namespace {

constexpr unsigned kShared = 3; // NVPTX address space

void nameFunction(LLVM::LLVMFuncOp op, Uses &uses) {
  if (!op->hasAttr(NVVM::NVVMDialect::getKernelFuncAttrName()))
    return;
  uses.push_back(plain("launch.entry"));
  bool hasWords = false;
  for (Type type : op.getArgumentTypes()) {
    if (isa<LLVM::LLVMPointerType>(type))
      uses.push_back(plain("mem.binding"));
    else
      hasWords = true;
  }
  if (hasWords)
    uses.push_back(plain("mem.binding"));
}

void nameGlobal(LLVM::GlobalOp op, Uses &uses) {
  uses.push_back(plain(op.getAddrSpace() == kShared ? "mem.workgroup" : "mem.binding"));
}

/// The buffer behind a pointer, if it is an argument of the kernel.
BlockArgument bufferOf(Value pointer) {
  while (auto step = pointer.getDefiningOp<LLVM::GEPOp>())
    pointer = step.getBase();
  auto argument = dyn_cast<BlockArgument>(pointer);
  bool isEntry = argument && isa<LLVM::LLVMFuncOp>(argument.getOwner()->getParentOp()) &&
                 argument.getOwner()->isEntryBlock();
  return isEntry ? argument : BlockArgument();
}

/// Code generation loads through the read-only cache where nothing writes and
/// nothing else points (CI-09).
void nameLoad(LLVM::LoadOp op, Uses &uses) {
  addAccess(op.getType(), uses);
  BlockArgument buffer = bufferOf(op.getAddr());
  if (!buffer)
    return;
  auto function = cast<LLVM::LLVMFuncOp>(buffer.getOwner()->getParentOp());
  auto has = [&](StringRef name) {
    return bool(function.getArgAttr(buffer.getArgNumber(), name));
  };
  if (has(LLVM::LLVMDialect::getNoAliasAttrName()) &&
      has(LLVM::LLVMDialect::getReadonlyAttrName()))
    uses.push_back({"mem.readonly-cache", "", 0, "", "mem.binding"});
}
void nameStore(LLVM::StoreOp op, Uses &uses) {
  addAccess(op.getValue().getType(), uses);
}

StringRef scopeWord(std::optional<StringRef> scope) {
  return llvm::StringSwitch<StringRef>(scope.value_or(""))
      .Case("block", "workgroup")
      .Case("device", "device")
      .Default("system");
}
StringRef orderWord(LLVM::AtomicOrdering order) {
  switch (order) {
  case LLVM::AtomicOrdering::acquire: return "acquire";
  case LLVM::AtomicOrdering::release: return "release";
  case LLVM::AtomicOrdering::acq_rel: return "acq_rel";
  case LLVM::AtomicOrdering::seq_cst: return "seq_cst";
  default: return "relaxed";
  }
}
unsigned bitsOf(Type type) {
  return type.isIntOrFloat() ? type.getIntOrFloatBitWidth() : 64;
}

void nameAtomic(LLVM::AtomicRMWOp op, Uses &uses) {
  Type type = op.getVal().getType();
  uses.push_back({isa<FloatType>(type) ? "atomic.float" : "atomic.int",
                  scopeWord(op.getSyncscope()).str(), bitsOf(type),
                  orderWord(op.getOrdering()).str(), ""});
}
void nameExchange(LLVM::AtomicCmpXchgOp op, Uses &uses) {
  uses.push_back({"atomic.cas", scopeWord(op.getSyncscope()).str(),
                  bitsOf(op.getVal().getType()),
                  orderWord(op.getSuccessOrdering()).str(), ""});
}
void nameFence(LLVM::FenceOp op, Uses &uses) {
  uses.push_back({"sync.fence", scopeWord(op.getSyncscope()).str(), 0,
                  orderWord(op.getOrdering()).str(), ""});
}

/// Known ones alone; another name leaves no use, which is no answer, so it gets a
/// class that no contract can name.
void nameIntrinsic(LLVM::CallIntrinsicOp op, Uses &uses) {
  StringRef root = op.getIntrin().rsplit('.').first;
  bool isRounding = llvm::is_contained(
      {"llvm.fabs", "llvm.ceil", "llvm.copysign", "llvm.floor", "llvm.roundeven", "llvm.sqrt",
       "llvm.trunc", "llvm.minimum", "llvm.maximum", "llvm.minnum", "llvm.maxnum"},
      root);
  if (isRounding) {
    Type type = getElementTypeOrSelf(op.getResult(0).getType());
    if (type.isF64() || type.isF16())
      uses.push_back(plain(type.isF64() ? "fp.f64" : "fp.f16"));
    return;
  }
  bool isDot = op.getIntrin().starts_with("llvm.nvvm.idp4a.");
  uses.push_back(plain(isDot ? StringRef("packed.dot4") : op.getIntrin()));
}
void nameFma(LLVM::FMAOp op, Uses &uses) {
  uses.push_back({"fp.fma", "", bitsOf(getElementTypeOrSelf(op.getType())), "", ""});
}
void nameMulAdd(LLVM::FMulAddOp op, Uses &uses) {
  uses.push_back({"fp.fma", "", bitsOf(getElementTypeOrSelf(op.getType())), "", ""});
}

void attachLLVM(MLIRContext *context, LLVM::LLVMDialect *) {
  attach<LLVM::LLVMFuncOp, nameFunction>(*context);
  attach<LLVM::GlobalOp, nameGlobal>(*context);
  attach<LLVM::LoadOp, nameLoad>(*context);
  attach<LLVM::StoreOp, nameStore>(*context);
  attach<LLVM::AtomicRMWOp, nameAtomic>(*context);
  attach<LLVM::AtomicCmpXchgOp, nameExchange>(*context);
  attach<LLVM::FenceOp, nameFence>(*context);
  attach<LLVM::CallIntrinsicOp, nameIntrinsic>(*context);
  attach<LLVM::FMAOp, nameFma>(*context);
  attach<LLVM::FMulAddOp, nameMulAdd>(*context);
  attachFixed<Trap, LLVM::Trap>(*context);
  attachCore<LLVM::BrOp, LLVM::CondBrOp, LLVM::SwitchOp, LLVM::ReturnOp, LLVM::UnreachableOp,
             LLVM::AllocaOp, LLVM::CallOp>(*context);
}

void attachNVVM(MLIRContext *context, NVVM::NVVMDialect *) {
  attachFixed<LaunchIndex, NVVM::ThreadIdXOp, NVVM::ThreadIdYOp, NVVM::ThreadIdZOp,
              NVVM::BlockIdXOp, NVVM::BlockIdYOp, NVVM::BlockIdZOp, NVVM::BlockDimXOp,
              NVVM::BlockDimYOp, NVVM::BlockDimZOp, NVVM::GridDimXOp, NVVM::GridDimYOp,
              NVVM::GridDimZOp>(*context);
  attachFixed<WorkgroupBarrier, NVVM::Barrier0Op, NVVM::BarrierOp>(*context);
}

} // namespace

void constructs::registerLLVMModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, LLVM::LLVMDialect *dialect) {
    attachLLVM(context, dialect);
  });
  registry.addExtension(+[](MLIRContext *context, NVVM::NVVMDialect *dialect) {
    attachNVVM(context, dialect);
  });
}
