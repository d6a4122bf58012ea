//===- PtxEmitter.cpp - The general emitter of ptx --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PtxEmitter.h"

#include "DeviceEmission.h"

#include "atlas/Backend/Ptx/PtxHw.h"
#include "atlas/Conversion/GPUToPTX/GPUToPTX.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

class PtxEmitter final : public Emitter {
public:
  explicit PtxEmitter(EmitterServices services) : services(std::move(services)) {}
  llvm::StringRef name() const override { return kPtxEmitterName; }

  llvm::Expected<std::optional<Emission>>
  tryEmit(mlir::ModuleOp module, const BackendConfig &config) const override {
    llvm::Expected<HwProfile> hardware = resolveHardware(config);
    if (!hardware)
      return hardware.takeError();
    const PtxHw &hw = PtxHw::of(*hardware);
    DeviceEmission emission(services, *hardware, module);
    DeviceOptions options = emission.options(config);
    options.target = DeviceTarget::PTX;
    auto lowered = emission.lower(options);
    if (!lowered)
      return lowered.takeError();
    auto text =
        emitPTX(lowered->code, {hw.arch, hw.isa.feature(), emission.observer()});
    if (!text)
      return emission.refused(text.takeError());
    auto finished = emission.finish(lowered->program, {"ptx", false},
                                    {text->begin(), text->end()}, {});
    if (!finished)
      return finished.takeError();
    return std::optional(std::move(*finished));
  }

private:
  EmitterServices services;
};

} // namespace

std::unique_ptr<Emitter> backend::makePtxEmitter(const EmitterServices &services) {
  return std::make_unique<PtxEmitter>(services);
}
