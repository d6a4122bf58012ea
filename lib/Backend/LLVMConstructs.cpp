//===- LLVMConstructs.cpp - Construct classes in LLVM IR --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "LLVMConstructs.h"

#include "atlas/Backend/BackendError.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"
#include "llvm/IR/Module.h"

#include <map>

using namespace atlas;
using namespace atlas::backend;
using contract::ConstructUse;

namespace {

/// Counts uses of one entry point.
class EntryWalk {
public:
  llvm::Error walk(const llvm::Function &entry, llvm::StringRef target);
  std::map<ConstructUse, uint64_t> uses;

private:
  void instruction(const llvm::Instruction &one);
  void call(const llvm::CallBase &call);
  void types(const llvm::Instruction &one);
  void flags(const llvm::Instruction &one);
  void atomic(llvm::StringRef cls, const llvm::Instruction &one,
              const llvm::Type *type, llvm::AtomicOrdering ordering);
  void add(ConstructUse use) { ++uses[std::move(use)]; }
};

llvm::StringRef orderingWord(llvm::AtomicOrdering ordering) {
  switch (ordering) {
  case llvm::AtomicOrdering::Acquire:
    return "acquire";
  case llvm::AtomicOrdering::Release:
    return "release";
  case llvm::AtomicOrdering::AcquireRelease:
    return "acq_rel";
  case llvm::AtomicOrdering::SequentiallyConsistent:
    return "seq_cst";
  default:
    return "relaxed";
  }
}

/// The register that holds a vector: 128, 256 or 512 bits; 0 if scalable.
unsigned registerBits(const llvm::VectorType &type) {
  auto *fixed = llvm::dyn_cast<llvm::FixedVectorType>(&type);
  if (!fixed)
    return 0;
  uint64_t bits = uint64_t(fixed->getNumElements()) *
                  std::max<unsigned>(type.getScalarSizeInBits(), 8);
  return bits <= 128 ? 128 : bits <= 256 ? 256 : 512;
}

/// True for inline assembly with a text. Without one it only pins a value in a
/// register (the bit-sliced histogram), which no decoder could see.
bool isAssembly(const llvm::CallBase &call) {
  auto *assembly = llvm::dyn_cast<llvm::InlineAsm>(call.getCalledOperand());
  return assembly && !llvm::StringRef(assembly->getAsmString()).empty();
}

/// Intrinsics that multiply and add packed bytes.
bool isDot4(llvm::StringRef name) {
  return name.contains("vpdpbus") || name.contains("neon.udot") ||
         name.contains("neon.sdot") || name.contains("neon.usdot") ||
         name.contains("partial.reduce.add");
}

void EntryWalk::atomic(llvm::StringRef cls, const llvm::Instruction &one,
                       const llvm::Type *type, llvm::AtomicOrdering ordering) {
  const llvm::DataLayout &layout = one.getModule()->getDataLayout();
  add({cls.str(), "device",
       unsigned(layout.getTypeSizeInBits(const_cast<llvm::Type *>(type))),
       orderingWord(ordering).str(), ""});
}

void EntryWalk::call(const llvm::CallBase &call) {
  const llvm::Function *callee = call.getCalledFunction();
  if (!callee || !callee->isIntrinsic())
    return;
  switch (callee->getIntrinsicID()) {
  case llvm::Intrinsic::fma:
  case llvm::Intrinsic::fmuladd:
    add({"fp.fma", "", unsigned(call.getType()->getScalarSizeInBits()), "", ""});
    return;
  case llvm::Intrinsic::trap:
  case llvm::Intrinsic::ubsantrap:
    add({"effect.trap", "", 0, "", ""});
    return;
  default:
    if (isDot4(callee->getName()))
      add({"packed.dot4", "", 0, "", ""});
  }
}

void EntryWalk::types(const llvm::Instruction &one) {
  const llvm::Type *shown = one.getType();
  // A store has no result; what it stores counts.
  for (const llvm::Value *operand : one.operands())
    if (shown->isVoidTy() || operand->getType()->isVectorTy())
      shown = operand->getType();
  if (auto *vector = llvm::dyn_cast<llvm::VectorType>(shown))
    add({"simd.vector", "", registerBits(*vector), "", ""});
  if (!llvm::isa<llvm::BinaryOperator, llvm::UnaryOperator, llvm::FCmpInst>(one))
    return;
  const llvm::Type *element = one.getOperand(0)->getType()->getScalarType();
  if (element->isDoubleTy())
    add({"fp.f64", "", 0, "", ""});
  if (element->isHalfTy())
    add({"fp.f16", "", 0, "", ""});
}

/// What code generation may make of flags: a fused multiply-add of a product and
/// a sum, an approximate quotient, or another order.
void EntryWalk::flags(const llvm::Instruction &one) {
  auto *math = llvm::dyn_cast<llvm::FPMathOperator>(&one);
  if (!math || !llvm::isa<llvm::BinaryOperator>(one))
    return;
  unsigned bits = one.getType()->getScalarSizeInBits();
  bool isSum = one.getOpcode() == llvm::Instruction::FAdd ||
               one.getOpcode() == llvm::Instruction::FSub;
  bool hasProduct = llvm::any_of(one.operands(), [](const llvm::Use &operand) {
    auto *product = llvm::dyn_cast<llvm::BinaryOperator>(operand.get());
    return product && product->getOpcode() == llvm::Instruction::FMul &&
           product->hasAllowContract();
  });
  if (math->hasAllowReassoc())
    add({"fp.relaxed", "", 0, "", ""});
  if (isSum && hasProduct && math->hasAllowContract())
    add({"fp.fma", "", bits, "", ""});
  if (one.getOpcode() == llvm::Instruction::FDiv &&
      (math->hasAllowReciprocal() || math->hasApproxFunc()))
    add({"fp.approx", "", bits, "", ""});
}

void EntryWalk::instruction(const llvm::Instruction &one) {
  if (auto *rmw = llvm::dyn_cast<llvm::AtomicRMWInst>(&one))
    atomic(rmw->isFloatingPointOperation() ? "atomic.float" : "atomic.int", one,
           rmw->getType(), rmw->getOrdering());
  else if (auto *cas = llvm::dyn_cast<llvm::AtomicCmpXchgInst>(&one))
    atomic("atomic.cas", one, cas->getCompareOperand()->getType(),
           cas->getSuccessOrdering());
  else if (auto *fence = llvm::dyn_cast<llvm::FenceInst>(&one))
    add({"sync.fence", "device", 0, orderingWord(fence->getOrdering()).str(),
         ""});
  else if (one.isAtomic())
    atomic("atomic.int", one,
           llvm::isa<llvm::LoadInst>(one) ? one.getType()
                                          : one.getOperand(0)->getType(),
           llvm::isa<llvm::LoadInst>(one)
               ? llvm::cast<llvm::LoadInst>(one).getOrdering()
               : llvm::cast<llvm::StoreInst>(one).getOrdering());
  else if (auto *called = llvm::dyn_cast<llvm::CallBase>(&one))
    call(*called);
  types(one);
  flags(one);
}

llvm::Error EntryWalk::walk(const llvm::Function &entry,
                            llvm::StringRef target) {
  uint64_t pointers = llvm::count_if(entry.args(), [](const llvm::Argument &a) {
    return a.getType()->isPointerTy();
  });
  if (pointers)
    uses[{"mem.binding", "", 0, "", ""}] += pointers;
  llvm::SetVector<const llvm::Function *> reached;
  reached.insert(&entry);
  for (size_t i = 0; i < reached.size(); ++i)
    for (const llvm::Instruction &one : llvm::instructions(*reached[i])) {
      if (auto *called = llvm::dyn_cast<llvm::CallBase>(&one)) {
        if (isAssembly(*called))
          return makeBackendError(
              BackendErrorKind::MissingCompileContractCitation, target,
              "'" + entry.getName() + "' contains inline assembly",
              entry.getName(), "no contract sanctions it");
        const llvm::Function *callee = called->getCalledFunction();
        if (callee && !callee->isDeclaration())
          reached.insert(callee);
      }
      instruction(one);
    }
  return llvm::Error::success();
}

} // namespace

llvm::Error
backend::findLLVMConstructs(const llvm::Module &module, llvm::StringRef target,
                            std::vector<FoundConstruct> &constructs) {
  for (const llvm::Function &function : module) {
    if (function.isDeclaration() || function.hasLocalLinkage())
      continue;
    EntryWalk entry;
    if (llvm::Error error = entry.walk(function, target))
      return error;
    for (const auto &[use, count] : entry.uses)
      constructs.push_back({function.getName().str(), use, "", count});
  }
  return llvm::Error::success();
}
