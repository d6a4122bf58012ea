/*===- coherence.h - Coherence scores of texts ----------------------*- C -*-===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * How well a text agrees with a prompt and with what is known: a score in
 * [0, 1], from a logical and a factual divergence.
 *
 *   score = 1 - (w_logic * h_logical + w_fact * h_factual)
 *
 * in this order and without contraction. A scorer gets the divergences from
 * providers of the caller or from the text measures below, and keeps the last
 * actions that it approved. The functions without a handle are its parts.
 *
 * Texts: `size` bytes of UTF-8, NULL allowed if size is 0; malformed bytes
 * belong to words. Words are what Unicode white space separates in the lower
 * case of the text (The Unicode Standard, section 3.13: no language's own rules).
 * Failure: atlas_status_t and a diagnostic, as in halting.h; results are written
 * on success only.
 * Threads: functions without a handle: any thread. Handles: as each says.
 * Source: docs/Reference/halting.md.
 *===----------------------------------------------------------------------===*/
#ifndef ATLAS_C_COHERENCE_H
#define ATLAS_C_COHERENCE_H

#include "atlas-c/halting.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- Parts ---------------------------------------------------------------- */

/* One review. */
typedef struct atlas_coherence_score {
  double h_logical; /* in [0, 1], as used */
  double h_factual;
  double divergence;
  double score;  /* in [0, 1] */
  bool approved; /* score >= coherence_threshold */
  bool warning;  /* approved, and score < soft_limit */
} atlas_coherence_score;

/* Combines two divergences: a value that is not finite counts as 0.5, others
 * are clamped to [0, 1]. */
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

/* --- Knowledge ------------------------------------------------------------ */

/* Facts (key, value) in the order in which they came. Threads: any number may
 * find at once while none adds. */
typedef struct atlas_coherence_knowledge atlas_coherence_knowledge_t;

/* An empty one; the caller destroys it. `*knowledge` is NULL after a
 * failure. */
ATLAS_API atlas_status_t atlas_coherence_knowledge_create(
    atlas_coherence_knowledge_t **knowledge, atlas_diag_t **diag);

/* Frees it, after the scorers that use it; NULL is allowed. */
ATLAS_API void
atlas_coherence_knowledge_destroy(atlas_coherence_knowledge_t *knowledge);

/* Appends a copy of a fact, also one whose key is there already. A failure
 * changes nothing. */
ATLAS_API atlas_status_t atlas_coherence_knowledge_add(
    atlas_coherence_knowledge_t *knowledge, const char *key, size_t key_size,
    const char *value, size_t value_size, atlas_diag_t **diag);

/* The number of facts; 0 for NULL. */
ATLAS_API size_t
atlas_coherence_knowledge_size(const atlas_coherence_knowledge_t *knowledge);

/* What is known about a query: the facts of which any word of the key occurs in
 * the query's lower case, anywhere in it, as "key is value" joined by "; ".
 * Keys are compared as they are: written in capitals, they never match. Writes
 * up to `capacity` bytes, without a NUL, to `text` (NULL allowed if it is 0)
 * and the bytes of the whole to `*size`; 0: nothing is known. Allocates while
 * it runs; cost: bytes of the query times bytes of the keys at most. */
ATLAS_API atlas_status_t atlas_coherence_knowledge_find(
    const atlas_coherence_knowledge_t *knowledge, const char *query,
    size_t query_size, char *text, size_t capacity, size_t *size,
    atlas_diag_t **diag);

/* --- Scorers -------------------------------------------------------------- */

/* A borrowed text. */
typedef struct atlas_coherence_text {
  const char *text;
  size_t size;
} atlas_coherence_text;

/* Where a scorer's numbers come from. Zero the structure first; fields may be
 * added at the end. Texts for a callback are borrowed until it returns. A
 * callback may call everything but configure and destroy on its own scorer. */
