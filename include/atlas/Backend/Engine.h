//===- Engine.h - Running two emissions against each other ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The interface of a differential execution engine.
//
// An engine runs the general emitter's and a specialist's program on the
// fixtures of the module's contract and says how far their outputs lie apart.
// Absence of a device is a NotRun value; everything that goes wrong after a
// device was chosen is an error. The routing layer checks what comes back.
//
// Thread rule: thread-safe; engines run programs in worker processes.
// Source: backends-and-contracts.md BR-34 to BR-38 and section 6.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_ENGINE_H
#define ATLAS_BACKEND_ENGINE_H

#include "atlas/Backend/BackendConfig.h"
#include "atlas/Backend/Emission.h"
#include "atlas/Backend/Policy.h"

#include "mlir/IR/BuiltinOps.h"

#include <map>
#include <memory>

namespace atlas::backend {

/// One comparison.
struct EngineReport {
  DiffExecResult result = NotRun{};
  /// programDigest of what was loaded; empty for NotRun.
  std::string generalDigest, specialistDigest;
  /// A fixture buffer names its own comparison, so that a match may exceed the
  /// policy's tolerance.
  bool ownComparison = false;
};

class DiffExecEngine {
public:
  virtual ~DiffExecEngine();
  virtual llvm::StringRef name() const = 0;
  virtual llvm::Expected<EngineReport>
  compare(const Emission &general, const Emission &specialist,
          mlir::ModuleOp module, const BackendConfig &config,
          double tolerance) const = 0;
};

/// The engine of each target that has one.
using EngineSet = std::map<Target, std::shared_ptr<const DiffExecEngine>>;

} // namespace atlas::backend

#endif // ATLAS_BACKEND_ENGINE_H
