//===- DeviceCode.h - A kernel as code for a device -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a verified module of kernels to PTX, SPIR-V or WGSL with its sidecar, in
// one call: the GPU pipeline, then the printer of the target.
//
// Failure: an error with a source location (ATL0601 for what a target lacks).
// Same module and options, same bytes. Thread rule: as mlir::MLIRContext, whose
// diagnostics are taken while a call runs; the module is consumed.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONVERSION_DEVICECODE_DEVICECODE_H
#define ATLAS_CONVERSION_DEVICECODE_DEVICECODE_H

#include "atlas/Support/DeviceProgram.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace atlas {

enum class DeviceTarget : uint8_t { PTX, SPIRV, WGSL };

struct DeviceOptions {
  DeviceTarget target = DeviceTarget::PTX;
  /// PTX takes bytes8, WGSL takes words32, SPIR-V either.
  DeviceLayout layout = DeviceLayout::Bytes8;
  unsigned blockSize = 256;
  std::string ptxArch = "sm_80"; ///< PTX: a processor of the linked LLVM
  unsigned spirvMinor = 3;       ///< SPIR-V: version 1.3 to 1.6
  /// "" = the general emitter; "llvm-spirv" for SPIR-V (GPUToLLVMSPIRV.h).
  std::string emitter;
};

struct DeviceCode {
  std::string code;    ///< PTX and WGSL text, SPIR-V words (little-endian)
  std::string reading; ///< a form to read: LLVM IR, spirv dialect; WGSL itself
  std::string mlir;    ///< the canonical gpu module
  std::string sidecar; ///< DeviceProgram as JSON
};

/// Adds what parsing kernels and the three targets need.
void registerDeviceDialects(mlir::DialectRegistry &registry);

/// Compiles the one kernel of `module`.
llvm::Expected<DeviceCode> compileForDevice(mlir::OwningOpRef<mlir::ModuleOp> module,
                                            const DeviceOptions &options);

} // namespace atlas

#endif // ATLAS_CONVERSION_DEVICECODE_DEVICECODE_H
