//===- LLVMConstructs.h - Construct classes in LLVM IR ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which construct classes the functions of a module use, per entry point.
//
// For cpu and wasm the module that code generation starts from is the last form
// that a back end sees; it is walked from every externally visible function over
// the calls it makes. This is the declared table of those targets; it does not
// see what instruction selection adds.
//
// Failure: ATL0405 for inline assembly, which belongs to no class.
// Thread rule: pure function.
// Source: backends-and-contracts.md CI-05, section 5 (column WASM / CPU).
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_LLVMCONSTRUCTS_H
#define ATLAS_LIB_BACKEND_LLVMCONSTRUCTS_H

#include "atlas/Backend/Citations.h"

namespace llvm {
class Module;
} // namespace llvm

namespace atlas::backend {

/// Appends the constructs of every visible function. `target` is for messages.
llvm::Error findLLVMConstructs(const llvm::Module &module,
                               llvm::StringRef target,
                               std::vector<FoundConstruct> &constructs);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_LLVMCONSTRUCTS_H
