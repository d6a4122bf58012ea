/*===- t1.h - T1: best-first propagation over a graph ----------------*- C -*-===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Spreads weighted seeds over a directed graph, largest contribution first, and
 * returns a sparse list of per-node deltas and counters. All paths (prepared
 * graph, batch on any number of threads, reference) agree bit for bit.
 *
 * Use: prepare a graph once, keep one workspace per thread, propagate many
 * times. A call costs in proportion to what it touches, not to the graph.
 *
 * GROWTH. Without `queue_budget` the number of pops can grow exponentially on
 * cyclic graphs, and the loop need not end at all: a self-loop of weight -1 with
 * rate 1 runs for ever. Set `queue_budget` (usually 10000), or at least
 * `pop_limit` or a cancellation flag.
 *
 * Failure: functions return a status and a diagnostic (diag.h) whose `code` is
 * an atlas_t1_code. A call that fails writes nothing but the diagnostic, except
 * where its comment says so. Ownership: arrays are borrowed for the call.
 * Threads: a graph is immutable and may be used by many threads; a workspace, a
 * pool and a result serve one call at a time. Destroy functions take NULL.
 * Source: contract t1, sections 1 to 10.
 *===----------------------------------------------------------------------===*/
#ifndef ATLAS_C_T1_H
#define ATLAS_C_T1_H

#include "atlas-c/base.h"
#include "atlas-c/diag.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Codes of diagnostics; 801 is ATL0801. 801 to 806 are found in this order, the
 * first is reported. */
typedef enum atlas_t1_code {
  ATLAS_T1_OK = 0,
  ATLAS_T1_BAD_SHAPE = 801,    /* an array has the wrong length */
  ATLAS_T1_BAD_INDPTR = 802,   /* row starts: first, order or last */
  ATLAS_T1_BAD_EDGE = 803,     /* an edge target is no node */
  ATLAS_T1_BAD_SEED = 804,     /* a seed is no node */
  ATLAS_T1_BAD_FLOAT = 805,    /* NaN or infinity where it may not be */
  ATLAS_T1_BAD_CAP = 806,      /* a cap below 0, a stop below -1 */
  ATLAS_T1_CANCELLED = 807,    /* the cancellation flag was set */
  ATLAS_T1_POP_LIMIT = 808,    /* more than `pop_limit` pops */
  ATLAS_T1_SMALL_OUTPUT = 809, /* the caller's arrays hold too few */
  ATLAS_T1_PARITY = 810,       /* strict parity: the paths differ */
  ATLAS_T1_NO_MEMORY = 310,    /* never a partial result */
  ATLAS_T1_MISUSE = 508        /* NULL where it may not be */
} atlas_t1_code;

/* --- Inputs ------------------------------------------------------------------ */

/* A graph as compressed rows of outgoing edges. n_nodes is indptr_length - 1. An
 * array of length 0 may be NULL. At most 2^31 - 1 nodes and edges. */
typedef struct atlas_t1_arrays {
  const int32_t *indptr;
  size_t indptr_length;
  const int32_t *indices; /* any order, repeats and self-loops allowed */
  size_t indices_length;  /* n_edges */
  const float *weights;   /* any sign */
  size_t weights_length;
  const int32_t *rel_code; /* carried, any value; never used */
  size_t rel_code_length;
  const float *rel_mult; /* one multiplier per edge */
  size_t rel_mult_length;
  const int32_t *key_rank; /* tie-break, any values */
  size_t key_rank_length;
} atlas_t1_arrays;

/* The initial wavefront, in order; repeats are separate events. */
typedef struct atlas_t1_seeds {
  const int32_t *nodes;
  size_t nodes_length;
  const float *weights; /* NULL: all 1.0, whatever weights_length says */
  size_t weights_length;
} atlas_t1_seeds;

/* The parameters of one propagation. Start from atlas_t1_default_params(). */
typedef struct atlas_t1_params {
  float rate, floor;      /* decay: max(rate ^ layer, floor) */
  float node_budget;      /* |sum| at which a node stops expanding; may be inf */
  int32_t radius_cap;     /* layers; 0 is a real cap */
  int32_t iter_cap_layers;
  int32_t frontier;       /* entries the queue keeps; 0: off */
  int32_t visited;        /* nodes remembered as expanded; 0: off */
  int32_t dedupe_window;  /* last queued nodes not queued again; 0: off */
  int64_t queue_budget;   /* pops after which it stops; -1: off (see GROWTH) */
  int64_t relax_cap;      /* contributions after which it stops; -1: off */
  int64_t pop_limit;      /* pops after which it fails; -1: off */
  const int32_t *cancel;  /* fails soon after another thread stores nonzero here
                             (an atomic store); NULL: never */
} atlas_t1_params;

