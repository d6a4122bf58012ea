//===- GPUToPTX.h - gpu modules to PTX --------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiles a canonical gpu.module (atlas-to-gpu, layout bytes8) to PTX text, in
// process, through LLVM's NVPTX target.
//
// Each entry is a .visible .entry with `.maxntid`; its parameters are one bare
// pointer for each buffer (aligned to 16; noalias unless the kernel allows the
// pair, readonly where it is only read), then the parameter words. Floating
// point is never contracted. No device library is linked, so the text does not
// depend on the machine.
//
// Failure: an error with the source location of the first construct without a
// form (ATL0601), ATL0505 for an unknown architecture. Same module, same text.
// Thread rule: as mlir::MLIRContext; the module given is not changed.
// Source: gpu-notes.md.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONVERSION_GPUTOPTX_GPUTOPTX_H
#define ATLAS_CONVERSION_GPUTOPTX_GPUTOPTX_H

#include "atlas/Conversion/Common/Stages.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "llvm/Support/Error.h"

#include <string>

namespace atlas {

struct PTXOptions {
  std::string arch = "sm_80"; ///< a processor of the linked LLVM
  /// Language version, "ptx80"; "" = the least that the processor has.
  std::string feature;
  /// Called after each conversion, on the gpu.module.
  StageObserver observe = nullptr;
};

/// The dialects that the conversion makes, and their translations.
void registerPTXDialects(mlir::DialectRegistry &registry);

/// PTX text; `llvmText`, if given, receives the optimised LLVM IR.
llvm::Expected<std::string> emitPTX(mlir::gpu::GPUModuleOp module,
                                    const PTXOptions &options = {},
                                    std::string *llvmText = nullptr);

} // namespace atlas

#endif // ATLAS_CONVERSION_GPUTOPTX_GPUTOPTX_H
