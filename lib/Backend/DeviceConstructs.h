//===- DeviceConstructs.h - Constructs of device code -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Walks the last MLIR form of device code and lists what its entry points use:
// each entry, what it calls, and the module-level variables those name. The form
// is a gpu.module, a gpu.module of the LLVM dialect, or a spirv.module.
//
// Failure: ATL0405 with a source location for an operation that nothing
// classifies. Thread rule: pure function. Private to the back end layer.
// Source: backends-and-contracts.md CI-03, CI-05.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_DEVICECONSTRUCTS_H
#define ATLAS_LIB_BACKEND_DEVICECONSTRUCTS_H

#include "DeviceCitations.h"

#include "atlas/Backend/Citations.h"

namespace atlas::backend {

/// "kernel.mlir:12:3": the file's name without its folders, which differ between
/// machines; "" if the location says nothing.
std::string originOf(mlir::Location location);

/// "r96-sum/kernel.mlir:12:3": the location as it stands, for messages; "" if it
/// says nothing.
std::string placeOf(mlir::Location location);

/// Appends the constructs of every entry of `module`, each with the citation in its
/// location; constructs that code generation introduces have none.
llvm::Error findDeviceConstructs(mlir::Operation *module, const CitationScope &scope,
                                 std::vector<FoundConstruct> &constructs);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_DEVICECONSTRUCTS_H
