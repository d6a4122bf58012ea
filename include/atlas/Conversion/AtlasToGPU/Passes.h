//===- Passes.h - Passes from kernels to gpu modules ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one way from kernels to the canonical gpu module that every device back
// end reads. What the pass does stands in Passes.td.
//
// Failure: a diagnostic with a source location, then the pass manager fails.
// Thread rule: as mlir::PassManager.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONVERSION_ATLASTOGPU_PASSES_H
#define ATLAS_CONVERSION_ATLASTOGPU_PASSES_H

#include "atlas/Support/DeviceProgram.h"

#include "mlir/Pass/Pass.h"

namespace mlir {
class ModuleOp;
class OpPassManager;
namespace arith {
class ArithDialect;
}
namespace func {
class FuncDialect;
}
namespace gpu {
class GPUDialect;
}
namespace memref {
class MemRefDialect;
}
namespace scf {
class SCFDialect;
}
namespace vector {
class VectorDialect;
}
} // namespace mlir

namespace atlas {

/// Name of the JSON string attribute on a gpu.module (DeviceProgram).
inline constexpr llvm::StringLiteral kDeviceProgramAttrName = "atlas.program";
/// On a gpu.func that computes with 64-bit integers as pairs of words (a unit).
inline constexpr llvm::StringLiteral kWideArithmeticAttrName = "atlas.wide_arithmetic";

#define GEN_PASS_DECL
#include "atlas/Conversion/AtlasToGPU/Passes.h.inc"

struct GPUPipelineOptions {
  DeviceLayout layout = DeviceLayout::Bytes8;
  unsigned blockSize = 256;   ///< threads of a workgroup, a power of two
  unsigned vectorBytes = 16;  ///< widest access in bytes8; 0 = one element
  bool wideAtomics = false;   ///< the device has atomics on 64-bit integers
};

/// Appends the way from verified kernels (L0 or L1) to gpu modules.
void buildGPUPipeline(mlir::OpPassManager &pm, const GPUPipelineOptions &options);

#define GEN_PASS_REGISTRATION
#include "atlas/Conversion/AtlasToGPU/Passes.h.inc"

/// Registers the passes above and the pipeline `atlas-gpu-pipeline`.
void registerAtlasGPUPasses();

} // namespace atlas

#endif // ATLAS_CONVERSION_ATLASTOGPU_PASSES_H