/* Usual parameters: rate 0.6, floor 0.05, budget 1.5, radius 4, layers 50,
 * queue_budget 10000, everything else off. */
static inline atlas_t1_params atlas_t1_default_params(void) {
  atlas_t1_params params = {0.6f, 0.05f, 1.5f,  4,  50, 0,
                            0,    0,     10000, -1, -1, NULL};
  return params;
}

/* --- Outputs ----------------------------------------------------------------- */

/* Counters of one propagation (contract, section 6). */
typedef struct atlas_t1_metrics {
  int64_t pops, iters, propagations;
  int64_t radius_cap_hits, layer_cap_hits, node_budget_hits;
  int64_t frontier_evicted, dedupe_hits, visited_evicted;
  double max_delta_local; /* a float32 value; "_max_delta_local" */
} atlas_t1_metrics;

/* Nodes with a delta, ascending, and their deltas. Two ways to have it filled:
 *   arrays of the caller: nodes, values, capacity set, grows 0 (n_nodes is
 *     always enough). Too small: ATLAS_T1_SMALL_OUTPUT, and `count`, nothing
 *     else, is set to what is needed.
 *   arrays of the library: all zero but grows 1. They are reused and enlarged by
 *     later calls and freed by atlas_t1_result_free. */
typedef struct atlas_t1_result {
  int32_t *nodes;
  float *values;
  size_t capacity; /* elements of both arrays */
  size_t count;    /* elements filled */
  int32_t grows;
  atlas_t1_metrics metrics;
} atlas_t1_result;

/* Frees arrays of the library and sets them to none; NULL and results with
 * arrays of the caller are left alone. */
ATLAS_API void atlas_t1_result_free(atlas_t1_result *result);

/* table[i] = decay of layer i + 1, i < count (contract, section 3). False, and
 * nothing is written, if table is NULL and count > 0. */
ATLAS_API bool atlas_t1_decay_table(float rate, float floor, size_t count,
                                    float *table);

/* --- Prepared graphs --------------------------------------------------------- */

typedef struct atlas_t1_graph atlas_t1_graph_t;
typedef struct atlas_t1_workspace atlas_t1_workspace_t;

/* Checks the graph and makes a copy in the order in which it is walked; the
 * arrays may go afterwards. Codes: the parts of 801 to 805 that concern the
 * graph, NO_MEMORY, MISUSE. O(n_nodes + n_edges); 12 bytes per edge and node. */
ATLAS_API atlas_status_t atlas_t1_graph_create(const atlas_t1_arrays *arrays,
                                               atlas_t1_graph_t **graph,
                                               atlas_diag_t **diag);
/* No call may use the graph any more. */
ATLAS_API void atlas_t1_graph_destroy(atlas_t1_graph_t *graph);

/* Counts; 0 for NULL. */
ATLAS_API size_t atlas_t1_graph_nodes(const atlas_t1_graph_t *graph);
ATLAS_API size_t atlas_t1_graph_edges(const atlas_t1_graph_t *graph);

/* Memory that calls reuse, for graphs of any size; it grows to 13 bytes per node
 * of the largest graph plus the queue. Only the growing costs O(n_nodes). */
ATLAS_API atlas_status_t
atlas_t1_workspace_create(atlas_t1_workspace_t **workspace,
                          atlas_diag_t **diag);
ATLAS_API void atlas_t1_workspace_destroy(atlas_t1_workspace_t *workspace);

/* Propagates over a prepared graph. `workspace` NULL: one is made for this call,
 * which costs O(n_nodes). Codes: what concerns the seeds and parameters of 801
 * to 806, then NO_MEMORY, CANCELLED, POP_LIMIT, SMALL_OUTPUT, MISUSE. After any failure the workspace is usable. */
ATLAS_API atlas_status_t atlas_t1_propagate(const atlas_t1_graph_t *graph,
                                            atlas_t1_workspace_t *workspace,
                                            const atlas_t1_seeds *seeds,
                                            const atlas_t1_params *params,
                                            atlas_t1_result *result,
                                            atlas_diag_t **diag);

/* Everything in one call: checks in the full order of the contract, prepares,
 * propagates. */
ATLAS_API atlas_status_t atlas_t1_run(const atlas_t1_arrays *arrays,
                                      const atlas_t1_seeds *seeds,
                                      const atlas_t1_params *params,
                                      atlas_t1_result *result,
                                      atlas_diag_t **diag);

