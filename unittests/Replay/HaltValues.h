//===- HaltValues.h - What the halting cases share --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef ATLAS_UNITTESTS_REPLAY_HALTVALUES_H
#define ATLAS_UNITTESTS_REPLAY_HALTVALUES_H

#include "Values.h"

#include "atlas-c/halting.h"

namespace atlas::replay {

/// list of the 12 fields in the order of the structure.
atlas_halt_config haltConfig(Case &c);

/// list values, bytes failures: 1 where the callback fails.
struct Scores {
  explicit Scores(Case &c)
      : values(c), fails(c.in.bytes(c.in.good() ? values.size() : 0)) {}
  size_t size() const { return values.size(); }
  /// Without a callback a failure is NaN.
  double plain(size_t i) const {
    return fails.data[i] ? __builtin_nan("") : values.data()[i];
  }
  Values<double> values;
  Bytes fails;
};

/// Token i: bytes of the case, or "t<i> " if it has none.
class Token {
public:
  explicit Token(size_t i);
  explicit Token(Bytes bytes)
      : token{reinterpret_cast<const char *>(bytes.data), bytes.size} {}
  Token(const Token &) = delete;
  operator atlas_halt_token() const { return token; }
  const char *text() const { return token.text; }
  size_t size() const { return token.size; }

private:
  char digits[24];
  atlas_halt_token token;
};

/// Doubles by their bits.
inline bool expectDouble(Case &c, const char *what, uint64_t expected,
                         double got) {
  return c.expect(what, expected, wordOf(got));
}

/// Words halted, halt_index, reason, value, limit, observed, emitted,
/// warning_count, avg_coherence, min_coherence, events, halted_events,
/// active_after; bytes halt_reason; word has_output; bytes output
struct ExpectedSession {
  explicit ExpectedSession(Case &c);
  void check(Case &c, const atlas_halt_session_t *session,
             const atlas_halt_kernel_t *kernel) const;

private:
  uint64_t words[13];
  Bytes reason;
  bool hasOutput;
  Bytes output;
};

} // namespace atlas::replay

#endif // ATLAS_UNITTESTS_REPLAY_HALTVALUES_H
