//===- CpuTarget.cpp - The cpu target ---------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "CpuEmitter.h"
#include "CpuParse.h"
#include "FolderTarget.h"
#include "TwinEmitter.h"
#include "Words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/TargetParser/Triple.h"

using namespace atlas;
using namespace atlas::backend;
using contract::ClauseProblem;
using contract::HardwareClause;

namespace {

constexpr contract::HardwareKey kKeys[] = {{"arch", false},
                                           {"features", true}};
constexpr llvm::StringRef kArchs[] = {"x86_64", "aarch64"};
constexpr llvm::StringLiteral kTwinShapes[] = {kTwinShape};
constexpr contract::EmitterName kEmitters[] = {{kCpuEmitterName, true, {}},
                                               {kTwinEmitterName, false, kTwinShapes}};

llvm::Error malformed(const llvm::Twine &text) {
  return makeBackendError(BackendErrorKind::Lower, "cpu", text);
}

class CpuTargetDescription final : public FolderTarget<CpuHw> {
public:
  CpuTargetDescription()
      : FolderTarget({"cpu", "machine code of x86-64 and AArch64 CPUs",
                      "native | [TRIPLE][/PROCESSOR][+FEATURE|,-FEATURE...]", kKeys,
                      kEmitters, {"object", true}},
                     parseCpuHw) {}

  std::optional<std::string> defaultHardware() const override {
    return defaultCpuText();
  }

  std::vector<ClauseProblem> checkClause(const HardwareClause &clause,
                                         bool) const override {
    std::vector<ClauseProblem> problems;
    checkNames(clause, "arch", "architecture", kArchs, problems);
    llvm::StringRef arch = clause.text("arch");
    if (!clause.find("features") || !problems.empty())
      return problems;
    if (arch.empty())
      return {{"features", "features without 'arch'"}};
    for (const std::string &name : clause.find("features")->values)
      if (auto hw = parseCpuHw((arch + "-unknown-linux-gnu/+" + name).str());
          !hw)
        problems.push_back({"features", reason(hw.takeError())});
    return problems;
  }
  bool admits(const HardwareClause &clause, const CpuHw &hw) const override {
    llvm::StringRef arch = clause.text("arch");
    return (arch.empty() ||
            arch == llvm::Triple(hw.target.triple).getArchName()) &&
           hasAll(clause, "features", hw.target.features);
  }
  bool overlap(const HardwareClause &a,
               const HardwareClause &b) const override {
    llvm::StringRef archA = a.text("arch"), archB = b.text("arch");
    return archA.empty() || archB.empty() || archA == archB;
  }

  llvm::Expected<EmitterList>
  makeEmitters(const EmitterServices &services) const override {
    EmitterList list;
    if (!services.native)
      return std::move(list);
    list.general = makeCpuEmitter(services);
    list.specialists.push_back(makeTwinEmitter(services));
    return list;
  }
  llvm::Error validate(const Emission &emission,
                       const BackendConfig &config) const override;
};

/// An object of the profile's architecture that defines every entry.
llvm::Error CpuTargetDescription::validate(const Emission &emission,
                                           const BackendConfig &config) const {
  auto object = llvm::object::ObjectFile::createObjectFile(
      llvm::MemoryBufferRef(emission.text(), "emission"));
  if (!object)
    return malformed("the emission is no object file: " +
                     llvm::toString(object.takeError()));
  if (config.hardware) {
    llvm::Triple wanted(CpuHw::of(*config.hardware).target.triple);
    if ((*object)->getArch() != wanted.getArch())
      return malformed("the object is for another architecture than " +
                       wanted.getArchName());
  }
  std::vector<std::string> defined;
  for (const llvm::object::SymbolRef &symbol : (*object)->symbols()) {
    auto name = symbol.getName();
    auto flags = symbol.getFlags();
    if (!name || !flags) {
      llvm::consumeError(name.takeError());
      llvm::consumeError(flags.takeError());
      return malformed("the object's symbol table is malformed");
    }
    if (!(*flags & llvm::object::SymbolRef::SF_Undefined))
      defined.push_back(name->str());
  }
  for (const EntryPoint &entry : emission.entries)
    if (!llvm::is_contained(defined, entry.name) &&
        !llvm::is_contained(defined, "_" + entry.name)) // Mach-O
      return malformed("the object does not define '" + entry.name + "'");
  return llvm::Error::success();
}

} // namespace

namespace atlas::backend {
const TargetDescription &describeCpu() {
  static const CpuTargetDescription target;
  return target;
}
} // namespace atlas::backend
