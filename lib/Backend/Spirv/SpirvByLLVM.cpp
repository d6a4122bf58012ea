//===- SpirvByLLVM.cpp - A specialist of spirv ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "SpirvByLLVM.h"

#include "DeviceEmission.h"
#include "Specialists.h"
#include "SpirvNeeds.h"
#include "SpirvReader.h"

#include "atlas/Conversion/GPUToLLVMSPIRV/GPUToLLVMSPIRV.h"

#include "llvm/ADT/STLExtras.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

/// Storage buffers have a class of their own from version 1.3 on.
constexpr unsigned kLeastMinor = 3;

class SpirvByLLVM final : public Emitter {
public:
  explicit SpirvByLLVM(EmitterServices services) : services(std::move(services)) {}
  llvm::StringRef name() const override { return kSpirvByLLVMName; }
  llvm::Expected<std::optional<Emission>>
  tryEmit(mlir::ModuleOp module, const BackendConfig &config) const override;

private:
  EmitterServices services;
};

llvm::Expected<std::optional<Emission>>
SpirvByLLVM::tryEmit(mlir::ModuleOp module, const BackendConfig &config) const {
  llvm::Expected<HwProfile> hardware = resolveHardware(config);
  if (!hardware)
    return hardware.takeError();
  const SpirvHw &hw = SpirvHw::of(*hardware);
  if (hw.minor < kLeastMinor ||
      !isListed(services, module, config.target, name(), kStructuredShape))
    return std::nullopt;
  DeviceEmission emission(services, *hardware, module);
  DeviceOptions options = emission.options(config);
  options.target = DeviceTarget::SPIRV;
  auto lowered = emission.lower(options);
  if (!lowered)
    return lowered.takeError();
  auto code = emitSPIRVByLLVM(lowered->code, {hw.minor, emission.observer()});
  if (!code)
    return emission.refused(code.takeError());
  if (!*code)
    return std::nullopt;
  if (llvm::Error error =
          checkSpirvNeeds(hw, (*code)->capabilities, (*code)->extensions))
    return std::move(error);
  std::vector<std::string> needs = (*code)->capabilities;
  llvm::append_range(needs, (*code)->extensions);
  auto finished = emission.finish(lowered->program, {"spirv", true},
                                  bytesOf((*code)->words), std::move(needs));
  if (!finished)
    return finished.takeError();
  return std::optional(std::move(*finished));
}

} // namespace

std::unique_ptr<Emitter> backend::makeSpirvByLLVM(const EmitterServices &services) {
  return std::make_unique<SpirvByLLVM>(services);
}
