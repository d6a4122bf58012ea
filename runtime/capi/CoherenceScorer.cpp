//===- CoherenceScorer.cpp - C interface: coherence scorers ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Case.h"
#include "Diag.h"
#include "halting/History.h"
#include "halting/Knowledge.h"
#include "halting/Measures.h"

using namespace atlas::runtime;
using namespace atlas::runtime::halting;

struct atlas_coherence_scorer {
  static void *operator new(size_t size) noexcept { return allocate(size); }
  static void operator delete(void *scorer) { release(scorer); }

  atlas_coherence_scorer(const atlas_halt_config &config,
                         const atlas_coherence_providers &providers)
      : config(config), providers(providers), history(config.history_window) {}

  // As `measure` uses them; false without memory.
  bool logical(Text prompt, Text text, double &divergence) const;
  bool factual(Text prompt, Text text, double &divergence) const;

  atlas_halt_config config;
  const atlas_coherence_providers providers;
  History history;

private:
  bool factualOfFacts(Text prompt, Text text, double &divergence) const;
};

bool atlas_coherence_scorer::logical(Text prompt, Text text,
                                     double &divergence) const {
  if (!providers.logical)
    return measureLogical(prompt, text, divergence);
  double given = kNeutral;
  bool good = providers.logical(providers.context, &prompt, &text, &given) == 0;
  divergence = good ? usable(given) : kNeutral;
  return true;
}

bool atlas_coherence_scorer::factual(Text prompt, Text text,
                                     double &divergence) const {
  divergence = kNeutral;
  if (providers.factual) {
    double given = kNeutral;
    if (!providers.factual(providers.context, &prompt, &text, &given))
      divergence = usable(given);
    return true;
  }
  if (providers.knowledge) {
    Text found = {nullptr, 0};
    bool good = providers.knowledge(providers.context, &prompt, &found) == 1 &&
                (found.text || !found.size);
    return !good || measureFactual(found, text, divergence);
  }
  return !providers.facts || factualOfFacts(prompt, text, divergence);
}

bool atlas_coherence_scorer::factualOfFacts(Text prompt, Text text,
                                            double &divergence) const {
  LowerText query;
  if (!query.read(prompt.text, prompt.size))
    return false;
  auto find = [&](char *place, size_t capacity) {
    return providers.facts->find(query.data(), query.size(), place, capacity);
  };
  size_t size = find(nullptr, 0);
  if (!size)
    return true;
  char *found = static_cast<char *>(allocate(size));
  if (!found)
    return false;
  find(found, size);
  bool good = measureFactual({found, size}, text, divergence);
  release(found);
  return good;
}

namespace {

/// The two texts of a call, if they are usable.
struct Texts {
  Text prompt, text;
  bool isUsable() const {
    return (prompt.text || !prompt.size) && (text.text || !text.size);
  }
};

atlas_status_t misuse(atlas_diag_t **diag) {
  return report(diag, Code::ApiMisuse, "a pointer is NULL");
}

/// False without memory.
bool score(const atlas_coherence_scorer &scorer, const Texts &texts,
           atlas_coherence_score &score) {
  double logical, factual;
  if (!scorer.logical(texts.prompt, texts.text, logical) ||
      !scorer.factual(texts.prompt, texts.text, factual))
    return false;
  score = combine(scorer.config, logical, factual);
  return true;
}

/// One of the divergences.
using Measure = bool (atlas_coherence_scorer::*)(Text, Text, double &) const;
atlas_status_t measureOne(const atlas_coherence_scorer *scorer, Measure measure,
                          const Texts &texts, double *divergence,
                          atlas_diag_t **diag) {
  if (!scorer || !divergence || !texts.isUsable())
    return misuse(diag);
  double found;
  if (!(scorer->*measure)(texts.prompt, texts.text, found))
    return reportNoMemory(diag);
  *divergence = found;
  return succeed(diag);
}

} // namespace

