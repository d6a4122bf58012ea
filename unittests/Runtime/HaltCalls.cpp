//===- HaltCalls.cpp - Any bytes as calls of halting ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sessions that are pushed to, kernels with scripted callbacks, hard and soft,
// refused memory. The model applies the rules token by token.
//===----------------------------------------------------------------------===//
#include "HaltModel.h"

#include "CallReader.h"

#include <cmath>
#include <limits>

using namespace atlas::test;

namespace {

struct Step {
  std::string text;
  double score = 0.0;
  bool fails = false, stops = false; ///< the callback
};

/// A config, mostly a valid one, and options.
struct Rules {
  atlas_halt_config config = defaultConfig();
  atlas_halt_options options = {};
};

class Reader {
public:
  Reader(const uint8_t *bytes, size_t size) : in(bytes, size) {}
  bool empty() const { return in.empty(); }
  uint8_t byte() { return in.byte(); }

  double score() {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const double special[] = {std::nan(""), infinity, -infinity, -0.0,  -0.25,
                              1.75,         1e308,    -1e308,    5e-324};
    uint8_t value = byte();
    if (value < 240)
      return value / 200.0;
    if (value < 249)
      return special[value - 240];
    uint64_t bits = 0;
    for (int i = 0; i < 8; ++i)
      bits = bits << 8 | byte();
    return __builtin_bit_cast(double, bits);
  }

  /// Sentence ends and white space, or bytes as they come.
  std::string text() {
    const char *const parts[] = {
        "word", ".", "! ", "?\n", " ", "\xC2\xA0", "\xE2\x80\x83", "\xE3\x80\x80"};
    std::string result;
    for (unsigned n = byte() % 4; n--;) {
      uint8_t value = byte();
      if (endless)
        value &= ~7; // the first part
      result += value < 200 ? parts[value % 8] : std::string(1, char(byte()));
    }
    return result;
  }

  Step step() {
    Step step = {text(), score()};
    uint8_t how = byte();
    step.fails = how % 16 == 1;
    step.stops = how % 32 == 2;
    return step;
  }

  Rules rules() {
    Rules rules;
    atlas_halt_config &c = rules.config;
    c.window_size = byte() % 9;
    c.trend_window = byte() % 9;
    if (byte() % 8 == 0)
      c.window_size = c.trend_window = UINT64_MAX - byte();
    c.hard_limit = byte() % 8 ? byte() / 500.0 : score();
    c.window_threshold = score();
    c.trend_threshold = score();
    c.soft_limit = score();
    uint8_t how = byte();
    rules.options.trend = atlas_halt_trend_t(how % 2);
    rules.options.mode = atlas_halt_mode_t(how / 2 % 2);
    endless = how / 4 % 2;
    return rules;
  }

private:
  CallReader in;
  bool endless = false; ///< no sentence ends
};

/// The state of a stream as the rules say.
class Stream {
public:
  explicit Stream(const Rules &rules) : rules(rules) {}

  bool open() const { return !isClosed; }
  void push(const std::string &text, double given) {
    size_t i = scores.size();
    scores.push_back(std::isfinite(given) ? given : 0.0);
    texts.push_back(text);
    warnings.push_back(false);
    double number = 0.0;
    const atlas_halt_config &c = rules.config;
    if (hardFails(c, scores, i)) {
      halt(i, ATLAS_HALT_HARD_LIMIT, scores[i], true);
    } else if (isSoft) {
      warnings[i] = scores[i] < c.soft_limit;
      isClosed = endsSentence(text) || ++extra == 50;
    } else if (windowFails(c, scores, i, number)) {
      halt(i, ATLAS_HALT_WINDOW_AVG, number, isHard() || endsSentence(text));
    } else if (trendFails(c, rules.options.trend, scores, i, number)) {
      halt(i, ATLAS_HALT_DOWNWARD_TREND, number,
           isHard() || endsSentence(text));
    } else {
      warnings[i] = scores[i] < c.soft_limit;
    }
  }
  void end() { isClosed = true; }
  void stop() { halt(scores.size(), ATLAS_HALT_KERNEL_INACTIVE, 0.0, true); }

