//===- HaltKernelCases.cpp - safety streaming sessions soft ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs of kernels with scripted callbacks: each stream from an array of tokens
// and from a source.
//===----------------------------------------------------------------------===//
#include "HaltValues.h"

#include <stdlib.h>
#include <string.h>

using namespace atlas::replay;

namespace {

/// Tokens from an array, from a source.
constexpr bool kBoth[] = {false, true};

/// A kernel that goes with its scope.
struct Kernel {
  Kernel() = default;
  Kernel(const Kernel &) = delete;
  ~Kernel() { atlas_halt_kernel_destroy(handle); }
  atlas_halt_kernel_t *handle = nullptr;
};

/// A stream, its callbacks and the session that it leaves.
class Stream {
public:
  /// `texts`: one for each score, or null for "t0 ", "t1 ", ...
  Stream(const Scores &scores, const Bytes *texts = nullptr)
      : scores(scores), texts(texts) {}
  Stream(const Stream &) = delete;
  ~Stream() {
    atlas_halt_session_destroy(session);
    free(tokens);
    free(storage);
  }

  /// Runs the stream; false after a failure.
  bool run(Case &c, atlas_halt_kernel_t *on, bool lazily);

  uint64_t stopAfter = 0; ///< emergency stop in this callback, from 1; 0: none
  uint64_t callbacks = 0;
  atlas_halt_session_t *session = nullptr;

private:
  static constexpr size_t kRoom = 24;
  bool prepare(Case &c);
  static int next(void *context, atlas_halt_token *token);
  static int score(void *context, const atlas_halt_token *token, double *score);

  const Scores &scores;
  const Bytes *texts;
  atlas_halt_kernel_t *kernel = nullptr;
  atlas_halt_token *tokens = nullptr;
  char *storage = nullptr; ///< kRoom bytes for each token
  size_t given = 0;
};

bool Stream::prepare(Case &c) {
  tokens = static_cast<atlas_halt_token *>(
      calloc(scores.size() + 1, sizeof(atlas_halt_token)));
  storage = static_cast<char *>(calloc(scores.size() + 1, kRoom));
  if (!tokens || !storage)
    return c.expect("memory of the test", 1, 0);
  for (size_t i = 0; i < scores.size(); ++i) {
    if (texts) {
      tokens[i] = Token(texts[i]);
      continue;
    }
    Token token(i);
    char *text = storage + i * kRoom;
    memcpy(text, token.text(), token.size());
    tokens[i] = {text, token.size()};
  }
  return true;
}

int Stream::next(void *context, atlas_halt_token *token) {
  Stream &stream = *static_cast<Stream *>(context);
  if (stream.given == stream.scores.size())
    return 0;
  *token = stream.tokens[stream.given++];
  return 1;
}

int Stream::score(void *context, const atlas_halt_token *token, double *score) {
  Stream &stream = *static_cast<Stream *>(context);
  size_t index = size_t(stream.callbacks++);
  if (stream.stopAfter == index + 1)
    atlas_halt_kernel_emergency_stop(stream.kernel);
  // Each token by itself, once and in order.
  if (index >= stream.scores.size() ||
      token->size != stream.tokens[index].size ||
      (token->size &&
       memcmp(token->text, stream.tokens[index].text, token->size)))
    return 1;
  bool fails = stream.scores.fails.data[index];
  *score = fails ? 0.9 : stream.scores.values.data()[index];
  return fails;
}

bool Stream::run(Case &c, atlas_halt_kernel_t *on, bool lazily) {
  if (!prepare(c))
    return false;
  kernel = on;
  atlas_halt_scorer scorer = {score, this};
  atlas_halt_source source = {next, this};
  atlas_status_t status =
      lazily ? atlas_halt_kernel_stream_from(on, &source, &scorer, &session,
                                             nullptr)
             : atlas_halt_kernel_stream(on, tokens, scores.size(), &scorer,
                                        &session, nullptr);
  if (!c.expect("status", ATLAS_STATUS_OK, status))
    return false;
  if (lazily) {
    // Nothing is read past the token that halts.
    atlas_halt_summary summary;
    atlas_halt_session_summary(session, &summary);
    bool refused = summary.reason == ATLAS_HALT_KERNEL_INACTIVE;
    c.expect("tokens read", callbacks + refused, given);
  }
  return true;
}

} // namespace

// word hard_limit, word active, Scores, words halted, emitted, callbacks,
// reason, active_after, word has_return, bytes return
void atlas::replay::runHaltSafety(Case &c) {
  double limit = number<double>(c);
  bool active = c.in.flag();
  Scores scores(c);
  bool halted = c.in.flag();
  uint64_t emitted = c.in.word(), callbacks = c.in.word(), reason = c.in.word();
  bool activeAfter = c.in.flag(), hasReturn = c.in.flag();
  Bytes returned = c.in.bytes();
  if (!c.complete())
    return;
  for (bool lazily : kBoth) {
    Kernel kernel;
    if (!c.expect("create", ATLAS_STATUS_OK,
                  atlas_halt_safety_create(limit, &kernel.handle, nullptr)))
      return;
    if (!active)
      atlas_halt_kernel_emergency_stop(kernel.handle);
    Stream stream(scores);
    if (!stream.run(c, kernel.handle, lazily))
      return;
    atlas_halt_summary s;
    atlas_halt_session_summary(stream.session, &s);
    c.expect("halted", halted, s.halted);
    c.expect("emitted", emitted, s.emitted);
    c.expect("callbacks", callbacks, stream.callbacks);
    c.expect("reason_code", reason, uint64_t(s.reason));
    c.expect("active_after", activeAfter,
             atlas_halt_kernel_is_active(kernel.handle));
    size_t size = 0;
    const char *text = atlas_halt_session_output(stream.session, &size);
    const char *interrupt = atlas_halt_session_interrupt(stream.session);
    if (*interrupt) {
      text = interrupt;
      size = strlen(text);
    }
    if (hasReturn)
      c.expectText("return", returned, text, size);
  }
}

