//===- HaltValues.cpp - What the halting cases share ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "HaltValues.h"

#include <stdio.h>
#include <string.h>

using namespace atlas::replay;

atlas_halt_config atlas::replay::haltConfig(Case &c) {
  List fields = c.in.list(12);
  atlas_halt_config config;
  static_assert(sizeof(config) == 12 * sizeof(uint64_t), "words only");
  atlas_halt_config_init(&config);
  if (!c.in.good())
    return config;
  config.coherence_threshold = fromWord<double>(fields[0]);
  config.hard_limit = fromWord<double>(fields[1]);
  config.soft_limit = fromWord<double>(fields[2]);
  config.w_logic = fromWord<double>(fields[3]);
  config.w_fact = fromWord<double>(fields[4]);
  config.window_size = fields[5];
  config.window_threshold = fromWord<double>(fields[6]);
  config.trend_window = fields[7];
  config.trend_threshold = fromWord<double>(fields[8]);
  config.history_window = fields[9];
  config.deadline_ms = fields[10];
  config.logit_entropy_limit = fromWord<double>(fields[11]);
  return config;
}

Token::Token(size_t i) {
  int size = snprintf(digits, sizeof(digits), "t%lu ", (unsigned long)i);
  token = {digits, size_t(size)};
}

ExpectedSession::ExpectedSession(Case &c) {
  for (uint64_t &word : words)
    word = c.in.word();
  reason = c.in.bytes();
  hasOutput = c.in.flag();
  output = c.in.bytes();
}

void ExpectedSession::check(Case &c, const atlas_halt_session_t *session,
                            const atlas_halt_kernel_t *kernel) const {
  atlas_halt_summary s;
  atlas_halt_session_summary(session, &s);
  size_t count = 0;
  const double *scores = atlas_halt_session_coherence(session, &count);
  uint64_t events = 0, halted = 0, warnings = 0;
  atlas_halt_event event;
  for (; atlas_halt_session_event(session, events, &event); ++events) {
    halted += event.halted;
    warnings += event.warning;
    c.expect("event index", events, event.index);
    if (events < count)
      expectDouble(c, "event coherence", wordOf(scores[events]),
                   event.coherence);
  }
  c.expect("halted", words[0], s.halted);
  c.expect("halt_index", words[1], uint64_t(s.halt_index));
  c.expect("reason_code", words[2], uint64_t(s.reason));
  expectDouble(c, "reason_value", words[3], s.value);
  expectDouble(c, "reason_limit", words[4], s.limit);
  c.expect("observed", words[5], s.token_count);
  c.expect("emitted", words[6], s.emitted);
  c.expect("warning_count", words[7], s.warning_count);
  expectDouble(c, "avg_coherence", words[8], s.avg_coherence);
  expectDouble(c, "min_coherence", words[9], s.min_coherence);
  c.expect("events", words[10], events);
  c.expect("halted_events", words[11], halted);
  c.expect("active_after", words[12], atlas_halt_kernel_is_active(kernel));
  c.expect("events with a warning", words[7], warnings);
  c.expect("length of the history", events, count);
  const char *text = atlas_halt_session_reason(session);
  c.expectText("halt_reason", reason, text, strlen(text));
  if (!hasOutput)
    return;
  size_t size = 0;
  text = atlas_halt_session_output(session, &size);
  c.expectText("output", output, text, size);
}