  void compare(const atlas_halt_session_t *session, CallCheck &check) const;
  int reason = ATLAS_HALT_NONE;

private:
  bool isHard() const { return rules.options.mode == ATLAS_HALT_HARD; }
  void halt(size_t i, int why, double number, bool closes) {
    index = int64_t(i);
    reason = why;
    value = number;
    isClosed = closes;
    isSoft = !isHard() &&
             (why == ATLAS_HALT_WINDOW_AVG || why == ATLAS_HALT_DOWNWARD_TREND);
  }
  static bool endsSentence(std::string text) {
    static const char *const spaces[] = {" ",
                                         "\t",
                                         "\n",
                                         "\v",
                                         "\f",
                                         "\r",
                                         "\xC2\x85",
                                         "\xC2\xA0",
                                         "\xE1\x9A\x80",
                                         "\xE3\x80\x80",
                                         "\xE2\x81\x9F",
                                         "\xE2\x80\xA8",
                                         "\xE2\x80\xA9",
                                         "\xE2\x80\xAF"};
    for (bool again = true; again;) {
      again = false;
      size_t n = text.size();
      bool isQuad = n >= 3 && text.compare(n - 3, 2, "\xE2\x80") == 0 &&
                    uint8_t(text[n - 1]) >= 0x80 &&
                    uint8_t(text[n - 1]) <= 0x8A;
      size_t cut = isQuad ? 3 : 0;
      for (std::string space : spaces)
        if (n >= space.size() &&
            text.compare(n - space.size(), space.size(), space) == 0)
          cut = space.size();
      text.resize(n - cut);
      again = cut != 0;
    }
    return !text.empty() &&
           (text.back() == '.' || text.back() == '!' || text.back() == '?');
  }

  Rules rules;
  Scores scores;
  std::vector<std::string> texts;
  std::vector<bool> warnings;
  bool isClosed = false, isSoft = false;
  int64_t index = -1;
  double value = 0.0;
  unsigned extra = 0;
};

void Stream::compare(const atlas_halt_session_t *session,
                     CallCheck &check) const {
  auto bits = [](double x) { return __builtin_bit_cast(int64_t, x); };
  atlas_halt_summary s;
  atlas_halt_session_summary(session, &s);
  check.equal("active", open(), atlas_halt_session_is_active(session));
  check.equal("halted", reason != 0, s.halted);
  check.equal("soft_halted", isSoft, s.soft_halted);
  check.equal("reason", reason, s.reason);
  check.equal("halt_index", index, s.halt_index);
  check.equal("value", bits(value), bits(s.value));
  check.equal("token_count", int64_t(scores.size()), int64_t(s.token_count));
  size_t shown = reason && !isSoft ? size_t(index) : texts.size();
  std::string wanted;
  int64_t warned = 0;
  for (size_t i = 0; i < texts.size(); ++i) {
    wanted += i < shown ? texts[i] : "";
    warned += warnings[i];
    atlas_halt_event event = {};
    check.equal("event", true, atlas_halt_session_event(session, i, &event));
    check.equal("text of an event", true,
                std::string(event.token.text, event.token.size) == texts[i]);
    check.equal("score of an event", bits(scores[i]), bits(event.coherence));
    check.equal("halted event", int64_t(i) == index, event.halted);
    check.equal("warning", warnings[i], event.warning);
  }
  atlas_halt_event event = {};
  check.equal("event behind the last", false,
              atlas_halt_session_event(session, texts.size(), &event));
  check.equal("warning_count", warned, int64_t(s.warning_count));
  size_t size = 0;
  const char *text = atlas_halt_session_output(session, &size);
  check.equal("output", true, std::string(text, size) == wanted);
  bool hasReason = *atlas_halt_session_reason(session);
  bool hasInterrupt = *atlas_halt_session_interrupt(session);
  check.equal("reason text", reason != 0, hasReason);
  check.equal("interrupt text", reason != 0, hasInterrupt);
}

/// A status, and the code of the diagnostic that came with it.
void expectCode(CallCheck &check, const char *what, unsigned code,
                atlas_status_t status, atlas_diag_t *diag) {
  check.equal(what, code, diag ? int64_t(diag->code) : 0);
  check.equal("status", code != 0, status != ATLAS_STATUS_OK);
  atlas_diag_free(diag);
}

/// Pushes until the stream of bytes says otherwise.
void pushes(Reader &in, const Rules &rules, CountingAllocator &allocator,
            CallCheck &check) {
  atlas_diag_t *diag = nullptr;
  bool isValid = !atlas_halt_config_validate(&rules.config, nullptr);
  atlas_halt_session_t *made = nullptr;
  atlas_status_t status =
      atlas_halt_session_open(&rules.config, &rules.options, &made, &diag);
  Session session(made);
  expectCode(check, "open", isValid ? 0 : 313, status, diag);
  if (!check.equal("session", isValid, made != nullptr) || !isValid)
    return;
  Stream stream(rules);
  for (unsigned n = 1 + in.byte() % 80; n-- && check.good();) {
    Step step = in.step();
    bool wasOpen = stream.open();
    allocator.failAt(step.fails);
    status = atlas_halt_session_push(made, step.text.data(), step.text.size(),
                                     step.score, &diag);
    bool refused = step.fails && allocator.hasFailed();
    allocator.failAt(0);
    expectCode(check, "push", refused ? 310 : 0, status, diag);
    if (wasOpen && !refused)
      stream.push(step.text, step.score);
    if (step.stops || refused || !n)
      stream.compare(made, check);
  }
  stream.compare(made, check);
}

/// The callbacks of one run.
struct Script {
  std::vector<Step> steps;
  atlas_halt_kernel_t *kernel;
  size_t given = 0, scored = 0;

