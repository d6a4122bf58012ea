//===- Emitter.h - One way to produce code ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The interface that code generators of a target implement.
//
// A target has one general emitter, which takes every conforming module, and
// any number of specialists, which take the shapes they know. The routing layer
// calls each with a module of its own, in an MLIR context of its own that
// allows no other user and no threads: an emitter may change the module, load
// dialects and run passes, and nobody notices. It must not keep the module,
// read the environment, open files or start processes; equal modules and
// configs give equal bytes.
//
// Failure: an error (BackendErrorKind::Lower with the operation's location, or
// InvalidHardware where the profile lacks what the module needs). A general
// emitter that answers nullopt is reported as broken.
// Thread rule: immutable, thread-safe.
// Source: backends-and-contracts.md sections 2 and 8.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_EMITTER_H
#define ATLAS_BACKEND_EMITTER_H

#include "atlas/Backend/BackendConfig.h"
#include "atlas/Backend/Emission.h"

#include "mlir/IR/BuiltinOps.h"

namespace atlas::backend {

class Emitter {
public:
  virtual ~Emitter();
  /// Unique within the target, [a-z][a-z0-9-]*.
  virtual llvm::StringRef name() const = 0;
  /// A first look at a module that stays as it is: false where tryEmit() would
  /// say "not my shape" for certain, which saves this emitter a copy of the
  /// module.
  virtual bool mayTake(mlir::ModuleOp, const BackendConfig &) const {
    return true;
  }
  /// Code for the module; nullopt means "not my shape". `config.hardware` is
  /// resolved when the call comes through a Compiler.
  virtual llvm::Expected<std::optional<Emission>>
  tryEmit(mlir::ModuleOp module, const BackendConfig &config) const = 0;
};

/// How far an emission was checked, weakest first. An artifact never claims
/// more than was done (BR-24a).
enum class Validation : uint8_t {
  None,       ///< no checker: unit tests with mock emitters
  Structural, ///< the format's structural reader took it
  Decoded,    ///< every construct was decoded from the bytes
};

/// What a checker accepted.
struct CheckedRows {
  std::vector<CiteRow> rows;
  /// Declared rows that the bytes do not show, dropped (CI-10).
  std::vector<CiteRow> unused;
  Validation validation = Validation::None;
  bool usesDrafts = false; ///< a draft contract was allowed to sanction
};

/// Validates and cites one emission; returns the rows it accepts. Runs before
/// any engine sees the code.
/// Failure: Lower for malformed code, ATL0405 for a row without sanction.
class EmissionChecker {
public:
  virtual ~EmissionChecker();
  virtual llvm::Expected<CheckedRows>
  check(const Emission &emission, const BackendConfig &config) const = 0;
};

} // namespace atlas::backend

#endif // ATLAS_BACKEND_EMITTER_H
