//===- SpirvTarget.cpp - The spirv target -----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "DeviceEmission.h"
#include "FolderTarget.h"
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
constexpr DeviceLayout kLayouts[] = {DeviceLayout::Bytes8, DeviceLayout::Words32};
constexpr contract::EmitterName kEmitters[] = {{kSpirvEmitterName, true, {}},
                                               {kSpirvByLLVMName, false, kByLLVMShapes}};

constexpr ClauseRange kRange{"version_min", "version_max", parseSpirvVersion};

class SpirvTarget final : public FolderTarget<SpirvHw> {
public:
  SpirvTarget()
      : FolderTarget({"spirv", "SPIR-V for Vulkan compute",
                      "1.N[+CAPABILITY|SPV_EXTENSION,...]", kKeys, kEmitters,
                      {"spirv", true}, kLayouts},
                     parseSpirvHw) {}

  /// Float operations keep NaN, infinities and the sign of zero; integer code needs
  /// neither name.
  std::optional<std::string> defaultHardware() const override {
    return "1.3+SignedZeroInfNanPreserve,SPV_KHR_float_controls";
  }

  DeviceLayout defaultLayout(const HwData &hardware) const override {
    return spirvLayout(static_cast<const SpirvHw &>(hardware));
  }

  std::vector<ClauseProblem> checkClause(const HardwareClause &clause,
                                         bool) const override {
    std::vector<ClauseProblem> problems;
    kRange.check(clause, problems);
    checkNames(clause, "capabilities", "capability", spirvCapabilities(), problems);
    return problems;
  }
  bool admits(const HardwareClause &clause, const SpirvHw &hw) const override {
    return kRange.contains(clause, hw.minor) &&
           hasAll(clause, "capabilities", hw.capabilities);
  }
  // Any two sets of capabilities may meet in one device.
  bool overlap(const HardwareClause &a, const HardwareClause &b) const override {
    return kRange.overlap(a, b);
  }

  llvm::Expected<EmitterList>
  makeEmitters(const EmitterServices &services) const override {
    EmitterList list;
    list.general = makeSpirvEmitter(services);
    list.specialists.push_back(makeSpirvByLLVM(services));
    return list;
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

} // namespace

namespace atlas::backend {
const TargetDescription &describeSpirv() {
  static const SpirvTarget target;
  return target;
}
} // namespace atlas::backend