  static int next(void *context, atlas_halt_token *token) {
    Script &script = *static_cast<Script *>(context);
    if (script.given == script.steps.size())
      return 0;
    const std::string &text = script.steps[script.given++].text;
    *token = {text.data(), text.size()};
    return 1;
  }
  static int score(void *context, const atlas_halt_token *, double *score) {
    Script &script = *static_cast<Script *>(context);
    const Step &step = script.steps[script.scored++];
    if (step.stops)
      atlas_halt_kernel_emergency_stop(script.kernel);
    *score = step.score;
    return step.fails;
  }
};

/// Several runs of one kernel.
void runs(Reader &in, const Rules &rules, CallCheck &check) {
  Kernel kernel = makeKernel(rules.config, rules.options);
  if (!kernel)
    return;
  bool active = true;
  for (unsigned n = 1 + in.byte() % 4; n-- && check.good();) {
    Script script = {{}, kernel.get()};
    for (unsigned tokens = in.byte() % 60; tokens--;)
      script.steps.push_back(in.step());
    Stream stream(rules);
    for (const Step &step : script.steps) {
      if (!stream.open())
        break;
      if (!active) {
        stream.stop();
        break;
      }
      active = !step.stops;
      stream.push(step.text, step.fails ? 0.0 : step.score);
      active = active && stream.reason != ATLAS_HALT_HARD_LIMIT;
    }
    atlas_halt_source source = {Script::next, &script};
    atlas_halt_scorer scorer = {Script::score, &script};
    atlas_halt_session_t *session = nullptr;
    check.equal("stream", ATLAS_STATUS_OK,
                atlas_halt_kernel_stream_from(kernel.get(), &source, &scorer,
                                              &session, nullptr));
    Session owner(session);
    stream.end();
    stream.compare(session, check);
    check.equal("flag", active, atlas_halt_kernel_is_active(kernel.get()));
    if (in.byte() % 2) {
      atlas_halt_kernel_reactivate(kernel.get());
      active = true;
    }
  }
}

} // namespace

std::string atlas::test::runHaltCalls(const uint8_t *bytes, size_t size) {
  CountingAllocator allocator;
  CallCheck check;
  Reader in(bytes, size);
  while (!in.empty() && check.good()) {
    bool streams = in.byte() % 2;
    Rules rules = in.rules();
    if (streams)
      runs(in, rules, check);
    else
      pushes(in, rules, allocator, check);
  }
  check.equal("blocks left", 0, allocator.alive());
  return check.message();
}
