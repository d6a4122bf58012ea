//===- Coherence.cpp - C interface: coherence scores ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "atlas-c/coherence.h"
#include "Diag.h"
#include "halting/Average.h"
#include "halting/Words.h"

#include <float.h>
#include <string.h>

using namespace atlas::runtime;
using namespace atlas::runtime::halting;

namespace {

constexpr double kNeutral = 0.5;

double usable(double divergence) {
  bool isFinite = divergence >= -DBL_MAX && divergence <= DBL_MAX;
  return isFinite ? clampUnit(divergence) : kNeutral;
}

/// True if a text holds a phrase of lower-case ASCII.
bool contains(const char *text, size_t size, const char *phrase) {
  size_t length = strlen(phrase);
  for (size_t i = 0; i + length <= size; ++i) {
    size_t same = 0;
    while (same < length && lowerAscii(text[i + same]) == phrase[same])
      ++same;
    if (same == length)
      return true;
  }
  return false;
}

/// What fixed phrases of a hypothesis say.
struct Phrase {
  const char *text;
  double divergence;
};
constexpr Phrase kPhrases[] = {{"consistent with reality", 0.1},
                               {"opposite is true", 0.9},
                               {"depends on your perspective", 0.5}};

bool isText(const char *text, size_t size) { return text || !size; }

} // namespace

atlas_status_t atlas_coherence_combine(const atlas_halt_config *config,
                                       double h_logical, double h_factual,
                                       atlas_coherence_score *score,
                                       atlas_diag_t **diag) {
  if (!config || !score)
    return report(diag, Code::ApiMisuse, "config or score is NULL");
  if (atlas_status_t status = atlas_halt_config_validate(config, diag))
    return status;
  double logical = usable(h_logical), factual = usable(h_factual);
  // Compiled without contraction: two products, one sum.
  double divergence = config->w_logic * logical + config->w_fact * factual;
  double value = clampUnit(1.0 - divergence);
  bool approved = value >= config->coherence_threshold;
  *score = {logical, factual,  divergence,
            value,   approved, approved && value < config->soft_limit};
  return ATLAS_STATUS_OK;
}

atlas_status_t atlas_coherence_factual(const char *context, size_t context_size,
                                       const char *output, size_t output_size,
                                       double *divergence,
                                       atlas_diag_t **diag) {
  if (!divergence || !isText(context, context_size) ||
      !isText(output, output_size))
    return report(diag, Code::ApiMisuse, "a pointer is NULL");
  WordSet a, b;
  if (!a.read(context, context_size) || !b.read(output, output_size))
    return reportNoMemory(diag);
  size_t both = a.common(b), either = a.size() + b.size() - both;
  *divergence = a.size() && b.size()
                    ? clampUnit(1.0 - double(both) / double(either))
                    : kNeutral;
  return succeed(diag);
}

atlas_status_t atlas_coherence_logical(const char *premise, size_t premise_size,
                                       const char *hypothesis,
                                       size_t hypothesis_size,
                                       double *divergence,
                                       atlas_diag_t **diag) {
  if (!divergence || !isText(premise, premise_size) ||
      !isText(hypothesis, hypothesis_size))
    return report(diag, Code::ApiMisuse, "a pointer is NULL");
  for (const Phrase &phrase : kPhrases)
    if (contains(hypothesis, hypothesis_size, phrase.text)) {
      *divergence = phrase.divergence;
      return succeed(diag);
    }
  WordSet p, h;
  if (!p.read(premise, premise_size) || !h.read(hypothesis, hypothesis_size))
    return reportNoMemory(diag);
  double value = kNeutral;
  if (p.size()) {
    value = 0.5 - 0.3 * double(p.common(h)) / double(p.size());
    value = value < 0.1 ? 0.1 : value > 0.9 ? 0.9 : value;
  }
  *divergence = value;
  return succeed(diag);
}
