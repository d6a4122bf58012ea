//===- WgslEmitter.cpp - The general emitter of wgsl ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "WgslEmitter.h"

#include "DeviceEmission.h"
#include "WgslNeeds.h"

#include "atlas/Conversion/GPUToWGSL/GPUToWGSL.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

/// A barrier of the workgroup is spelled with one for storage buffers beside it.
void addFences(std::vector<FoundConstruct> &found) {
  for (size_t i = 0, count = found.size(); i != count; ++i)
    if (found[i].construct.cls == "sync.workgroup") {
      FoundConstruct fence = found[i];
      fence.construct = {"sync.fence", "workgroup", 0, "acq_rel", ""};
      found.push_back(std::move(fence));
    }
}

class WgslEmitter final : public Emitter {
public:
  explicit WgslEmitter(EmitterServices services) : services(std::move(services)) {}
  llvm::StringRef name() const override { return kWgslEmitterName; }

  llvm::Expected<std::optional<Emission>>
  tryEmit(mlir::ModuleOp module, const BackendConfig &config) const override {
    llvm::Expected<HwProfile> hardware = resolveHardware(config);
    if (!hardware)
      return hardware.takeError();
    DeviceEmission emission(services, *hardware, module);
    DeviceOptions options = emission.options(config);
    options.target = DeviceTarget::WGSL;
    auto lowered = emission.lower(options);
    if (!lowered)
      return lowered.takeError();
    auto needs = wgslNeeds(WgslHw::of(*hardware), lowered->program);
    if (!needs)
      return needs.takeError();
    auto text = emitWGSL(lowered->code, emission.observer());
    if (!text)
      return emission.refused(text.takeError());
    addFences(emission.constructs());
    auto finished = emission.finish(lowered->program, {"wgsl", false},
                                    {text->begin(), text->end()}, std::move(*needs));
    if (!finished)
      return finished.takeError();
    return std::optional(std::move(*finished));
  }

private:
  EmitterServices services;
};

} // namespace

std::unique_ptr<Emitter> backend::makeWgslEmitter(const EmitterServices &services) {
  return std::make_unique<WgslEmitter>(services);
}
