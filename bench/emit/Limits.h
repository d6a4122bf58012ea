//===- Limits.h - What code generation alone takes --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The part of an emission that is not Atlas's: the last form of the code, before
// it becomes text or bytes, is made once; what is timed is the step from there to
// the deliverable by LLVM or MLIR alone. For ptx, wasm and cpu that is LLVM's code
// generator on the optimised LLVM IR (for ptx at its lowest level, which large
// kernels get), for spirv MLIR's verifier and serializer.
// The printer of wgsl is Atlas's own, so there is none.
//
// Failure: errors of the compiler. Thread rule: one thread's.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BENCH_EMIT_LIMITS_H
#define ATLAS_BENCH_EMIT_LIMITS_H

#include "Kernels.h"

#include <functional>

namespace atlas::bench {

/// One run: milliseconds that the last step took; null where there is none.
using LimitRun = std::function<double()>;

llvm::Expected<LimitRun> limitOf(const jit::LibraryKernel &kernel, const Form &form);

} // namespace atlas::bench

#endif // ATLAS_BENCH_EMIT_LIMITS_H
