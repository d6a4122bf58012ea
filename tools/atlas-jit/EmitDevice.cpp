//===- EmitDevice.cpp - atlas-jit emit for device targets -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "EmitDevice.h"

#include "atlas/Conversion/Common/Diagnostics.h"
#include "atlas/Conversion/DeviceCode/DeviceCode.h"
#include "atlas/Support/Error.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

#include <unistd.h>

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

/// Leaves `kernel` ("" = the only one) and what it may call.
llvm::Error select(mlir::ModuleOp module, llvm::StringRef kernel) {
  std::vector<mlir::Operation *> kernels;
  for (mlir::Operation &op : *module.getBody()) {
    llvm::StringRef name = op.getName().getStringRef();
    if (name == "atlas.kernel" || name == "atlas.pipeline")
      kernels.push_back(&op);
  }
  auto symbol = [](mlir::Operation *op) {
    return mlir::SymbolTable::getSymbolName(op).getValue();
  };
  if (kernel.empty() && kernels.size() != 1)
    return makeError(ErrorCode::KernelAmbiguous,
                     "the file holds " + llvm::Twine(kernels.size()) + " kernels",
                     "name one: FILE:KERNEL");
  auto *selected = kernels.front();
  if (!kernel.empty()) {
    auto found = llvm::find_if(kernels, [&](auto *op) { return symbol(op) == kernel; });
    if (found == kernels.end())
      return makeError(ErrorCode::KernelUnknown, "no kernel '" + kernel + "'");
    selected = *found;
  }
  if (selected->getName().getStringRef() == "atlas.pipeline")
    return makeError(ErrorCode::LoweringUnsupported,
                     "pipelines are emitted for the target cpu only");
  for (mlir::Operation *op : kernels)
    if (op != selected)
      op->erase();
  return llvm::Error::success();
}

} // namespace

bool tool::isDeviceTarget(llvm::StringRef target) {
  return target == "ptx" || target == "spirv" || target == "wgsl";
}

llvm::Error tool::checkDeviceOptions(const EmitOptions &options) {
  llvm::StringRef formats = llvm::StringSwitch<llvm::StringRef>(options.target)
                                .Case("ptx", "text llvm mlir sidecar")
                                .Case("spirv", "text binary mlir sidecar")
                                .Default("text mlir sidecar");
  llvm::SmallVector<llvm::StringRef> names;
  formats.split(names, ' ');
  if (!options.format.empty() && !llvm::is_contained(names, options.format))
    return makeError(ErrorCode::UsageInvalid,
                     "no format '" + options.format + "' for the target " +
                         options.target,
                     "formats: " + llvm::join(names, ", "));
  if (options.scalar || !options.strategies.empty())
    return makeError(ErrorCode::UsageInvalid,
                     "--scalar and --strategy are for the target cpu");
  if (options.output.empty() && options.format == "binary" && isatty(STDOUT_FILENO))
    return makeError(ErrorCode::UsageInvalid,
                     "a binary is not written to a terminal", "name a file with -o");
  return llvm::Error::success();
}

llvm::Expected<std::string> tool::emitForDevice(const EmitOptions &options,
                                                const jit::Source &source,
                                                llvm::StringRef kernel) {
  DeviceOptions device;
  device.target = llvm::StringSwitch<DeviceTarget>(options.target)
                      .Case("spirv", DeviceTarget::SPIRV)
                      .Case("wgsl", DeviceTarget::WGSL)
                      .Default(DeviceTarget::PTX);
  bool words = options.layout.empty() ? device.target == DeviceTarget::WGSL
                                      : options.layout == "words32";
  device.emitter = options.emitter;
  device.layout = words ? DeviceLayout::Words32 : DeviceLayout::Bytes8;
  if (!options.layout.empty() && options.layout != "words32" && options.layout != "bytes8")
    return makeError(ErrorCode::UsageInvalid, "no layout '" + options.layout + "'",
                     "layouts: bytes8, words32");
  llvm::StringRef hardware = options.hardware;
  if (device.target == DeviceTarget::PTX && !hardware.empty()) {
    hardware.consume_front("ptx:");
    device.ptxArch = hardware.str();
  } else if (!hardware.empty())
    return makeError(ErrorCode::UsageInvalid,
                     "--hw has no meaning for plain code of the target " +
                         options.target);

  mlir::DialectRegistry registry;
  registerDeviceDialects(registry);
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  auto module = parse(source, context);
  if (!module)
    return module.takeError();
  if (auto error = select(**module, kernel))
    return std::move(error);
  auto code = compileForDevice(std::move(*module), device);
  if (!code)
    return code.takeError();
  if (options.format == "sidecar")
    return code->sidecar + "\n";
  if (options.format == "mlir")
    return code->mlir;
  if (options.format == "binary" || device.target == DeviceTarget::WGSL ||
      (device.target == DeviceTarget::PTX && options.format != "llvm"))
    return code->code;
  return code->reading + "\n";
}
