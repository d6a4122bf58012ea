//===- Measures.cpp - Divergences of texts --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Measures.h"
#include "Case.h"
#include "Words.h"

#include <string.h>

using namespace atlas::runtime;
using namespace atlas::runtime::halting;

namespace {

/// What fixed phrases of a hypothesis say, in the order in which they are
/// tried.
struct Phrase {
  const char *text;
  double divergence;
};
constexpr Phrase kPhrases[] = {{"consistent with reality", 0.1},
                               {"opposite is true", 0.9},
                               {"depends on your perspective", 0.5}};

/// The words of a text in lower case, and the memory that they lie in.
struct LowerWords {
  LowerText lower;
  WordSet words;

  bool read(Text text) {
    return lower.read(text.text, text.size) &&
           words.read(lower.data(), lower.size());
  }
};

} // namespace

bool atlas::runtime::halting::measureFactual(Text context, Text output,
                                             double &divergence) {
  LowerWords a, b;
  if (!a.read(context) || !b.read(output))
    return false;
  size_t sizes = a.words.size() + b.words.size();
  size_t both = a.words.common(b.words), either = sizes - both;
  divergence = a.words.size() && b.words.size()
                   ? clampUnit(1.0 - double(both) / double(either))
                   : kNeutral;
  return true;
}

bool atlas::runtime::halting::measureLogical(Text premise, Text hypothesis,
                                             double &divergence) {
  LowerWords p, h;
  if (!h.lower.read(hypothesis.text, hypothesis.size))
    return false;
  for (const Phrase &phrase : kPhrases)
    if (contains(h.lower.data(), h.lower.size(), phrase.text,
                 strlen(phrase.text))) {
      divergence = phrase.divergence;
      return true;
    }
  if (!p.read(premise) || !h.words.read(h.lower.data(), h.lower.size()))
    return false;
  divergence = kNeutral;
  if (p.words.size()) {
    size_t both = p.words.common(h.words);
    double value = 0.5 - 0.3 * double(both) / double(p.words.size());
    divergence = value < 0.1 ? 0.1 : value > 0.9 ? 0.9 : value;
  }
  return true;
}

atlas_coherence_score
atlas::runtime::halting::combine(const atlas_halt_config &config,
                                 double logical, double factual) {
  logical = usable(logical);
  factual = usable(factual);
  // Compiled without contraction: two products, one sum.
  double divergence = config.w_logic * logical + config.w_fact * factual;
  double value = clampUnit(1.0 - divergence);
  bool approved = value >= config.coherence_threshold;
  return {logical, factual,  divergence,
          value,   approved, approved && value < config.soft_limit};
}
