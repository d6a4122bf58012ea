//===- CitationPasses.cpp - Passes that need contracts ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Backend/Passes.h"

#include "DeviceCitations.h"

#include "atlas/Backend/BackendError.h"
#include "atlas/Conversion/Constructs/Constructs.h"
#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

#include "mlir/Pass/PassRegistry.h"

namespace atlas::backend {
#define GEN_PASS_DECL_ATTACHCITATIONSPASS
#define GEN_PASS_DECL_CHECKCITATIONSPASS
#define GEN_PASS_DEF_PINCITATIONSPASS
#define GEN_PASS_DEF_ATTACHCITATIONSPASS
#define GEN_PASS_DEF_CHECKCITATIONSPASS
#include "atlas/Backend/Passes.h.inc"
} // namespace atlas::backend

using namespace atlas;
using namespace atlas::backend;

namespace {

using Contracts = std::shared_ptr<const contract::ContractCorpus> (*)();

struct PinCitations : impl::PinCitationsPassBase<PinCitations> {
  void runOnOperation() override { pinCitations(getOperation()); }
};

/// Options to a scope, and errors to diagnostics at their operation.
template <typename Base, typename Derived>
struct CitationPass : Base {
  explicit CitationPass(Contracts contracts = nullptr) : contracts(contracts) {}
  CitationPass(const CitationPass &other) : Base(other), contracts(other.contracts) {}

  void getDependentDialects(mlir::DialectRegistry &registry) const override {
    registry.insert<AtlasDialect>();
    registerConstructModels(registry);
  }

  void runOnOperation() override {
    mlir::Operation *root = this->getOperation();
    auto profile = parseHwProfile(this->hardware);
    llvm::Error error =
        profile ? static_cast<Derived *>(this)->run(
                      root, {contracts(), false, *profile, this->kernelContract})
                : profile.takeError();
    if (!error)
      return;
    llvm::handleAllErrors(std::move(error), [&](const AtlasError &e) {
      auto diagnostic = mlir::emitError(root->getLoc());
      diagnostic << llvm::toString(makeError(e.getCode(), e.getText(), e.getNote(),
                                             e.getLocation()));
    });
    this->signalPassFailure();
  }

private:
  Contracts contracts;
};

struct AttachCitations
    : CitationPass<impl::AttachCitationsPassBase<AttachCitations>, AttachCitations> {
  using Parent = CitationPass<impl::AttachCitationsPassBase<AttachCitations>, AttachCitations>;
  using Parent::Parent;
  llvm::Error run(mlir::Operation *root, const CitationScope &scope) {
    return attachCitations(root, scope);
  }
};

struct CheckCitations
    : CitationPass<impl::CheckCitationsPassBase<CheckCitations>, CheckCitations> {
  using Parent = CitationPass<impl::CheckCitationsPassBase<CheckCitations>, CheckCitations>;
  using Parent::Parent;
  llvm::Error run(mlir::Operation *root, const CitationScope &scope) {
    return checkCitations(root, scope, "the last pass", /*exact=*/true);
  }
};

} // namespace

void backend::registerCitationPasses(Contracts contracts) {
  mlir::registerPass([] { return std::make_unique<PinCitations>(); });
  mlir::registerPass([=] { return std::make_unique<AttachCitations>(contracts); });
  mlir::registerPass([=] { return std::make_unique<CheckCitations>(contracts); });
}
