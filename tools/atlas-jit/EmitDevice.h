//===- EmitDevice.h - Listings of device code -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The forms of a kernel between its source and its code, for reading. The code
// itself comes through the back ends (EmitArtifact.h).
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_EMITDEVICE_H
#define ATLAS_TOOLS_ATLAS_JIT_EMITDEVICE_H

#include "Commands.h"
#include "atlas/JIT/Compiler.h"

namespace atlas::tool {

/// ptx, spirv or wgsl.
bool isDeviceTarget(llvm::StringRef target);

/// mlir (the canonical gpu module) for each device target, llvm for ptx, text (the
/// spirv dialect) for spirv.
bool isDeviceListing(llvm::StringRef target, llvm::StringRef format);

/// The kernel as options.format, one of the above; by options.emitter also as code
/// or sidecar, without an artifact.
llvm::Expected<std::string> listForDevice(const EmitOptions &options,
                                          const jit::Source &source,
                                          llvm::StringRef kernel);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_EMITDEVICE_H
