//===- TwinEmitter.cpp - A specialist of cpu --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "TwinEmitter.h"

#include "NativeEmission.h"
#include "Specialists.h"

#include "atlas/Backend/Cpu/CpuHw.h"

#include "llvm/Support/FormatVariadic.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

class TwinEmitter final : public Emitter {
public:
  explicit TwinEmitter(EmitterServices services)
      : services(std::move(services)) {}
  llvm::StringRef name() const override { return kTwinEmitterName; }
  bool mayTake(mlir::ModuleOp module,
               const BackendConfig &config) const override {
    return isListed(services, module, config.target, name(), kTwinShape);
  }
  llvm::Expected<std::optional<Emission>>
  tryEmit(mlir::ModuleOp module, const BackendConfig &config) const override;

private:
  EmitterServices services;
};

/// The entry as a runner needs it: an artifact describes those of its primary
/// only.
Sidecar packedEntry(const NativeCode &code) {
  std::string text =
      llvm::formatv("{0}\n", llvm::json::Value(llvm::json::Object{
                                 {"entry", code.packed},
                                 {"kernel", code.kernel.toJSON()}}))
          .str();
  return {kPackedEntrySidecar.str(), {text.begin(), text.end()}};
}

llvm::Expected<std::optional<Emission>>
TwinEmitter::tryEmit(mlir::ModuleOp module, const BackendConfig &config) const {
  llvm::Expected<HwProfile> hardware = resolveHardware(config);
  if (!hardware)
    return hardware.takeError();
  if (!mayTake(module, config))
    return std::nullopt;
  std::vector<FoundConstruct> found;
  auto code = compileObserved(config.target.id(), found, [&](auto inspect) {
    return services.native->compileTwin(module, CpuHw::of(*hardware).target,
                                        inspect);
  });
  if (!code)
    return code.takeError();
  if (!*code)
    return std::nullopt;
  auto emission = nativeEmission(services, *hardware, module, **code, found,
                                 {"object", true}, std::move((*code)->object));
  if (!emission)
    return emission.takeError();
  emission->sidecars.push_back(packedEntry(**code));
  return std::optional(std::move(*emission));
}

} // namespace

std::unique_ptr<Emitter>
backend::makeTwinEmitter(const EmitterServices &services) {
  return std::make_unique<TwinEmitter>(services);
}
