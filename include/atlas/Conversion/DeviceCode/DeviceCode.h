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

#include "atlas/Conversion/GPUToSPIRV/GPUToSPIRV.h"
#include "atlas/Support/DeviceProgram.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
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
  std::string ptxFeature;        ///< PTX: language version, as PTXOptions
  unsigned spirvMinor = 3;       ///< SPIR-V: version 1.0 to 1.6
  SPIRVFloats spirvFloats;       ///< SPIR-V: what float operations keep
  bool wideAtomics = false;      ///< SPIR-V: the profile has Int64Atomics
  /// "" = the general emitter; "llvm-spirv" for SPIR-V (GPUToLLVMSPIRV.h).
  std::string emitter;
};

struct DeviceCode {
  std::string code;    ///< PTX and WGSL text, SPIR-V words (little-endian)
  std::string reading; ///< a form to read: LLVM IR, spirv dialect; WGSL itself
  std::string mlir;    ///< the canonical gpu module
  std::string sidecar; ///< DeviceProgram as JSON
};

/// The canonical gpu module of a kernel, inside the module it was lowered in, and
/// how to run it.
struct DeviceModule {
  mlir::gpu::GPUModuleOp code;
  DeviceProgram program;
};

/// Adds what parsing kernels and the three targets need.
void registerDeviceDialects(mlir::DialectRegistry &registry);

/// Leaves the kernel of that name ("" = the only one of the file), and functions.
/// A pipeline becomes a kernel that holds the kernels it calls.
llvm::Error selectKernel(mlir::ModuleOp module, llvm::StringRef name);

/// ATL0313 for a layout that the target does not take.
llvm::Error checkDeviceLayout(DeviceTarget target, DeviceLayout layout);

/// Lowers the one kernel of `module` in place, up to where the targets part.
llvm::Expected<DeviceModule> lowerForDevice(mlir::ModuleOp module,
                                            const DeviceOptions &options);

/// Compiles the one kernel of `module`.
llvm::Expected<DeviceCode> compileForDevice(mlir::OwningOpRef<mlir::ModuleOp> module,
                                            const DeviceOptions &options);

} // namespace atlas

#endif // ATLAS_CONVERSION_DEVICECODE_DEVICECODE_H
