//===- SpirvNeeds.h - What SPIR-V code asks of a device ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Failure: ATL0403 that lists all unmet needs together. Thread rule: pure
// functions. Source: backends-and-contracts.md HW-11.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_SPIRV_SPIRVNEEDS_H
#define ATLAS_LIB_BACKEND_SPIRV_SPIRVNEEDS_H

#include "atlas/Backend/Spirv/SpirvHw.h"
#include "atlas/Support/DeviceProgram.h"

namespace atlas::backend {

/// The layout of buffers where none is asked for: bytes8 on devices with 8-bit
/// storage.
DeviceLayout spirvLayout(const SpirvHw &hw);

/// The profile offers every capability and extension that the code declares.
llvm::Error checkSpirvNeeds(const SpirvHw &hw, llvm::ArrayRef<std::string> capabilities,
                            llvm::ArrayRef<std::string> extensions);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_SPIRV_SPIRVNEEDS_H
