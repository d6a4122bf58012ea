//===- SeededJit.cpp - atlas-jit with a defect in one emitter -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// atlas-jit whose emitter `llvm-spirv` injects the defect of DX-21 that the variable
// ATLAS_SEED names into what it emits: the linker puts the function below in the
// place of emitSPIRVByLLVM (--wrap). For tests only.
//===----------------------------------------------------------------------===//

#include "CommandLine.h"
#include "Defects.h"

#include "atlas/Conversion/GPUToLLVMSPIRV/GPUToLLVMSPIRV.h"

#include <cstdlib>

using namespace atlas;

using Emitted = llvm::Expected<std::optional<SPIRVCode>>;

Emitted realEmitter(mlir::gpu::GPUModuleOp module, const SPIRVOptions &options,
                    std::string *reason) __asm__("__real_" ATLAS_WRAPPED);
Emitted seededEmitter(mlir::gpu::GPUModuleOp module, const SPIRVOptions &options,
                      std::string *reason) __asm__("__wrap_" ATLAS_WRAPPED);

Emitted seededEmitter(mlir::gpu::GPUModuleOp module, const SPIRVOptions &options,
                      std::string *reason) {
  if (const char *name = std::getenv("ATLAS_SEED")) {
    const defects::Defect *defect = defects::find(name);
    if (!defect || !defect->apply(module))
      return llvm::createStringError("no place for the defect");
  }
  return realEmitter(module, options, reason);
}

int main(int argc, char **argv) { return tool::runCommandLine(argc, argv); }
