//===- LargeCode.h - What code generation leaves out of large code -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loop strength reduction takes a quarter of the time of code generation. It makes
// tight loops 5% faster (conserved-sum and its kin, fewer than 300 instructions);
// large kernels are branches around memory accesses, and their code is up to 7%
// faster without it, because running pointers take registers (halt-batch,
// gel-split-candidates, t1-propagate; the rest within 1%).
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_LARGECODE_H
#define ATLAS_LIB_JIT_LARGECODE_H

namespace llvm {
class Module;
} // namespace llvm

namespace atlas::jit {

/// Makes code generation of `module` leave its loops' index arithmetic as it is, if
/// there are more than 500 instructions. Changes a setting of the module's context,
/// which must belong to it alone. Thread-safe for different contexts.
void leaveLargeLoops(llvm::Module &module);

} // namespace atlas::jit

#endif // ATLAS_LIB_JIT_LARGECODE_H
