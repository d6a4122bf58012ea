//===- HaltDataCases.cpp - config push coherence --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What needs no kernel: configurations, incremental sessions and coherence
// scores.
//===----------------------------------------------------------------------===//
#include "HaltValues.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>
#include <memory>

using namespace atlas::test;
namespace json = llvm::json;

//===----------------------------------------------------------------------===//
// Configurations
//===----------------------------------------------------------------------===//

namespace {

/// Compares a status and diagnostic with `error_contains`.
void expectAccepted(Case &c, llvm::StringRef what, atlas_status_t status,
                    atlas_diag_t *diag) {
  const json::Value *expected = c.row.get("error_contains");
  if (!expected)
    return c.malformed("no 'error_contains'");
  std::string message = diag ? diag->message : "";
  atlas_diag_free(diag);
  auto part = expected->getAsString();
  c.expect(what + " status", part ? ATLAS_STATUS_USAGE : ATLAS_STATUS_OK,
           status);
  if (part && !llvm::StringRef(message).contains(*part))
    c.expectText(what + " message", *part, message);
}

} // namespace

void atlas::test::runHaltConfig(Case &c) {
  auto config = haltConfig(c, c.row.getObject("overrides"));
  if (!config)
    return;
  atlas_diag_t *diag = nullptr;
  atlas_status_t status = atlas_halt_config_validate(&*config, &diag);
  expectAccepted(c, "validate", status, diag);
  atlas_halt_kernel_t *kernel = nullptr;
  status = atlas_halt_kernel_create(&*config, nullptr, &kernel, &diag);
  expectAccepted(c, "kernel", status, diag);
  c.expect("kernel exists", status == ATLAS_STATUS_OK, kernel != nullptr);
  atlas_halt_kernel_destroy(kernel);
}

void atlas::test::runHaltConfigJson(Case &c) {
  auto text = c.text("json");
  if (!text)
    return;
  atlas_halt_config config;
  atlas_diag_t *diag = nullptr;
  atlas_status_t status =
      atlas_halt_config_parse(text->data(), text->size(), &config, &diag);
  expectAccepted(c, "parse", status, diag);
}

//===----------------------------------------------------------------------===//
// Incremental sessions
//===----------------------------------------------------------------------===//

void atlas::test::runHaltPush(Case &c) {
  auto config = haltConfig(c, c.row.getObject("config"));
  auto scores = haltScores(c, c.row);
  auto reason = c.text("halt_reason");
  const json::Array *states = c.row.getArray("after_each_push");
  if (!config || !scores || !reason)
    return;
  if (!states || states->size() != scores->size())
    return c.malformed("needs as many 'after_each_push' as scores");
  atlas_halt_session_t *made = nullptr;
  c.expect("open", ATLAS_STATUS_OK,
           atlas_halt_session_open(&*config, nullptr, &made, nullptr));
  HaltSession session(made);
  std::vector<double> plain = plainScores(*scores);
  for (size_t i = 0; i < plain.size(); ++i) {
    const json::Object *state = (*states)[i].getAsObject();
    if (!state)
      return c.malformed("a state is no object");
    std::string token = "t" + std::to_string(i) + " ";
    c.expect("push", ATLAS_STATUS_OK,
             atlas_halt_session_push(made, token.data(), token.size(), plain[i],
                                     nullptr));
    atlas_halt_summary summary;
    atlas_halt_session_summary(made, &summary);
    std::string name = "push " + std::to_string(i);
    bool isActive = atlas_halt_session_is_active(made);
    c.expect(name + " halted",
             state->getBoolean("halted").value_or(!summary.halted),
             summary.halted);
    c.expect(name + " halt_index",
             uint64_t(state->getInteger("halt_index").value_or(-2)),
             uint64_t(summary.halt_index));
    c.expectText(name + " reason", state->getString("reason_code").value_or(""),
                 haltReasonName(summary.reason));
    c.expect(name + " observed",
             uint64_t(state->getInteger("observed").value_or(-1)),
             summary.token_count);
    c.expect(name + " active", state->getBoolean("active").value_or(!isActive),
             isActive);
    expectDouble(c, name + " end", 0.0, summary.end_time_s);
  }
  c.expectText("halt_reason", *reason, atlas_halt_session_reason(made));
}

//===----------------------------------------------------------------------===//
// Coherence
//===----------------------------------------------------------------------===//

