//===- PTXCode.h - LLVM IR of device code to PTX text -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The half of the way to PTX that is LLVM's: target machine, passes, printer.
//
// The driver's assembler optimises PTX once more, loops included, so passes here
// pay only where the source of a load or the width of an access depends on them.
// Small modules, the ones that stream memory, get all of -O3; larger ones, which
// mostly are code of one thread, get a short list of passes, no unrolled loops, and
// the code generator's lowest level. Of the latter the assembler makes machine code
// of the same size and as many registers (within a tenth, kernels of the library).
// The largest ones are not even combined, which leaves T1 a ninth more machine code
// and fewer registers, and an eighth less time to be emitted.
//
// Failure: ATL0505 for an unknown architecture, ATL0502 for what cannot be written.
// Thread rule: a module and a machine are one thread's.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_GPUTOPTX_PTXCODE_H
#define ATLAS_LIB_CONVERSION_GPUTOPTX_PTXCODE_H

#include "atlas/Conversion/GPUToPTX/GPUToPTX.h"

#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>

namespace atlas {

/// For the architecture and the language version asked for.
llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
createPTXMachine(const PTXOptions &options);

/// Gives the module the machine's triple and layout, and optimises it in place. The
/// machine gets the level of code generation that fits the module.
void optimizePTX(llvm::Module &module, llvm::TargetMachine &machine);

/// The text of an optimised module, which is consumed.
llvm::Expected<std::string> printPTX(llvm::Module &module, llvm::TargetMachine &machine);

} // namespace atlas

#endif // ATLAS_LIB_CONVERSION_GPUTOPTX_PTXCODE_H
