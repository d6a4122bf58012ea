//===- TargetDescription.h - What a back end folder provides ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The interface between the general code and one folder lib/Backend/<Name>.
//
// A folder implements it once and names itself with add_atlas_backend(<Name>
// <id>); the build collects the folders. Everything that differs per target
// stands behind it: the hardware profile and how contracts speak of it, the
// emitters, the formats and their structural readers. Nothing outside a folder
// asks which target it deals with.
//
// To add an emitter: list it in `emitters()` and make it in `makeEmitters()`.
//
// Thread rule: constant, stateless.
// Source: backends-and-contracts.md BR-01, CT-07, CT-09, BR-24a; house style 7.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_TARGETDESCRIPTION_H
#define ATLAS_BACKEND_TARGETDESCRIPTION_H

#include "atlas/Backend/BackendConfig.h"
#include "atlas/Backend/Emitter.h"
#include "atlas/Contract/Vocabulary.h"

namespace atlas::contract {
class ContractCorpus;
} // namespace atlas::contract

namespace atlas::backend {

class NativeCompiler;

/// What emitters may need from outside their folder. All of it outlives them.
struct EmitterServices {
  std::shared_ptr<const contract::ContractCorpus> corpus;
  bool allowDrafts = false;
  /// Machine code for cpu and wasm (Native.h); null if this program has none.
  std::shared_ptr<const NativeCompiler> native;
};

/// The emitters of one target. No general one: the target has no back end yet.
struct EmitterList {
  std::unique_ptr<Emitter> general;
  std::vector<std::unique_ptr<Emitter>> specialists;
};

class TargetDescription {
public:
  virtual ~TargetDescription();

  virtual llvm::StringRef id() const = 0;
  /// One line for `atlas-jit targets`.
  virtual llvm::StringRef title() const = 0;

  // --- Hardware profiles --------------------------------------------------
  /// What may stand behind the colon, for messages and help.
  virtual llvm::StringRef hardwareGrammar() const = 0;
  /// Parses what stands behind the colon. ATL0403.
  virtual llvm::Expected<std::shared_ptr<const HwData>>
  parseHardware(llvm::StringRef text) const = 0;
  /// The text of the default profile; nullopt where one must be given.
  virtual std::optional<std::string> defaultHardware() const = 0;

  /// Layouts of device buffers that the target takes; none where buffers are the
  /// host's own.
  virtual llvm::ArrayRef<DeviceLayout> layouts() const { return {}; }
  /// The one taken where none is asked for; only of targets with layouts.
  virtual DeviceLayout defaultLayout(const HwData &) const {
    return layouts().front();
  }

  // --- Contracts ------------------------------------------------------------
  /// Keys that `hardware:` of a contract may have for this target (CT-09).
  virtual llvm::ArrayRef<contract::HardwareKey> hardwareKeys() const = 0;
  /// What is wrong with a clause, one entry per problem. `exact`: the contract
  /// promises exact results, which some features cannot keep.
  virtual std::vector<contract::ClauseProblem>
  checkClause(const contract::HardwareClause &clause, bool exact) const = 0;
  /// True if the clause admits this hardware.
  virtual bool covers(const contract::HardwareClause &clause,
                      const HwData &hardware) const = 0;
  /// True if some hardware is admitted by both.
  virtual bool overlap(const contract::HardwareClause &a,
                       const contract::HardwareClause &b) const = 0;

  // --- Emitters ---------------------------------------------------------------
  /// Names, roles and shapes, general one first; the same as makeEmitters gives.
  virtual llvm::ArrayRef<contract::EmitterName> emitters() const = 0;
  virtual llvm::Expected<EmitterList>
  makeEmitters(const EmitterServices &services) const = 0;

  // --- Formats ----------------------------------------------------------------
  /// What an emission may be; the first is what is delivered.
  virtual llvm::ArrayRef<Format> formats() const = 0;
  /// The structural reader: the bytes are what their format tag says. Refuses
  /// empty code and code that is comments only.
  virtual llvm::Error validate(const Emission &emission,
                               const BackendConfig &config) const = 0;
};

} // namespace atlas::backend

#endif // ATLAS_BACKEND_TARGETDESCRIPTION_H
