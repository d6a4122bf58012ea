//===- NVVMConversion.h - The conversion to the NVVM dialect ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Upstream's convert-gpu-to-nvvm with bare pointers, less what canonical device code
// has no use for: its rewrites inside the gpu dialect (collectives, shuffles of
// subgroups), for which it goes over the whole module once more.
//
// Failure: a diagnostic at the operation. Thread rule: as mlir::PassManager.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_GPUTOPTX_NVVMCONVERSION_H
#define ATLAS_LIB_CONVERSION_GPUTOPTX_NVVMCONVERSION_H

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Pass/Pass.h"

#include <memory>

namespace atlas {

/// A pass on gpu.module. Casts between types that it leaves cancel each other.
std::unique_ptr<mlir::Pass> createNVVMConversion();

/// What is taken out of a memref's descriptor becomes what was put in, when no casts
/// are left: accesses name their buffer again, from which constructs are read. What
/// nobody uses any more goes. The rest LLVM's own passes fold.
void foldDescriptors(mlir::gpu::GPUModuleOp module);

} // namespace atlas

#endif // ATLAS_LIB_CONVERSION_GPUTOPTX_NVVMCONVERSION_H
