/*===- halt_batch.h - Halting decisions for many streams ------------*- C -*-===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Decides many streams of scores in one call, without callbacks or tokens.
 *
 * Every row comes to exactly what atlas_halt_decide says of its scores, bit for
 * bit. Scores of 4 bytes are widened first, which is exact.
 *
 *   layout                  score j of row i
 *   ATLAS_HALT_CSR          scores[offsets[i] + j]
 *   ATLAS_HALT_ROW_MAJOR    scores[i * columns + j]
 *   ATLAS_HALT_TOKEN_MAJOR  scores[j * rows + i]
 *
 * Ownership: everything is borrowed for the call. Failure: atlas_status_t and a
 * diagnostic; results are written on success only. Threads: any thread; calls
 * with separate results may run at once.
 *===----------------------------------------------------------------------===*/
#ifndef ATLAS_C_HALT_BATCH_H
#define ATLAS_C_HALT_BATCH_H

#include "atlas-c/halting.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum atlas_halt_layout {
  ATLAS_HALT_CSR = 0,
  ATLAS_HALT_ROW_MAJOR = 1,
  ATLAS_HALT_TOKEN_MAJOR = 2,
  ATLAS_HALT_LAYOUT_MAX_ENUM = 0x7FFFFFFF
} atlas_halt_layout_t;

typedef enum atlas_halt_type {
  ATLAS_HALT_F64 = 0,
  ATLAS_HALT_F32 = 1,
  ATLAS_HALT_TYPE_MAX_ENUM = 0x7FFFFFFF
} atlas_halt_type_t;

/* The streams. Zero the structure first; fields may be added at the end. */
typedef struct atlas_halt_batch {
  uint32_t size; /* sizeof(atlas_halt_batch) */
  atlas_halt_layout_t layout;
  atlas_halt_type_t type;
  atlas_halt_trend_t trend;
  const void *scores; /* aligned to their size; NULL if there are none */
  size_t rows;
  size_t columns; /* of a dense array; a CSR batch ignores it */
  /* CSR only: rows + 1 positions in scores, never falling, from 0 or above. */
  const int64_t *offsets;
  /* Dense only: scores of each row, 0..columns; NULL: all have `columns`. */
  const int64_t *lengths;
  const atlas_halt_config *config;
  /* Per row in place of the configuration's, checked like it; NULL: not. */
  const double *hard_limits;
  const double *window_thresholds;
  const double *trend_thresholds;
} atlas_halt_batch;

/* Where results go: `rows` elements each; NULL: not wanted. No two overlap. */
typedef struct atlas_halt_results {
  int32_t *halt_index; /* -1: not halted */
  uint8_t *reason;     /* atlas_halt_reason_t */
  int32_t *emitted;
  int32_t *observed;
  double *avg;   /* avg_coherence, min_coherence of a session */
  double *min;
  double *value; /* score, mean or drop that fired; 0.0 for none */
} atlas_halt_results;

/* Decides the batch. A row has at most 2^31 - 1 scores. Allocates only a
 * diagnostic, which names the row. */
ATLAS_API atlas_status_t atlas_halt_decide_batch(
    const atlas_halt_batch *batch, const atlas_halt_results *results,
    atlas_diag_t **diag);

#ifdef __cplusplus
}
#endif
#endif /* ATLAS_C_HALT_BATCH_H */
