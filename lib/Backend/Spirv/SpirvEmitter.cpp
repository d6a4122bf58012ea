//===- SpirvEmitter.cpp - The general emitter of spirv ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "SpirvEmitter.h"

#include "DeviceEmitter.h"
#include "SpirvNeeds.h"

#include "atlas/Conversion/GPUToSPIRV/GPUToSPIRV.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

class SpirvEmitter final : public DeviceEmitter {
public:
  explicit SpirvEmitter(const EmitterServices &services)
      : DeviceEmitter(services, kSpirvEmitterName, DeviceTarget::SPIRV, {"spirv", true}) {}

protected:
  void adjust(DeviceOptions &options, const HwData &hardware) const override {
    options.wideAtomics = static_cast<const SpirvHw &>(hardware).has("Int64Atomics");
  }
  llvm::Expected<std::optional<ConvertedCode>>
  convert(DeviceModule &lowered, const HwData &hardware,
          DeviceEmission &emission) const override {
    const auto &hw = static_cast<const SpirvHw &>(hardware);
    auto code = emitSPIRV(lowered.code, {hw.minor, emission.observer(), hw.floats()});
    if (!code)
      return code.takeError();
    return checkedSpirv(hw, std::move(*code));
  }
};

} // namespace

std::unique_ptr<Emitter> backend::makeSpirvEmitter(const EmitterServices &services) {
  return std::make_unique<SpirvEmitter>(services);
}
