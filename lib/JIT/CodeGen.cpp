//===- CodeGen.cpp - LLVM module to object code ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects are made here, not by ORC, so that they can be cached. Everything is
// position independent; floating point is never fused or reassociated.
//===----------------------------------------------------------------------===//
#include "FatalErrors.h"
#include "HalfFunctions.h"
#include "LargeCode.h"
#include "LongValues.h"
#include "SingleCalls.h"

#include "atlas/JIT/Compiler.h"
#include "atlas/JIT/Host.h"
#include "atlas/Support/Error.h"

#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Verifier.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/Transforms/IPO/AlwaysInliner.h"
#include "llvm/Transforms/IPO/DeadArgumentElimination.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/LICM.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"

#include <mutex>

using namespace llvm;

namespace atlas::jit {
namespace {

// Registers a target's code generator once per process, when first needed: a
// cache hit never comes here.
void initializeTarget(CPUTarget::Arch arch) {
  static std::once_flag x86, aarch64, wasm;
  switch (arch) {
  case CPUTarget::Arch::X86:
    std::call_once(x86, [] {
      LLVMInitializeX86TargetInfo();
      LLVMInitializeX86Target();
      LLVMInitializeX86TargetMC();
      LLVMInitializeX86AsmPrinter();
    });
    break;
  case CPUTarget::Arch::AArch64:
    std::call_once(aarch64, [] {
      LLVMInitializeAArch64TargetInfo();
      LLVMInitializeAArch64Target();
      LLVMInitializeAArch64TargetMC();
      LLVMInitializeAArch64AsmPrinter();
    });
    break;
  case CPUTarget::Arch::Wasm32:
    std::call_once(wasm, [] {
      LLVMInitializeWebAssemblyTargetInfo();
      LLVMInitializeWebAssemblyTarget();
      LLVMInitializeWebAssemblyTargetMC();
      LLVMInitializeWebAssemblyAsmPrinter();
    });
    break;
  case CPUTarget::Arch::Other:
    break;
  }
}

Expected<std::unique_ptr<TargetMachine>>
createMachine(const CompileOptions &options) {
  initializeTarget(options.target.arch());
  std::string reason;
  Triple triple(options.target.triple);
  const Target *target = TargetRegistry::lookupTarget(triple, reason);
  if (!target)
    return makeError(ErrorCode::TargetUnknown, "no code generator for '" +
                                                   options.target.triple +
                                                   "': " + reason);
  TargetOptions settings;
  settings.AllowFPOpFusion = FPOpFusion::Strict;
  CodeGenOptLevel level =
      options.quality <= Quality::Plain   ? CodeGenOptLevel::None
      : options.quality <= Quality::Brief ? CodeGenOptLevel::Less
                                          : CodeGenOptLevel::Default;
  std::unique_ptr<TargetMachine> machine(target->createTargetMachine(
      triple, options.target.cpu, options.target.featureString(), settings,
      Reloc::PIC_, std::nullopt, level));
  if (machine && options.quality == Quality::Quick)
    machine->setFastISel(true);
  if (!machine)
    return makeError(ErrorCode::TargetUnknown,
                     "no target machine for '" + options.target.triple + "'");
  return machine;
}

// Gives every function the one target description and hides what is no entry.
void prepare(LoweredKernel &kernel, const CompileOptions &options,
             const TargetMachine &machine) {
  Module &module = *kernel.module;
  module.setTargetTriple(machine.getTargetTriple());
  module.setDataLayout(machine.createDataLayout());
  module.setPICLevel(PICLevel::BigPIC);
  std::string features = options.target.featureString();
  for (Function &function : module) {
    if (function.isDeclaration())
      continue;
    StringRef name = function.getName();
    if (name != kernel.packed && name != kernel.typed && name != kernel.guard)
      function.setLinkage(GlobalValue::InternalLinkage);
    function.setVisibility(GlobalValue::DefaultVisibility);
    function.setComdat(nullptr);
    function.addFnAttr("target-cpu", options.target.cpu);
    function.addFnAttr("target-features", features);
    if (options.tuneForHost)
      function.addFnAttr("tune-cpu", hostCPUName());
    function.addFnAttr(Attribute::NoUnwind);
    if (options.debugInfo) {
      function.setUWTableKind(UWTableKind::Async);
      function.addFnAttr("frame-pointer", "all");
    } else {
      function.removeFnAttr(Attribute::UWTable);
    }
    // Both a claim about the caller's stack and a demand for a runtime symbol.
    function.removeFnAttr("probe-stack");
    function.removeFnAttr("stack-protector-buffer-size");
  }
  for (GlobalVariable &global : module.globals())
    if (!global.isDeclaration())
      global.setLinkage(GlobalValue::InternalLinkage);
}

// First part of the lean pipeline: the functions that stay, without what the
// lowering leaves behind.
ModulePassManager mergePipeline() {
  ModulePassManager passes;
  passes.addPass(AlwaysInlinerPass(/*InsertLifetime=*/false));
  passes.addPass(GlobalDCEPass());
  FunctionPassManager first;
  first.addPass(SROAPass(SROAOptions::ModifyCFG));
  first.addPass(EarlyCSEPass());
  first.addPass(SimplifyCFGPass());
  passes.addPass(createModuleToFunctionPassAdaptor(std::move(first)));
  passes.addPass(SingleCallsPass()); // counts what is left
  // What a buffer leaves open is passed along; most helpers use its pointer.
  passes.addPass(DeadArgumentEliminationPass());
  return passes;
}

// The lean pipeline of the notes: enough for code that is vector IR already.
ModulePassManager leanPipeline(CodeSize size) {
  ModulePassManager passes;
  FunctionPassManager function;
  function.addPass(InstCombinePass());
  function.addPass(createFunctionToLoopPassAdaptor(LICMPass(invariantsOf(size)),
                                                   /*UseMemorySSA=*/true));
  function.addPass(EarlyCSEPass(/*UseMemorySSA=*/true));
  function.addPass(SimplifyCFGPass());
  if (size == CodeSize::VeryLarge)
    function.addPass(LongValuesPass());
  passes.addPass(createModuleToFunctionPassAdaptor(std::move(function)));
  return passes;
}

// Only what makes code generation itself cheaper: fewer instructions.
ModulePassManager quickPipeline() {
  ModulePassManager passes;
  passes.addPass(GlobalDCEPass());
  FunctionPassManager function;
  function.addPass(EarlyCSEPass());
  function.addPass(SimplifyCFGPass());
  passes.addPass(createModuleToFunctionPassAdaptor(std::move(function)));
  return passes;
}

ModulePassManager plainPipeline() {
  ModulePassManager passes;
  passes.addPass(AlwaysInlinerPass(/*InsertLifetime=*/false));
  passes.addPass(GlobalDCEPass());
  return passes;
}

// Takes away what loops ask for, unrolling most of all.
void dropLoopHints(Module &module) {
  for (Function &function : module)
    for (BasicBlock &block : function)
      if (Instruction *end = block.getTerminator())
        end->setMetadata(LLVMContext::MD_loop, nullptr);
}

// Keeps the first error that code generation reports.
void recordError(const DiagnosticInfo *diagnostic, void *opaque) {
  auto &text = *static_cast<std::string *>(opaque);
  if (diagnostic->getSeverity() != DS_Error || !text.empty())
    return;
  raw_string_ostream os(text);
  DiagnosticPrinterRawOStream printer(os);
  diagnostic->print(printer);
}

} // namespace

Error optimize(LoweredKernel &kernel, const CompileOptions &options) {
  Expected<std::unique_ptr<TargetMachine>> machine = createMachine(options);
  if (!machine)
    return machine.takeError();
  prepare(kernel, options, **machine);
  kernel.machine = std::move(*machine); // building one takes 0.3 ms

  PipelineTuningOptions tuning;
  tuning.LoopUnrolling = tuning.LoopInterleaving = tuning.LoopVectorization =
      options.quality == Quality::Full;
  PassBuilder builder(kernel.machine.get(), tuning);
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager sccs;
  ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(sccs);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, sccs, modules);

