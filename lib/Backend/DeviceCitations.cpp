//===- DeviceCitations.cpp - Citations of device code in MLIR ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "DeviceCitations.h"

#include "DeviceConstructs.h"

#include "atlas/Backend/BackendError.h"
#include "atlas/Backend/Citations.h"
#include "atlas/Conversion/Constructs/Constructs.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace atlas;
using namespace atlas::backend;
using contract::ConstructUse;

namespace {

/// One question to the corpus.
template <typename Ask>
auto ask(const CitationScope &scope, const ConstructUse &use, Ask answer) {
  auto admitted = [&](const contract::HardwareClause &clause) {
    return covers(clause, scope.hardware);
  };
  return answer(contract::SanctionQuery{use, scope.hardware.target().id().str(), admitted,
                                        scope.kernelContract, scope.allowDrafts});
}

llvm::Error refuse(mlir::Operation *op, const CitationScope &scope,
                   const llvm::Twine &text, const ConstructUse &use,
                   const llvm::Twine &nextStep) {
  return makeBackendError({BackendErrorKind::MissingCompileContractCitation,
                           scope.hardware.target().id().str(),
                           ("'" + op->getName().getStringRef() + "': " + text).str(),
                           use.cls, nextStep.str(), placeOf(op->getLoc())});
}

/// Contract and equation exist, and the contract counts here.
llvm::Error checkAuthor(mlir::Operation *op, CiteAttr cite, const CitationScope &scope) {
  std::string text = ("cites \"" + cite.getContract() + "\", \"" +
                      cite.getEquation() + "\"")
                         .str();
  // Asked for no class in particular: what is left is the contract's standing.
  std::string why = ask(scope, {}, [&](const contract::SanctionQuery &query) {
    return contract::whyNotSanctioned(*scope.corpus, cite.getContract(),
                                      cite.getEquation(), query);
  });
  if (why.empty() || llvm::StringRef(why).ends_with("does not sanction it"))
    return llvm::Error::success();
  return refuse(op, scope, text, {}, why);
}

/// Locations whose citations have been looked up; many operations share one.
using KnownLocations = llvm::DenseSet<mlir::Location>;

llvm::Error attach(mlir::Operation *op, const CitationScope &scope,
                   KnownLocations &known) {
  if (known.insert(op->getLoc()).second)
    for (CiteAttr cite : citationsOf(op->getLoc()))
      if (llvm::Error error = checkAuthor(op, cite, scope))
        return error;
  std::optional<ConstructUses> uses = constructsOf(op);
  if (!uses)
    return refuse(op, scope, "nothing says which construct this is", {},
                  "no contract can sanction it");
  llvm::SmallVector<CiteAttr> added;
  for (const ConstructUse &use : *uses) {
    if (!use.introducedFrom.empty() || citationFor(op->getLoc(), use, scope))
      continue;
    auto answer = ask(scope, use, [&](const contract::SanctionQuery &query) {
      return contract::findSanction(*scope.corpus, query);
    });
    if (answer.chosen.contract) {
      added.push_back(CiteAttr::get(op->getContext(), answer.chosen.contract->id.value,
                                    answer.chosen.equation->id.value));
    } else if (answer.candidates.empty()) {
      return refuse(op, scope,
                    "no contract sanctions " + use.text() + " for " +
                        scope.hardware.text(),
                    use,
                    answer.rejected.empty()
                        ? "write a contract with a sanction of this class"
                        : llvm::join(answer.rejected, "; "));
    } else {
      return refuse(op, scope,
                    "several contracts sanction " + use.text() + " for " +
                        scope.hardware.text(),
                    use,
                    "let the kernel's contract depend on one of: " +
                        llvm::join(answer.candidates, ", "));
    }
  }
  op->setLoc(withCitations(op->getLoc(), added));
  return llvm::Error::success();
}

/// True if an equation that the location cites sanctions the class in some form.
bool citesClass(mlir::Location location, llvm::StringRef cls,
                const CitationScope &scope) {
  return llvm::any_of(citationsOf(location), [&](CiteAttr cite) {
    const contract::Contract *contract = scope.corpus->find(cite.getContract());
    const contract::Equation *equation =
        contract ? contract->findEquation(cite.getEquation()) : nullptr;
    return equation && llvm::any_of(equation->sanctions,
                                    [&](const auto &one) { return one.cls.value == cls; });
  });
}

/// Visits operations until one is refused.
template <typename Visit>
llvm::Error visitAll(mlir::Operation *root, Visit visit) {
  llvm::Error error = llvm::Error::success();
  root->walk<mlir::WalkOrder::PreOrder>([&](mlir::Operation *op) {
    error = visit(op);
    return error ? mlir::WalkResult::interrupt() : mlir::WalkResult::advance();
  });
  return error;
}

} // namespace

CiteAttr backend::citationFor(mlir::Location location, const ConstructUse &use,
                              const CitationScope &scope) {
  for (CiteAttr cite : citationsOf(location)) {
    std::string why = ask(scope, use, [&](const contract::SanctionQuery &query) {
      return contract::whyNotSanctioned(*scope.corpus, cite.getContract(),
                                        cite.getEquation(), query);
    });
    if (why.empty())
      return cite;
  }
  return {};
}

llvm::Error backend::attachCitations(mlir::Operation *root, const CitationScope &scope) {
  KnownLocations known;
  return visitAll(root, [&](mlir::Operation *op) { return attach(op, scope, known); });
}

llvm::Error backend::checkCitations(mlir::Operation *root, const CitationScope &scope,
                                    llvm::StringRef stage, bool exact) {
  return visitAll(root, [&](mlir::Operation *op) -> llvm::Error {
    std::optional<ConstructUses> uses = constructsOf(op);
    if (uses)
      for (const ConstructUse &use : *uses)
        if (use.introducedFrom.empty() && !citationFor(op->getLoc(), use, scope) &&
            (exact || !citesClass(op->getLoc(), use.cls, scope)))
          return refuse(op, scope,
                        "nothing in its location sanctions " + use.text() + " after " +
                            stage,
                        use, "a conversion keeps the location of what it replaces");
    return llvm::Error::success();
  });
}
