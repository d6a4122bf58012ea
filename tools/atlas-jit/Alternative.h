//===- Alternative.h - Other implementations of a kernel --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What `--compare` and `--against` can name:
//
//   scalar     the same source through plain loops, unoptimised
//   reference  the plain C++ of a library kernel
//   ll         the portable LLVM IR twin of a library kernel
//
// Failure: ATL0313 for another word, ATL0501 where a kernel has no such form.
// Thread rule: thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_ALTERNATIVE_H
#define ATLAS_TOOLS_ATLAS_JIT_ALTERNATIVE_H

#include "Binding.h"
#include "Session.h"

namespace atlas::tool {

class Alternative {
public:
  /// Whether this operand can have such a form at all.
  static llvm::Error check(const Operand &operand, llvm::StringRef name);
  /// `kernel` is the loaded operand of the session.
  static llvm::Expected<Alternative> load(Session &session,
                                          const jit::Kernel &kernel,
                                          llvm::StringRef name);

  /// The description to bind arguments to.
  const KernelABI &abi() const { return *description; }
  /// Runs on the calling thread.
  llvm::Error run(Binding &binding) const {
    return plain ? binding.run(plain) : binding.run(*compiled, 1);
  }
  /// The plain function, or null; the compiled kernel, or null.
  atlas_packed_fn function() const { return plain; }
  jit::Kernel *kernel() const { return compiled.get(); }

private:
  jit::KernelHandle compiled;
  atlas_packed_fn plain = nullptr;
  const KernelABI *description = nullptr;
};

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_ALTERNATIVE_H
