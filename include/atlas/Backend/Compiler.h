//===- Compiler.h - From a module to an artifact ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The whole way: validate the hardware, route over the target's emitters,
// validate and cite their output, run it, and make the artifact.
//
// A Compiler owns registry and corpus and builds every back end with the real
// checker; there is no way to make one without. Use it from tools; use
// makeQuorumBackend alone only to test routing.
//
// Failure: BackendError. Thread rule: immutable; `lower` is re-entrant.
// Source: backends-and-contracts.md BR-19, BR-20 and section 8.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_COMPILER_H
#define ATLAS_BACKEND_COMPILER_H

#include "atlas/Backend/Registry.h"
#include "atlas/Backend/TargetDescription.h"

namespace atlas::backend {

struct CompilerOptions {
  /// The contracts that may sanction; must not be null.
  std::shared_ptr<const contract::ContractCorpus> corpus;
  /// Draft contracts sanction too; the artifact then says so.
  bool allowDrafts = false;
  QuorumPolicy policy;
  EngineSet engines;
  std::shared_ptr<const NativeCompiler> native;
};

/// Adds a quorum back end for every target that has a general emitter.
llvm::Error addAllBackends(BackendRegistry::Builder &builder,
                           const CompilerOptions &options);

/// The checker of every real back end: format, structure, and a sanction of the
/// corpus for every declared row (BR-24a, CI-08).
std::shared_ptr<const EmissionChecker>
makeEmissionChecker(std::shared_ptr<const contract::ContractCorpus> corpus,
                    bool allowDrafts);

/// What contracts may name in this build.
const contract::Vocabulary &contractVocabulary();

class Compiler {
public:
  /// ATL0406 without a corpus.
  static llvm::Expected<Compiler> create(const CompilerOptions &options);

  /// The module's first pipeline, else its only kernel. Hardware first, then
  /// everything else.
  llvm::Expected<Artifact> lower(mlir::ModuleOp module,
                                 const BackendConfig &config) const;
  const BackendRegistry &registry() const { return backends; }

private:
  explicit Compiler(BackendRegistry backends)
      : backends(std::move(backends)) {}
  BackendRegistry backends;
};

} // namespace atlas::backend

#endif // ATLAS_BACKEND_COMPILER_H
