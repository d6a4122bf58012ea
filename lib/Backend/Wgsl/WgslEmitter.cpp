//===- WgslEmitter.cpp - The general emitter of wgsl ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "WgslEmitter.h"

#include "DeviceEmitter.h"
#include "WgslNeeds.h"

#include "atlas/Conversion/GPUToWGSL/GPUToWGSL.h"

#include "llvm/ADT/STLExtras.h"

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

class WgslEmitter final : public DeviceEmitter {
public:
  explicit WgslEmitter(const EmitterServices &services)
      : DeviceEmitter(services, kWgslEmitterName, DeviceTarget::WGSL, {"wgsl", false}) {}

protected:
  llvm::Expected<std::optional<ConvertedCode>>
  convert(DeviceModule &lowered, const HwData &hardware,
          DeviceEmission &emission) const override {
    auto needs =
        wgslNeeds(static_cast<const WgslHw &>(hardware), lowered.program);
    if (!needs)
      return needs.takeError();
    auto text = emitWGSL(lowered.code, emission.observer());
    if (!text)
      return text.takeError();
    auto features = wgslFeatures(static_cast<const WgslHw &>(hardware), *text);
    if (!features)
      return features.takeError();
    llvm::append_range(*needs, *features);
    addFences(emission.constructs());
    return ConvertedCode{{text->begin(), text->end()}, std::move(*needs)};
  }
};

} // namespace

std::unique_ptr<Emitter> backend::makeWgslEmitter(const EmitterServices &services) {
  return std::make_unique<WgslEmitter>(services);
}
