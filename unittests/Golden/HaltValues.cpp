//===- HaltValues.cpp - What the halting cases share ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "HaltValues.h"

#include <cmath>
#include <cstdlib>
#include <cstring>

using namespace atlas::test;
namespace json = llvm::json;

namespace {

/// Fields by name; exactly one member is set.
struct Field {
  llvm::StringRef name;
  double atlas_halt_config::*number = nullptr;
  uint64_t atlas_halt_config::*count = nullptr;
};
using Config = atlas_halt_config;
const Field fields[] = {
    {"coherence_threshold", &Config::coherence_threshold},
    {"hard_limit", &Config::hard_limit},
    {"soft_limit", &Config::soft_limit},
    {"w_logic", &Config::w_logic},
    {"w_fact", &Config::w_fact},
    {"window_size", nullptr, &Config::window_size},
    {"window_threshold", &Config::window_threshold},
    {"trend_window", nullptr, &Config::trend_window},
    {"trend_threshold", &Config::trend_threshold},
    {"history_window", nullptr, &Config::history_window},
    {"deadline_ms", nullptr, &Config::deadline_ms},
    {"logit_entropy_limit", &Config::logit_entropy_limit},
};

/// A number, or "nan", "inf", "-inf".
std::optional<double> decimal(const json::Value &value) {
  if (auto text = value.getAsString())
    return std::strtod(text->str().c_str(), nullptr);
  return value.getAsNumber();
}

/// A score of 16 hexadecimal digits (8 for float), or "raise".
bool readScore(Case &c, llvm::StringRef text, bool isFloat, HaltScore &score) {
  if (text == "raise")
    return true;
  uint64_t bits;
  if (text.size() != (isFloat ? 8 : 16) || text.getAsInteger(16, bits)) {
    c.malformed("a score is '" + text + "'");
    return false;
  }
  float narrow;
  uint32_t low = uint32_t(bits);
  std::memcpy(&narrow, &low, sizeof(narrow));
  double wide;
  std::memcpy(&wide, &bits, sizeof(wide));
  score = isFloat ? double(narrow) : wide;
  return true;
}

} // namespace

std::optional<atlas_halt_config>
atlas::test::haltConfig(Case &c, const json::Object *overrides) {
  atlas_halt_config config;
  atlas_halt_config_init(&config);
  if (!overrides)
    return config;
  for (const auto &[key, value] : *overrides) {
    llvm::StringRef name = key;
    const Field *field =
        llvm::find_if(fields, [&](const Field &f) { return f.name == name; });
    auto number = decimal(value);
    if (field == std::end(fields) || !number) {
      c.malformed("no field '" + name + "', or its value is no number");
      return std::nullopt;
    }
    if (field->number)
      config.*field->number = *number;
    else
      config.*field->count = uint64_t(*number);
  }
  return config;
}

std::optional<std::vector<HaltScore>>
atlas::test::haltScores(Case &c, const json::Object &row) {
  const json::Array *list = row.getArray("scores_hex");
  bool isFloat = !list;
  if (isFloat)
    list = row.getArray("scores_hex32");
  if (!list) {
    c.malformed("no list 'scores_hex'");
    return std::nullopt;
  }
  std::vector<HaltScore> scores;
  for (const json::Value &value : *list) {
    HaltScore score;
    if (!readScore(c, value.getAsString().value_or(""), isFloat, score))
      return std::nullopt;
    scores.push_back(score);
  }
  return scores;
}

std::vector<double>
atlas::test::plainScores(const std::vector<HaltScore> &scores) {
  std::vector<double> plain;
  for (const HaltScore &score : scores)
    plain.push_back(score.value_or(NAN));
  return plain;
}

std::optional<double> atlas::test::haltDouble(Case &c, llvm::StringRef bits) {
  HaltScore value;
  if (readScore(c, bits, /*isFloat=*/false, value))
    return value;
  return std::nullopt;
}

std::optional<double> atlas::test::haltNumber(Case &c,
                                              const json::Value *value) {
  const json::Object *object = value ? value->getAsObject() : nullptr;
  auto bits = object ? object->getString("hex") : std::nullopt;
  if (bits)
    return haltDouble(c, *bits);
  c.malformed("a number needs 'hex'");
  return std::nullopt;
}

bool atlas::test::expectDouble(Case &c, const llvm::Twine &what,
                               double expected, double got) {
  uint64_t bits[2];
  std::memcpy(&bits[0], &expected, sizeof(expected));
  std::memcpy(&bits[1], &got, sizeof(got));
  return c.expect(what + " (bits)", bits[0], bits[1]);
}

std::optional<atlas_halt_trend_t> atlas::test::haltTrend(Case &c) {
  llvm::StringRef name = c.row.getString("trend_mode").value_or("endpoint");
  if (name == "endpoint")
    return ATLAS_HALT_ENDPOINT;
  if (name == "regression")
    return ATLAS_HALT_REGRESSION;
  c.malformed("unknown trend_mode '" + name + "'");
  return std::nullopt;
}

llvm::StringRef atlas::test::haltReasonName(int reason) {
  constexpr llvm::StringLiteral names[] = {"none", "hard_limit", "window_avg",
                                           "downward_trend", "kernel_inactive"};
  return reason >= 0 && reason < 5 ? llvm::StringRef(names[reason])
                                   : llvm::StringRef("unknown");
}

