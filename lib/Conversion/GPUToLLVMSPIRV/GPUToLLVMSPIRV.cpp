//===- GPUToLLVMSPIRV.cpp - gpu modules to SPIR-V through LLVM ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/GPUToLLVMSPIRV/GPUToLLVMSPIRV.h"

#include "SPIRVWords.h"
#include "StructuredIR.h"

#include "atlas/Conversion/Common/Diagnostics.h"
#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"
#include "atlas/Support/Error.h"

#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Verifier.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

#include <mutex>

// Of the SPIRV target only what modules need.
extern "C" void LLVMInitializeSPIRVTargetInfo();
extern "C" void LLVMInitializeSPIRVTarget();
extern "C" void LLVMInitializeSPIRVTargetMC();
extern "C" void LLVMInitializeSPIRVAsmPrinter();

using namespace mlir;
using namespace atlas;
using namespace atlas::llvmspirv;

namespace {

/// Later versions of SPIR-V than asked for are lowered again in the words.
constexpr llvm::StringLiteral kTriple = "spirv1.6-unknown-vulkan1.3-compute";

/// How often LLVM is asked before its answer is given up.
constexpr unsigned kAttempts = 64;

llvm::Expected<std::unique_ptr<llvm::TargetMachine>> createMachine() {
  static const bool initialized = [] {
    LLVMInitializeSPIRVTargetInfo();
    LLVMInitializeSPIRVTarget();
    LLVMInitializeSPIRVTargetMC();
    LLVMInitializeSPIRVAsmPrinter();
    return true;
  }();
  (void)initialized;
  std::string reason;
  llvm::Triple triple(kTriple);
  const llvm::Target *target = llvm::TargetRegistry::lookupTarget(triple, reason);
  if (!target)
    return makeError(ErrorCode::TargetUnknown, reason);
  llvm::TargetOptions options;
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  std::unique_ptr<llvm::TargetMachine> machine(target->createTargetMachine(
      triple, "", "", options, std::nullopt, std::nullopt, llvm::CodeGenOptLevel::None));
  if (!machine)
    return makeError(ErrorCode::CompileFailed, "no code generator for SPIR-V");
  return std::move(machine);
}

llvm::Expected<SmallVector<char, 0>> generate(llvm::Module &module,
                                              llvm::TargetMachine &machine) {
  SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream os(bytes);
  llvm::legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, os, nullptr,
                                  llvm::CodeGenFileType::ObjectFile))
    return makeError(ErrorCode::CompileFailed, "SPIR-V cannot be written");
  passes.run(module);
  return std::move(bytes);
}

std::vector<std::string> findAliased(gpu::GPUModuleOp module) {
  std::vector<std::string> names;
  for (auto function : module.getOps<gpu::GPUFuncOp>())
    for (unsigned i = 0; i != function.getFunctionType().getNumInputs(); ++i)
      if (function.getArgAttr(i, kOverlapAttr))
        names.push_back(bufferName(function, i));
  return names;
}

/// One pass through LLVM: the words as it writes them, and the LLVM IR if `text` is
/// there for it. nullopt, with a reason: the kernels are not of the shape.
llvm::Expected<std::optional<SPIRVWords>>
translate(gpu::GPUModuleOp source, std::string *text, std::string &reason) {
  auto machine = createMachine();
  if (!machine)
    return machine.takeError();
  llvm::LLVMContext context;
  llvm::Module module(source.getName(), context);
  module.setTargetTriple(llvm::Triple(kTriple));
  module.setDataLayout((*machine)->createDataLayout());
  for (auto function : source.getOps<gpu::GPUFuncOp>())
    if (!addEntry(function, module, reason))
      return std::nullopt;
  if (text) {
    text->clear();
    llvm::raw_string_ostream os(*text);
    module.print(os, nullptr);
  }
  std::string broken;
  llvm::raw_string_ostream problems(broken);
  if (llvm::verifyModule(module, &problems))
    return makeError(ErrorCode::CompileFailed, "the LLVM IR for SPIR-V is broken: " + broken);
  auto bytes = generate(module, **machine);
  if (!bytes)
    return bytes.takeError();
  auto words = SPIRVWords::parse(*bytes);
  if (!words)
    return makeError(ErrorCode::CompileFailed, "LLVM wrote no SPIR-V module");
  return words;
}

/// LLVM 22's target keeps what it learns of a module in a static variable
/// (SPIRVModuleAnalysis::MAI), so one module goes through it at a time. It clears all
/// of that for the next module but the ids of blocks, which it looks up by the address
/// of their function: where a function lies where an earlier one did, its blocks get
/// that one's ids. Then the functions are put elsewhere and it is asked again.
llvm::Expected<std::optional<SPIRVWords>>
translateAlone(gpu::GPUModuleOp source, std::string *text, std::string &reason) {
  static std::mutex oneModule;
  static unsigned moved = 0; // no two moves are by the same distance
  std::lock_guard lock(oneModule);
  std::vector<std::unique_ptr<char[]>> taken;
  for (unsigned attempt = 0; attempt != kAttempts; ++attempt) {
    auto words = translate(source, text, reason);
    if (!words || !*words || (*words)->isNumberedAfresh())
      return words;
    // Something large where all of it was, and something small in the holes: what is
    // allocated next lies elsewhere.
    taken.push_back(std::make_unique<char[]>((40 << 10) + 16 * (moved++ % 4096)));
    for (unsigned i = 0; i != 16; ++i)
      taken.push_back(std::make_unique<char[]>(sizeof(llvm::MachineFunction)));
  }
  return makeError(ErrorCode::CompileFailed,
                   "LLVM mixes the blocks of this SPIR-V module with those of others");
}

} // namespace

llvm::Expected<std::optional<SPIRVCode>>
atlas::emitSPIRVByLLVM(gpu::GPUModuleOp source, const SPIRVOptions &options,
                       std::string *reason) {
  FirstDiagnostic diagnostics(*source.getContext());
  if (failed(observeStage(options.observe, kPreparedStage, source)) ||
      failed(observeStage(options.observe, kFinalStage, source)))
    return diagnostics.take("the module was refused");
  SPIRVCode code;
  std::string why;
  auto words = translateAlone(source, options.withText ? &code.text : nullptr, why);
  if (!words)
    return words.takeError();
  if (!*words) {
    if (reason)
      *reason = why;
    return std::nullopt;
  }
  (*words)->repair(options, findAliased(source));
  code.words = (*words)->write();
  code.capabilities = (*words)->capabilities();
  code.extensions = (*words)->extensions();
  return std::optional(std::move(code));
}
