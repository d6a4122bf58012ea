//===- LargeCode.h - What is left out for large code ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code generation takes 20 to 40 us an instruction, so that a large kernel is
// emitted late. Large kernels are branches around memory accesses, which three
// things do not make faster, or make slower:
//
// - Loop strength reduction: a quarter of the time. Tight loops of small
// kernels are 5%
//   faster by it (conserved-sum and its kin); halt-batch, gel-split-candidates
//   and t1-propagate are up to 7% faster without, because running pointers take
//   registers.
// - Keeping what a loop counts in memory in registers: there are none left, and
// every
//   branch gets a dozen phis. t1-propagate on 10k nodes is 10% faster without.
// - Above 1,000 instructions, the search for the best instructions of each
// block, a
//   third of the time: the fast selector gives 7% more code for t1-propagate,
//   which is as fast within the noise.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_LARGECODE_H
#define ATLAS_LIB_JIT_LARGECODE_H

#include "llvm/Transforms/Scalar/LICM.h"

namespace llvm {
class Module;
class TargetMachine;
} // namespace llvm

namespace atlas::jit {

/// Whether `module` has more than 500 instructions.
bool isLarge(const llvm::Module &module);

/// What may leave a loop.
llvm::LICMOptions invariantsOf(bool large);

/// Sets `machine` and the context of `module`, which must belong to it alone,
/// for generating its code. Thread-safe for different contexts.
void prepareLargeCode(llvm::Module &module, llvm::TargetMachine &machine);

} // namespace atlas::jit

#endif // ATLAS_LIB_JIT_LARGECODE_H
