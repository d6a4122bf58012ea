//===- Backend.h - Owner of targets, and routing over emitters --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The interface of a back end, and the one implementation that ships: routing
// over one general emitter and any number of specialists under a policy.
//
// `lower` is a function of module and config: it changes neither the module nor
// its context, reads no environment, opens no file and starts no process (an
// engine may, in its worker).
//
// Failure: BackendError; nothing is produced on any error.
// Thread rule: immutable; `lower` may be called from any number of threads, on
// one module as well.
// Source: backends-and-contracts.md section 2.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_BACKEND_H
#define ATLAS_BACKEND_BACKEND_H

#include "atlas/Backend/Artifact.h"
#include "atlas/Backend/Engine.h"

namespace atlas::backend {

class Backend {
public:
  virtual ~Backend();
  /// [a-z][a-z0-9-]*, unique in a registry.
  virtual llvm::StringRef name() const = 0;
  /// Not empty, no repeats, the same on every call.
  virtual llvm::ArrayRef<Target> targets() const = 0;
  virtual llvm::Expected<Artifact> lower(mlir::ModuleOp module,
                                         const BackendConfig &config) const = 0;
};

/// What a quorum back end is made of.
struct QuorumSetup {
  Target target;
  std::string name;
  std::unique_ptr<Emitter> general;
  /// In contract order: the first that matches wins.
  std::vector<std::unique_ptr<Emitter>> specialists;
  QuorumPolicy policy;
  /// Null accepts declared rows as they are: unit tests with mock emitters
  /// only. A Compiler always has one.
  std::shared_ptr<const EmissionChecker> checker;
  /// Null: nothing is executed.
  std::shared_ptr<const DiffExecEngine> engine;
  /// What the artifact says of the contracts that were asked.
  std::string corpusDigest;
};

/// Routing over emitters (BR-26 to BR-41). It takes the hardware as it is given;
/// a Compiler validates it first. ATL0406 without a general emitter or with two
/// emitters of one name.
llvm::Expected<std::unique_ptr<Backend>> makeQuorumBackend(QuorumSetup setup);

} // namespace atlas::backend

#endif // ATLAS_BACKEND_BACKEND_H