typedef struct atlas_coherence_providers {
  uint32_t size; /* sizeof(atlas_coherence_providers) */
  /* Logical divergence of a hypothesis (the action) from a premise (the
   * prompt): 0 and `*divergence`; anything else is a failure and counts as 0.5.
   * NULL: atlas_coherence_logical. */
  int (*logical)(void *context, const atlas_coherence_text *premise,
                 const atlas_coherence_text *hypothesis, double *divergence);
  /* Factual divergence as a number, in the same way. NULL: from what is known,
   * by atlas_coherence_factual. */
  int (*factual)(void *context, const atlas_coherence_text *prompt,
                 const atlas_coherence_text *output, double *divergence);
  /* What is known about a query (the prompt): 1 and `*found`, which must stay
   * until the scorer's call returns; 0 for nothing; anything else is a failure,
   * which is nothing, too. NULL: `facts`. */
  int (*knowledge)(void *context, const atlas_coherence_text *query,
                   atlas_coherence_text *found);
  const atlas_coherence_knowledge_t *facts; /* borrowed; NULL: none */
  void *context;                            /* of the callbacks */
} atlas_coherence_providers;

/* A configuration, providers and a history. Threads: one at a time; scorers do
 * not share anything but `facts`. */
typedef struct atlas_coherence_scorer atlas_coherence_scorer_t;

/* The configuration and the structure of the providers, which may be NULL, are
 * copied. The caller destroys it. `*scorer` is NULL after a failure. */
ATLAS_API atlas_status_t atlas_coherence_scorer_create(
    const atlas_halt_config *config, const atlas_coherence_providers *providers,
    atlas_coherence_scorer_t **scorer, atlas_diag_t **diag);

/* Frees a scorer; NULL is allowed. */
ATLAS_API void atlas_coherence_scorer_destroy(atlas_coherence_scorer_t *scorer);

/* Replaces the configuration, for instance its thresholds. The history keeps
 * the newest history_window entries. */
ATLAS_API atlas_status_t atlas_coherence_scorer_configure(
    atlas_coherence_scorer_t *scorer, const atlas_halt_config *config,
    atlas_diag_t **diag);

/* The configuration now; lives until configure or destroy. NULL for NULL. */
ATLAS_API const atlas_halt_config *
atlas_coherence_scorer_config(const atlas_coherence_scorer_t *scorer);

/* Scores an action against a prompt: the logical provider first, then the
 * factual one. An approved action is copied into the history. ATL0310 without
 * memory; then the history is as before. */
ATLAS_API atlas_status_t atlas_coherence_scorer_review(
    atlas_coherence_scorer_t *scorer, const char *prompt, size_t prompt_size,
    const char *action, size_t action_size, atlas_coherence_score *score,
    atlas_diag_t **diag);

/* The same without the history. */
ATLAS_API atlas_status_t atlas_coherence_scorer_measure(
    const atlas_coherence_scorer_t *scorer, const char *prompt,
    size_t prompt_size, const char *text, size_t text_size,
    atlas_coherence_score *score, atlas_diag_t **diag);

/* One of the two divergences as `measure` uses it; the other provider is not
 * asked. */
ATLAS_API atlas_status_t atlas_coherence_scorer_logical(
    const atlas_coherence_scorer_t *scorer, const char *prompt,
    size_t prompt_size, const char *text, size_t text_size, double *divergence,
    atlas_diag_t **diag);
ATLAS_API atlas_status_t atlas_coherence_scorer_factual(
    const atlas_coherence_scorer_t *scorer, const char *prompt,
    size_t prompt_size, const char *text, size_t text_size, double *divergence,
    atlas_diag_t **diag);

/* Entries of the history: at most history_window, 0 for NULL. */
ATLAS_API size_t
atlas_coherence_scorer_history_size(const atlas_coherence_scorer_t *scorer);

/* Entry `index`, the oldest first; lives until the next review, configure or
 * destroy. False, and nothing is written, if there is none or a pointer is
 * NULL. */
ATLAS_API bool
atlas_coherence_scorer_history(const atlas_coherence_scorer_t *scorer,
                               size_t index, atlas_coherence_text *entry);

#ifdef __cplusplus
}
#endif
#endif /* ATLAS_C_COHERENCE_H */
