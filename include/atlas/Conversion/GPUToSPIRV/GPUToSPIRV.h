//===- GPUToSPIRV.h - gpu modules to SPIR-V for Vulkan ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Serialises a canonical gpu.module (atlas-to-gpu) as SPIR-V, in process.
//
// Each entry is a GLCompute entry point with the module's workgroup size; buffer
// k of an entry is the storage buffer of set 0, binding k, its parameter words
// are the push-constant block in order. Barriers order workgroup and storage
// memory; atomics are relaxed; float operations carry NoContraction, and entries of
// modules with floats keep NaN, infinities and the sign of zero. The layout
// bytes8 needs 8-bit storage (and the integer capabilities the kernel uses);
// words32 needs Shader alone.
//
// Failure: an error with the source location of the first construct without a
// form (ATL0601). Same module, same words. Thread rule: as mlir::MLIRContext;
// the module given is not changed.
// Source: gpu-notes.md, backends-and-contracts.md HW-10 to HW-12.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONVERSION_GPUTOSPIRV_GPUTOSPIRV_H
#define ATLAS_CONVERSION_GPUTOSPIRV_GPUTOSPIRV_H

#include "atlas/Conversion/Common/Stages.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace atlas {

/// What float operations keep where a device offers it; NaN, infinities and the sign
/// of zero they keep always (SignedZeroInfNanPreserve).
struct SPIRVFloats {
  bool denormals = false; ///< DenormPreserve
  bool rounding = false;  ///< RoundingModeRTE
};

struct SPIRVOptions {
  unsigned minor = 3; ///< version 1.0 to 1.6
  /// Called after each conversion, last on the spirv.module.
  StageObserver observe = nullptr;
  SPIRVFloats floats = {};
  bool withText = false; ///< fill in SPIRVCode::text, too
};

struct SPIRVCode {
  std::vector<uint32_t> words;
  std::string text; ///< if asked for: the module in MLIR's spirv dialect
  /// What a device must offer, by their names in the specification, sorted.
  std::vector<std::string> capabilities, extensions;
};

/// The dialects that the conversion makes.
void registerSPIRVDialects(mlir::DialectRegistry &registry);

llvm::Expected<SPIRVCode> emitSPIRV(mlir::gpu::GPUModuleOp module,
                                    const SPIRVOptions &options = {});

} // namespace atlas

#endif // ATLAS_CONVERSION_GPUTOSPIRV_GPUTOSPIRV_H
