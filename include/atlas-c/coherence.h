/*===- coherence.h - Coherence scores from divergences --------------*- C -*-===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The numeric core of the coherence scorer and its two text measures.
 *
 * A score is 1 - (w_logic * h_logical + w_fact * h_factual), in this order and
 * without contraction. Providers of divergences belong to the host language,
 * which passes NaN for what is missing or failed.
 * Texts: `size` bytes, NULL allowed if size is 0. Words are what Unicode white
 * space separates in UTF-8; malformed bytes belong to words. Case: only A to Z
 * are lowered here; a host that wants Unicode lower case lowers before.
 * Threads: any thread; nothing is kept.
 *===----------------------------------------------------------------------===*/
#ifndef ATLAS_C_COHERENCE_H
#define ATLAS_C_COHERENCE_H

#include "atlas-c/halting.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One review. */
typedef struct atlas_coherence_score {
  double h_logical; /* in [0, 1], as used */
  double h_factual;
  double divergence;
  double score;  /* in [0, 1] */
  bool approved; /* score >= coherence_threshold */
  bool warning;  /* approved, and score < soft_limit */
} atlas_coherence_score;

/* Combines two divergences: a value that is not finite counts as 0.5, others are
 * clamped to [0, 1]. `score` is written on success only; failures as in
 * halting.h. */
ATLAS_API atlas_status_t atlas_coherence_combine(
    const atlas_halt_config *config, double h_logical, double h_factual,
    atlas_coherence_score *score, atlas_diag_t **diag);

/* Factual divergence: 1 - |A and B| / |A or B| for the word sets of a retrieved
 * context and an output; 0.5 if either has no words. Allocates while it runs;
 * ATL0310 without memory. */
ATLAS_API atlas_status_t atlas_coherence_factual(
    const char *context, size_t context_size, const char *output,
    size_t output_size, double *divergence, atlas_diag_t **diag);

/* Logical divergence without a provider: fixed phrases of the hypothesis (0.1,
 * 0.9, 0.5), else by how many words of the premise recur in it, 0.1 to 0.9.
 * Allocates while it runs; ATL0310 without memory. */
ATLAS_API atlas_status_t atlas_coherence_logical(
    const char *premise, size_t premise_size, const char *hypothesis,
    size_t hypothesis_size, double *divergence, atlas_diag_t **diag);

#ifdef __cplusplus
}
#endif
#endif /* ATLAS_C_COHERENCE_H */
