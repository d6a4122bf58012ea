//===- SpirvTarget.cpp - The spirv target -----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "DeviceEmission.h"
#include "SpirvByLLVM.h"
#include "SpirvEmitter.h"
#include "SpirvNeeds.h"
#include "SpirvParse.h"
#include "SpirvReader.h"
#include "Words.h"

#include "llvm/ADT/STLExtras.h"

using namespace atlas;
using namespace atlas::backend;
using contract::ClauseProblem;
using contract::HardwareClause;

namespace {

constexpr contract::HardwareKey kKeys[] = {
    {"version_min", false}, {"version_max", false}, {"capabilities", true}};
constexpr llvm::StringLiteral kByLLVMShapes[] = {kStructuredShape};
constexpr contract::EmitterName kEmitters[] = {{kSpirvEmitterName, true, {}},
                                               {kSpirvByLLVMName, false, kByLLVMShapes}};

unsigned bound(const HardwareClause &clause, llvm::StringRef key,
               unsigned fallback) {
  if (!clause.find(key))
    return fallback;
  llvm::Expected<unsigned> minor = parseSpirvVersion(clause.text(key));
  if (minor)
    return *minor;
  llvm::consumeError(minor.takeError());
  return fallback;
}

class SpirvTarget final : public TargetDescription {
public:
  llvm::StringRef id() const override { return "spirv"; }
  llvm::StringRef title() const override {
    return "SPIR-V for Vulkan compute";
  }
  llvm::StringRef hardwareGrammar() const override {
    return "1.N[+CAPABILITY|SPV_EXTENSION,...]";
  }
  llvm::Expected<std::shared_ptr<const HwData>>
  parseHardware(llvm::StringRef text) const override {
    llvm::Expected<SpirvHw> hw = parseSpirvHw(text);
    if (!hw)
      return hw.takeError();
    return std::make_shared<SpirvHw>(std::move(*hw));
  }
  std::optional<std::string> defaultHardware() const override { return "1.3"; }

  llvm::ArrayRef<DeviceLayout> layouts() const override {
    static constexpr DeviceLayout layouts[] = {DeviceLayout::Bytes8,
                                             DeviceLayout::Words32};
    return layouts;
  }
  DeviceLayout defaultLayout(const HwData &hardware) const override {
    return spirvLayout(static_cast<const SpirvHw &>(hardware));
  }

  llvm::ArrayRef<contract::HardwareKey> hardwareKeys() const override {
    return kKeys;
  }
  std::vector<ClauseProblem> checkClause(const HardwareClause &clause,
                                         bool exact) const override;
  bool covers(const HardwareClause &clause,
              const HwData &hardware) const override {
    const auto &hw = static_cast<const SpirvHw &>(hardware);
    return bound(clause, "version_min", 0) <= hw.minor &&
           hw.minor <= bound(clause, "version_max", 6) &&
           hasAll(clause, "capabilities", hw.capabilities);
  }
  // Any two sets of capabilities may meet in one device.
  bool overlap(const HardwareClause &a,
               const HardwareClause &b) const override {
    return std::max(bound(a, "version_min", 0), bound(b, "version_min", 0)) <=
           std::min(bound(a, "version_max", 6), bound(b, "version_max", 6));
  }

  llvm::ArrayRef<contract::EmitterName> emitters() const override {
    return kEmitters;
  }
  llvm::Expected<EmitterList>
  makeEmitters(const EmitterServices &services) const override {
    EmitterList list;
    list.general = makeSpirvEmitter(services);
    list.specialists.push_back(makeSpirvByLLVM(services));
    return list;
  }
  llvm::ArrayRef<Format> formats() const override {
    static const Format formats[] = {{"spirv", true}};
    return formats;
  }
  /// The entries that were promised, under the version of the profile (HW-10).
  llvm::Error validate(const Emission &emission,
                       const BackendConfig &config) const override {
    auto read = readSpirv(emission.text());
    if (!read)
      return read.takeError();
    if (config.hardware &&
        read->version != SpirvHw::of(*config.hardware).versionWord())
      return makeBackendError(BackendErrorKind::Lower, id(),
                              "the header's version word is " +
                                  llvm::Twine::utohexstr(read->version));
    return checkEntries(emission, read->entries, id());
  }
};

std::vector<ClauseProblem>
SpirvTarget::checkClause(const HardwareClause &clause, bool) const {
  std::vector<ClauseProblem> problems;
  for (llvm::StringRef key : {"version_min", "version_max"})
    if (clause.find(key)) {
      if (auto minor = parseSpirvVersion(clause.text(key)); !minor)
        problems.push_back({key.str(), reason(minor.takeError())});
    }
  if (const contract::HardwareValue *entry = clause.find("capabilities")) {
    for (const std::string &name : entry->values) {
      if (!isSpirvCapability(name))
        problems.push_back({"capabilities", "no capability '" + name + "'"});
      else if (llvm::count(entry->values, name) > 1)
        problems.push_back({"capabilities", "'" + name + "' is named twice"});
    }
  }
  if (problems.empty() &&
      bound(clause, "version_min", 0) > bound(clause, "version_max", 6))
    problems.push_back(
        {"version_max", "the range from version_min to version_max is empty"});
  return problems;
}

} // namespace

namespace atlas::backend {
const TargetDescription &describeSpirv() {
  static const SpirvTarget target;
  return target;
}
} // namespace atlas::backend
