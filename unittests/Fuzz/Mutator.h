//===- Mutator.h - Deterministic damage to inputs ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Derives input number N of a target from its seeds: the same N, the same
// bytes, on every machine, so that a failing case is named by a number.
//
// Thread rule: pure function.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_FUZZ_MUTATOR_H
#define ATLAS_UNITTESTS_FUZZ_MUTATOR_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace atlas::fuzz {

/// Input `number`: a seed with 1 to 8 edits. `seeds` must not be empty.
std::string mutate(llvm::ArrayRef<std::string> seeds,
                   llvm::ArrayRef<llvm::StringRef> words, uint64_t number);

} // namespace atlas::fuzz

#endif // ATLAS_UNITTESTS_FUZZ_MUTATOR_H
