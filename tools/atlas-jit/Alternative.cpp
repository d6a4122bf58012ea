//===- Alternative.cpp - Other implementations of a kernel ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Alternative.h"

#include "atlas/Reference/Reference.h"
#include "atlas/Support/Error.h"

using namespace atlas;
using namespace atlas::tool;

llvm::Error Alternative::check(const Operand &operand, llvm::StringRef name) {
  if (name == "scalar")
    return llvm::Error::success();
  if (name == "reference" || name == "ll") {
    if (!operand.isFile)
      return llvm::Error::success();
    return makeError(ErrorCode::TierUnavailable,
                     "only library kernels have the form '" + name + "'",
                     "a kernel from a file can be compared with scalar");
  }
  return makeError(ErrorCode::UsageInvalid,
                   "nothing to compare with is called '" + name + "'",
                   "known: scalar, reference, ll");
}

llvm::Expected<Alternative> Alternative::load(Session &session,
                                              const jit::Kernel &kernel,
                                              llvm::StringRef name) {
  if (auto error = check(session.operand(), name))
    return error;
  Alternative other;
  other.description = &kernel.abi();
  if (name == "reference") {
    other.plain = lookupReference(kernel.abi().name);
    if (!other.plain)
      return makeError(ErrorCode::TierUnavailable,
                       "'" + kernel.abi().name + "' has no reference");
    return other;
  }
  jit::LoadOptions options;
  options.tier = jit::Tier::Jit;
  options.scalar = name == "scalar";
  options.useTwin = name == "ll";
  auto handle = session.load(options);
  if (!handle)
    return handle.takeError();
  other.compiled = std::move(*handle);
  other.description = &other.compiled->abi();
  return other;
}
