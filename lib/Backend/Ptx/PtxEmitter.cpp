//===- PtxEmitter.cpp - The general emitter of ptx --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PtxEmitter.h"

#include "DeviceEmitter.h"

#include "atlas/Backend/Ptx/PtxHw.h"
#include "atlas/Conversion/GPUToPTX/GPUToPTX.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

class PtxEmitter final : public DeviceEmitter {
public:
  explicit PtxEmitter(const EmitterServices &services)
      : DeviceEmitter(services, kPtxEmitterName, DeviceTarget::PTX, {"ptx", false}) {}

protected:
  llvm::Expected<std::optional<ConvertedCode>>
  convert(DeviceModule &lowered, const HwData &hardware,
          DeviceEmission &emission) const override {
    const auto &hw = static_cast<const PtxHw &>(hardware);
    auto text = emitPTX(lowered.code, {hw.arch, hw.isa.feature(), emission.observer()});
    if (!text)
      return text.takeError();
    return ConvertedCode{{text->begin(), text->end()}, {}};
  }
};

} // namespace

std::unique_ptr<Emitter> backend::makePtxEmitter(const EmitterServices &services) {
  return std::make_unique<PtxEmitter>(services);
}
