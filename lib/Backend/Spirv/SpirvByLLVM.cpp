//===- SpirvByLLVM.cpp - A specialist of spirv ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "SpirvByLLVM.h"

#include "DeviceEmitter.h"
#include "Specialists.h"
#include "SpirvNeeds.h"

#include "atlas/Conversion/GPUToLLVMSPIRV/GPUToLLVMSPIRV.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

/// Storage buffers have a class of their own from version 1.3 on.
constexpr unsigned kLeastMinor = 3;

class SpirvByLLVM final : public DeviceEmitter {
public:
  explicit SpirvByLLVM(const EmitterServices &services)
      : DeviceEmitter(services, kSpirvByLLVMName, DeviceTarget::SPIRV,
                      {"spirv", true}) {}

  bool mayTake(mlir::ModuleOp module,
               const BackendConfig &config) const override {
    return isListed(services, module, config.target, name(), kStructuredShape);
  }

protected:
  void adjust(DeviceOptions &options, const HwData &) const override {
    options.emitter = kSpirvByLLVMName.str();
  }
  bool takes(mlir::ModuleOp module, const BackendConfig &config,
             const HwData &hardware) const override {
    return static_cast<const SpirvHw &>(hardware).minor >= kLeastMinor &&
           mayTake(module, config);
  }
  llvm::Expected<std::optional<ConvertedCode>>
  convert(DeviceModule &lowered, const HwData &hardware,
          DeviceEmission &emission) const override {
    const auto &hw = static_cast<const SpirvHw &>(hardware);
    auto code = emitSPIRVByLLVM(lowered.code,
                                {hw.minor, emission.observer(), hw.floats()});
    if (!code)
      return code.takeError();
    if (!*code)
      return std::nullopt;
    return checkedSpirv(hw, std::move(**code));
  }
};

} // namespace

std::unique_ptr<Emitter>
backend::makeSpirvByLLVM(const EmitterServices &services) {
  return std::make_unique<SpirvByLLVM>(services);
}
