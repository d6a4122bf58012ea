//===- Session.cpp - One stream and its log -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Session.h"
#include "Average.h"
#include "TextWriter.h"
#include "Utf8.h"

#include <string.h>

using namespace atlas::runtime;
using namespace atlas::runtime::halting;

namespace {

/// Tokens that a soft halt goes on for at most.
constexpr unsigned kMaxExtra = 50;
constexpr size_t kFirstCapacity = 64;

const char *reasonName(atlas_halt_reason_t reason) {
  switch (reason) {
  case ATLAS_HALT_HARD_LIMIT:
    return "hard_limit";
  case ATLAS_HALT_WINDOW_AVG:
    return "window_avg";
  case ATLAS_HALT_DOWNWARD_TREND:
    return "downward_trend";
  case ATLAS_HALT_KERNEL_INACTIVE:
    return "kernel_inactive";
  default:
    return "";
  }
}

} // namespace

template <typename T>
bool atlas::runtime::halting::Log<T>::grow(size_t more) {
  size_t wanted, bytes;
  if (__builtin_add_overflow(count, more, &wanted))
    return false;
  size_t doubled = capacity < SIZE_MAX / 2 ? 2 * capacity : SIZE_MAX;
  wanted = wanted > doubled ? wanted : doubled;
  wanted = wanted > kFirstCapacity ? wanted : kFirstCapacity;
  if (__builtin_mul_overflow(wanted, sizeof(T), &bytes))
    return false;
  T *larger = static_cast<T *>(allocate(bytes));
  if (!larger)
    return false;
  if (count)
    memcpy(larger, elements, count * sizeof(T));
  release(elements);
  elements = larger;
  capacity = wanted;
  return true;
}

atlas_halt_session::atlas_halt_session(const atlas_halt_config &config,
                                       const Options &options, bool isSafety)
    : rule(config, options.trend), softLimit(config.soft_limit),
      options(options), isSafety(isSafety) {
  reasonText[0] = interruptText[0] = 0;
  startTime = now();
}

bool atlas_halt_session::push(const char *token, size_t size, double given) {
  if (!scores.reserve(1) || !marks.reserve(1) || !text.reserve(size))
    return false;
  double score = sanitize(given);
  size_t index = scores.size();
  scores.push(score);
  text.append(token, size);
  Mark mark = {now(), text.size(), false};
  if (score < rule.hardLimit) {
    isSoft = false; // a waiting one is cut here, too
    halt(index, {ATLAS_HALT_HARD_LIMIT, score});
    state = State::Closed;
  } else if (state == State::Waiting) {
    mark.warning = score < softLimit;
    if (endsSentence(token, size) || ++extra == kMaxExtra)
      state = State::Closed;
  } else {
    Verdict course;
    if (!isSafety)
      course = rule.judgeCourse(
          index, [at = scores.data()](uint64_t j) { return at[j]; });
    if (course.reason) {
      halt(index, course);
      isSoft = options.mode == ATLAS_HALT_SOFT;
      state =
          isSoft && !endsSentence(token, size) ? State::Waiting : State::Closed;
    } else {
      mark.warning = !isSafety && score < softLimit;
    }
  }
  warnings += mark.warning;
  marks.push(mark);
  if (state == State::Closed)
    close();
  return true;
}

bool atlas_halt_session::endsSentence(const char *token, size_t size) const {
  size_t end = trimmedSize(token, size);
  char last = end ? token[end - 1] : 0;
  return last == '.' || last == '!' || last == '?';
}

void atlas_halt_session::stop() {
  isSoft = false;
  halt(scores.size(), {ATLAS_HALT_KERNEL_INACTIVE, 0.0});
  close();
}

void atlas_halt_session::halt(size_t index, const Verdict &by) {
  haltIndex = index;
  verdict = by;
  describe();
}

void atlas_halt_session::close() {
  state = State::Closed;
  endTime = now();
}

void atlas_halt_session::describe() {
  TextWriter reason(reasonText, sizeof(reasonText));
  reason.put(reasonName(verdict.reason));
  if (!isHaltedBy(ATLAS_HALT_KERNEL_INACTIVE)) {
    bool isFall = isHaltedBy(ATLAS_HALT_DOWNWARD_TREND);
    reason.put(" (")
        .fixed4(verdict.value)
        .put(isFall ? " > " : " < ")
        .shortest(rule.limit(verdict.reason))
        .put(")");
  }
  const char *shown = reasonText;
  if (isSafety)
    shown = isHaltedBy(ATLAS_HALT_KERNEL_INACTIVE) ? "KERNEL INACTIVE"
                                                   : "COHERENCE LIMIT EXCEEDED";
  TextWriter(interruptText, sizeof(interruptText))
      .put("[KERNEL INTERRUPT: ")
      .put(shown)
      .put("]");
}

size_t atlas_halt_session::outputSize() const {
  if (!isHalted() || isSoft)
    return text.size();
  return haltIndex ? marks[haltIndex - 1].end : 0;
}

void atlas_halt_session::summarize(atlas_halt_summary &summary) const {
  Average average;
  for (size_t i = 0; i < scores.size(); ++i)
    average.add(scores[i]);
  summary.halted = isHalted();
  summary.soft_halted = isSoft;
  summary.reason = verdict.reason;
  summary.halt_index = isHalted() ? int64_t(haltIndex) : -1;
  summary.value = verdict.value;
  summary.limit = rule.limit(verdict.reason);
  summary.token_count = scores.size();
  summary.emitted = isHalted() ? haltIndex : scores.size();
  summary.warning_count = warnings;
  summary.avg_coherence = average.mean();
  summary.min_coherence = average.least();
  summary.start_time_s = 0.0;
  summary.end_time_s = endTime;
  summary.duration_ms = endTime * 1000.0;
}

bool atlas_halt_session::event(size_t index, atlas_halt_event &event) const {
  if (index >= marks.size())
    return false;
  const Mark &mark = marks[index];
  size_t begin = index ? marks[index - 1].end : 0;
  event.token = {text.size() ? text.data() + begin : "", mark.end - begin};
  event.index = index;
  event.coherence = scores[index];
  event.timestamp_s = mark.time;
  event.halted = isHalted() && index == haltIndex;
  event.warning = mark.warning;
  return true;
}
