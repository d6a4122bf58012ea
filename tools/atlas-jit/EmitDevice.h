//===- EmitDevice.h - atlas-jit emit for device targets ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef ATLAS_TOOLS_ATLAS_JIT_EMITDEVICE_H
#define ATLAS_TOOLS_ATLAS_JIT_EMITDEVICE_H

#include "Commands.h"
#include "atlas/JIT/Compiler.h"

namespace atlas::tool {

/// ptx, spirv or wgsl.
bool isDeviceTarget(llvm::StringRef target);

/// Whether the options fit a device target; ATL0313 otherwise.
llvm::Error checkDeviceOptions(const EmitOptions &options);

/// The kernel as options.format of options.target: text, binary, llvm, mlir (the
/// canonical gpu module) or sidecar (how to run it, JSON).
llvm::Expected<std::string> emitForDevice(const EmitOptions &options,
                                          const jit::Source &source,
                                          llvm::StringRef kernel);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_EMITDEVICE_H
