//===- Limits.cpp - What code generation alone takes ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Limits.h"

#include "atlas/Backend/Cpu/CpuHw.h"
#include "atlas/Backend/Ptx/PtxHw.h"
#include "atlas/Backend/Wasm/WasmHw.h"
#include "atlas/Conversion/DeviceCode/DeviceCode.h"
#include "atlas/JIT/Compiler.h"
#include "atlas/JIT/NativeCompiler.h"
#include "atlas/Support/Error.h"

#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Target/SPIRV/Serialization.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IRReader/IRReader.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

#include <chrono>

using namespace atlas;
using namespace atlas::bench;

namespace {

template <typename Work>
double millisecondsOf(Work work) {
  auto start = std::chrono::steady_clock::now();
  work();
  std::chrono::duration<double, std::milli> taken =
      std::chrono::steady_clock::now() - start;
  return taken.count();
}

/// Above it lib/Conversion/GPUToPTX takes LLVM's lowest level.
constexpr unsigned kLargePTX = 400;

/// LLVM's code generator for PTX on the module of that text. The target was
/// initialised when the text was made.
double generatePTX(const std::string &text, llvm::StringRef arch,
                llvm::StringRef features) {
  llvm::LLVMContext context;
  llvm::SMDiagnostic problem;
  std::unique_ptr<llvm::Module> module =
      llvm::parseIR(llvm::MemoryBufferRef(text, "limit"), problem, context);
  if (!module)
    llvm::report_fatal_error(problem.getMessage());
  llvm::SmallVector<char, 0> bytes;
  return millisecondsOf([&] {
    std::string reason;
    const llvm::Triple &triple = module->getTargetTriple();
    const llvm::Target *target = llvm::TargetRegistry::lookupTarget(triple, reason);
    llvm::TargetOptions options;
    options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
    std::unique_ptr<llvm::TargetMachine> machine(target->createTargetMachine(
        triple, arch, features, options, llvm::Reloc::PIC_, std::nullopt,
        module->getInstructionCount() > kLargePTX ? llvm::CodeGenOptLevel::None
                                                  : llvm::CodeGenOptLevel::Aggressive));
    llvm::raw_svector_ostream os(bytes);
    llvm::legacy::PassManager passes;
    machine->addPassesToEmitFile(passes, os, nullptr,
                                 llvm::CodeGenFileType::AssemblyFile);
    passes.run(*module);
  });
}

/// The form between the conversions and the last step of a device target.
llvm::Expected<std::string> readingOf(const jit::LibraryKernel &kernel,
                                      const DeviceOptions &options) {
  mlir::DialectRegistry registry;
  registerDeviceDialects(registry);
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  auto module = mlir::parseSourceString<mlir::ModuleOp>(
      kernel.mlir, mlir::ParserConfig(&context, /*verifyAfterParse=*/false));
  if (llvm::Error error = selectKernel(*module, kernel.symbol))
    return std::move(error);
  auto code = compileForDevice(std::move(module), options);
  if (!code)
    return code.takeError();
  return std::move(code->reading);
}

llvm::Expected<LimitRun> ptxLimit(const jit::LibraryKernel &kernel,
                                  const backend::PtxHw &hw) {
  DeviceOptions options;
  options.ptxArch = hw.arch;
  options.ptxFeature = hw.isa.feature();
  auto text = readingOf(kernel, options);
  if (!text)
    return text.takeError();
  return LimitRun([text = std::move(*text), arch = hw.arch,
                   features = "+" + hw.isa.feature()] {
    return generatePTX(text, arch, features);
  });
}

llvm::Expected<LimitRun> spirvLimit(const jit::LibraryKernel &kernel,
                                    DeviceLayout layout) {
  DeviceOptions options;
  options.target = DeviceTarget::SPIRV;
  options.layout = layout;
  auto text = readingOf(kernel, options);
  if (!text)
    return text.takeError();
  return LimitRun([text = std::move(*text)] {
    mlir::DialectRegistry registry;
    registerDeviceDialects(registry);
    mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
    auto module = mlir::parseSourceString<mlir::ModuleOp>(
        text, mlir::ParserConfig(&context, /*verifyAfterParse=*/false));
    auto code = *module->getOps<mlir::spirv::ModuleOp>().begin();
    return millisecondsOf([&] {
      llvm::SmallVector<uint32_t, 0> words;
      if (failed(mlir::verify(code)) || failed(mlir::spirv::serialize(code, words)))
        llvm::report_fatal_error("the spirv module is broken");
    });
  });
}

llvm::Expected<LimitRun> nativeLimit(const jit::LibraryKernel &kernel,
                                     const CPUTarget &target) {
  auto source = readKernel(kernel);
  if (!source)
    return source.takeError();
  std::string text;
  auto code = jit::makeNativeCompiler()->compile(
      *source->module, target, [&](const llvm::Module &module) {
        llvm::raw_string_ostream os(text);
        module.print(os, nullptr);
      });
  if (!code)
    return code.takeError();
  return LimitRun([text = std::move(text), target, packed = code->packed,
                   typed = code->typed] {
    jit::LoweredKernel kernel;
    kernel.context = std::make_unique<llvm::LLVMContext>();
    kernel.packed = packed;
    kernel.typed = typed;
    llvm::SMDiagnostic problem;
    kernel.module = llvm::parseIR(llvm::MemoryBufferRef(text, "limit"), problem,
                                  *kernel.context);
    jit::CompileOptions options;
    options.target = target;
    // What is final already makes the passes' part short; it is not counted.
    if (!kernel.module || llvm::errorToBool(jit::optimize(kernel, options)))
      llvm::report_fatal_error("the final code is broken");
    return millisecondsOf([&] {
      if (llvm::errorToBool(jit::generateCode(kernel, options).takeError()))
        llvm::report_fatal_error("the final code is refused");
    });
  });
}

} // namespace

llvm::Expected<LimitRun> bench::limitOf(const jit::LibraryKernel &kernel,
                                        const Form &form) {
  auto hardware = backend::resolveHardware(configOf(form));
  if (!hardware)
    return hardware.takeError();
  if (form.target == "ptx")
    return ptxLimit(kernel, backend::PtxHw::of(*hardware));
  if (form.target == "spirv")
    return spirvLimit(kernel, *form.layout);
  if (form.target == "wasm")
    return nativeLimit(kernel, backend::WasmHw::of(*hardware).target());
  if (form.target == "cpu")
    return nativeLimit(kernel, backend::CpuHw::of(*hardware).target);
  return LimitRun();
}
