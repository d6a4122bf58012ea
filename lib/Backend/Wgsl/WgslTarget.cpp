//===- WgslTarget.cpp - The wgsl target -------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "WgslNames.h"
#include "Words.h"

#include "llvm/ADT/STLExtras.h"

using namespace atlas;
using namespace atlas::backend;
using contract::ClauseProblem;
using contract::HardwareClause;

namespace {

constexpr contract::HardwareKey kKeys[] = {
    {"features", true}, {"language_features", true}, {"limits", true}};

class WgslTarget final : public TargetDescription {
public:
  llvm::StringRef id() const override { return "wgsl"; }
  llvm::StringRef title() const override {
    return "WGSL for WebGPU compute";
  }
  llvm::StringRef hardwareGrammar() const override {
    return "[FEATURE|LANGUAGE_FEATURE|LIMIT=VALUE,...]";
  }
  llvm::Expected<std::shared_ptr<const HwData>>
  parseHardware(llvm::StringRef text) const override {
    llvm::Expected<WgslHw> hw = parseWgslHw(text);
    if (!hw)
      return hw.takeError();
    return std::make_shared<WgslHw>(std::move(*hw));
  }
  std::optional<std::string> defaultHardware() const override { return ""; }

  llvm::ArrayRef<contract::HardwareKey> hardwareKeys() const override {
    return kKeys;
  }
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
  bool covers(const HardwareClause &clause,
              const HwData &hardware) const override {
    const auto &hw = static_cast<const WgslHw &>(hardware);
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

  llvm::ArrayRef<contract::EmitterName> emitters() const override {
    return {};
  }
  llvm::Expected<EmitterList>
  makeEmitters(const EmitterServices &) const override {
    return EmitterList();
  }
  llvm::ArrayRef<Format> formats() const override {
    static const Format formats[] = {{"wgsl", false}};
    return formats;
  }
  llvm::Error validate(const Emission &emission,
                       const BackendConfig &) const override {
    if (emission.bytes.empty())
      return makeBackendError(BackendErrorKind::Lower, id(),
                              "the emitter wrote nothing");
    return llvm::Error::success();
  }
};

} // namespace

namespace atlas::backend {
const TargetDescription &describeWgsl() {
  static const WgslTarget target;
  return target;
}
} // namespace atlas::backend
