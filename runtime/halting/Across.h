//===- Across.h - Decisions over interleaved streams ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The token-major layout: up to kWidth streams at once, token by token, so that
// memory is read in runs. Thread rule: thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_HALTING_ACROSS_H
#define ATLAS_RUNTIME_HALTING_ACROSS_H

#include "Decide.h"
#include "Rows.h"

namespace atlas::runtime::halting {

template <typename T>
class Across {
public:
  static constexpr size_t kWidth = 256;

  /// The streams of a token-major batch from row `first` on.
  Across(const atlas_halt_batch &batch, size_t first);
  /// How many they are.
  size_t size() const { return streams; }
  void run();
  const Halt &operator[](size_t stream) const { return halts[stream]; }

private:
  // For vectors V (Lanes.h).
  template <typename V>
  void runWith();
  void runWith4();
  void runWith8();
  template <typename V, bool kLooksBack>
  void runTokens(size_t from, size_t to);
  template <typename V, bool kLooksBack>
  bool areCalm(const T *scores, size_t stream) const;
  void examine(size_t token, size_t stream);
  /// Makes everything calm that may still come.
  void retire(size_t stream);

  const atlas_halt_batch &batch;
  const size_t first, streams;
  size_t longest = 0, open; ///< streams that have not halted
  // Of each stream.
  double calms[kWidth]; ///< the least score that is calm (Lanes.h)
  double falls[kWidth]; ///< the largest drop that holds
  size_t counts[kWidth];
  size_t resumes[kWidth]; ///< tokens before it are decided
  Halt halts[kWidth];
};

} // namespace atlas::runtime::halting

#endif // ATLAS_RUNTIME_HALTING_ACROSS_H
