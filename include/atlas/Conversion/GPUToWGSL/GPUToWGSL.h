//===- GPUToWGSL.h - gpu modules to WGSL ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Prints a canonical gpu.module (atlas-to-gpu, layout words32) as WGSL.
//
// Structured control flow stays structured, so the text reads like the module.
// Buffer k of an entry is @group(0) @binding(k), its parameter words are a
// uniform structure at the next binding. All integers are u32; signedness is in
// the operation.
//
// Failure: an error with the source location of the first construct that the
// language lacks (ATL0601). Same module, same text. Thread rule: as
// mlir::MLIRContext; the module is not changed.
// Source: gpu-notes.md; WGSL, sections 8 (expressions) and 15.2 (uniformity).
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONVERSION_GPUTOWGSL_GPUTOWGSL_H
#define ATLAS_CONVERSION_GPUTOWGSL_GPUTOWGSL_H

#include "atlas/Conversion/Common/Stages.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "llvm/Support/Error.h"

#include <string>

namespace atlas {

/// `observe` sees the module as it is printed; it may change locations.
llvm::Expected<std::string> emitWGSL(mlir::gpu::GPUModuleOp module,
                                     StageObserver observe = nullptr);

} // namespace atlas

#endif // ATLAS_CONVERSION_GPUTOWGSL_GPUTOWGSL_H
