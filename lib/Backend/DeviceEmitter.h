//===- DeviceEmitter.h - The frame of a device emitter ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An emitter that goes through the canonical gpu module: the frame lowers, has the
// conversion observed, and makes the emission; what an emitter adds is the
// conversion to its format.
//
// Failure: BackendError, the refusal of an observer before any other.
// Thread rule: immutable. Private to the back end layer.
// Source: backends-and-contracts.md section 2.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_DEVICEEMITTER_H
#define ATLAS_LIB_BACKEND_DEVICEEMITTER_H

#include "DeviceEmission.h"

namespace atlas::backend {

/// What a conversion made.
struct ConvertedCode {
  std::vector<char> bytes;
  std::vector<std::string> requirements; ///< Emission::requirements
};

class DeviceEmitter : public Emitter {
public:
  DeviceEmitter(EmitterServices services, llvm::StringLiteral name, DeviceTarget target,
                Format format)
      : services(std::move(services)), emitter(name), target(target),
        format(std::move(format)) {}

  llvm::StringRef name() const final { return emitter; }
  llvm::Expected<std::optional<Emission>>
  tryEmit(mlir::ModuleOp module, const BackendConfig &config) const final;

protected:
  /// False: "not my shape", known before anything is lowered.
  virtual bool takes(mlir::ModuleOp, const BackendConfig &, const HwData &) const {
    return true;
  }
  /// What the hardware changes in the lowering.
  virtual void adjust(DeviceOptions &, const HwData &) const {}
  /// Converts the lowered module. `emission.observer()` is for the conversion;
  /// nullopt: "not my shape".
  virtual llvm::Expected<std::optional<ConvertedCode>>
  convert(DeviceModule &lowered, const HwData &hardware, DeviceEmission &emission) const = 0;

  const EmitterServices services;

private:
  llvm::StringLiteral emitter;
  DeviceTarget target;
  Format format;
};

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_DEVICEEMITTER_H
