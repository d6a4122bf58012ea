//===- Registry.h - Which back end owns which target ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Built by explicit calls, const afterwards.
//
// There is no self-registration and no global state: whoever wants back ends
// adds them to a builder. A target has one owner. The order of the calls cannot
// be observed.
//
// Failure: ATL0406 for a second owner, a second name, a bad name or no targets;
// the builder is then as it was before the call. ATL0401 for a target without
// owner.
// Thread rule: Builder is one thread's; a registry is immutable.
// Source: backends-and-contracts.md BR-01 to BR-07.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_REGISTRY_H
#define ATLAS_BACKEND_REGISTRY_H

#include "atlas/Backend/Backend.h"

namespace atlas::backend {

class BackendRegistry {
public:
  class Builder {
  public:
    llvm::Error add(std::unique_ptr<Backend> backend);
    llvm::Expected<BackendRegistry> build() &&;

  private:
    std::map<Target, const Backend *> owners;
    std::vector<std::unique_ptr<Backend>> backends;
  };

  /// The owner of a target. ATL0401, naming those that have one.
  llvm::Expected<const Backend *> lookup(Target target) const;
  /// The targets with an owner, sorted.
  std::vector<Target> targets() const;
  /// One call of the owner's `lower`.
  llvm::Expected<Artifact> lower(mlir::ModuleOp module,
                                 const BackendConfig &config) const;

private:
  std::map<Target, const Backend *> owners;
  std::vector<std::unique_ptr<Backend>> backends;
};

} // namespace atlas::backend

#endif // ATLAS_BACKEND_REGISTRY_H
