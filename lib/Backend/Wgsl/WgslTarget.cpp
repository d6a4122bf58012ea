//===- WgslTarget.cpp - The wgsl target -------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "DeviceEmission.h"
#include "FolderTarget.h"
#include "WgslEmitter.h"
#include "WgslNames.h"
#include "WgslReader.h"
#include "Words.h"

#include "llvm/ADT/STLExtras.h"

using namespace atlas;
using namespace atlas::backend;
using contract::ClauseProblem;
using contract::HardwareClause;

namespace {

constexpr contract::HardwareKey kKeys[] = {
    {"features", true}, {"language_features", true}, {"limits", true}};
constexpr DeviceLayout kLayouts[] = {DeviceLayout::Words32};
constexpr contract::EmitterName kEmitters[] = {{kWgslEmitterName, true, {}}};

class WgslTarget final : public FolderTarget<WgslHw> {
public:
  WgslTarget()
      : FolderTarget({"wgsl", "WGSL for WebGPU compute",
                      "[FEATURE|LANGUAGE_FEATURE|LIMIT=VALUE,...]", kKeys, kEmitters,
                      {"wgsl", false}, kLayouts},
                     parseWgslHw) {}

  std::optional<std::string> defaultHardware() const override { return ""; }

  std::vector<ClauseProblem> checkClause(const HardwareClause &clause,
                                         bool) const override {
    std::vector<ClauseProblem> problems;
    checkNames(clause, "features", "feature", wgslFeatures(), problems);
    checkNames(clause, "language_features", "language feature",
               wgslLanguageFeatures(), problems);
    if (const contract::HardwareValue *entry = clause.find("limits"))
      for (const std::string &text : entry->values)
        if (auto limit = parseWgslLimit(text); !limit)
          problems.push_back({"limits", reason(limit.takeError())});
    return problems;
  }
  bool admits(const HardwareClause &clause, const WgslHw &hw) const override {
    if (const contract::HardwareValue *entry = clause.find("limits"))
      for (const std::string &text : entry->values) {
        auto limit = parseWgslLimit(text);
        if (!limit) {
          llvm::consumeError(limit.takeError());
          return false;
        }
        if (hw.limit(limit->first) < limit->second)
          return false;
      }
    return hasAll(clause, "features", hw.features) &&
           hasAll(clause, "language_features", hw.languageFeatures);
  }
  // A device may have everything.
  bool overlap(const HardwareClause &, const HardwareClause &) const override {
    return true;
  }

  llvm::Expected<EmitterList>
  makeEmitters(const EmitterServices &services) const override {
    EmitterList list;
    list.general = makeWgslEmitter(services);
    return list;
  }
  /// The entries that were promised, with features of the profile (HW-07).
  llvm::Error validate(const Emission &emission,
                       const BackendConfig &config) const override {
    auto read = readWgsl(emission.text());
    if (!read)
      return read.takeError();
    for (const std::string &name : read->enables)
      if (config.hardware &&
          !WgslHw::of(*config.hardware)
               .hasFeature(name == "f16" ? "shader-f16" : name))
        return makeBackendError(BackendErrorKind::InvalidHardware, id(),
                                "the code enables '" + name +
                                    "', which the profile does not offer",
                                name);
    return checkEntries(emission, read->entries, id());
  }
};

} // namespace

namespace atlas::backend {
const TargetDescription &describeWgsl() {
  static const WgslTarget target;
  return target;
}
} // namespace atlas::backend
