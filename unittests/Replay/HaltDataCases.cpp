//===- HaltDataCases.cpp - config push coherence --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What needs no kernel: configurations, incremental sessions and coherence
// scores.
//===----------------------------------------------------------------------===//
#include "HaltValues.h"

#include "atlas-c/coherence.h"

#include <stdlib.h>
#include <string.h>

using namespace atlas::replay;

//===----------------------------------------------------------------------===//
// Configurations
//===----------------------------------------------------------------------===//

namespace {

/// bytes part: what the message contains; empty: accepted.
void expectAccepted(Case &c, Bytes part, atlas_status_t status,
                    atlas_diag_t *diag) {
  c.expect("status", part.size ? ATLAS_STATUS_USAGE : ATLAS_STATUS_OK, status);
  const char *message = diag ? diag->message : "";
  size_t size = strlen(message);
  bool found = false;
  for (size_t at = 0; at + part.size <= size && !found; ++at)
    found = !part.size || !memcmp(message + at, part.data, part.size);
  if (!found) // shows the first byte that differs
    c.expectText("message", part, message, size);
  atlas_diag_free(diag);
}

} // namespace

// config, bytes part
void atlas::replay::runHaltConfig(Case &c) {
  atlas_halt_config config = haltConfig(c);
  Bytes part = c.in.bytes();
  if (!c.complete())
    return;
  atlas_diag_t *diag = nullptr;
  atlas_status_t status = atlas_halt_config_validate(&config, &diag);
  expectAccepted(c, part, status, diag);
  atlas_halt_kernel_t *kernel = nullptr;
  status = atlas_halt_kernel_create(&config, nullptr, &kernel, &diag);
  expectAccepted(c, part, status, diag);
  c.expect("kernel", status == ATLAS_STATUS_OK, kernel != nullptr);
  atlas_halt_kernel_destroy(kernel);
}

// bytes json, bytes part
void atlas::replay::runHaltConfigJson(Case &c) {
  Bytes json = c.in.bytes(), part = c.in.bytes();
  if (!c.complete())
    return;
  // Exactly these bytes: nothing ends the text but its size.
  Guarded text(json.data, json.size, c.poison, c.misalign);
  atlas_halt_config config;
  atlas_diag_t *diag = nullptr;
  atlas_status_t status = atlas_halt_config_parse(
      reinterpret_cast<const char *>(text.data()), text.size(), &config, &diag);
  expectAccepted(c, part, status, diag);
}

//===----------------------------------------------------------------------===//
// Incremental sessions
//===----------------------------------------------------------------------===//

namespace {

/// Counts what the library allocates while it lives.
class CountingAllocator {
public:
  CountingAllocator() {
    atlas_allocator allocator = {allocate, release, this};
    atlas_set_allocator(&allocator);
  }
  CountingAllocator(const CountingAllocator &) = delete;
  ~CountingAllocator() { atlas_set_allocator(nullptr); }
  uint64_t count = 0;

private:
  static void *allocate(void *context, size_t size) {
    ++static_cast<CountingAllocator *>(context)->count;
    return malloc(size);
  }
  static void release(void *, void *block) { free(block); }
};

/// Most allocations of `pushes` pushes: three logs that start with 64 elements
/// and double; a text of 8 bytes a token is never longer.
uint64_t mostAllocations(size_t pushes) {
  uint64_t most = 0;
  for (size_t room = 8; pushes && room < 16 * pushes; room *= 2)
    most += 3;
  return most;
}

/// Words halted, halt_index, reason, observed, active
void expectState(Case &c, const atlas_halt_session_t *session) {
  uint64_t words[5];
  for (uint64_t &word : words)
    word = c.in.word();
  if (!c.in.good())
    return;
  atlas_halt_summary s;
  atlas_halt_session_summary(session, &s);
  c.expect("halted", words[0], s.halted);
  c.expect("halt_index", words[1], uint64_t(s.halt_index));
  c.expect("reason_code", words[2], uint64_t(s.reason));
  c.expect("observed", words[3], s.token_count);
  c.expect("active", words[4], atlas_halt_session_is_active(session));
  expectDouble(c, "end_time_s", 0, s.end_time_s);
}

} // namespace

// config, Scores, a state after each push, bytes halt_reason
void atlas::replay::runHaltPush(Case &c) {
  atlas_halt_config config = haltConfig(c);
  Scores scores(c);
  if (!c.in.good())
    return;
  CountingAllocator allocator;
  atlas_halt_session_t *session = nullptr;
  c.expect("open", ATLAS_STATUS_OK,
           atlas_halt_session_open(&config, nullptr, &session, nullptr));
  uint64_t atOpen = allocator.count;
  for (size_t i = 0; i < scores.size() && c.in.good(); ++i) {
    Token token(i);
    c.expect("push", ATLAS_STATUS_OK,
             atlas_halt_session_push(session, token.text(), token.size(),
                                     scores.plain(i), nullptr));
    expectState(c, session);
  }
  if (allocator.count - atOpen > mostAllocations(scores.size()))
    c.expect("allocations of the pushes", mostAllocations(scores.size()),
             allocator.count - atOpen);
  Bytes reason = c.in.bytes();
  if (c.complete()) {
    const char *text = atlas_halt_session_reason(session);
    c.expectText("halt_reason", reason, text, strlen(text));
  }
  atlas_halt_session_destroy(session);
}

//===----------------------------------------------------------------------===//
// Coherence
//===----------------------------------------------------------------------===//

// config, words h_logical, h_factual given; words h_logical, h_factual,
// divergence, score, approved, warning
void atlas::replay::runHaltCoherence(Case &c) {
  atlas_halt_config config = haltConfig(c);
  double logical = number<double>(c), factual = number<double>(c);
  uint64_t words[6];
  for (uint64_t &word : words)
    word = c.in.word();
  if (!c.complete())
    return;
  atlas_coherence_score score = {};
  c.expect("status", ATLAS_STATUS_OK,
           atlas_coherence_combine(&config, logical, factual, &score, nullptr));
  expectDouble(c, "h_logical", words[0], score.h_logical);
  expectDouble(c, "h_factual", words[1], score.h_factual);
  expectDouble(c, "divergence", words[2], score.divergence);
  expectDouble(c, "score", words[3], score.score);
  c.expect("approved", words[4], score.approved);
  c.expect("warning", words[5], score.warning);
}

// bytes context, bytes output, word h_factual
void atlas::replay::runHaltWords(Case &c) {
  Bytes context = c.in.bytes(), output = c.in.bytes();
  uint64_t expected = c.in.word();
  if (!c.complete())
    return;
  double got = -1.0;
  c.expect("status", ATLAS_STATUS_OK,
           atlas_coherence_factual(reinterpret_cast<const char *>(context.data),
                                   context.size,
                                   reinterpret_cast<const char *>(output.data),
                                   output.size, &got, nullptr));
  expectDouble(c, "h_factual", expected, got);
}
