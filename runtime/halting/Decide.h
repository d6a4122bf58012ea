//===- Decide.h - Decisions over scores in memory ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One stream without a log. Thread rule: pure functions.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_HALTING_DECIDE_H
#define ATLAS_RUNTIME_HALTING_DECIDE_H

#include "Rule.h"

#include <stddef.h>

namespace atlas::runtime::halting {

/// Where a stream halts; index is `count` if it does not.
struct Halt {
  size_t index;
  Verdict verdict;
};

/// The first of `count` tokens that halts; at(j) is the sanitised score j. The
/// reference: one token after the other.
template <typename At>
Halt decideInOrder(const Rule &rule, size_t count, At at) {
  for (size_t i = 0; i < count; ++i)
    if (Verdict verdict = rule.judge(i, at); verdict.reason)
      return {i, verdict};
  return {count, {}};
}

/// The same for raw scores side by side, double or float, eight tokens at a
/// time.
template <typename T>
Halt decideScores(const Rule &rule, const T *scores, size_t count);

} // namespace atlas::runtime::halting

#endif // ATLAS_RUNTIME_HALTING_DECIDE_H
