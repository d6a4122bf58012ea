//===- Kernels.cpp - Library kernels as modules to emit -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Kernels.h"

#include "atlas/Contract/Corpus.h"
#include "atlas/Contract/Library.h"
#include "atlas/Contract/Parser.h"
#include "atlas/Conversion/AtlasToCPU/HostPipeline.h"
#include "atlas/JIT/Compiler.h"
#include "atlas/JIT/NativeCompiler.h"

#include "mlir/Parser/Parser.h"

using namespace atlas;
using namespace atlas::bench;

namespace {

constexpr llvm::StringLiteral kWideSpirv =
    "1.3+Int8,Int16,Int64,Float16,Float64,StorageBuffer8BitAccess,"
    "StorageBuffer16BitAccess,SignedZeroInfNanPreserve,SPV_KHR_8bit_storage,"
    "SPV_KHR_16bit_storage,SPV_KHR_float_controls";

const Form kForms[] = {
    {"ptx", "ptx", "sm_90", std::nullopt},
    {"spirv bytes8", "spirv", kWideSpirv, DeviceLayout::Bytes8},
    {"spirv words32", "spirv", kWideSpirv, DeviceLayout::Words32},
    {"wgsl", "wgsl", "", std::nullopt},
    {"wasm", "wasm", "", std::nullopt},
    {"wasm simd128", "wasm", "simd128", std::nullopt},
    {"cpu x86-64-v3", "cpu", "x86_64-linux-gnu/x86-64-v3", std::nullopt},
};

} // namespace

llvm::ArrayRef<Form> bench::forms() { return kForms; }

llvm::Expected<backend::Compiler> bench::makeCompiler() {
  contract::Issues issues;
  std::vector<contract::Contract> contracts;
  const contract::Vocabulary &vocabulary = backend::contractVocabulary();
  for (const contract::LibraryContract &one : contract::libraryContracts())
    if (auto read = contract::parseContract(one.text, one.path, vocabulary, issues))
      contracts.push_back(std::move(*read));
  backend::CompilerOptions setup;
  setup.corpus =
      contract::ContractCorpus::create(std::move(contracts), vocabulary, issues);
  if (!issues.empty())
    return contract::toError(issues);
  setup.native = jit::makeNativeCompiler();
  return backend::Compiler::create(setup);
}

backend::BackendConfig bench::configOf(const Form &form) {
  backend::Target target = llvm::cantFail(backend::parseTarget(form.target));
  backend::BackendConfig config{target, std::nullopt, form.layout};
  if (!form.hardware.empty())
    config.hardware = llvm::cantFail(backend::parseHwDetails(target, form.hardware));
  return config;
}

llvm::Expected<KernelSource> bench::readKernel(const jit::LibraryKernel &kernel) {
  auto frontend = jit::Frontend::create(
      {kernel.name.str(), kernel.mlir.str(), jit::Source::Format::Mlir},
      /*debugInfo=*/false);
  if (!frontend)
    return frontend.takeError();
  auto bytes = (*frontend)->extract(kernel.symbol);
  if (!bytes)
    return bytes.takeError();
  mlir::DialectRegistry registry;
  registerHostDialects(registry);
  KernelSource source;
  source.context = std::make_unique<mlir::MLIRContext>(
      registry, mlir::MLIRContext::Threading::DISABLED);
  source.module = mlir::parseSourceString<mlir::ModuleOp>(
      *bytes, mlir::ParserConfig(source.context.get(), false));
  if (!source.module)
    return llvm::createStringError("a kernel's bytecode cannot be read back");
  return std::move(source);
}
