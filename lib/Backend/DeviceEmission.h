//===- DeviceEmission.h - What device emitters share ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a module to its canonical gpu module, and from a program's description to
// the parts of an emission that do not depend on the target: entries, bindings,
// the ABI sidecar, the table of constructs.
//
// Failure: BackendError, ATL0404 for what has no form on the target, with the
// source location. Thread rule: as mlir::MLIRContext. Private to the back end
// layer.
// Source: backends-and-contracts.md section 2; gpu-notes.md (ABI).
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_DEVICEEMISSION_H
#define ATLAS_LIB_BACKEND_DEVICEEMISSION_H

#include "atlas/Backend/BackendError.h"
#include "atlas/Backend/Citations.h"
#include "atlas/Backend/Emission.h"
#include "atlas/Backend/TargetDescription.h"
#include "atlas/Conversion/Common/Stages.h"
#include "atlas/Conversion/DeviceCode/DeviceCode.h"

#include <functional>

namespace atlas::backend {

/// The emission of one kernel for one device target, step by step:
///
///   lower        the module up to the canonical gpu module
///   observer     to be called by the conversion to the target
///   finish       bytes to an emission with rows, entries and sidecar
class DeviceEmission {
public:
  /// `module` is lowered in place and lives as long as this.
  DeviceEmission(const EmitterServices &services, HwProfile hardware,
                 mlir::ModuleOp module)
      : services(services), hardware(std::move(hardware)), module(module) {}

  /// Options with the layout of the request; the target is for the caller.
  DeviceOptions options(const BackendConfig &config) const;
  llvm::Expected<DeviceModule> lower(const DeviceOptions &options);
  /// Cites what the prepared module does not cite, checks every stage behind it,
  /// and reads the table of constructs off the last.
  StageObserver observer() { return observe; }
  /// An error of a conversion as one of the back end; what the observer refused
  /// goes before it.
  llvm::Error refused(llvm::Error error);
  /// What was read off the final stage; a target whose text spells more than the
  /// operations show adds it before `finish`.
  std::vector<FoundConstruct> &constructs() { return found; }
  llvm::Expected<Emission> finish(const DeviceProgram &program, Format format,
                                  std::vector<char> bytes,
                                  std::vector<std::string> requirements);

private:
  mlir::LogicalResult see(llvm::StringRef stage, mlir::Operation *op);

  const EmitterServices &services;
  HwProfile hardware;
  mlir::ModuleOp module;
  std::string contract;
  std::vector<AuthorCitation> written;
  std::vector<FoundConstruct> found;
  std::optional<BackendFailure> refusal;
  std::function<mlir::LogicalResult(llvm::StringRef, mlir::Operation *)> observe =
      [this](llvm::StringRef stage, mlir::Operation *op) { return see(stage, op); };
};

/// Entry points as they stand in an emission.
std::vector<EntryPoint> describeEntries(const DeviceProgram &program);

/// The entry points of the code are those that the emission promises, no more and
/// no less. ATL0404.
llvm::Error checkEntries(const Emission &emission, std::vector<std::string> found,
                         llvm::StringRef target);

/// The sidecar's name: a DeviceProgram as JSON.
inline constexpr llvm::StringLiteral kProgramSidecar = "device_program";

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_DEVICEEMISSION_H
