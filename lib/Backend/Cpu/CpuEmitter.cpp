//===- CpuEmitter.cpp - The general emitter of cpu --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "CpuEmitter.h"

#include "LLVMConstructs.h"

#include "atlas/Backend/Citations.h"
#include "atlas/Backend/Cpu/CpuHw.h"
#include "atlas/Backend/Native.h"

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
    std::vector<FoundConstruct> constructs;
    llvm::Error refused = llvm::Error::success();
    auto code = services.native->compile(
        module, CpuHw::of(*hardware).target, [&](const llvm::Module &lowered) {
          refused = findLLVMConstructs(lowered, "cpu", constructs);
        });
    if (refused) {
      if (!code)
        llvm::consumeError(code.takeError());
      return std::move(refused);
    }
    if (!code)
      return code.takeError();
    auto rows = citeConstructs(*services.corpus, services.allowDrafts,
                               {config.target, *hardware},
                               code->kernel.contract, constructs);
    if (!rows)
      return rows.takeError();
    Emission emission;
    emission.format = {"object", true};
    emission.bytes = std::move(code->object);
    emission.declared = std::move(*rows);
    for (const std::string &symbol : {code->packed, code->typed})
      if (!symbol.empty())
        emission.entries.push_back({symbol, code->kernel, {}, 0, {}, {}});
    return std::optional(std::move(emission));
  }

private:
  EmitterServices services;
};

} // namespace

std::unique_ptr<Emitter>
backend::makeCpuEmitter(const EmitterServices &services) {
  return std::make_unique<CpuEmitter>(services);
}
