//===- HaltValues.h - What the halting cases share --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading configurations, scores and expected numbers; streams whose scores are
// scripted; comparing sessions. Doubles are compared by their bits.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_GOLDEN_HALTVALUES_H
#define ATLAS_UNITTESTS_GOLDEN_HALTVALUES_H

#include "Case.h"

#include "atlas.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace atlas::test {

struct DestroyHalt {
  void operator()(atlas_halt_session_t *s) const {
    atlas_halt_session_destroy(s);
  }
  void operator()(atlas_halt_kernel_t *k) const {
    atlas_halt_kernel_destroy(k);
  }
};
using HaltSession = std::unique_ptr<atlas_halt_session_t, DestroyHalt>;
using HaltKernel = std::unique_ptr<atlas_halt_kernel_t, DestroyHalt>;

/// One scripted score; empty: the callback fails.
using HaltScore = std::optional<double>;

/// The default configuration with the fields of `overrides` (may be null).
std::optional<atlas_halt_config>
haltConfig(Case &c, const llvm::json::Object *overrides);

/// `scores_hex` of an object, or `scores_hex32` widened.
std::optional<std::vector<HaltScore>> haltScores(Case &c,
                                                 const llvm::json::Object &row);
/// Without a callback a failure counts as NaN.
std::vector<double> plainScores(const std::vector<HaltScore> &scores);

/// Big-endian bits of a double ("3fe0000000000000").
std::optional<double> haltDouble(Case &c, llvm::StringRef bits);
/// {"dec", "hex"}; empty (and malformed) if `value` is something else.
std::optional<double> haltNumber(Case &c, const llvm::json::Value *value);
bool expectDouble(Case &c, const llvm::Twine &what, double expected,
                  double got);

/// endpoint or regression; endpoint if the case says nothing.
std::optional<atlas_halt_trend_t> haltTrend(Case &c);
/// The name of a reason as the vectors write it.
llvm::StringRef haltReasonName(int reason);

/// What a scripted stream does beside scoring.
struct HaltScript {
  std::vector<HaltScore> scores;
  std::vector<std::string> tokens; ///< empty: "t0 ", "t1 ", ...
  std::optional<int64_t> stopAt;   ///< emergency stop in this callback
  size_t callbacks = 0;            ///< counted
};

/// Runs a stream; Failed and null if the call fails. Tokens come from an array,
/// or from a source if `lazily`.
HaltSession runHaltStream(Case &c, const HaltKernel &kernel, HaltScript &script,
                          bool lazily);

/// Compares a session with `expect` of streaming and session files.
void expectSession(Case &c, const llvm::json::Object &expect,
                   const atlas_halt_session_t *session,
                   const HaltKernel &kernel);

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_GOLDEN_HALTVALUES_H
