//===- SpirvEmitter.cpp - The general emitter of spirv ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "SpirvEmitter.h"

#include "DeviceEmission.h"
#include "SpirvNeeds.h"
#include "SpirvReader.h"

#include "atlas/Conversion/GPUToSPIRV/GPUToSPIRV.h"

#include "llvm/ADT/STLExtras.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

class SpirvEmitter final : public Emitter {
public:
  explicit SpirvEmitter(EmitterServices services) : services(std::move(services)) {}
  llvm::StringRef name() const override { return kSpirvEmitterName; }
  llvm::Expected<std::optional<Emission>>
  tryEmit(mlir::ModuleOp module, const BackendConfig &config) const override;

private:
  EmitterServices services;
};

llvm::Expected<std::optional<Emission>>
SpirvEmitter::tryEmit(mlir::ModuleOp module, const BackendConfig &config) const {
  llvm::Expected<HwProfile> hardware = resolveHardware(config);
  if (!hardware)
    return hardware.takeError();
  const SpirvHw &hw = SpirvHw::of(*hardware);
  DeviceEmission emission(services, *hardware, module);
  DeviceOptions options = emission.options(config);
  options.target = DeviceTarget::SPIRV;
  auto lowered = emission.lower(options);
  if (!lowered)
    return lowered.takeError();
  auto code = emitSPIRV(lowered->code, {hw.minor, emission.observer()});
  if (!code)
    return emission.refused(code.takeError());
  if (llvm::Error error = checkSpirvNeeds(hw, code->capabilities, code->extensions))
    return std::move(error);
  std::vector<std::string> needs = code->capabilities;
  llvm::append_range(needs, code->extensions);
  auto finished = emission.finish(lowered->program, {"spirv", true},
                                  bytesOf(code->words), std::move(needs));
  if (!finished)
    return finished.takeError();
  return std::optional(std::move(*finished));
}

} // namespace

std::unique_ptr<Emitter> backend::makeSpirvEmitter(const EmitterServices &services) {
  return std::make_unique<SpirvEmitter>(services);
}