// config, word trend, word active, word stop (1 + callback, 0: none), Scores,
// ExpectedSession
void atlas::replay::runHaltStreaming(Case &c) {
  atlas_halt_config config = haltConfig(c);
  auto trend = atlas_halt_trend_t(c.in.wordUpTo(ATLAS_HALT_REGRESSION));
  bool active = c.in.flag();
  uint64_t stop = c.in.word();
  Scores scores(c);
  ExpectedSession expected(c);
  if (!c.complete())
    return;
  atlas_halt_options options = {trend, ATLAS_HALT_HARD, nullptr, nullptr};
  for (bool lazily : kBoth) {
    Kernel kernel;
    if (!c.expect("create", ATLAS_STATUS_OK,
                  atlas_halt_kernel_create(&config, &options, &kernel.handle,
                                           nullptr)))
      return;
    if (!active)
      atlas_halt_kernel_emergency_stop(kernel.handle);
    Stream stream(scores);
    stream.stopAfter = stop;
    if (stream.run(c, kernel.handle, lazily))
      expected.check(c, stream.session, kernel.handle);
  }
}

// config, word count, then per step: word stream (else reactivate), and of a
// stream Scores, ExpectedSession
void atlas::replay::runHaltSessions(Case &c) {
  atlas_halt_config config = haltConfig(c);
  size_t count = c.in.length();
  if (!c.in.good())
    return;
  Kernel kernels[2];
  for (Kernel &kernel : kernels)
    if (!c.expect("create", ATLAS_STATUS_OK,
                  atlas_halt_kernel_create(&config, nullptr, &kernel.handle,
                                           nullptr)))
      return;
  for (size_t i = 0; i < count && c.in.good(); ++i) {
    if (!c.in.flag()) {
      atlas_halt_kernel_reactivate(kernels[0].handle);
      atlas_halt_kernel_reactivate(kernels[1].handle);
      continue;
    }
    Scores scores(c);
    ExpectedSession expected(c);
    for (bool lazily : kBoth) {
      Stream stream(scores);
      if (c.in.good() && stream.run(c, kernels[lazily].handle, lazily))
        expected.check(c, stream.session, kernels[lazily].handle);
    }
  }
  c.complete();
}

namespace {

/// Words halted, soft_halted, halt_index, reason, observed; bytes output
struct ExpectedSoft {
  explicit ExpectedSoft(Case &c) {
    for (uint64_t &word : words)
      word = c.in.word();
    output = c.in.bytes();
  }
  void check(Case &c, const atlas_halt_session_t *session) const {
    atlas_halt_summary s;
    atlas_halt_session_summary(session, &s);
    c.expect("halted", words[0], s.halted);
    c.expect("soft_halted", words[1], s.soft_halted);
    c.expect("halt_index", words[2], uint64_t(s.halt_index));
    c.expect("reason_code", words[3], uint64_t(s.reason));
    c.expect("observed", words[4], s.token_count);
    size_t size = 0;
    const char *text = atlas_halt_session_output(session, &size);
    c.expectText("output", output, text, size);
  }
  uint64_t words[5];
  Bytes output;
};

void pushSoft(Case &c, const atlas_halt_config &config,
              const atlas_halt_options &options, const Scores &scores,
              const Bytes *texts, const ExpectedSoft &expected) {
  atlas_halt_session_t *session = nullptr;
  c.expect("open", ATLAS_STATUS_OK,
           atlas_halt_session_open(&config, &options, &session, nullptr));
  for (size_t i = 0; i < scores.size(); ++i) {
    Token token(texts[i]);
    atlas_halt_session_push(session, token.text(), token.size(),
                            scores.plain(i), nullptr);
  }
  expected.check(c, session);
  atlas_halt_session_destroy(session);
}

} // namespace

// config, Scores, bytes tokens..., ExpectedSoft
void atlas::replay::runHaltSoft(Case &c) {
  atlas_halt_config config = haltConfig(c);
  Scores scores(c);
  auto *texts = static_cast<Bytes *>(calloc(scores.size() + 1, sizeof(Bytes)));
  if (!texts)
    return c.in.bad("no memory for the tokens");
  for (size_t i = 0; i < scores.size(); ++i)
    texts[i] = c.in.bytes();
  ExpectedSoft expected(c);
  atlas_halt_options options = {ATLAS_HALT_ENDPOINT, ATLAS_HALT_SOFT, nullptr,
                                nullptr};
  Kernel kernel;
  if (c.complete() &&
      c.expect("create", ATLAS_STATUS_OK,
               atlas_halt_kernel_create(&config, &options, &kernel.handle,
                                        nullptr))) {
    for (bool lazily : kBoth) {
      atlas_halt_kernel_reactivate(kernel.handle);
      Stream stream(scores, texts);
      if (stream.run(c, kernel.handle, lazily))
        expected.check(c, stream.session);
    }
    pushSoft(c, config, options, scores, texts, expected);
  }
  free(texts);
}
