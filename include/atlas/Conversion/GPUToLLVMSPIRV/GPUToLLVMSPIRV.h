//===- GPUToLLVMSPIRV.h - gpu modules to SPIR-V through LLVM ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A second way from a canonical gpu.module to SPIR-V for Vulkan: a walk of our
// own to LLVM IR, LLVM's SPIR-V target, and what Vulkan demands put right in the
// words. It shares nothing with GPUToSPIRV, whose code it is compared with.
//
// Entry points, bindings, push constants and workgroup memory are those of the
// sidecar, so both modules are launched alike. What has no form (vectors, 64-bit
// atomics, operations not in the list of StructuredIR.cpp) is declined with a
// reason before LLVM sees it: on input that it does not expect LLVM's target
// aborts the process. Nothing is optimised on the way; drivers do that.
//
// Failure: an error where LLVM wrote something else than a module. Same module
// and options, same words. Thread rule: as mlir::MLIRContext; the module given
// is not changed.
// Source: gpu-notes.md (SPIR-V, llc), back-ends.md.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONVERSION_GPUTOLLVMSPIRV_GPUTOLLVMSPIRV_H
#define ATLAS_CONVERSION_GPUTOLLVMSPIRV_GPUTOLLVMSPIRV_H

#include "atlas/Conversion/GPUToSPIRV/GPUToSPIRV.h"

#include <optional>

namespace atlas {

/// The module's words and needs; `text`, if asked for, is the LLVM IR. nullopt: declined, and
/// `reason`, if given, says why.
llvm::Expected<std::optional<SPIRVCode>>
emitSPIRVByLLVM(mlir::gpu::GPUModuleOp module, const SPIRVOptions &options = {},
                std::string *reason = nullptr);

} // namespace atlas

#endif // ATLAS_CONVERSION_GPUTOLLVMSPIRV_GPUTOLLVMSPIRV_H
