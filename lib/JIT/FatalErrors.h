//===- FatalErrors.h - LLVM's fatal errors as errors ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs code generation so that a fatal error inside LLVM becomes an error.
//
// Instruction selection answers some modules that verify ("Cannot select": an
// intrinsic whose feature the target lacks) with report_fatal_error, which ends
// the process. Here the handler jumps back instead, as clang's crash recovery
// does. What the body had made is then in an unknown state: the caller must
// leak it, never destroy it.
//
// LLVM has one fatal error handler; it is set once, at the first use, and acts
// only on threads inside `recoverFatalErrors`.
// Thread rule: thread-safe; bodies do not nest.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_FATALERRORS_H
#define ATLAS_LIB_JIT_FATALERRORS_H

#include "llvm/ADT/STLFunctionalExtras.h"

#include <string>

namespace atlas::jit {

/// True if the body ran to its end; else `message` is the fatal error's.
bool recoverFatalErrors(llvm::function_ref<void()> body, std::string &message);

} // namespace atlas::jit

#endif // ATLAS_LIB_JIT_FATALERRORS_H
