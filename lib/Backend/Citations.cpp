//===- Citations.cpp - From constructs to rows of the table -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Backend/Citations.h"

#include "DeviceConstructs.h"

#include "atlas/Backend/BackendError.h"
#include "atlas/Backend/TargetDescription.h"
#include "atlas/Contract/SanctionLookup.h"
#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"
#include "atlas/Dialect/Atlas/IR/Citations.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

llvm::Error unsanctioned(const FoundConstruct &found, llvm::StringRef target,
                         llvm::StringRef hardware,
                         const contract::SanctionAnswer &answer) {
  BackendFailure failure{BackendErrorKind::MissingCompileContractCitation,
                         target.str(),
                         {},
                         found.construct.cls,
                         {},
                         found.origin};
  std::string what = found.construct.text() + " in '" + found.entry + "' for " +
                     hardware.str();
  if (!answer.candidates.empty()) {
    failure.text = "several contracts sanction " + what;
    failure.nextStep = "let the kernel's contract depend on one of: " +
                       llvm::join(answer.candidates, ", ");
  } else {
    failure.text = "no contract sanctions " + what;
    failure.nextStep =
        answer.rejected.empty()
            ? "write a contract with a sanction of this class"
            : llvm::join(answer.rejected, "; ");
  }
  return makeBackendError(std::move(failure));
}

/// Adds the count to an equal row, or the row.
void addRow(std::vector<CiteRow> &rows, CiteRow row) {
  uint64_t count = std::exchange(row.count, 0);
  auto same = llvm::find_if(rows, [&](CiteRow other) {
    other.count = 0;
    return other == row;
  });
  if (same == rows.end())
    same = rows.insert(same, std::move(row));
  same->count += count;
}

} // namespace

std::string backend::kernelContract(mlir::ModuleOp module) {
  std::string found;
  for (mlir::Operation &op : module.getBody()->getOperations()) {
    auto contract = op.getAttrOfType<ContractAttr>(kContractAttr);
    if (!contract)
      continue;
    // A pipeline stands for the kernels that it chains.
    if (llvm::isa<PipelineOp>(op))
      return contract.getId().str();
    if (!found.empty() && contract.getId() != found)
      return "";
    found = contract.getId().str();
  }
  return found;
}

bool backend::covers(const contract::HardwareClause &clause,
                     const HwProfile &hardware) {
  return hardware.target().description().covers(clause, hardware.data());
}

llvm::Expected<std::vector<CiteRow>>
backend::citeConstructs(const contract::ContractCorpus &corpus,
                        bool allowDrafts, const BackendConfig &config,
                        llvm::StringRef kernelContract,
                        llvm::ArrayRef<FoundConstruct> constructs) {
  llvm::Expected<HwProfile> hardware = resolveHardware(config);
  if (!hardware)
    return hardware.takeError();
  auto admitted = [&](const contract::HardwareClause &clause) {
    return covers(clause, *hardware);
  };
  std::vector<CiteRow> rows;
  for (const FoundConstruct &found : constructs) {
    if (!found.contract.empty()) {
      addRow(rows, {found.entry, found.construct, found.contract, found.equation,
                    found.origin, found.count});
      continue;
    }
    contract::SanctionAnswer answer = contract::findSanction(
        corpus, {found.construct, config.target.id().str(), admitted,
                 kernelContract.str(), allowDrafts});
    if (!answer.chosen.contract)
      return unsanctioned(found, config.target.id(), hardware->text(), answer);
    addRow(rows, {found.entry, found.construct, answer.chosen.contract->id.value,
                  answer.chosen.equation->id.value, found.origin, found.count});
  }
  llvm::sort(rows);
  return rows;
}

std::vector<AuthorCitation> backend::authorCitations(mlir::Operation *root) {
  std::vector<AuthorCitation> written;
  root->walk([&](mlir::Operation *op) {
    auto list = op->getAttrOfType<mlir::ArrayAttr>(kCiteAttr);
    if (!list)
      return;
    for (CiteAttr cite : list.getAsRange<CiteAttr>())
      written.push_back({cite.getContract().str(), cite.getEquation().str(),
                         originOf(op->getLoc())});
  });
  return written;
}

llvm::Expected<std::vector<CiteRow>>
backend::unusedCitations(const contract::ContractCorpus &corpus, llvm::StringRef target,
                         llvm::StringRef kernel,
                         llvm::ArrayRef<AuthorCitation> written,
                         llvm::ArrayRef<CiteRow> rows) {
  std::vector<CiteRow> unused;
  for (const AuthorCitation &cite : written) {
    // A row without a place may stand for this one.
    bool used = llvm::any_of(rows, [&](const CiteRow &row) {
      return row.contract == cite.contract && row.equation == cite.equation &&
             (row.origin.empty() || row.origin == cite.origin);
    });
    if (used)
      continue;
    const contract::Contract *contract = corpus.find(cite.contract);
    const contract::Equation *equation =
        contract ? contract->findEquation(cite.equation) : nullptr;
    if (!equation || equation->sanctions.empty())
      return makeBackendError(
          {BackendErrorKind::MissingCompileContractCitation, target.str(),
           "cites \"" + cite.contract + "\", \"" + cite.equation + "\"", cite.contract,
           "no contract sanctions anything under that name", cite.origin});
    contract::ConstructUse use{equation->sanctions.front().cls.value, "", 0, "", ""};
    addRow(unused, {kernel.str(), use, cite.contract, cite.equation, cite.origin, 1});
  }
  llvm::sort(unused);
  return unused;
}