atlas_status_t atlas_coherence_scorer_create(
    const atlas_halt_config *config, const atlas_coherence_providers *providers,
    atlas_coherence_scorer_t **scorer, atlas_diag_t **diag) {
  if (scorer)
    *scorer = nullptr;
  if (!config || !scorer)
    return misuse(diag);
  if (providers && providers->size < sizeof(*providers))
    return report(diag, Code::ApiMisuse, "the size of the providers is wrong");
  if (atlas_status_t status = atlas_halt_config_validate(config, diag))
    return status;
  *scorer = new atlas_coherence_scorer(
      *config, providers ? *providers : atlas_coherence_providers());
  return *scorer ? succeed(diag) : reportNoMemory(diag);
}

void atlas_coherence_scorer_destroy(atlas_coherence_scorer_t *scorer) {
  delete scorer;
}

atlas_status_t
atlas_coherence_scorer_configure(atlas_coherence_scorer_t *scorer,
                                 const atlas_halt_config *config,
                                 atlas_diag_t **diag) {
  if (!scorer || !config)
    return misuse(diag);
  if (atlas_status_t status = atlas_halt_config_validate(config, diag))
    return status;
  scorer->config = *config;
  scorer->history.setWindow(config->history_window);
  return ATLAS_STATUS_OK;
}

const atlas_halt_config *
atlas_coherence_scorer_config(const atlas_coherence_scorer_t *scorer) {
  return scorer ? &scorer->config : nullptr;
}

atlas_status_t atlas_coherence_scorer_review(
    atlas_coherence_scorer_t *scorer, const char *prompt, size_t prompt_size,
    const char *action, size_t action_size, atlas_coherence_score *result,
    atlas_diag_t **diag) {
  Texts texts = {{prompt, prompt_size}, {action, action_size}};
  if (!scorer || !result || !texts.isUsable())
    return misuse(diag);
  atlas_coherence_score made;
  if (!score(*scorer, texts, made) ||
      (made.approved && !scorer->history.append(action, action_size)))
    return reportNoMemory(diag);
  *result = made;
  return succeed(diag);
}

atlas_status_t atlas_coherence_scorer_measure(
    const atlas_coherence_scorer_t *scorer, const char *prompt,
    size_t prompt_size, const char *text, size_t text_size,
    atlas_coherence_score *result, atlas_diag_t **diag) {
  Texts texts = {{prompt, prompt_size}, {text, text_size}};
  if (!scorer || !result || !texts.isUsable())
    return misuse(diag);
  atlas_coherence_score made;
  if (!score(*scorer, texts, made))
    return reportNoMemory(diag);
  *result = made;
  return succeed(diag);
}

atlas_status_t
atlas_coherence_scorer_logical(const atlas_coherence_scorer_t *scorer,
                               const char *prompt, size_t prompt_size,
                               const char *text, size_t text_size,
                               double *divergence, atlas_diag_t **diag) {
  return measureOne(scorer, &atlas_coherence_scorer::logical,
                    {{prompt, prompt_size}, {text, text_size}}, divergence,
                    diag);
}

atlas_status_t
atlas_coherence_scorer_factual(const atlas_coherence_scorer_t *scorer,
                               const char *prompt, size_t prompt_size,
                               const char *text, size_t text_size,
                               double *divergence, atlas_diag_t **diag) {
  return measureOne(scorer, &atlas_coherence_scorer::factual,
                    {{prompt, prompt_size}, {text, text_size}}, divergence,
                    diag);
}

size_t
atlas_coherence_scorer_history_size(const atlas_coherence_scorer_t *scorer) {
  return scorer ? scorer->history.size() : 0;
}

bool atlas_coherence_scorer_history(const atlas_coherence_scorer_t *scorer,
                                    size_t index, atlas_coherence_text *entry) {
  if (!scorer || !entry || index >= scorer->history.size())
    return false;
  *entry = scorer->history[index];
  return true;
}
