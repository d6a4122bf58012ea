//===- SpirvNeeds.h - What SPIR-V code asks of a device ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Failure: ATL0403 that lists all unmet needs together. Thread rule: pure
// functions. Source: backends-and-contracts.md HW-11.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_SPIRV_SPIRVNEEDS_H
#define ATLAS_LIB_BACKEND_SPIRV_SPIRVNEEDS_H

#include "DeviceEmitter.h"

#include "atlas/Backend/Spirv/SpirvHw.h"
#include "atlas/Conversion/GPUToSPIRV/GPUToSPIRV.h"

namespace atlas::backend {

/// The layout of buffers where none is asked for: bytes8 on devices with 8-bit
/// storage.
DeviceLayout spirvLayout(const SpirvHw &hw);

/// The code for the profile's device: every capability and extension that it
/// declares is one that the profile offers.
llvm::Expected<ConvertedCode> checkedSpirv(const SpirvHw &hw, SPIRVCode code);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_SPIRV_SPIRVNEEDS_H