  ModulePassManager passes;
  switch (options.quality) {
  case Quality::Plain:
    passes = plainPipeline();
    break;
  case Quality::Quick:
    passes = quickPipeline();
    break;
  case Quality::Lean:
    mergePipeline().run(*kernel.module, modules);
    passes = leanPipeline(sizeOf(*kernel.module));
    break;
  case Quality::Brief:
    dropLoopHints(*kernel.module);
    passes.addPass(GlobalDCEPass());
    passes.addPass(
        builder.buildPerModuleDefaultPipeline(OptimizationLevel::O1));
    break;
  case Quality::Full:
    // A module of a user may hold more than the kernel needs.
    passes.addPass(GlobalDCEPass());
    passes.addPass(
        builder.buildPerModuleDefaultPipeline(OptimizationLevel::O2));
    break;
  }
  passes.run(*kernel.module, modules);
#ifndef NDEBUG
  std::string text;
  raw_string_ostream os(text);
  if (verifyModule(*kernel.module, &os))
    return makeError(ErrorCode::CompileFailed,
                     "optimisation broke the module: " +
                         StringRef(text).trim());
#endif
  return Error::success();
}

Expected<SmallVector<char, 0>> generateCode(LoweredKernel &kernel,
                                            const CompileOptions &options,
                                            bool assembly) {
  TargetMachine *machine = kernel.machine.get();
  // A WebAssembly module stands alone: nothing links a compiler's library to
  // it.
  if (options.target.arch() == CPUTarget::Arch::Wasm32)
    addHalfFunctions(*kernel.module);
  CodeSize size = options.quality == Quality::Lean ? sizeOf(*kernel.module)
                                                   : CodeSize::Small;
  if (size == CodeSize::VeryLarge && !options.tuneForHost)
    machine->setFastISel(true);
  SmallVector<char, 0> bytes;
  bool written = true;
  // Refusals that are not fatal come through the context.
  std::string refusal, fatal;
  kernel.context->setDiagnosticHandlerCallBack(recordError, &refusal);
  bool finished = recoverFatalErrors(
      [&] {
        raw_svector_ostream os(bytes);
        CodeGenPasses passes(size);
        // Without library information instruction selection takes a user's
        // function named like a C function for that function.
        passes.add(new TargetLibraryInfoWrapperPass(
            TargetLibraryInfoImpl(machine->getTargetTriple())));
        written = !machine->addPassesToEmitFile(
            passes, os, nullptr,
            assembly ? CodeGenFileType::AssemblyFile
                     : CodeGenFileType::ObjectFile);
        if (written)
          passes.run(*kernel.module);
      },
      fatal);
  if (!finished) {
    // Half-finished passes still point into all of these.
    (void)kernel.module.release();
    (void)kernel.machine.release();
    (void)kernel.context.release();
    return makeError(ErrorCode::CompileFailed,
                     "code generation failed: " + StringRef(fatal).trim());
  }
  if (!written)
    return makeError(ErrorCode::CompileFailed,
                     "the target cannot write this kind of file");
  if (!refusal.empty())
    return makeError(ErrorCode::CompileFailed,
                     "code generation failed: " + StringRef(refusal).trim());
  return bytes;
}

} // namespace atlas::jit
