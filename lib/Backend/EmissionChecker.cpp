//===- EmissionChecker.cpp - Validates and cites emissions ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The checker of every real back end. Until the decoders of the targets exist
// it works at the structural level: the format's reader takes the bytes, and
// every declared row has a sanction; the artifact says "structural".
//===----------------------------------------------------------------------===//

#include "atlas/Backend/BackendError.h"
#include "atlas/Backend/Citations.h"
#include "atlas/Backend/Compiler.h"
#include "atlas/Contract/SanctionLookup.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

class CorpusChecker final : public EmissionChecker {
public:
  CorpusChecker(std::shared_ptr<const contract::ContractCorpus> corpus,
                bool allowDrafts)
      : corpus(std::move(corpus)), allowDrafts(allowDrafts) {}

  llvm::Expected<CheckedRows>
  check(const Emission &emission, const BackendConfig &config) const override;

private:
  llvm::Error checkFormat(const Emission &emission,
                          const BackendConfig &config) const;
  llvm::Error checkRow(const CiteRow &row, const Emission &emission,
                       const BackendConfig &config,
                       const HwProfile &hardware) const;

  std::shared_ptr<const contract::ContractCorpus> corpus;
  bool allowDrafts;
};

llvm::Error CorpusChecker::checkFormat(const Emission &emission,
                                       const BackendConfig &config) const {
  const TargetDescription &description = config.target.description();
  if (!llvm::is_contained(description.formats(), emission.format)) {
    std::vector<std::string> names;
    for (const Format &format : description.formats())
      names.push_back(format.name);
    return makeBackendError(BackendErrorKind::Lower, config.target.id(),
                            "an emission of format '" + emission.format.name +
                                "'",
                            emission.format.name,
                            "formats: " + llvm::join(names, ", "));
  }
  if (emission.bytes.empty())
    return makeBackendError(BackendErrorKind::Lower, config.target.id(),
                            "the emission is empty");
  if (emission.entries.empty())
    return makeBackendError(BackendErrorKind::Lower, config.target.id(),
                            "the emission has no entry point");
  return description.validate(emission, config);
}

llvm::Error CorpusChecker::checkRow(const CiteRow &row,
                                    const Emission &emission,
                                    const BackendConfig &config,
                                    const HwProfile &hardware) const {
  auto refuse = [&](const llvm::Twine &why) {
    return makeBackendError({BackendErrorKind::MissingCompileContractCitation,
                             config.target.id().str(),
                             (row.construct.text() + " in '" + row.entry +
                              "' is not sanctioned: " + why)
                                 .str(),
                             row.construct.cls,
                             "the table of an emission names what it uses",
                             row.origin});
  };
  if (llvm::none_of(emission.entries, [&](const EntryPoint &entry) {
        return entry.name == row.entry;
      }))
    return refuse("there is no such entry point");
  if (!contract::findConstructClass(row.construct.cls))
    return refuse("there is no such class");
  auto admitted = [&](const contract::HardwareClause &clause) {
    return covers(clause, hardware);
  };
  std::string why = contract::whyNotSanctioned(
      *corpus, row.contract, row.equation,
      {row.construct, config.target.id().str(), admitted, "", allowDrafts});
  return why.empty() ? llvm::Error::success() : refuse(why);
}

llvm::Expected<CheckedRows>
CorpusChecker::check(const Emission &emission,
                     const BackendConfig &config) const {
  llvm::Expected<HwProfile> hardware = resolveHardware(config);
  if (!hardware)
    return hardware.takeError();
  if (llvm::Error error = checkFormat(emission, config))
    return std::move(error);
  // Every program is reached from outside somehow.
  if (emission.declared.empty())
    return makeBackendError(
        BackendErrorKind::MissingCompileContractCitation, config.target.id(),
        "the emission declares no construct", "",
        "an entry point and its bindings are constructs");
  CheckedRows checked;
  checked.validation = Validation::Structural;
  for (const CiteRow &row : emission.declared) {
    if (llvm::Error error = checkRow(row, emission, config, *hardware))
      return std::move(error);
    checked.usesDrafts |= corpus->find(row.contract)->status ==
                          contract::ContractStatus::Draft;
    checked.rows.push_back(row);
  }
  checked.unused = emission.unused;
  return checked;
}

} // namespace

std::shared_ptr<const EmissionChecker> backend::makeEmissionChecker(
    std::shared_ptr<const contract::ContractCorpus> corpus, bool allowDrafts) {
  return std::make_shared<CorpusChecker>(std::move(corpus), allowDrafts);
}
