//===- DeviceCode.cpp - A kernel as code for a device ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/DeviceCode/DeviceCode.h"

#include "HideZeros.h"

#include "atlas/Conversion/AtlasToCPU/HostPipeline.h"
#include "atlas/Conversion/AtlasToGPU/Passes.h"
#include "atlas/Conversion/Common/Diagnostics.h"
#include "atlas/Conversion/Common/Stages.h"
#include "atlas/Conversion/GPUToLLVMSPIRV/GPUToLLVMSPIRV.h"
#include "atlas/Conversion/GPUToPTX/GPUToPTX.h"
#include "atlas/Conversion/GPUToSPIRV/GPUToSPIRV.h"
#include "atlas/Conversion/GPUToWGSL/GPUToWGSL.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace atlas;

namespace {

/// SPIR-V by the general emitter or by the one named.
llvm::Expected<SPIRVCode> emitWords(gpu::GPUModuleOp module, const DeviceOptions &options) {
  SPIRVOptions words{options.spirvMinor, nullptr, options.spirvFloats, /*withText=*/true};
  if (options.emitter.empty())
    return emitSPIRV(module, words);
  std::string reason;
  auto code = emitSPIRVByLLVM(module, words, &reason);
  if (!code)
    return code.takeError();
  if (!*code)
    return makeError(ErrorCode::LoweringUnsupported,
                     options.emitter + " declines: " + reason);
  return std::move(**code);
}

llvm::Error emit(gpu::GPUModuleOp module, const DeviceOptions &options, DeviceCode &out) {
  if (options.target == DeviceTarget::PTX) {
    auto text = emitPTX(module, {options.ptxArch, options.ptxFeature}, &out.reading);
    if (!text)
      return text.takeError();
    out.code = std::move(*text);
  } else if (options.target == DeviceTarget::WGSL) {
    auto text = emitWGSL(module);
    if (!text)
      return text.takeError();
    out.code = out.reading = std::move(*text);
  } else {
    auto code = emitWords(module, options);
    if (!code)
      return code.takeError();
    out.reading = std::move(code->text);
    out.code.resize(code->words.size() * 4);
    for (auto [i, word] : llvm::enumerate(code->words))
      llvm::support::endian::write32le(out.code.data() + 4 * i, word);
  }
  return llvm::Error::success();
}

} // namespace

void atlas::registerDeviceDialects(DialectRegistry &registry) {
  registerHostDialects(registry);
  registerPTXDialects(registry);
  registerSPIRVDialects(registry);
  registry.insert<vector::VectorDialect>();
}

llvm::Error atlas::checkDeviceLayout(DeviceTarget target, DeviceLayout layout) {
  bool words = layout == DeviceLayout::Words32;
  if ((target == DeviceTarget::PTX && words) || (target == DeviceTarget::WGSL && !words))
    return makeError(ErrorCode::UsageInvalid,
                     "the target does not take this layout",
                     "ptx: bytes8; wgsl: words32; spirv: either");
  return llvm::Error::success();
}

llvm::Expected<DeviceModule> atlas::lowerForDevice(ModuleOp module,
                                                   const DeviceOptions &options) {
  if (auto error = checkDeviceLayout(options.target, options.layout))
    return std::move(error);
  FirstDiagnostic diagnostics(*module.getContext());
  GPUPipelineOptions gpu;
  gpu.layout = options.layout;
  gpu.blockSize = options.blockSize;
  // Only PTX has loads of 16 bytes; SPIR-V addresses elements.
  gpu.vectorBytes = options.target == DeviceTarget::PTX ? 16 : 0;
  gpu.wideAtomics = options.target == DeviceTarget::PTX || options.wideAtomics;
  PassManager passes(module.getContext(), ModuleOp::getOperationName());
  buildGPUPipeline(passes, gpu);
  // WGSL is printed from this form and SPIR-V by LLVM's target made from it; the
  // conversions to the dialects of the others verify what they make.
  bool isLast = options.target == DeviceTarget::WGSL || !options.emitter.empty();
  if (failed(runPasses(passes, module, isLast)))
    return diagnostics.take("lowering failed without a reason");
  auto modules = module.getOps<gpu::GPUModuleOp>();
  if (!llvm::hasSingleElement(modules))
    return makeError(ErrorCode::KernelAmbiguous,
                     "the module does not hold exactly one kernel");
  gpu::GPUModuleOp code = *modules.begin();
  if (options.target == DeviceTarget::SPIRV)
    for (auto function : code.getOps<gpu::GPUFuncOp>())
      hideZeros(function);
  auto text = code->getAttrOfType<StringAttr>(kDeviceProgramAttrName);
  auto value = llvm::json::parse(text ? text.getValue() : "");
  if (!value)
    return value.takeError();
  auto program = DeviceProgram::fromJSON(*value);
  if (!program)
    return program.takeError();
  // What the sidecar does not say stands on the functions.
  for (auto function : code.getOps<gpu::GPUFuncOp>())
    for (DeviceEntry &entry : program->entries)
      if (entry.name == function.getName())
        entry.hasWideArithmetic = bool(function->removeAttr(kWideArithmeticAttrName));
  return DeviceModule{code, std::move(*program)};
}

llvm::Expected<DeviceCode> atlas::compileForDevice(OwningOpRef<ModuleOp> module,
                                                   const DeviceOptions &options) {
  if (!options.emitter.empty() &&
      (options.target != DeviceTarget::SPIRV || options.emitter != "llvm-spirv"))
    return makeError(ErrorCode::UsageInvalid,
                     "the target has no emitter '" + options.emitter + "'",
                     "spirv: llvm-spirv");
  auto lowered = lowerForDevice(*module, options);
  if (!lowered)
    return lowered.takeError();
  gpu::GPUModuleOp gpuModule = lowered->code;
  DeviceCode out;
  llvm::raw_string_ostream(out.mlir) << gpuModule << "\n";
  out.sidecar = gpuModule->getAttrOfType<StringAttr>(kDeviceProgramAttrName).str();
  if (auto error = emit(gpuModule, options, out))
    return std::move(error);
  return std::move(out);
}