namespace {

/// A scorer whose providers answer from a case.
struct ScriptedScorer {
  /// NaN: the provider fails.
  double logical = NAN, factual = NAN;
  std::string context;
  std::unique_ptr<atlas_coherence_scorer_t,
                  decltype(&atlas_coherence_scorer_destroy)>
      scorer{nullptr, atlas_coherence_scorer_destroy};

  /// `isFact`: what is known is `context`, else numbers are given.
  void create(Case &c, const atlas_halt_config &config, bool isFact) {
    atlas_coherence_providers providers = {};
    providers.size = sizeof(providers);
    providers.context = this;
    providers.logical = [](void *self, const atlas_coherence_text *,
                           const atlas_coherence_text *, double *out) {
      *out = static_cast<ScriptedScorer *>(self)->logical;
      return std::isnan(*out) ? 1 : 0;
    };
    if (!isFact)
      providers.factual = [](void *self, const atlas_coherence_text *,
                             const atlas_coherence_text *, double *out) {
        *out = static_cast<ScriptedScorer *>(self)->factual;
        return std::isnan(*out) ? 1 : 0;
      };
    else
      providers.knowledge = [](void *self, const atlas_coherence_text *,
                               atlas_coherence_text *found) {
        const std::string &text = static_cast<ScriptedScorer *>(self)->context;
        *found = {text.data(), text.size()};
        return text.empty() ? 0 : 1;
      };
    atlas_coherence_scorer_t *made = nullptr;
    c.expect(
        "create", ATLAS_STATUS_OK,
        atlas_coherence_scorer_create(&config, &providers, &made, nullptr));
    scorer.reset(made);
  }
};

void expectScore(Case &c, const std::string &way, const json::Object &expect,
                 const atlas_coherence_score &score) {
  const std::pair<llvm::StringRef, double> numbers[] = {
      {"h_logical", score.h_logical},
      {"h_factual", score.h_factual},
      {"divergence", score.divergence},
      {"score", score.score}};
  for (const auto &[name, got] : numbers)
    if (auto expected = haltNumber(c, expect.get(name)))
      expectDouble(c, way + name, *expected, got);
  c.expect(way + "approved",
           expect.getBoolean("approved").value_or(!score.approved),
           score.approved);
  c.expect(way + "warning",
           expect.getBoolean("warning").value_or(!score.warning),
           score.warning);
}

} // namespace

void atlas::test::runHaltCoherence(Case &c) {
  auto config = haltConfig(c, c.row.getObject("config"));
  const json::Object *expect = c.row.getObject("expect");
  if (!config)
    return;
  if (!expect)
    return c.malformed("no object 'expect'");
  // A provider that is missing is NaN.
  double given[2] = {NAN, NAN};
  llvm::StringRef names[2] = {"nli", "factual"};
  for (int i : {0, 1}) {
    const json::Value *value = c.row.get(names[i]);
    if (value && value->getAsNull())
      continue;
    auto number = haltNumber(c, value);
    if (!number)
      return;
    given[i] = *number;
  }
  atlas_coherence_score score = {};
  c.expect(
      "status", ATLAS_STATUS_OK,
      atlas_coherence_combine(&*config, given[0], given[1], &score, nullptr));
  expectScore(c, "combine ", *expect, score);
  ScriptedScorer scripted{given[0], given[1], ""};
  scripted.create(c, *config, /*isFact=*/false);
  c.expect("review status", ATLAS_STATUS_OK,
           atlas_coherence_scorer_review(scripted.scorer.get(), "p", 1, "a", 1,
                                         &score, nullptr));
  expectScore(c, "review ", *expect, score);
  c.expect("history", score.approved,
           atlas_coherence_scorer_history_size(scripted.scorer.get()));
}

void atlas::test::runHaltWords(Case &c) {
  auto context = c.text("context"), output = c.text("output");
  auto expected = haltNumber(c, c.row.get("h_factual"));
  auto config = haltConfig(c, nullptr);
  if (!context || !output || !expected || !config)
    return;
  double got = NAN;
  c.expect("status", ATLAS_STATUS_OK,
           atlas_coherence_factual(context->data(), context->size(),
                                   output->data(), output->size(), &got,
                                   nullptr));
  expectDouble(c, "h_factual", *expected, got);
  ScriptedScorer scripted{NAN, NAN, *context};
  scripted.create(c, *config, /*isFact=*/true);
  c.expect("scorer status", ATLAS_STATUS_OK,
           atlas_coherence_scorer_factual(scripted.scorer.get(), "p", 1,
                                          output->data(), output->size(), &got,
                                          nullptr));
  expectDouble(c, "scorer h_factual", *expected, got);
}
