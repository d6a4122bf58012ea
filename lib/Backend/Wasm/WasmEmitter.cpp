//===- WasmEmitter.cpp - The general emitter of wasm ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "WasmEmitter.h"

#include "NativeEmission.h"
#include "WasmModule.h"

#include "atlas/Backend/BackendError.h"
#include "atlas/Backend/Wasm/WasmHw.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

class WasmEmitter final : public Emitter {
public:
  explicit WasmEmitter(EmitterServices services)
      : services(std::move(services)) {}
  llvm::StringRef name() const override { return kWasmEmitterName; }
  llvm::Expected<std::optional<Emission>>
  tryEmit(mlir::ModuleOp module, const BackendConfig &config) const override;

private:
  llvm::Expected<Emission> finish(mlir::ModuleOp module, NativeCode code,
                                  const HwProfile &hardware,
                                  std::vector<FoundConstruct> found) const;
  EmitterServices services;
};

/// What the profile has and the module cannot use.
llvm::Error checkHardware(const WasmHw &hw, llvm::StringRef exactness) {
  auto refuse = [](const llvm::Twine &text, llvm::StringRef name) {
    return makeBackendError(BackendErrorKind::InvalidHardware, "wasm", text,
                            name, "leave '" + name + "' out of the profile");
  };
  if (hw.has("memory64"))
    return refuse("this emitter has 32-bit memories only", "memory64");
  if (hw.has("relaxed-simd") && exactness != "bounded_ulp")
    return refuse("a kernel of exactness " + exactness +
                      " cannot use relaxed operations",
                  "relaxed-simd");
  return llvm::Error::success();
}

llvm::Expected<Emission>
WasmEmitter::finish(mlir::ModuleOp module, NativeCode code, const HwProfile &hardware,
                    std::vector<FoundConstruct> found) const {
  std::vector<std::string> symbols;
  for (const std::string &symbol : {code.packed, code.typed})
    if (!symbol.empty())
      symbols.push_back(symbol);
  auto exported = exportFunctions({code.object.data(), code.object.size()},
                                symbols);
  if (!exported)
    return exported.takeError();
  for (const std::string &symbol : symbols)
    found.push_back({symbol, {"launch.entry", "", 0, "", ""}, "", 1});
  auto emission = nativeEmission(services, hardware, module, code, found, {"wasm", true},
                                 std::move(*exported));
  if (emission)
    emission->requirements = WasmHw::of(hardware).features;
  return emission;
}

llvm::Expected<std::optional<Emission>>
WasmEmitter::tryEmit(mlir::ModuleOp module, const BackendConfig &config) const {
  llvm::Expected<HwProfile> hardware = resolveHardware(config);
  if (!hardware)
    return hardware.takeError();
  const WasmHw &hw = WasmHw::of(*hardware);
  if (hw.has("memory64"))
    return checkHardware(hw, "");
  std::vector<FoundConstruct> found;
  auto code = compileObserved(config.target.id(), found, [&](auto inspect) {
    return services.native->compile(module, hw.target(), inspect);
  });
  if (!code)
    return code.takeError();
  if (llvm::Error error = checkHardware(hw, code->kernel.exactness))
    return std::move(error);
  auto emission = finish(module, std::move(*code), *hardware, std::move(found));
  if (!emission)
    return emission.takeError();
  return std::optional(std::move(*emission));
}

} // namespace

std::unique_ptr<Emitter>
backend::makeWasmEmitter(const EmitterServices &services) {
  return std::make_unique<WasmEmitter>(services);
}
