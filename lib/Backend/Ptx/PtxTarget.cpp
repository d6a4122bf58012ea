//===- PtxTarget.cpp - The ptx target ---------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "DeviceEmission.h"
#include "FolderTarget.h"
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
constexpr DeviceLayout kLayouts[] = {DeviceLayout::Bytes8};
constexpr contract::EmitterName kEmitters[] = {{kPtxEmitterName, true, {}},
                                               {kPtxShapesName, false, kShapes}};

/// The number of an architecture that is one of a range.
llvm::Expected<unsigned> plainArch(llvm::StringRef text) {
  llvm::Expected<PtxHw> hw = parsePtxArch(text);
  if (!hw)
    return hw.takeError();
  if (hw->variant)
    return badHardware("ptx", "'" + text + "' is specific to an architecture", text);
  return hw->number;
}

constexpr ClauseRange kRange{"cc_min", "cc_max", plainArch};

class PtxTarget final : public FolderTarget<PtxHw> {
public:
  PtxTarget()
      : FolderTarget({"ptx", "PTX for NVIDIA GPUs", "sm_NN[a|f][,isaM.N]", kKeys,
                      kEmitters, {"ptx", false}, kLayouts},
                     parsePtxHw) {}

  // BR-20: code for one GPU generation is wrong on others.
  std::optional<std::string> defaultHardware() const override { return std::nullopt; }

  std::vector<ClauseProblem> checkClause(const HardwareClause &clause,
                                         bool exact) const override;
  bool admits(const HardwareClause &clause, const PtxHw &hw) const override {
    const contract::HardwareValue *listed = clause.find("arch_specific");
    if (hw.variant &&
        !(listed && llvm::is_contained(listed->values, hw.arch)))
      return false;
    return kRange.contains(clause, hw.number);
  }
  bool overlap(const HardwareClause &a, const HardwareClause &b) const override {
    return kRange.overlap(a, b);
  }

  llvm::Expected<EmitterList>
  makeEmitters(const EmitterServices &services) const override {
    EmitterList list;
    list.general = makePtxEmitter(services);
    list.specialists.push_back(makePtxShapes(services));
    return list;
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
  kRange.check(clause, problems);
  const contract::HardwareValue *listed = clause.find("arch_specific");
  if (!listed)
    return problems;
  for (const std::string &name : listed->values) {
    llvm::Expected<PtxHw> hw = parsePtxArch(name);
    if (!hw)
      problems.push_back({"arch_specific", reason(hw.takeError())});
    else if (!hw->variant)
      problems.push_back(
          {"arch_specific", "'" + name + "' is not specific to an architecture"});
  }
  return problems;
}

} // namespace

namespace atlas::backend {
const TargetDescription &describePtx() {
  static const PtxTarget target;
  return target;
}
} // namespace atlas::backend
