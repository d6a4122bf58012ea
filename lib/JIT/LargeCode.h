//===- LargeCode.h - What is left out for large code ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code generation takes 20 to 40 us an instruction, so that a large kernel is
// emitted late. Large kernels are branches around memory accesses, which these
// things do not make faster, or make slower, or hardly faster:
//
// - Loop strength reduction: a quarter of the time. Tight loops of small kernels
//   are 5% faster by it (conserved-sum and its kin); halt-batch,
//   gel-split-candidates and t1-propagate are up to 7% faster without, because
//   running pointers take registers.
// - Keeping what a loop counts in memory in registers: there are none left, and
//   every branch gets a dozen phis. t1-propagate on 10k nodes is 10% faster
//   without.
// - Above 1,000 instructions, the scheduler: blocks are short there. A twelfth of
//   the time, t1-propagate is as fast without. So it is without four passes of
//   x86 that look at single instructions: conditional moves back to branches,
//   live ranges of a block, loads of constants twice, narrow moves (a
//   twentieth of the time).
// - Above 1,000 instructions, the search for the best instructions of each block,
//   a quarter of the time. With the fast selector t1-propagate has 7% more code
//   and takes 7% more time for each of its pops on small graphs, so only code that
//   is emitted goes without the search; what this host runs is compiled once.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_LARGECODE_H
#define ATLAS_LIB_JIT_LARGECODE_H

#include "llvm/IR/LegacyPassManager.h"
#include "llvm/Transforms/Scalar/LICM.h"

namespace llvm {
class Module;
} // namespace llvm

namespace atlas::jit {

/// Up to 500 instructions, up to 1,000, and more.
enum class CodeSize { Small, Large, VeryLarge };

CodeSize sizeOf(const llvm::Module &module);

/// What may leave a loop.
llvm::LICMOptions invariantsOf(CodeSize size);

/// The passes of code generation: those of larger code are left out as they are
/// added, with the analyses that nothing else asks for.
class CodeGenPasses : public llvm::legacy::PassManager {
public:
  explicit CodeGenPasses(CodeSize size) : size(size) {}
  void add(llvm::Pass *pass) override;

private:
  CodeSize size;
};

} // namespace atlas::jit

#endif // ATLAS_LIB_JIT_LARGECODE_H