namespace {

/// The callbacks of one scripted stream.
struct Run {
  HaltScript &script;
  atlas_halt_kernel_t *kernel;
  std::vector<std::string> texts = {};
  size_t given = 0;

  static int next(void *context, atlas_halt_token *token) {
    Run &run = *static_cast<Run *>(context);
    if (run.given == run.texts.size())
      return 0;
    const std::string &text = run.texts[run.given++];
    *token = {text.data(), text.size()};
    return 1;
  }

  static int score(void *context, const atlas_halt_token *token,
                   double *score) {
    Run &run = *static_cast<Run *>(context);
    size_t index = run.script.callbacks++;
    if (run.script.stopAt == int64_t(index))
      atlas_halt_kernel_emergency_stop(run.kernel);
    // Each token by itself, once and in order.
    if (index >= run.texts.size() ||
        llvm::StringRef(token->text, token->size) != run.texts[index])
      return 1;
    const HaltScore &value = run.script.scores[index];
    *score = value.value_or(0.9); // which a failure makes worthless
    return value ? 0 : 1;
  }
};

} // namespace

HaltSession atlas::test::runHaltStream(Case &c, const HaltKernel &kernel,
                                       HaltScript &script, bool lazily) {
  Run run{script, kernel.get()};
  for (size_t i = 0; i < script.scores.size(); ++i)
    run.texts.push_back(script.tokens.empty() ? "t" + std::to_string(i) + " "
                                              : script.tokens[i]);
  std::vector<atlas_halt_token> tokens;
  for (const std::string &text : run.texts)
    tokens.push_back({text.data(), text.size()});
  atlas_halt_scorer scorer = {Run::score, &run};
  atlas_halt_source source = {Run::next, &run};
  atlas_halt_session_t *session = nullptr;
  atlas_status_t status =
      lazily
          ? atlas_halt_kernel_stream_from(kernel.get(), &source, &scorer,
                                          &session, nullptr)
          : atlas_halt_kernel_stream(kernel.get(), tokens.data(), tokens.size(),
                                     &scorer, &session, nullptr);
  c.expect("status", ATLAS_STATUS_OK, status);
  if (lazily && session) {
    // Nothing is read past the token that halts.
    atlas_halt_summary summary;
    atlas_halt_session_summary(session, &summary);
    bool refused = summary.reason == ATLAS_HALT_KERNEL_INACTIVE;
    c.expect("tokens read", script.callbacks + refused, run.given);
  }
  return HaltSession(session);
}

namespace {

/// A number that may be null.
void expectMaybe(Case &c, const json::Object &expect, llvm::StringRef key,
                 double got) {
  const json::Value *value = expect.get(key);
  if (value && value->getAsNull())
    return void(expectDouble(c, key, 0.0, got));
  if (auto number = haltNumber(c, value))
    expectDouble(c, key, *number, got);
}

void expectCount(Case &c, const json::Object &expect, llvm::StringRef key,
                 int64_t got) {
  auto value = expect.getInteger(key);
  if (!value)
    return c.malformed("no integer '" + key + "'");
  c.expect(key, uint64_t(*value), uint64_t(got));
}

void expectEvents(Case &c, const json::Object &expect,
                  const atlas_halt_session_t *session) {
  uint64_t events = 0, halted = 0, warnings = 0;
  size_t count = 0;
  const double *scores = atlas_halt_session_coherence(session, &count);
  atlas_halt_event event;
  for (; atlas_halt_session_event(session, events, &event); ++events) {
    halted += event.halted;
    warnings += event.warning;
    c.expect("event index", events, event.index);
    if (events < count)
      expectDouble(c, "event coherence", scores[events], event.coherence);
  }
  expectCount(c, expect, "events", int64_t(events));
  expectCount(c, expect, "halted_events", int64_t(halted));
  expectCount(c, expect, "warning_count", int64_t(warnings));
  c.expect("length of the history", events, count);
}

} // namespace

void atlas::test::expectSession(Case &c, const json::Object &expect,
                                const atlas_halt_session_t *session,
                                const HaltKernel &kernel) {
  atlas_halt_summary summary;
  atlas_halt_session_summary(session, &summary);
  c.expect("halted", expect.getBoolean("halted").value_or(!summary.halted),
           summary.halted);
  expectCount(c, expect, "halt_index", summary.halt_index);
  c.expectText("reason_code", expect.getString("reason_code").value_or(""),
               haltReasonName(summary.reason));
  expectMaybe(c, expect, "reason_value", summary.value);
  expectMaybe(c, expect, "reason_limit", summary.limit);
  c.expectText("halt_reason", expect.getString("halt_reason").value_or("?"),
               atlas_halt_session_reason(session));
  expectCount(c, expect, "observed", int64_t(summary.token_count));
  expectCount(c, expect, "emitted", int64_t(summary.emitted));
  expectCount(c, expect, "warning_count", int64_t(summary.warning_count));
  expectMaybe(c, expect, "avg_coherence", summary.avg_coherence);
  expectMaybe(c, expect, "min_coherence", summary.min_coherence);
  expectEvents(c, expect, session);
  bool isActive = atlas_halt_kernel_is_active(kernel.get());
  c.expect("active_after",
           expect.getBoolean("active_after").value_or(!isActive), isActive);
  if (auto output = expect.getString("output")) {
    size_t size = 0;
    const char *text = atlas_halt_session_output(session, &size);
    c.expectText("output", *output, llvm::StringRef(text, size));
  }
}
