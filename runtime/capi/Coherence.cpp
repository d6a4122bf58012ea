//===- Coherence.cpp - C interface: parts of coherence scores -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Case.h"
#include "Diag.h"
#include "halting/Knowledge.h"
#include "halting/Measures.h"

using namespace atlas::runtime;
using namespace atlas::runtime::halting;

namespace {

bool isText(const char *text, size_t size) { return text || !size; }

atlas_status_t misuse(atlas_diag_t **diag) {
  return report(diag, Code::ApiMisuse, "a pointer is NULL");
}

/// A measure of two texts.
atlas_status_t measure(bool (*how)(Text, Text, double &), Text first,
                       Text second, double *divergence, atlas_diag_t **diag) {
  if (!divergence || !isText(first.text, first.size) ||
      !isText(second.text, second.size))
    return misuse(diag);
  double found;
  if (!how(first, second, found))
    return reportNoMemory(diag);
  *divergence = found;
  return succeed(diag);
}

} // namespace

atlas_status_t atlas_coherence_combine(const atlas_halt_config *config,
                                       double h_logical, double h_factual,
                                       atlas_coherence_score *score,
                                       atlas_diag_t **diag) {
  if (!config || !score)
    return report(diag, Code::ApiMisuse, "config or score is NULL");
  if (atlas_status_t status = atlas_halt_config_validate(config, diag))
    return status;
  *score = combine(*config, h_logical, h_factual);
  return ATLAS_STATUS_OK;
}

atlas_status_t atlas_coherence_factual(const char *context, size_t context_size,
                                       const char *output, size_t output_size,
                                       double *divergence,
                                       atlas_diag_t **diag) {
  return measure(measureFactual, {context, context_size}, {output, output_size},
                 divergence, diag);
}

atlas_status_t atlas_coherence_logical(const char *premise, size_t premise_size,
                                       const char *hypothesis,
                                       size_t hypothesis_size,
                                       double *divergence,
                                       atlas_diag_t **diag) {
  return measure(measureLogical, {premise, premise_size},
                 {hypothesis, hypothesis_size}, divergence, diag);
}

//===----------------------------------------------------------------------===//
// Knowledge
//===----------------------------------------------------------------------===//

atlas_status_t
atlas_coherence_knowledge_create(atlas_coherence_knowledge_t **knowledge,
                                 atlas_diag_t **diag) {
  if (!knowledge)
    return misuse(diag);
  *knowledge = new atlas_coherence_knowledge;
  return *knowledge ? succeed(diag) : reportNoMemory(diag);
}

void atlas_coherence_knowledge_destroy(atlas_coherence_knowledge_t *knowledge) {
  delete knowledge;
}

atlas_status_t atlas_coherence_knowledge_add(
    atlas_coherence_knowledge_t *knowledge, const char *key, size_t key_size,
    const char *value, size_t value_size, atlas_diag_t **diag) {
  if (!knowledge || !isText(key, key_size) || !isText(value, value_size))
    return misuse(diag);
  return knowledge->add({key, key_size}, {value, value_size})
             ? succeed(diag)
             : reportNoMemory(diag);
}

size_t
atlas_coherence_knowledge_size(const atlas_coherence_knowledge_t *knowledge) {
  return knowledge ? knowledge->size() : 0;
}

atlas_status_t
atlas_coherence_knowledge_find(const atlas_coherence_knowledge_t *knowledge,
                               const char *query, size_t query_size, char *text,
                               size_t capacity, size_t *size,
                               atlas_diag_t **diag) {
  if (!knowledge || !size || !isText(query, query_size) ||
      !isText(text, capacity))
    return misuse(diag);
  LowerText lower;
  if (!lower.read(query, query_size))
    return reportNoMemory(diag);
  *size = knowledge->find(lower.data(), lower.size(), text, capacity);
  return succeed(diag);
}
