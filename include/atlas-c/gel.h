/*===- gel.h - Graph evolution: decay, observation, candidates -------*- C -*-===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The arithmetic of an evolving undirected graph: edges decay, what is seen
 * together grows together, and groups of nodes are proposed for merging and
 * splitting. Promotion, names and persistence are the host's.
 *
 * Nodes are int32 numbers (positions of the sorted names). Edges are records in
 * the order in which they came, src <= dst, one per pair. Inputs are finite
 * unless a comment says otherwise.
 * Failure: as in t1.h, codes NO_MEMORY, SMALL_OUTPUT, MISUSE; a call that fails
 * writes nothing but the diagnostic. Ownership: arrays are borrowed for the
 * call. Threads: re-entrant; the arrays of one call must not change meanwhile.
 * Source: contract t1, section 11.
 *===----------------------------------------------------------------------===*/
#ifndef ATLAS_C_GEL_H
#define ATLAS_C_GEL_H

#include "atlas-c/base.h"
#include "atlas-c/diag.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- Decay ------------------------------------------------------------------- */

/* out[i] = weights[i] * max(rate, floor), all in float32; `out` may be
 * `weights`. Returns how many values changed (-0 equals 0), or -1, and nothing
 * is written, if a pointer is NULL and count > 0. */
ATLAS_API int64_t atlas_gel_tick32(const float *weights, size_t count,
                                   float rate, float floor, float *out);

/* What a tick did. */
typedef struct atlas_gel_tick_counts {
  int64_t decayed, dropped;
} atlas_gel_tick_counts;

/* With y = weights[i] * factor: keep[i] = 0 and out[i] = weights[i] if |y| <
 * floor (dropped), else keep[i] = 1 and out[i] = y (decayed, if it differs).
 * `out` may be `weights`. The factor is 0.5 ** (max(0, dt) / half_life), or 0
 * when half_life <= 0. False, and nothing is written, if a pointer is NULL and
 * count > 0, or `counts` is NULL. */
ATLAS_API bool atlas_gel_tick64(const double *weights, size_t count,
                                double factor, double floor, double *out,
                                uint8_t *keep, atlas_gel_tick_counts *counts);

/* --- Edges and observation --------------------------------------------------- */

/* Last-seen turn of an edge that was never seen. */
#define ATLAS_GEL_NEVER INT64_MIN

/* The edges of a graph, in arrays of the caller. */
typedef struct atlas_gel_edges {
  int32_t *src, *dst; /* src <= dst */
  double *weight;
  int64_t *coact;     /* times observed; used by observe only */
  int64_t *last_seen; /* turn or ATLAS_GEL_NEVER; used by observe only */
  size_t count;       /* edges */
  size_t capacity;    /* elements of the arrays; used by observe only */
} atlas_gel_edges;

/* Items that were active together; scores may be NaN. */
typedef struct atlas_gel_items {
  const int32_t *ids;
  const double *scores;
  size_t count;
} atlas_gel_items;

/* How observation works. Start from atlas_gel_default_observation(). */
typedef struct atlas_gel_observation {
  double threshold; /* least score */
  size_t top_k;     /* best items that count */
  size_t pair_cap;  /* pairs at most */
  int32_t proportional; /* 0: w + alpha; else w + alpha * (1 - min(|w|, 1)) */
  double alpha, clamp_min, clamp_max;
  int64_t turn; /* ATLAS_GEL_NEVER: last_seen is left alone */
} atlas_gel_observation;

/* 0.20, 64, 2048, additive, 0.02, -1, 1, no turn. */
static inline atlas_gel_observation atlas_gel_default_observation(void) {
  atlas_gel_observation o = {0.20, 64, 2048, 0, 0.02, -1.0, 1.0,
                             ATLAS_GEL_NEVER};
  return o;
}

/* What an observation did. */
typedef struct atlas_gel_observed {
  int64_t k_in, k_used, pairs_updated;
} atlas_gel_observed;

/* Strengthens the edges between the best items, pair by pair, and appends those
 * that do not exist. SMALL_OUTPUT if `capacity` is too small; k_used^2 / 2 more
 * than `count`, or pair_cap more, is always enough. O(count + pairs). */
ATLAS_API atlas_status_t atlas_gel_observe(
    const atlas_gel_items *items, const atlas_gel_observation *observation,
    atlas_gel_edges *edges, atlas_gel_observed *observed, atlas_diag_t **diag);

/* --- Candidates -------------------------------------------------------------- */

/* A list of lists of nodes: list i is nodes[starts[i]] .. nodes[starts[i + 1] -
 * 1], ascending. */
typedef struct atlas_gel_lists {
  size_t count;
  size_t *starts; /* count + 1 */
  int32_t *nodes;
} atlas_gel_lists;

/* Groups to merge, best first. Arrays are the library's. */
typedef struct atlas_gel_merges {
  atlas_gel_lists groups;
  double *avg_w;     /* of each group: mean of |w| over all edges inside */
  int64_t *diameter; /* over strong edges */
} atlas_gel_merges;

/* Components over edges with |w| >= min_avg_w that have at least min_size nodes
 * and at most that diameter, by avg_w descending, size descending, nodes
 * ascending. Usual: 0.20, 3, 2. What `merges` held is not freed. */
ATLAS_API atlas_status_t atlas_gel_merge_candidates(
    const atlas_gel_edges *edges, double min_avg_w, int64_t min_size,
    int64_t max_diameter, atlas_gel_merges *merges, atlas_diag_t **diag);

/* Frees the arrays and sets all to none; NULL is allowed. */
ATLAS_API void atlas_gel_merges_free(atlas_gel_merges *merges);

/* Groups to split, best first. Arrays are the library's. The parts of group i
 * are the lists part_starts[i] .. part_starts[i + 1] - 1 of `parts`. */
typedef struct atlas_gel_splits {
  atlas_gel_lists originals;
  size_t *part_starts; /* originals.count + 1 */
  atlas_gel_lists parts;
  int64_t *removed_edges; /* inside, below the threshold */
  int64_t *orig_edges;    /* inside */
} atlas_gel_splits;

/* Components over all edges that fall apart into two parts or more, each of at
 * least min_component_size nodes, without the edges of |w| < weak_edge_thresh;
 * by removed_edges descending, then nodes ascending. Usual: 0.05, 2. What
 * `splits` held is not freed. */
ATLAS_API atlas_status_t atlas_gel_split_candidates(
    const atlas_gel_edges *edges, double weak_edge_thresh,
    int64_t min_component_size, atlas_gel_splits *splits, atlas_diag_t **diag);

/* Frees the arrays and sets all to none; NULL is allowed. */
ATLAS_API void atlas_gel_splits_free(atlas_gel_splits *splits);

#ifdef __cplusplus
}
#endif
#endif /* ATLAS_C_GEL_H */