/* The same by the reference: a plain transcription of the contract, slow. */
ATLAS_API atlas_status_t atlas_t1_reference(const atlas_t1_arrays *arrays,
                                            const atlas_t1_seeds *seeds,
                                            const atlas_t1_params *params,
                                            atlas_t1_result *result,
                                            atlas_diag_t **diag);

/* --- Batches ----------------------------------------------------------------- */

typedef struct atlas_t1_pool atlas_t1_pool_t;

/* One propagation of a batch. Items may share graphs, seeds and parameters, but
 * not results. */
typedef struct atlas_t1_item {
  const atlas_t1_graph_t *graph;
  const atlas_t1_seeds *seeds;
  const atlas_t1_params *params;
  atlas_t1_result *result;
  atlas_t1_code code; /* written by every batch, whatever the outcome */
} atlas_t1_item;

/* Threads (the caller's included; 0: one per available core) with a workspace
 * each. Threads start with the first batch that needs them and end with the
 * pool. A forked child runs batches on its own thread alone. */
ATLAS_API atlas_status_t atlas_t1_pool_create(unsigned threads,
                                              atlas_t1_pool_t **pool,
                                              atlas_diag_t **diag);
ATLAS_API void atlas_t1_pool_destroy(atlas_t1_pool_t *pool);

/* Runs all items, spread over the pool's threads; NULL: on the calling thread.
 * Results do not depend on the number of threads. Every item is run and gets
 * its own code; the diagnostic is that of the first item that failed. */
ATLAS_API atlas_status_t atlas_t1_batch(atlas_t1_pool_t *pool,
                                        atlas_t1_item *items, size_t count,
                                        atlas_diag_t **diag);

/* --- Dispatcher -------------------------------------------------------------- */

/* What runs the native path; the signature of atlas_t1_run. */
typedef atlas_status_t (*atlas_t1_kernel)(const atlas_t1_arrays *arrays,
                                          const atlas_t1_seeds *seeds,
                                          const atlas_t1_params *params,
                                          atlas_t1_result *result,
                                          atlas_diag_t **diag);

/* The configuration block perf.native.t1 and what gates it. All zero is the
 * default: disabled. */
typedef struct atlas_t1_config {
  int32_t enabled;
  int32_t strict_parity;
  const char *backend;    /* "rust" or NULL: compiled; "python": reference */
  const char *decay_mode; /* NULL or "exp_floor"; another one gates */
  const char *const *caps; /* names of the truthy entries of perf.t1.caps */
  size_t caps_length;
  int32_t dedupe_window;      /* nonzero: perf.t1.dedupe_window is truthy */
  int32_t kernel_unavailable; /* nonzero: this host has no compiled kernel */
  atlas_t1_kernel kernel;     /* NULL: atlas_t1_run */
  bool (*supports)(const char *cap); /* of `kernel`; NULL: atlas_t1_supports */
} atlas_t1_config;

/* How often each path was taken and why; the caller zeroes it once and adds
 * nothing. Never part of the metrics. */
typedef struct atlas_t1_counters {
  int64_t used_native;
  int64_t fallback_gated_caps, fallback_gated_dedupe, fallback_gated_other;
  int64_t fallback_unavailable, fallback_runtime_error;
} atlas_t1_counters;

/* Takes a reproducer piece by piece: one case in the format of
 * test/golden/t1/t1_fuzz.json, expecting what the reference gave. */
typedef struct atlas_t1_sink {
  void (*write)(void *context, const char *text, size_t length);
  void *context;
} atlas_t1_sink;

/* True iff the compiled kernel supports the cap of this name: "frontier",
 * "visited", "dedupe_window". */
ATLAS_API bool atlas_t1_supports(const char *cap);

/* Runs the path that the configuration asks for, silently the reference if a
 * gate holds or the native path fails. NULL config: disabled; `counters` and
 * `sink` may be NULL. Under strict parity both paths run and the result is the
 * reference's; any difference is ATLAS_T1_PARITY, whose message names the first
 * differing node or metric, and the sink gets a reproducer; a native failure is
 * then the error. */
ATLAS_API atlas_status_t atlas_t1_dispatch(
    const atlas_t1_config *config, const atlas_t1_arrays *arrays,
    const atlas_t1_seeds *seeds, const atlas_t1_params *params,
    atlas_t1_result *result, atlas_t1_counters *counters,
    const atlas_t1_sink *sink, atlas_diag_t **diag);

#ifdef __cplusplus
}
#endif
#endif /* ATLAS_C_T1_H */
