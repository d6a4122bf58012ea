//===- PTXCode.cpp - LLVM IR of device code to PTX text -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "PTXCode.h"

#include "atlas/Support/Error.h"

#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/InferAddressSpaces.h"
#include "llvm/Transforms/Scalar/LICM.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"

// Of the NVPTX target only what text needs.
extern "C" void LLVMInitializeNVPTXTargetInfo();
extern "C" void LLVMInitializeNVPTXTarget();
extern "C" void LLVMInitializeNVPTXTargetMC();
extern "C" void LLVMInitializeNVPTXAsmPrinter();

using namespace atlas;

namespace {

constexpr llvm::StringLiteral kTriple = "nvptx64-nvidia-cuda";
/// Instructions of a module before any pass. Sums, histograms and copies have
/// fewer than 260, a tick of gel has 320; a thread's share of a halting batch has
/// 500, T1 has 2,900.
constexpr unsigned kFewInstructions = 400;
constexpr unsigned kManyInstructions = 1500;

/// For modules of more than few instructions; `quick` for those of many.
llvm::ModulePassManager shortPipeline(bool quick) {
  llvm::FunctionPassManager function;
  function.addPass(llvm::SROAPass(llvm::SROAOptions::ModifyCFG));
  function.addPass(llvm::EarlyCSEPass(/*UseMemorySSA=*/!quick));
  function.addPass(llvm::SimplifyCFGPass());
  if (!quick) {
    function.addPass(llvm::InstCombinePass());
    function.addPass(llvm::createFunctionToLoopPassAdaptor(
        llvm::LICMPass(llvm::LICMOptions()), /*UseMemorySSA=*/true));
    function.addPass(llvm::EarlyCSEPass(/*UseMemorySSA=*/true));
    function.addPass(llvm::SimplifyCFGPass());
  }
  // The code generator does that at higher levels only; no assembler can.
  function.addPass(llvm::InferAddressSpacesPass());
  llvm::ModulePassManager passes;
  passes.addPass(llvm::createModuleToFunctionPassAdaptor(std::move(function)));
  return passes;
}

/// Loads from what nothing writes while the kernel runs can go through the read-only
/// cache. That, too, the code generator works out at higher levels only.
void markInvariantLoads(llvm::Module &module) {
  auto isConstant = [](const llvm::Value *object) {
    if (auto *table = llvm::dyn_cast<llvm::GlobalVariable>(object))
      return table->isConstant();
    auto *buffer = llvm::dyn_cast<llvm::Argument>(object);
    return buffer && buffer->hasNoAliasAttr() && buffer->onlyReadsMemory();
  };
  for (llvm::Function &function : module)
    for (llvm::Instruction &one : llvm::instructions(function)) {
      auto *load = llvm::dyn_cast<llvm::LoadInst>(&one);
      if (!load || !load->isSimple())
        continue;
      llvm::SmallVector<const llvm::Value *> objects;
      llvm::getUnderlyingObjects(load->getPointerOperand(), objects);
      if (llvm::all_of(objects, isConstant))
        load->setMetadata(llvm::LLVMContext::MD_invariant_load,
                          llvm::MDNode::get(module.getContext(), {}));
    }
}

} // namespace

llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
atlas::createPTXMachine(const PTXOptions &options) {
  static const bool initialized = [] {
    LLVMInitializeNVPTXTargetInfo();
    LLVMInitializeNVPTXTarget();
    LLVMInitializeNVPTXTargetMC();
    LLVMInitializeNVPTXAsmPrinter();
    return true;
  }();
  (void)initialized;
  std::string reason;
  llvm::Triple triple(kTriple);
  const llvm::Target *target = llvm::TargetRegistry::lookupTarget(triple, reason);
  if (!target)
    return makeError(ErrorCode::TargetUnknown, reason);
  // An unknown name is only warned about, and code for another one is made.
  std::unique_ptr<llvm::MCSubtargetInfo> known(
      target->createMCSubtargetInfo(triple, "", ""));
  if (!known->isCPUStringValid(options.arch))
    return makeError(ErrorCode::TargetUnknown,
                     "no PTX architecture '" + options.arch + "'",
                     "architectures are named like sm_80 or sm_90a");
  llvm::TargetOptions settings;
  settings.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  std::string features = options.feature.empty() ? "" : "+" + options.feature;
  std::unique_ptr<llvm::TargetMachine> machine(target->createTargetMachine(
      triple, options.arch, features, settings, llvm::Reloc::PIC_, std::nullopt,
      llvm::CodeGenOptLevel::Aggressive));
  if (!machine)
    return makeError(ErrorCode::CompileFailed, "no code generator for PTX");
  return std::move(machine);
}

void atlas::optimizePTX(llvm::Module &module, llvm::TargetMachine &machine) {
  module.setTargetTriple(machine.getTargetTriple());
  module.setDataLayout(machine.createDataLayout());
  llvm::PassBuilder builder(&machine);
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager sccs;
  llvm::ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(sccs);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, sccs, modules);
  unsigned instructions = module.getInstructionCount();
  if (instructions <= kFewInstructions) {
    builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O3)
        .run(module, modules);
    return;
  }
  shortPipeline(instructions > kManyInstructions).run(module, modules);
  markInvariantLoads(module);
  // Instructions are selected one by one; the assembler combines and schedules.
  machine.setOptLevel(llvm::CodeGenOptLevel::None);
}

llvm::Expected<std::string> atlas::printPTX(llvm::Module &module,
                                            llvm::TargetMachine &machine) {
  llvm::SmallVector<char, 0> text;
  llvm::raw_svector_ostream os(text);
  llvm::legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, os, nullptr,
                                  llvm::CodeGenFileType::AssemblyFile))
    return makeError(ErrorCode::CompileFailed, "PTX cannot be written");
  passes.run(module);
  return std::string(text.begin(), text.end());
}
