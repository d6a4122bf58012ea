//===- WasmTarget.cpp - The wasm target -------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FolderTarget.h"
#include "WasmEmitter.h"
#include "WasmModule.h"
#include "WasmParse.h"
#include "Words.h"

#include "llvm/ADT/STLExtras.h"

using namespace atlas;
using namespace atlas::backend;
using contract::ClauseProblem;
using contract::HardwareClause;

namespace {

constexpr contract::HardwareKey kKeys[] = {{"features", true}};
constexpr contract::EmitterName kEmitters[] = {{kWasmEmitterName, true, {}}};

class WasmTarget final : public FolderTarget<WasmHw> {
public:
  WasmTarget()
      : FolderTarget({"wasm", "WebAssembly modules", "[FEATURE,...]", kKeys, kEmitters,
                      {"wasm", true}},
                     parseWasmHw) {}

  std::optional<std::string> defaultHardware() const override { return ""; }

  std::vector<ClauseProblem> checkClause(const HardwareClause &clause,
                                         bool exact) const override {
    std::vector<ClauseProblem> problems;
    checkNames(clause, "features", "feature", wasmFeatures(), problems);
    const contract::HardwareValue *entry = clause.find("features");
    if (exact && entry && llvm::is_contained(entry->values, "relaxed-simd"))
      problems.push_back({"features", "relaxed-simd in a contract that "
                                      "promises exact results"});
    return problems;
  }
  bool admits(const HardwareClause &clause, const WasmHw &hw) const override {
    return hasAll(clause, "features", hw.features);
  }
  // An engine may have everything.
  bool overlap(const HardwareClause &, const HardwareClause &) const override {
    return true;
  }

  llvm::Expected<EmitterList>
  makeEmitters(const EmitterServices &services) const override {
    EmitterList list;
    if (services.native)
      list.general = makeWasmEmitter(services);
    return list;
  }
  /// A module with code that exports every entry.
  llvm::Error validate(const Emission &emission,
                       const BackendConfig &) const override {
    auto sections = readWasm(emission.text());
    if (!sections)
      return sections.takeError();
    auto exports = wasmExports(emission.text());
    if (!exports)
      return exports.takeError();
    if (llvm::none_of(*sections, [](const WasmSection &one) {
          return one.id == WasmSectionId::Code;
        }))
      return makeBackendError(BackendErrorKind::Lower, id(),
                              "the module has no code");
    for (const EntryPoint &entry : emission.entries)
      if (!llvm::is_contained(*exports, entry.name))
        return makeBackendError(BackendErrorKind::Lower, id(),
                                "the module does not export '" + entry.name +
                                    "'");
    return llvm::Error::success();
  }
};

} // namespace

namespace atlas::backend {
const TargetDescription &describeWasm() {
  static const WasmTarget target;
  return target;
}
} // namespace atlas::backend
