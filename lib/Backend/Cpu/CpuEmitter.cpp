//===- CpuEmitter.cpp - The general emitter of cpu --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "CpuEmitter.h"

#include "NativeEmission.h"

#include "atlas/Backend/Cpu/CpuHw.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

class CpuEmitter final : public Emitter {
public:
  explicit CpuEmitter(EmitterServices services)
      : services(std::move(services)) {}
  llvm::StringRef name() const override { return kCpuEmitterName; }

  llvm::Expected<std::optional<Emission>>
  tryEmit(mlir::ModuleOp module, const BackendConfig &config) const override {
    llvm::Expected<HwProfile> hardware = resolveHardware(config);
    if (!hardware)
      return hardware.takeError();
    std::vector<FoundConstruct> found;
    auto code = compileObserved(config.target.id(), found, [&](auto inspect) {
      return services.native->compile(module, CpuHw::of(*hardware).target, inspect);
    });
    if (!code)
      return code.takeError();
    auto emission = nativeEmission(services, *hardware, module, *code, found,
                                   {"object", true}, std::move(code->object));
    if (!emission)
      return emission.takeError();
    return std::optional(std::move(*emission));
  }

private:
  EmitterServices services;
};

} // namespace

std::unique_ptr<Emitter>
backend::makeCpuEmitter(const EmitterServices &services) {
  return std::make_unique<CpuEmitter>(services);
}
