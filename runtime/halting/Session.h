//===- Session.h - One stream and its log -----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Applies the rules token by token and keeps everything that was scored: the
// incremental kernel, and what a streaming kernel runs. The history is the
// window: no ring is needed.
//
//   Open --- rule fires, hard mode, or the hard limit ---> Closed
//     \----- window or trend fires, soft mode ---> Waiting --- sentence ends,
//            50 tokens later, or the hard limit ---> Closed
//
// Cost: amortised constant work per token beside the rule; memory doubles.
// Thread rule: thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_HALTING_SESSION_H
#define ATLAS_RUNTIME_HALTING_SESSION_H

#include "Decimal.h"
#include "Memory.h"
#include "Rule.h"

namespace atlas::runtime::halting {

/// The elements of a log: grows by doubling, moves by copying.
template <typename T>
class Log {
public:
  Log() = default;
  Log(const Log &) = delete;
  Log &operator=(const Log &) = delete;
  ~Log() { release(elements); }

  /// Room for `more` elements; false, and nothing changes, without memory.
  bool reserve(size_t more) { return more <= capacity - count || grow(more); }
  /// Appends into room that was reserved.
  void push(const T &element) { elements[count++] = element; }
  void append(const T *from, size_t size) {
    if (size)
      __builtin_memcpy(elements + count, from, size * sizeof(T));
    count += size;
  }

  size_t size() const { return count; }
  const T *data() const { return elements; }
  const T &operator[](size_t i) const { return elements[i]; }

private:
  bool grow(size_t more);

  T *elements = nullptr;
  size_t count = 0, capacity = 0;
};

} // namespace atlas::runtime::halting

struct atlas_halt_session {
  using Options = atlas_halt_options;

  /// The configuration is valid. `isSafety`: the hard limit alone counts.
  atlas_halt_session(const atlas_halt_config &config, const Options &options,
                     bool isSafety);

  /// Null without memory; `new` then gives null and constructs nothing.
  static void *operator new(size_t size) noexcept {
    return atlas::runtime::allocate(size);
  }
  static void operator delete(void *session) {
    atlas::runtime::release(session);
  }

  bool isOpen() const { return state != State::Closed; }
  bool isHalted() const { return verdict.reason != ATLAS_HALT_NONE; }
  bool isHaltedBy(atlas_halt_reason_t reason) const {
    return verdict.reason == reason;
  }

  /// Logs a token and judges it. The session is open. False, and nothing
  /// changes but the room, without memory.
  bool push(const char *token, size_t size, double score);
  /// Halts before the next token: the kernel is inactive.
  void stop();
  /// The stream has ended; takes the time and writes the texts.
  void close();

  void summarize(atlas_halt_summary &summary) const;
  bool event(size_t index, atlas_halt_event &event) const;
  /// Bytes of the text that may be shown.
  size_t outputSize() const;

  atlas::runtime::halting::Log<double> scores; ///< sanitised
  atlas::runtime::halting::Log<char> text; ///< all tokens, one after the other
  /// "hard_limit (0.3580 < 0.5)" and "[KERNEL INTERRUPT: ...]".
  char reasonText[32 + 2 * atlas::runtime::kDecimalSize];
  char interruptText[64 + 2 * atlas::runtime::kDecimalSize];

private:
  enum class State : unsigned char { Open, Waiting, Closed };

  /// What is known of a token beside its score.
  struct Mark {
    double time;
    size_t end; ///< in text
    bool warning;
  };

  bool endsSentence(const char *token, size_t size) const;
  void halt(size_t index, const atlas::runtime::halting::Verdict &by);
  void describe();
  double now() const {
    return options.clock ? options.clock(options.clock_context) - startTime
                         : 0.0;
  }

  const atlas::runtime::halting::Rule rule;
  const double softLimit;
  const Options options;
  const bool isSafety;
  State state = State::Open;
  bool isSoft = false; ///< halted, and nothing is cut
  unsigned extra = 0;  ///< tokens since a soft trigger
  atlas::runtime::halting::Verdict verdict;
  size_t haltIndex = 0; ///< if halted
  uint64_t warnings = 0;
  double startTime = 0.0, endTime = 0.0;
  atlas::runtime::halting::Log<Mark> marks;
};

#endif // ATLAS_RUNTIME_HALTING_SESSION_H
