//===- EmitDevice.cpp - atlas-jit emit for device targets -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "EmitDevice.h"

#include "EmitArtifact.h"
#include "atlas/Backend/Ptx/PtxHw.h"
#include "atlas/Backend/Spirv/SpirvHw.h"
#include "atlas/Backend/TargetDescription.h"
#include "atlas/Conversion/Common/Diagnostics.h"
#include "atlas/Conversion/DeviceCode/DeviceCode.h"
#include "atlas/Support/Error.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

using namespace atlas;
using namespace atlas::tool;

namespace {

llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>>
parse(const jit::Source &source, mlir::MLIRContext &context) {
  FirstDiagnostic diagnostics(context);
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBufferCopy(source.text, source.path), llvm::SMLoc());
  mlir::ParserConfig config(&context, /*verifyAfterParse=*/false);
  auto module = mlir::parseSourceFile<mlir::ModuleOp>(sources, config);
  if (!module)
    return diagnostics.take("the source does not parse");
  // Passes say so after the verifier; a source is not believed.
  module->walk([](mlir::ModuleOp op) { op->removeAttr("atlas.checked"); });
  if (mlir::failed(mlir::verify(*module)))
    return diagnostics.take("the module does not verify");
  return std::move(module);
}

} // namespace

bool tool::isDeviceTarget(llvm::StringRef target) {
  auto known = backend::parseTarget(target);
  if (known)
    return !known->description().layouts().empty();
  llvm::consumeError(known.takeError());
  return false;
}

bool tool::isDeviceListing(llvm::StringRef target, llvm::StringRef format) {
  return isDeviceTarget(target) &&
         (format == "mlir" || (target == "ptx" && format == "llvm") ||
          (target == "spirv" && format == "text"));
}

/// What the profile asks of the compiler.
static llvm::Expected<DeviceOptions> deviceOptions(const EmitOptions &options) {
  auto target = backend::parseTarget(options.target);
  if (!target)
    return target.takeError();
  auto given = parseHardwareOption(*target, options.hardware);
  if (!given)
    return given.takeError();
  auto layout = parseLayoutOption(options.layout);
  if (!layout)
    return layout.takeError();
  auto hardware = backend::resolveHardware({*target, *given});
  if (!hardware)
    return hardware.takeError();
  DeviceOptions device;
  device.emitter = options.emitter;
  device.layout = layout->value_or(target->description().defaultLayout(hardware->data()));
  if (options.target == "ptx") {
    device.ptxArch = backend::PtxHw::of(*hardware).arch;
    device.ptxFeature = backend::PtxHw::of(*hardware).isa.feature();
  } else if (options.target == "spirv") {
    device.target = DeviceTarget::SPIRV;
    device.spirvMinor = backend::SpirvHw::of(*hardware).minor;
    device.spirvFloats = backend::SpirvHw::of(*hardware).floats();
    device.wideAtomics = backend::SpirvHw::of(*hardware).has("Int64Atomics");
  } else {
    device.target = DeviceTarget::WGSL;
  }
  return device;
}

llvm::Expected<std::string> tool::listForDevice(const EmitOptions &options,
                                                const jit::Source &source,
                                                llvm::StringRef kernel) {
  auto device = deviceOptions(options);
  if (!device)
    return device.takeError();
  mlir::DialectRegistry registry;
  registerDeviceDialects(registry);
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  context.printOpOnDiagnostic(false);
  auto module = parse(source, context);
  if (!module)
    return module.takeError();
  if (auto error = selectKernel(**module, kernel))
    return std::move(error);
  auto code = compileForDevice(std::move(*module), *device);
  if (!code)
    return code.takeError();
  if (options.format == "mlir")
    return code->mlir;
  if (options.format == "sidecar")
    return code->sidecar + "\n";
  return isDeviceListing(options.target, options.format) ? code->reading + "\n"
                                                         : code->code;
}
