//===- Specialization.h - Named constants of a kernel -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds where in the packed argument block a specialised value lives.
//
// A value is named "n" (a scalar, by its bits), "dim(data)" or "dim(data,1)".
// In kernels given as LLVM IR dimensions are scalars, so "dim(data)" means the
// scalar that is the buffer's extent. Failure: ATL0507.
// Thread rule: pure functions on values.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_SPECIALIZATION_H
#define ATLAS_LIB_JIT_SPECIALIZATION_H

#include "atlas-c/args.h"
#include "atlas/Support/KernelABI.h"

#include "llvm/ADT/SmallVector.h"

namespace atlas::jit {

/// One constant, resolved: a scalar word or one dimension of a buffer.
struct SpecializedValue {
  bool isDim = false;
  unsigned param = 0;   ///< index among the parameters
  unsigned ordinal = 0; ///< index among the buffers or the scalars
  unsigned k = 0;       ///< dimension
  uint64_t value = 0;

  /// True if the arguments have this value.
  bool matches(const atlas_args_t &args) const {
    return isDim ? uint64_t(args.buffers[ordinal].dim[k]) == value
                 : args.scalars[ordinal] == value;
  }
  bool operator==(const SpecializedValue &) const = default;
};

using SpecializedValues = llvm::SmallVector<SpecializedValue, 4>;

/// Resolves and range-checks; the result is in ABI order, without duplicates.
llvm::Expected<SpecializedValues>
resolveSpecialization(const KernelABI &abi,
                      llvm::ArrayRef<std::pair<std::string, uint64_t>> values);

} // namespace atlas::jit

#endif // ATLAS_LIB_JIT_SPECIALIZATION_H
