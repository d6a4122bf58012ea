//===- PtxTarget.cpp - The ptx target ---------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "DeviceEmission.h"
#include "PtxEmitter.h"
#include "PtxParse.h"
#include "PtxReader.h"
#include "PtxShapeEmitter.h"
#include "PtxShapes.h"
#include "Words.h"

#include "llvm/ADT/STLExtras.h"

using namespace atlas;
using namespace atlas::backend;
using contract::ClauseProblem;
using contract::HardwareClause;

namespace {

constexpr contract::HardwareKey kKeys[] = {
    {"cc_min", false}, {"cc_max", false}, {"arch_specific", true}};
constexpr llvm::StringLiteral kShapes[] = {kHistogramShape, kByteSumShape};
constexpr contract::EmitterName kEmitters[] = {{kPtxEmitterName, true, {}},
                                               {kPtxShapesName, false, kShapes}};

/// The base number behind a key, or a default if the key is absent.
unsigned bound(const HardwareClause &clause, llvm::StringRef key,
               unsigned fallback) {
  if (!clause.find(key))
    return fallback;
  llvm::Expected<PtxHw> hw = parsePtxArch(clause.text(key));
  if (hw)
    return hw->number;
  llvm::consumeError(hw.takeError());
  return fallback;
}

class PtxTarget final : public TargetDescription {
public:
  llvm::StringRef id() const override { return "ptx"; }
  llvm::StringRef title() const override {
    return "PTX for NVIDIA GPUs";
  }
  llvm::StringRef hardwareGrammar() const override {
    return "sm_NN[a|f][,isaM.N]";
  }
  llvm::Expected<std::shared_ptr<const HwData>>
  parseHardware(llvm::StringRef text) const override {
    llvm::Expected<PtxHw> hw = parsePtxHw(text);
    if (!hw)
      return hw.takeError();
    return std::make_shared<PtxHw>(std::move(*hw));
  }
  // BR-20: code for one GPU generation is wrong on others.
  std::optional<std::string> defaultHardware() const override {
    return std::nullopt;
  }

  llvm::ArrayRef<DeviceLayout> layouts() const override {
    static constexpr DeviceLayout layouts[] = {DeviceLayout::Bytes8};
    return layouts;
  }

  llvm::ArrayRef<contract::HardwareKey> hardwareKeys() const override {
    return kKeys;
  }
  std::vector<ClauseProblem> checkClause(const HardwareClause &clause,
                                         bool exact) const override;
  bool covers(const HardwareClause &clause,
              const HwData &hardware) const override {
    const auto &hw = static_cast<const PtxHw &>(hardware);
    const contract::HardwareValue *listed = clause.find("arch_specific");
    if (hw.variant &&
        !(listed && llvm::is_contained(listed->values, hw.arch)))
      return false;
    return bound(clause, "cc_min", 0) <= hw.number &&
           hw.number <= bound(clause, "cc_max", ~0u);
  }
  bool overlap(const HardwareClause &a,
               const HardwareClause &b) const override {
    return std::max(bound(a, "cc_min", 0), bound(b, "cc_min", 0)) <=
           std::min(bound(a, "cc_max", ~0u), bound(b, "cc_max", ~0u));
  }

  llvm::ArrayRef<contract::EmitterName> emitters() const override {
    return kEmitters;
  }
  llvm::Expected<EmitterList>
  makeEmitters(const EmitterServices &services) const override {
    EmitterList list;
    list.general = makePtxEmitter(services);
    list.specialists.push_back(makePtxShapes(services));
    return list;
  }
  llvm::ArrayRef<Format> formats() const override {
    static const Format formats[] = {{"ptx", false}};
    return formats;
  }
  /// The entries that were promised, for the version and architecture of the
  /// profile (HW-03).
  llvm::Error validate(const Emission &emission,
                       const BackendConfig &config) const override {
    auto read = readPtx(emission.text());
    if (!read)
      return read.takeError();
    if (config.hardware) {
      const PtxHw &hw = PtxHw::of(*config.hardware);
      if (read->version != hw.isa.text() || read->target != hw.arch)
        return makeBackendError(BackendErrorKind::Lower, id(),
                                "the code is of version " + read->version + " for " +
                                    read->target + " instead of " + hw.isa.text() +
                                    " for " + hw.arch);
    }
    return checkEntries(emission, read->entries, id());
  }
};

std::vector<ClauseProblem> PtxTarget::checkClause(const HardwareClause &clause,
                                                  bool) const {
  std::vector<ClauseProblem> problems;
  auto check = [&](llvm::StringRef key, llvm::StringRef name, bool specific) {
    llvm::Expected<PtxHw> hw = parsePtxArch(name);
    if (!hw)
      problems.push_back({key.str(), reason(hw.takeError())});
    else if (specific != (hw->variant != 0))
      problems.push_back(
          {key.str(), ("'" + name + "' is " + (specific ? "not " : "") +
                       "specific to an architecture")
                          .str()});
  };
  for (llvm::StringRef key : {"cc_min", "cc_max"})
    if (clause.find(key))
      check(key, clause.text(key), false);
  if (const contract::HardwareValue *listed = clause.find("arch_specific"))
    for (const std::string &name : listed->values)
      check("arch_specific", name, true);
  if (problems.empty() &&
      bound(clause, "cc_min", 0) > bound(clause, "cc_max", ~0u))
    problems.push_back({"cc_max", "the range from cc_min to cc_max is empty"});
  return problems;
}

} // namespace

namespace atlas::backend {
const TargetDescription &describePtx() {
  static const PtxTarget target;
  return target;
}
} // namespace atlas::backend
